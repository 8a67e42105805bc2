"""Checking: the problems of the whole library or of the files asked for, and of no others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kb.checking import check_library
from kb.config import Config, load_config
from kb.errors import ConfigError

TODAY = date(2026, 12, 1)
FILES = {
    "practices/a.md": "---\ntitle: A\nstage: soon\n---\n[x](b.md) [y](gone.md)\n",
    "practices/b.md": "---\ntitle: B\npeople: [nobody]\n---\n",
    "stories/c.md": "---\ntitle: C\n---\n[x](#lost)\n",
    "stories/open.md": "---\ntitle: O\n\nText\n",
    "stories-too/d.md": "# D\n",
}


@pytest.fixture
def config(write_library: Callable[..., Config]) -> Config:
    """A library with a fault of each sort in files of different folders."""
    return write_library(FILES)


def check(config: Config, *paths: Path) -> tuple[list[tuple[str, int, str]], int]:
    """Check; return path, line and code of each problem, and the number of pages checked."""
    found = check_library(config, paths, lambda *_: None, today=TODAY)
    places = [(problem.path, problem.line, problem.code) for problem in found.problems]
    return [place for place in places if place[2] not in {"stub-page", "partial-page"}], found.pages


IN_A = [("practices/a.md", 3, "bad-value"), ("practices/a.md", 5, "dangling-link")]
IN_B = [("practices/b.md", 3, "dangling-reference")]
IN_STORIES = [("stories/c.md", 4, "dangling-link"), ("stories/open.md", 1, "unreadable-head")]


def test_everything_that_reading_and_rendering_find_is_reported(config: Config) -> None:
    """Heads, references, links and files without a kind, in the order in which files stand in the folder."""
    assert check(config) == ([*IN_A, *IN_B, ("stories-too/d.md", 1, "no-kind"), *IN_STORIES], 3)


@pytest.mark.parametrize(
    ("paths", "problems", "checked"),
    [
        (["practices/a.md"], IN_A, 1),
        (["practices"], [*IN_A, *IN_B], 2),
        (["practices/", "practices/a.md"], [*IN_A, *IN_B], 2),
        (["stories"], IN_STORIES, 1),
        (["stories/open.md"], IN_STORIES[1:], 0),
        (["."], [*IN_A, *IN_B, ("stories-too/d.md", 1, "no-kind"), *IN_STORIES], 3),
    ],
)
def test_paths_narrow_the_report_to_files_and_folders(
    config: Config, paths: list[str], problems: list[tuple[str, int, str]], checked: int
) -> None:
    """References still lead anywhere in the library; a folder whose name begins alike is another folder."""
    assert check(config, *map(Path, paths)) == (problems, checked)


def test_paths_may_be_given_from_the_working_directory_or_the_content_folder(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Completed by the shell in the checkout, copied from a report, or absolute."""
    content = config.settings.content
    monkeypatch.chdir(content.parent)
    for path in (
        "content/practices/a.md",
        "practices/a.md",
        "content/stories/../practices/a.md",
        content / "practices/a.md",
    ):
        assert check(config, Path(path)) == (IN_A, 1)
    monkeypatch.chdir(content / "stories")
    assert check(config, Path("../practices/a.md")) == (IN_A, 1)
    assert check(config, Path("c.md")) == (IN_STORIES[:1], 1)


@pytest.mark.parametrize("path", ["practices/z.md", "..", "/etc/passwd", "../kb.toml"])
def test_a_path_that_is_not_in_the_library_is_misuse(config: Config, path: str) -> None:
    """Checking nothing and calling it clean would let a typing error pass the review."""
    with pytest.raises(ConfigError, match=r"there is no such file below .*content\. Name a file or folder"):
        check(config, Path(path))


@pytest.mark.parametrize("paths", [["practices/README.md"], ["old/a.md", "practices/README.md"], ["empty"]])
def test_paths_without_a_page_are_misuse(write_library: Callable[..., Config], paths: list[str]) -> None:
    """ "Nothing to mend" about a file that was never looked at would be believed; beside a page it does no harm."""
    files = {"practices/a.md": "---\ntitle: A\n---\n", "practices/README.md": "x", "old/a.md": "x", "empty/x": ""}
    config = write_library(files, "exclude = ['/old/']\n")
    with pytest.raises(ConfigError, match=r"no page is there: `exclude` or `\[\[kinds\]\]` in kb\.toml leaves it out"):
        check(config, *map(Path, paths))
    assert check(config, *map(Path, [*paths, "practices/a.md"])) == ([], 1)


def test_the_vocabulary_is_checked_with_the_rest_and_by_itself(write_library: Callable[..., Config]) -> None:
    """It is content like the pages: its faults are listed among theirs, and whoever edits it can ask for it alone."""
    config = write_library({"practices/a.md": "---\ntitle: A\nstage: soon\n---\n", "vocabulary.yml": "A: b\nC:\n"})
    assert check(config) == ([("practices/a.md", 3, "bad-value"), ("vocabulary.yml", 2, "bad-vocabulary")], 1)
    assert check(config, Path("vocabulary.yml")) == ([("vocabulary.yml", 2, "bad-vocabulary")], 0)
    (config.settings.content / "vocabulary.yml").write_text("A: b\n", encoding="utf-8")
    assert check(config, Path("vocabulary.yml")) == ([], 0)


def test_progress_counts_files_then_pages(config: Config) -> None:
    """Each step reaches its whole, also with paths."""
    told: list[tuple[str, int, int]] = []
    check_library(config, [Path("practices")], lambda *step: told.append(step), today=TODAY)
    assert told == [("Reading", 1, 5)] * 5 + [("Rendering", 1, 2)] * 2


def test_our_own_content_has_nothing_to_mend() -> None:
    """The library that the project brings along is the example that contributors follow."""
    root = Path(__file__).resolve().parents[2]
    config = load_config(environ={}, flags={"content": root / "content"})
    found = check_library(config, [], lambda *_: None, today=TODAY)
    assert list(map(str, found.problems)) == []
    assert found.pages >= 8
