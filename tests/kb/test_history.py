"""What Git tells of pages, asked of real repositories."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kb.history import Commit, FileHistory, History, histories, read_history
from tests.repository import BARE, commit, git

LONG = "Some text that is long enough for Git to know a file again after it was renamed.\n" * 3


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in BARE.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / "content").mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    return folder


def test_created_updated_and_contributors(repository: Path) -> None:
    """Days are those of the first and the last commit; whoever began first comes first, each once, and is new once."""
    commit(repository, "Ann", "2024-01-01", a="1", b="1")
    commit(repository, "Ben", "2024-02-01", a="2")
    commit(repository, "Ann", "2024-03-01", a="3")
    commit(repository, "Ben", "2024-04-01", b="2")
    found = read_history(repository / "content")
    assert found.of("a.md") == FileHistory("2024-03-01", ("Ann", "Ben"), "2024-01-01", ("Ann", "Ben"))
    assert found.of("b.md") == FileHistory("2024-04-01", ("Ann", "Ben"), "2024-01-01", ("Ann",))
    assert found.of("c.md") is None
    assert not found.shallow


def test_names_with_spaces_and_other_letters(repository: Path) -> None:
    """Neither files nor people need be called in ASCII; files that lie beside the content are none of it."""
    (repository / "content" / "ein Ordner").mkdir()
    (repository / "beside.md").write_text("x")
    commit(repository, "Zoë Ødegård", "2024-01-01", **{"ein Ordner/Über uns": "1"})
    found = read_history(repository / "content").files
    assert found == {
        "ein Ordner/Über uns.md": FileHistory("2024-01-01", ("Zoë Ødegård",), "2024-01-01", ("Zoë Ødegård",))
    }


def test_a_renamed_page_keeps_its_history(repository: Path) -> None:
    """A move into another folder makes no page new, twice neither, even where another page takes its former name."""
    commit(repository, "Ann", "2024-01-01", a=LONG)
    (repository / "content" / "sub").mkdir()
    git(repository, "mv", "content/a.md", "content/sub/b.md")
    commit(repository, "Ben", "2024-02-01")
    git(repository, "mv", "content/sub/b.md", "content/c.md")
    commit(repository, "Cat", "2024-03-01", a="something else altogether")
    found = read_history(repository / "content")
    assert found.of("c.md") == FileHistory("2024-03-01", ("Ann", "Ben", "Cat"), "2024-01-01", ("Ann", "Ben", "Cat"))
    assert found.of("a.md") == FileHistory("2024-03-01", ("Cat",), "2024-03-01", ("Cat",))


def test_a_page_made_anew_begins_anew(repository: Path) -> None:
    """Whoever wrote a page that was deleted did not write the one that has its name now."""
    commit(repository, "Ann", "2024-01-01", a="1", b="1")
    (repository / "content" / "a.md").unlink()
    commit(repository, "Ben", "2024-02-01")
    commit(repository, "Cat", "2024-03-01", a="another thing")
    found = read_history(repository / "content").of("a.md")
    assert found == FileHistory("2024-03-01", ("Cat",), "2024-03-01", ("Cat",))


def test_the_mailmap_says_what_people_are_called(repository: Path) -> None:
    """Two names of a person become one; who maps theirs to nobody isn't credited; addresses and programs never are."""
    mailmap = "Ann Other <Ann@example.org>\nAnn Other <annie@example.org>\nnobody <Ben@example.org>\n"
    (repository / ".mailmap").write_text(mailmap)
    for number, who in enumerate(("Ann", "annie", "Ben", "cat@example.org", "renovate[bot]"), 1):
        commit(repository, who, f"2024-0{number}-01", a=str(number))
    found = read_history(repository / "content").of("a.md")
    assert found == FileHistory("2024-05-01", ("Ann Other",), "2024-01-01", ("Ann Other",))


def test_a_shallow_clone_claims_nothing_of_what_it_lacks(repository: Path, tmp_path: Path) -> None:
    """The commit at its end seems to create everything: it is neither a page's beginning nor its author's work."""
    commit(repository, "Ann", "2024-01-01", a="1", b="1")
    commit(repository, "Ben", "2024-02-01", a="2")
    commit(repository, "Cat", "2024-03-01", a="3", c="new")
    git(tmp_path, "clone", "-q", "--depth", "2", f"file://{repository}", "clone")
    found = read_history(tmp_path / "clone" / "content")
    assert found.shallow
    assert found.of("a.md") == FileHistory("2024-03-01", ("Cat",))
    assert found.of("b.md") == FileHistory("", ())
    assert found.of("c.md") == FileHistory("2024-03-01", ("Cat",), "2024-03-01"), "whether Cat is new nobody knows"


def test_without_git_or_a_repository_nothing_is_known(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder outside a repository, one without a commit, and a machine without Git are no faults."""
    assert read_history(repository / "content") == History()
    assert read_history(tmp_path) == History()
    commit(repository, "Ann", "2024-01-01", a="1")
    assert read_history(repository / "content").of("a.md")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read_history(repository / "content") == History()


def test_a_hook_leads_to_no_other_repository(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within a hook of another repository Git's variables name that one."""
    commit(repository, "Ann", "2024-01-01", a="1")
    git(tmp_path, "init", "-q", "other")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    assert read_history(repository / "content").of("a.md")


def told(*changes: tuple[str, str, str], name: str) -> Commit:
    return Commit(name, name, f"2024-01-0{name}", changes)


def test_two_pages_swap_names() -> None:
    """Renames of one commit are taken together: each page's history follows it to where it was before."""
    commits: Sequence[Commit] = [
        told(("R", "a", "b"), ("R", "b", "a"), name="3"),
        told(("M", "a", ""), name="2"),
        told(("A", "a", ""), ("A", "b", ""), name="1"),
    ]
    found = histories(commits, "", frozenset())
    assert found["b"].contributors == ("1", "2", "3")
    assert found["a"].contributors == ("1", "3")
