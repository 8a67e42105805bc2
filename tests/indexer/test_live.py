"""Following the index folder."""

from __future__ import annotations

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
    config: Config, write: Callable[..., Path], build: Callable[..., BuildReport]
) -> None:
    """Whoever asks is told of the damage; the searcher that was open still answers, and a rebuild is followed."""
    live = LiveSearcher(config.settings.index)
    write("stories/a", body="Quokkas.")
    build()
    old = live.current()
    write("stories/b", body="Quokkas, too.")
    new = config.settings.index / "generations" / build().generation
    next(new.glob("keyword/*.toc")).write_bytes(b"")
    with pytest.raises(DamagedIndexError):
        live.current()
    assert old.search(Query("quokkas")).total == 1
    build(rebuild=True)
    assert live.current().search(Query("quokkas")).total == 2
    live.close()
