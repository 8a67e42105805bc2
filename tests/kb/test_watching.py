"""Noticing changes: whatever happens to the folder, the next change is told."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.watching import changes_below

Notice = Callable[[], None]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A folder with one page."""
    (tmp_path / "content/stories").mkdir(parents=True)
    (tmp_path / "content/stories/a.md").write_text("A", encoding="utf-8")
    return tmp_path / "content"


@pytest.fixture
def noticed(content: Path) -> Iterator[Notice]:
    """Watch in another thread; returns what waits for the next notice, after the one to begin with."""
    told = threading.Semaphore(0)
    ended = threading.Event()

    def follow() -> None:
        for _ in changes_below(content):
            told.release()
            if ended.is_set():
                return

    def wait() -> None:
        assert told.acquire(timeout=15), "nothing was noticed"

    threading.Thread(target=follow, daemon=True).start()
    wait()

    def next_notice() -> None:
        wait()
        time.sleep(1.5)
        while told.acquire(blocking=False):  # of one change there may be several
            pass

    yield next_notice
    ended.set()
    content.mkdir(exist_ok=True)
    (content / "end.md").write_text("End", encoding="utf-8")


def test_edits_new_folders_and_removals_are_noticed(content: Path, noticed: Notice) -> None:
    """Each by itself."""
    (content / "stories/a.md").write_text("B", encoding="utf-8")
    noticed()
    (content / "people").mkdir()
    (content / "people/b.md").write_text("B", encoding="utf-8")
    noticed()
    shutil.rmtree(content / "people")
    noticed()


def test_a_folder_that_is_replaced_is_followed(content: Path, noticed: Notice) -> None:
    """As a fresh checkout in its place does; while it is missing, too."""
    shutil.rmtree(content)
    noticed()
    (content / "stories").mkdir(parents=True)
    noticed()
    (content / "stories/a.md").write_text("B", encoding="utf-8")
    noticed()


def test_a_missing_folder_is_told_once(content: Path, tmp_path: Path) -> None:
    """Whoever builds on each notice says that it is missing, and not again each second."""
    told: list[None] = []
    threading.Thread(target=lambda: told.extend(changes_below(content)), daemon=True).start()
    time.sleep(2)
    content.rename(tmp_path / "away")
    time.sleep(5)
    before = len(told)
    time.sleep(4)
    assert 2 <= before == len(told) <= 4
    (tmp_path / "away").rename(content)
    time.sleep(4)
    assert len(told) > before


def test_a_name_that_is_no_text_ends_nothing(content: Path, noticed: Notice) -> None:
    """Nor hides what changes after it."""
    Path(os.fsdecode(os.fsencode(content) + b"/caf\xe9.png")).write_bytes(b"")
    noticed()
    (content / "stories/a.md").write_text("B", encoding="utf-8")
    noticed()
