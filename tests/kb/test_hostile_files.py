"""Files that broke other readers, real and made: each gives a page or a located error, and none holds up the rest."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kb.choices import Kind
from kb.config import KindRule
from kb.page import Page
from kb.problems import Problem, Problems, Severity
from kb.reading import read_page

RULE = KindRule(kind=Kind.STORY, files="*")


def _read(root: Path, name: str) -> tuple[Page | None, list[Problem]]:
    problems = Problems()
    source = read_page(root, name, RULE, 1_000_000, problems)
    return source.page if source else None, list(problems)


@pytest.mark.parametrize(
    ("folder", "pages", "refused"),
    [
        ("yaml-bombs/docs", 54, 21),
        ("real-broken-frontmatter", 113, 255),
        ("real-broken-bytes", 37, 0),
        ("bytes-and-unicode/docs", 58, 1),
        ("pathological-markdown/docs", 116, 0),
    ],
)
@pytest.mark.usefixtures("stop_hangs")
def test_every_hostile_file_gives_a_page_or_an_error_that_says_where_and_what_to_do(
    shared: Path, folder: str, pages: int, refused: int
) -> None:
    """No exception, no hang, nothing refused without a word, and no page without a title."""
    root = shared / "hostile"
    files = sorted(file for file in (root / folder).rglob("*") if file.suffix in {".md", ".markdown"})
    counts: Counter[bool] = Counter()
    for file in files:
        name = file.relative_to(root).as_posix()
        if file.name == "SOURCE.md":
            continue
        lines = file.read_bytes().replace(b"\r", b"\n").count(b"\n") + 1
        page, problems = _read(root, name)
        counts[page is not None] += 1
        assert page is None or page.title, name
        assert page or any(problem.severity is Severity.ERROR for problem in problems), name
        for problem in problems:
            assert problem.path == name
            assert 1 <= problem.line <= lines, problem
            assert problem.column >= 1, problem
            assert problem.message, problem
            assert problem.remedy, problem
    assert (counts[True], counts[False]) == (pages, refused)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("norway", "on"),
        ("int-octal", "010"),
        ("date-invalid-real", "t"),
        ("datetime-tz-99", "t"),
        ("int-5000-digits", "t"),
        ("key-handler", "t"),
        ("key-self", "t"),
        ("key-content", "t"),
        ("key-null", "t"),
        ("fm-bom", "t"),
        ("fm-leading-blank", "t"),
        ("fm-toml", "t"),
        ("fm-cr", "t"),
        ("fm-ctrl", "abc"),
        ("fm-rtl", "invoicegpj.exe"),
        ("fm-json", "Fm json"),
        ("fm-only-open", "Fm only open"),
        ("key-dup", "second"),
        ("key-jinja", "{{ config.items() }} {% for x in [].__class__.__base__.__subclasses__() %}x{% endfor %}"),
    ],
)
def test_heads_that_others_lose_or_change_are_read(shared: Path, name: str, title: str) -> None:
    """python-frontmatter raises on, or silently passes over, each of these; here the title is what was typed."""
    page, _ = _read(shared / "hostile/yaml-bombs/docs", f"{name}.md")
    assert page is not None
    assert page.title == title


@pytest.mark.parametrize(
    ("name", "line", "message"),
    [
        ("billion-laughs-9", 3, "the head expands to too many values"),
        ("laughs-21-levels-of-2", 2, "the head expands to too many values"),
        ("merge-key-bomb", 2, "the head expands to too many values"),
        ("recursive-list", 3, "values are nested more than 40 deep"),
        ("recursive-map", 3, "values are nested more than 40 deep"),
        ("deep-flow-5000", 2, "values are nested more than 40 deep"),
        ("deep-block-map-800", 43, "values are nested more than 40 deep"),
        ("deep-block-1100", 1, "the file has 1,210,022 bytes, more than the 1,000,000 allowed"),
        ("fm-unclosed", 1, "the head is never closed"),
        ("fm-leading-space", 1, "the head is never closed"),
        ("fm-list", 2, "the head is not a list of `key: value` lines"),
        ("fm-scalar", 2, "the head is not a list of `key: value` lines"),
        ("key-list", 2, "a key is not plain text"),
        ("fm-surrogate-escape", 2, "the head is not valid YAML: found invalid Unicode character escape code"),
    ],
)
def test_heads_that_cannot_be_had_are_refused_at_their_line(shared: Path, name: str, line: int, message: str) -> None:
    """Each with the reason, so that whoever wrote it knows what to mend."""
    page, problems = _read(shared / "hostile/yaml-bombs/docs", f"{name}.md")
    assert page is None
    assert [(problem.line, problem.message) for problem in problems] == [(line, message)]


def test_real_heads_left_open_never_become_text(shared: Path) -> None:
    """Most have a blank line or a comment after the fence; their names and addresses would be on the page."""
    root = shared / "hostile/real-broken-frontmatter"
    names = sorted(file.relative_to(root).as_posix() for file in (root / "unclosed").iterdir())
    messages = Counter(problem.message for name in names for problem in _read(root, name)[1])
    assert messages == {"the head is never closed": len(names)}


def test_a_private_key_is_in_no_part_of_the_page(shared: Path) -> None:
    """Only known keys leave the system: an address under a key we don't know is reported by the key's name alone."""
    page, problems = _read(shared / "hostile/yaml-bombs/docs", "fm-email.md")
    text = (shared / "hostile/yaml-bombs/docs/fm-email.md").read_text(encoding="utf-8")
    assert "@" in text
    assert "@" not in repr(page)
    assert "@" not in "".join(map(str, problems))
