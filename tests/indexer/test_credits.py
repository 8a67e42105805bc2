"""What Git knows of pages, stored with a generation and read from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import BuildReport, Searcher, build_index
from indexer.credits import FILE_NAME
from kb.config import Config, load_config
from kb.errors import DamagedIndexError
from tests.repository import BARE, commit, git

Write = Callable[..., Path]
Build = Callable[..., BuildReport]
Open = Callable[..., Searcher]


@pytest.fixture
def repository(config: Config, write: Write, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two stories by two, of whom one has a page, and two people who share a name."""
    for name, value in BARE.items():
        monkeypatch.setenv(name, value)
    root = config.settings.content.parent
    (root / ".gitignore").write_text("/index\n")
    git(root, "init", "-q")
    write("stories/a", body="One.")
    write("stories/b", body="Two.")
    write("people/ann", "name: Ann Other\nrecommendable: false")
    write("people/x", "name: Two Of These")
    write("people/y", "name: Two Of These")
    commit(root, "ann other", "2024-01-01")
    write("stories/a", body="One, and more.")
    commit(root, "Two Of These", "2024-02-01")
    return root


def credited(searcher: Searcher, page_id: str) -> list[tuple[str, str, bool]]:
    history = searcher.history(page_id)
    assert history
    return [(credit.name, credit.page.id if credit.page else "", credit.is_new) for credit in history.credits]


def test_pages_know_their_history(repository: Path, build: Build, opened: Open) -> None:
    """Names that are a person's title lead there, whatever their case; a name of two people leads to neither."""
    build()
    searcher = opened()
    history = searcher.history("stories/a")
    assert history
    assert (history.created, history.updated) == ("2024-01-01", "2024-02-01")
    assert credited(searcher, "stories/a") == [("ann other", "people/ann", True), ("Two Of These", "", True)]
    assert credited(searcher, "stories/b") == [("ann other", "people/ann", True)]


def test_a_log_that_moved_on_is_published_once(repository: Path, write: Write, build: Build, opened: Open) -> None:
    """Indexed before it was committed, a page gets its credit by the next run, and by the one after that no more."""
    write("stories/c", body="Three.")
    build()
    assert opened().history("stories/c") is None
    commit(repository, "Cat", "2024-03-01")
    again = build()
    assert (again.published, again.embedded, again.kept) == (True, 0, again.counts["story"] + again.counts["person"])
    assert credited(opened(), "stories/c") == [("Cat", "", True)]
    (repository / "beside").write_text("no page")
    commit(repository, "Dan", "2024-04-01")
    assert not build().published, "what pages show is what it was"


def test_kept_pages_have_the_history_of_a_full_build(repository: Path, write: Write, build: Build) -> None:
    """What is stored after a change is what a build from nothing stores."""
    build()
    git(repository, "mv", "content/stories/b.md", "content/stories/c.md")
    commit(repository, "Cat", "2024-03-01")
    stored = [
        next(repository.glob(f"index/generations/{build(rebuild=full).generation}/{FILE_NAME}")).read_bytes()
        for full in (False, True)
    ]
    assert stored[0] == stored[1]
    assert b"stories/c" in stored[0]


def test_git_can_be_left_out(repository: Path, config: Config, opened: Open) -> None:
    """With `git = "off"` nothing of the log is known."""
    flags = {"content": config.settings.content, "index": config.settings.index, "git": "off", "model": "none"}
    build_index(load_config(environ={}, flags=flags), None)
    assert opened().history("stories/a") is None


def test_addresses_are_nowhere_in_a_generation(repository: Path, build: Build) -> None:
    """The mail addresses of commits enter no file of the index."""
    report = build()
    files = list(repository.glob(f"index/generations/{report.generation}/**/*"))
    assert any(file.name == FILE_NAME for file in files)
    assert not [file for file in files if file.is_file() and b"example.org" in file.read_bytes()]


def test_damage_is_said(repository: Path, build: Build, opened: Open) -> None:
    """A file that can't be read is damage, not a page without history."""
    report = build()
    searcher = opened()
    (repository / "index" / "generations" / report.generation / FILE_NAME).write_text('{"stories/a": []}')
    with pytest.raises(DamagedIndexError, match="kb index --rebuild"):
        searcher.history("stories/a")


def test_a_page_without_a_file_has_none(build: Build, write: Write, opened: Open) -> None:
    """Outside a repository everything else works."""
    write("stories/a", body="One.")
    build()
    assert opened().history("stories/a") is None
