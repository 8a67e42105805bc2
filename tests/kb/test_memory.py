"""Pages from memory: only while their files are as they were."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

import kb.memory
from kb.choices import Kind
from kb.config import KindRule
from kb.memory import ReadMemory
from kb.problems import Problems

RULE = KindRule(kind=Kind.STORY, files="*")


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are really read, in order."""
    found: list[str] = []
    read_page = kb.memory.read_page

    def noted(root: Path, path: str, rule: KindRule, max_bytes: int, problems: Problems) -> object:
        found.append(path)
        return read_page(root, path, rule, max_bytes, problems)

    monkeypatch.setattr(kb.memory, "read_page", noted)
    return found


def write(file: Path, text: str, *, age: float = 0) -> None:
    """Write a file as if that had been `age` seconds ago, as far as the file system lets us."""
    file.write_text(f"---\ntitle: T\nstage: someday\n---\n{text}\n", encoding="utf-8")
    moment = time.time() - age
    os.utime(file, (moment, moment))


def title_and_problems(memory: ReadMemory, root: Path, rule: KindRule = RULE, max_bytes: int = 1000) -> tuple[str, int]:
    problems = Problems()
    source = memory.read(root, "a.md", rule, max_bytes, problems)
    return (source.page.body.strip() if source else ""), len(problems)


def test_an_unchanged_file_is_read_once(tmp_path: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Its page and its problems are those from before."""
    write(tmp_path / "a.md", "Text")
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now + 10_000_000_000)
    memory = ReadMemory()
    assert [title_and_problems(memory, tmp_path) for _ in range(3)] == [("Text", 1)] * 3
    assert reads == ["a.md"]


def test_a_file_changed_just_now_is_not_trusted(tmp_path: Path, reads: list[str]) -> None:
    """A second change within the file system's grain would leave times and size as they are."""
    memory = ReadMemory()
    for text in ("One.", "Two."):
        write(tmp_path / "a.md", text)
        assert title_and_problems(memory, tmp_path)[0] == text
    assert reads == ["a.md"] * 2


def test_a_changed_file_is_read_anew(tmp_path: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one of the same size, whose time somebody set back."""
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now + 10_000_000_000)
    memory = ReadMemory()
    write(tmp_path / "a.md", "One.", age=100)
    os.utime(tmp_path / "a.md", (1, 1))
    assert title_and_problems(memory, tmp_path)[0] == "One."
    time.sleep(0.02)
    write(tmp_path / "a.md", "Two.")
    os.utime(tmp_path / "a.md", (1, 1))
    assert title_and_problems(memory, tmp_path)[0] == "Two."
    assert len(reads) == 2


def test_another_rule_or_limit_reads_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page becomes depends on both."""
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now + 10_000_000_000)
    write(tmp_path / "a.md", "Text")
    memory = ReadMemory()
    assert title_and_problems(memory, tmp_path) == ("Text", 1)
    assert title_and_problems(memory, tmp_path, KindRule(kind=Kind.STORY, files="*", ignore=("*",)))[1] == 1
    assert title_and_problems(memory, tmp_path, max_bytes=3) == ("", 1)
    (tmp_path / "a.md").unlink()
    assert title_and_problems(memory, tmp_path) == ("", 1)


def test_files_that_are_gone_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A watcher that runs for months holds what there is."""
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now + 10_000_000_000)
    memory = ReadMemory()
    for name in ("a.md", "b.md"):
        write(tmp_path / name, "Text")
        memory.read(tmp_path, name, RULE, 1000, Problems())
    memory.forget_unread()
    assert len(memory._known) == 2
    memory.read(tmp_path, "a.md", RULE, 1000, Problems())
    memory.forget_unread()
    assert list(memory._known) == [(tmp_path, "a.md")]
