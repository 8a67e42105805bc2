"""What is said of each hostile file: one understandable problem at its place, or nothing, because it is read as meant.

The tables are the promise of docs/reliability.md, file by file: whoever changes what is said changes them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from kb.choices import Kind
from kb.config import KindRule
from kb.problems import Problem, Problems
from kb.reading import read_page

# Keys that other libraries have are none of these files' faults.
RULE = KindRule(kind=Kind.STORY, files="*", ignore=("*",))
READ = frozenset[str]()
# Said of a page that is read all the same, beside what the file is here for.
BESIDE = {"long-summary", "missing-title", "bad-value", "not-a-list"}
REFUSED = frozenset({"unreadable-head"})


def expected(table: str) -> dict[str, frozenset[str]]:
    """Return the codes by the names in a table of `code: name name …` lines; `read` stands for no problem."""
    rows = (line.split(":") for line in table.split("\n") if line.strip())
    return {
        name: READ if code.strip() == "read" else frozenset({code.strip()})
        for code, names in rows
        for name in names.split()
    }


FRONT_MATTER = expected("""
    read: authors-has-nonstring authors-is-dict authors-is-str title-is-int topics-has-nonstring
    not-utf8: invalid-utf8
    repeated-key: duplicate-key
    empty-item: tags-has-nonstring
    not-a-list: tags-is-str
    bad-value: title-is-list
    unreadable-head: conflict-marker not-a-map-list unclosed yaml-could-not-find-expected yaml-tab
    unreadable-head: yaml-block-sequence-entries-are-not-allowed-in-this-c yaml-did-not-find-expected-key
    unreadable-head: yaml-did-not-find-expected-alphabetic-or-numeric-char yaml-did-not-find-expected-indicator
    unreadable-head: yaml-did-not-find-expected-node-content yaml-did-not-find-expected-or
    unreadable-head: yaml-found-a-tab-character-that-violates-indentation yaml-found-unhashable-key
    unreadable-head: yaml-found-character-that-cannot-start-any-token yaml-found-unexpected-end-of-stream
    unreadable-head: yaml-found-unknown-escape-character yaml-mapping-values-are-not-allowed-in-this-context
""")
BROKEN_BYTES = expected("""
    read: bare-cr bom
    not-utf8: invalid-utf8
""")
# All others are read as they are meant.
BYTES = expected("""
    not-utf8: bytes-above-10ffff bytes-cesu-pair bytes-cp1252-quotes bytes-eof-mid-char bytes-fe-ff bytes-latin1
    not-utf8: bytes-invalid-in-title bytes-lone-continuation bytes-lone-start-2 bytes-overlong-nul
    not-utf8: bytes-overlong-slash-2 bytes-overlong-slash-3 bytes-surrogate-d800 bytes-truncated-3
    not-utf8: bytes-truncated-4 bytes-utf16-file bytes-all-256 bytes-png bytes-utf16le
    control-character: bytes-backspaces bytes-c1-controls bytes-del-and-esc bytes-form-feed bytes-nul-bytes
    control-character: unicode-nonchars
    unreadable-head: unicode-line-seps
""")
PATHOLOGICAL = expected("control-character: cm_nul-2k cm_nul-8k m2_493_starunder-2k m2_493_starunder-8k")


def said(shared: Path, folder: str) -> dict[str, list[Problem]]:
    """Return what is said of each file of a folder, by its path within it."""
    root = shared / "hostile" / folder
    found: dict[str, list[Problem]] = {}
    for file in sorted(root.rglob("*.md")):
        if file.name != "SOURCE.md":
            problems = Problems()
            source = read_page(root, file.relative_to(root).as_posix(), RULE, 1_000_000, problems)
            found[file.relative_to(root).as_posix()] = list(problems)
            assert source or len(problems) == 1, f"{file.name} is left out: one reason is enough, and needed"
    return found


def unlike(found: dict[str, list[Problem]], wanted: dict[str, frozenset[str]]) -> dict[str, set[str]]:
    """Return the files of which something else is said than is wanted, with what is said."""
    codes = {name: {problem.code for problem in problems} for name, problems in found.items()}
    return {
        name: codes[name] for name, here in wanted.items() if codes[name] - BESIDE - here - {"control-character"}
        or not here <= codes[name]
    }  # fmt: skip


@pytest.mark.usefixtures("stop_hangs")
def test_of_each_head_that_authors_got_wrong_one_thing_is_said(shared: Path) -> None:
    """By the folder that says what is wrong with it; all 369 of them."""
    found = said(shared, "real-broken-frontmatter")
    assert {name.split("/")[0] for name in found} == FRONT_MATTER.keys()
    assert unlike(found, {name: FRONT_MATTER[name.split("/")[0]] for name in found}) == {}


@pytest.mark.usefixtures("stop_hangs")
def test_of_each_file_in_a_broken_coding_its_byte_is_said(shared: Path) -> None:
    """Old line ends and byte-order marks are read; what is no UTF-8 is named by its byte, with line and column."""
    found = said(shared, "real-broken-bytes")
    assert unlike(found, {name: BROKEN_BYTES[name.split("--")[0]] for name in found}) == {}
    for name, problems in found.items():
        data = (shared / "hostile/real-broken-bytes" / name).read_bytes()
        lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        for problem in (one for one in problems if one.code == "not-utf8"):
            byte = re.match(r"byte 0x([0-9a-f]{2}) is not UTF-8", problem.message)
            before = lines[problem.line - 1].decode(errors="surrogateescape")[: problem.column]
            assert byte, problem
            assert before[-1] == chr(0xDC00 + int(byte[1], 16)), problem


@pytest.mark.parametrize(
    ("folder", "table"), [("bytes-and-unicode/docs", BYTES), ("pathological-markdown/docs", PATHOLOGICAL)]
)
@pytest.mark.usefixtures("stop_hangs")
def test_of_each_odd_file_what_is_odd_is_said_or_nothing(
    shared: Path, folder: str, table: dict[str, frozenset[str]]
) -> None:
    """Right-to-left marks, combining marks and scripts without spaces are text like any other."""
    found = said(shared, folder)
    assert table.keys() <= {name.removesuffix(".md") for name in found}
    assert unlike(found, {name: table.get(name.removesuffix(".md"), READ) for name in found}) == {}


@pytest.mark.usefixtures("stop_hangs")
def test_of_each_bomb_one_thing_is_said_or_it_is_read(shared: Path) -> None:
    """What expands without end or nests too deep is refused in one line; odd values are text."""
    for name, problems in said(shared, "yaml-bombs/docs").items():
        assert len({problem.code for problem in problems} - BESIDE) <= 1, name


def test_what_is_refused_is_explained_in_words_for_authors(shared: Path) -> None:
    """A conflict is called one, whatever its lines look like to YAML; no parser's words stand alone."""
    found = said(shared, "real-broken-frontmatter")
    messages: dict[str, set[str]] = defaultdict(set)
    for name, problems in found.items():
        for problem in problems:
            if problem.code in REFUSED:
                messages[name.split("/")[0]].add(problem.message.split(" (")[0])
    assert messages["conflict-marker"] == {"the head holds a conflict that Git left"}
    assert messages["unclosed"] == {"the head is never closed"}
    plain = {message for kind, said_of in messages.items() for message in said_of if "not valid YAML" not in message}
    others = {message for said_of in messages.values() for message in said_of} - plain
    assert others == {"the head is not valid YAML: did not find expected ',' or ']'"}
    assert len(plain) >= 12
