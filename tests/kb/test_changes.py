"""Checking what has changed: Git says what, and what the change broke in other files is told with it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kb.changes import Changes, changes_since
from kb.checking import Checked, check_changes
from kb.config import Config, load_config
from kb.errors import GitError

TODAY = date(2026, 12, 1)
Write = Callable[..., Config]


def git(folder: Path, *arguments: str) -> str:
    """Run Git as somebody, without the settings of whoever runs the tests."""
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    ran = subprocess.run(
        ["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True,
        env={"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull},
    )  # fmt: skip
    return ran.stdout


def page(title: str, body: str = "", head: str = "") -> str:
    """Return a page with a summary."""
    return f"---\ntitle: {title}\nsummary: A page.\n{head}---\n{body}\n"


FILES = {
    "stories/plain.md": page("Plain", "[x](gone.md) [y](../people/asha.md) [z](b.md#how)"),
    "stories/b.md": page("B", "## How\n\nText", "people: [asha]\n"),
    "stories/öffentlich und gut.md": page("Ö", "[x](plain.md)"),
    "people/asha.md": page("Asha"),
    "domains/d.md": page("D", "", "issues: [{id: one, title: One}]\n"),
    "practices/p.md": page("P", "", "domains: [d]\nissues: [one]\n"),
}


@pytest.fixture
def config(write_library: Write) -> Config:
    """A library whose content is a folder of a repository, all of it committed on `main`."""
    config = write_library(FILES, 'title = "T"\n')
    top = config.settings.content.parent
    git(top, "init", "-q", "-b", "main")
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "first")
    git(top, "checkout", "-q", "-b", "work")
    return config


def check(config: Config, base: str = "main") -> Checked:
    """Check what differs from `base`."""
    changes = changes_since(base, config.settings.content)
    return check_changes(config, changes, lambda *_: None, today=TODAY)


def found(config: Config) -> list[tuple[str, int, str]]:
    """Return place and code of each problem but notes."""
    problems = check(config).problems
    return [(p.path, p.line, p.code) for p in problems if p.severity.value != "note"]


def put(config: Config, name: str, text: str) -> Path:
    """Write a file of the content."""
    file = config.settings.content / name
    file.write_text(text, encoding="utf-8")
    return file


def test_nothing_changed_is_nothing_to_check(config: Config) -> None:
    """Also where pages that were there before have faults."""
    result = check(config)
    assert (result.pages, len(result.problems)) == (0, 0)


@pytest.mark.parametrize("step", ["untracked", "staged", "committed"])
def test_only_changed_files_are_reported_however_far_the_change_has_got(config: Config, step: str) -> None:
    """New, not yet committed and committed: names with spaces and umlauts are names like others."""
    put(config, "stories/öffentlich und gut.md", page("Ö", "[x](nowhere.md)"))
    put(config, 'stories/a "new" ü.md', page("N", "[x](nothing.md)"))
    top = config.settings.content.parent
    if step != "untracked":
        git(top, "add", "-A")
    if step == "committed":
        git(top, "commit", "-q", "-m", "second")
    assert found(config) == [
        ('stories/a "new" ü.md', 5, "dangling-link"),
        ("stories/öffentlich und gut.md", 5, "dangling-link"),
    ]
    assert check(config).pages == 2


def test_what_others_changed_since_is_not_ours(config: Config) -> None:
    """The difference is that from the merge base, as in a pull request."""
    top = config.settings.content.parent
    put(config, "stories/b.md", page("B", "## How\n\n[x](mine.md)", "people: [asha]\n"))
    git(top, "commit", "-qam", "mine")
    git(top, "checkout", "-q", "main")
    put(config, "practices/p.md", page("P", "[x](theirs.md)"))
    git(top, "commit", "-qam", "theirs")
    git(top, "checkout", "-q", "work")
    assert found(config) == [("stories/b.md", 8, "dangling-link")]


@pytest.mark.parametrize("rename", [False, True])
def test_references_and_links_to_a_page_that_goes_are_told_where_they_dangle(config: Config, rename: bool) -> None:
    """In files that the change doesn't touch; the link that dangled before isn't told again."""
    file = config.settings.content / "people/asha.md"
    if rename:
        git(file.parent, "mv", "asha.md", "moyo.md")
    else:
        file.unlink()
    told = "inexact-reference" if rename else "dangling-reference"  # the person is still called so
    assert found(config) == [("stories/b.md", 4, told), ("stories/plain.md", 5, "dangling-link")]


def test_a_heading_that_goes_and_an_issue_that_goes_are_told_where_they_are_missed(config: Config) -> None:
    """The pages are still there; it is what others named of them that is not."""
    put(config, "stories/b.md", page("B", "## Why\n\nText", "people: [asha]\n"))
    put(config, "domains/d.md", page("D", "", "issues: [{id: two, title: Two}]\n"))
    assert found(config) == [("practices/p.md", 5, "dangling-reference"), ("stories/plain.md", 5, "dangling-anchor")]


def test_a_page_that_becomes_a_draft_is_told_where_it_is_linked_to(config: Config) -> None:
    """Its readers would be led to nothing."""
    put(config, "stories/plain.md", page("Plain", "Text", "status: draft\n"))
    assert found(config) == [("stories/öffentlich und gut.md", 5, "link-to-draft")]


def test_a_change_of_the_settings_is_one_of_all_pages(config: Config) -> None:
    """What files and keys mean may have changed with them."""
    (config.settings.content.parent / "kb.toml").write_text('title = "U"\n', encoding="utf-8")
    assert check(config).pages == len(FILES)


def test_what_git_cannot_say_is_said_with_the_way_out(config: Config, tmp_path: Path) -> None:
    """An unknown commit, an option for one, two histories, a shallow clone, no repository."""
    content = config.settings.content
    top = content.parent
    for base in ("nosuch", "--help", "main..work", ""):
        with pytest.raises(GitError, match=r"there is no commit .* Fetch it, or name another"):
            changes_since(base, content)
    git(top, "checkout", "-q", "--orphan", "other")
    git(top, "commit", "-q", "-m", "apart")
    with pytest.raises(GitError, match=r"'main' and HEAD have no commit in common"):
        changes_since("main", content)
    git(top, "checkout", "-q", "work")
    git(top, "commit", "-q", "--allow-empty", "-m", "later")
    git(top, "checkout", "-q", "main")
    git(top, "commit", "-q", "--allow-empty", "-m", "later, too")
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-single-branch", f"file://{top}", "shallow")
    with pytest.raises(GitError, match=r"shallow clone .* git fetch --unshallow"):
        changes_since("origin/work", tmp_path / "shallow/content")


def test_without_a_repository_or_git_the_error_says_so(
    write_library: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither is a reason for a stack trace."""
    config = write_library({"stories/a.md": page("A")})
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(GitError, match="it is in no Git repository"):
        changes_since("main", config.settings.content)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match="Git isn't installed"):
        changes_since("main", config.settings.content)


def test_changes_hold_what_was_and_what_is(config: Config) -> None:
    """Bytes as they were committed: a page may hold any."""
    content = config.settings.content
    (content / "people/asha.md").write_bytes(b"---\ntitle: \xff\n---\n")
    (content / "stories/b.md").unlink()
    changes = changes_since("main", content)
    assert isinstance(changes, Changes)
    assert changes.now == {content / "people/asha.md"}
    assert changes.before == {content / name: FILES[name].encode() for name in ("people/asha.md", "stories/b.md")}
    assert load_config(config.source, environ={}).source == config.source
