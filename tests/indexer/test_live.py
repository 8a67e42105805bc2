"""Following the index folder."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import BuildReport, LiveSearcher, Query
from kb.config import Config
from kb.errors import DamagedIndexError, NoIndexError


def test_a_live_searcher_follows_to_the_new_generation(
    config: Config, write: Callable[..., Path], build: Callable[..., BuildReport]
) -> None:
    """Between two requests the site moves to what was published, lets go of the old, and else stays where it is."""
    live = LiveSearcher(config.settings.index)
    with pytest.raises(NoIndexError):
        live.current()
    write("stories/a", body="Quokkas.")
    build()
    first = live.current()
    assert live.current() is first
    write("stories/b", body="Quokkas, too.")
    build()
    assert first.search(Query("quokkas")).total == 1, "a request under way keeps its generation"
    second = live.current()
    assert second is not first
    assert second.search(Query("quokkas")).total == 2
    write("stories/c", body="And one more.")
    build()
    kept = {path.name for path in (config.settings.index / "generations").iterdir()}
    assert first.generation not in kept
    assert second.generation in kept
    live.close()


def test_a_new_generation_that_is_damaged_does_not_end_the_old(
    config: Config, write: Callable[..., Path], build: Callable[..., BuildReport], caplog: pytest.LogCaptureFixture
) -> None:
    """The log tells of the damage, once; the searcher that was open still answers, and a rebuild is followed."""
    live = LiveSearcher(config.settings.index)
    write("stories/a", body="Quokkas.")
    build()
    old = live.current()
    write("stories/b", body="Quokkas, too.")
    new = config.settings.index / "generations" / build().generation
    next(new.glob("keyword/*.toc")).write_bytes(b"")
    assert live.current() is live.current() is old
    assert old.search(Query("quokkas")).total == 1
    assert caplog.text.count("kb index --rebuild") == 1
    with pytest.raises(DamagedIndexError):
        LiveSearcher(config.settings.index).current()
    build(rebuild=True)
    assert live.current().search(Query("quokkas")).total == 2
    live.close()


@pytest.mark.parametrize("current", ["", "nothing", "../../elsewhere", None])
def test_a_running_reader_outlives_its_signpost(
    config: Config, write: Callable[..., Path], build: Callable[..., BuildReport], current: str | None
) -> None:
    """Whatever happens to CURRENT, what is open goes on, until there is something to follow again."""
    live = LiveSearcher(config.settings.index)
    write("stories/a", body="Quokkas.")
    build()
    old, signpost = live.current(), config.settings.index / "CURRENT"
    signpost.unlink()
    if current is not None:
        signpost.write_text(current, encoding="ascii")
    assert live.current() is old
    write("stories/b", body="Quokkas, too.")
    build()
    assert live.current().search(Query("quokkas")).total == 2
    live.close()


def test_readers_follow_a_hundred_swaps_without_a_mixed_answer(
    config: Config, write: Callable[..., Path], build: Callable[..., BuildReport]
) -> None:
    """Eight threads ask while the library is published anew a hundred times: each answer is of one state of it."""
    states = {"Quokkas smile.": {"stories/one"}, "Quokkas frown.": {"stories/one", "stories/two"}}

    def publish(turn: int) -> None:
        text = list(states)[turn % 2]
        write("stories/one", "", text)
        other = config.settings.content / "stories/two.md"
        if turn % 2:
            write("stories/two", "", text)
        else:
            other.unlink(missing_ok=True)
        build()

    publish(0)
    done = threading.Event()
    faults: list[object] = []
    seen: set[str] = set()

    def ask() -> None:
        live = LiveSearcher(config.settings.index)
        try:
            while not done.wait(0.002):
                searcher = live.current()
                hits = searcher.search(Query("quokkas")).hits
                texts = {hit.snippet.text for hit in hits}
                pages = {hit.page.id for hit in hits}
                if len(texts) != 1 or states.get(min(texts)) != pages:
                    faults.append((texts, pages))
                seen.add(searcher.generation)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a fault
            faults.append(error)
        finally:
            live.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for turn in range(1, 101):
        publish(turn)
    done.set()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []
    assert len(seen) > 20
    assert len(list((config.settings.index / "generations").iterdir())) <= 2
