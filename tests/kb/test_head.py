"""Heads: where every value stands, what is refused and where, and that nothing typed is changed, lost or explosive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.head import HeadError, Place, SplitFile, split_file

TYPED = """
    no  NO  on  y  2022-30-09  2022-02-30  1.10  010  0x1F  1:30  1e3  .inf  .nan  +12  1_000  2017-03-04T10:00:00-0500
""".split()


@pytest.mark.parametrize("typed", TYPED)
def test_text_that_yaml_would_convert_stays_as_typed(typed: str) -> None:
    """Norway stays `no`, version 1.10 isn't 1.1, and an impossible date is there to be reported, not an exception."""
    assert split_file(f"---\nkey: {typed}\nlist: [{typed}]\n---\n").values == {"key": typed, "list": [typed]}


@pytest.mark.parametrize(
    ("typed", "value"),
    [("", None), ("~", None), ("null", None), ("true", True), ("False", False), ('"true"', "true"), ("'~'", "~")],
)
def test_only_null_and_booleans_have_a_type_and_only_unquoted(typed: str, value: str | bool | None) -> None:
    """A quoted `true` is a word, such as a title; an unquoted one is a switch."""
    assert split_file(f"---\nkey: {typed}\n---\n").values == {"key": value}


def test_values_inside_lists_and_tables_have_their_own_place() -> None:
    """A fault in the first author's role is shown there, not at the top of the list."""
    split = split_file("---\ntitle: A\npeople:\n  - person: ada\n    role: author\n  - grace\ntags: [one, two]\n---\n")
    assert split.place(("title",)) == Place(2, 1)
    assert split.place(("people",)) == Place(3, 1)
    assert split.place(("people", 0, "role")) == Place(5, 5)
    assert split.place(("people", 1)) == Place(6, 5)
    assert split.place(("tags", 1)) == Place(7, 13)


def test_the_place_of_a_value_that_is_not_there_is_that_of_what_would_hold_it() -> None:
    """A missing key still points into the right table; a missing table at the first line."""
    split = split_file("---\ntitle: A\neffort: {time: long}\n---\n")
    assert split.place(("effort", "cost", 3)) == Place(3, 1)
    assert split.place(("contact", "policy")) == Place(1, 1)


@pytest.mark.parametrize(
    ("text", "title_line", "body_line"),
    [
        ("---\ntitle: A\n---\nBody\n", 2, 4),
        ("\n \n---\ntitle: A\n---\nBody", 4, 6),
        ("---\n\n\ntitle: A\n\n---\n\n\nBody", 4, 9),
        ("----\ntitle: A\n-----\nBody", 2, 4),
        ("---   \ntitle: A\n--- \nBody", 2, 4),
        ("+++\n\ntitle = 'A'\n+++\n\nBody", 3, 6),
    ],
)
def test_lines_are_those_of_the_file_whatever_blank_lines_stand_around_the_fences(
    text: str, title_line: int, body_line: int
) -> None:
    """An editor that jumps to the reported line lands on the fault."""
    split = split_file(text)
    assert split.values == {"title": "A"}
    assert split.place(("title",)).line == title_line
    assert split.body.strip() == "Body"
    assert split.body_line + split.body[: split.body.index("Body")].count("\n") == body_line


@pytest.mark.parametrize("lead", ["\ufeff", "\n\n", " ", "\t", "\u200b", "\ufeff\r\n", "\u00a0"])
def test_what_cannot_be_seen_before_a_head_does_not_hide_it(lead: str) -> None:
    """Otherwise the whole head, private keys too, would be shown as the page's text."""
    split = split_file(f"{lead}---\ntitle: A\nphone: 555\n---\nBody")
    assert split.values == {"title": "A", "phone": "555"}
    assert split.body.strip() == "Body"


@pytest.mark.parametrize(
    "text",
    [
        "Just text.",
        "    indented code",
        "",
        '{\n"title": "t"\n}\n',
        "# A\n\n---\n\nb\n",
        "---",
        "+++ not a fence\n+++\n",
    ],
)
def test_a_file_without_a_head_is_all_body(text: str) -> None:
    """Nothing in front is cut off: an indented first line is code, braces may be an example."""
    split = split_file(text)
    assert (split.values, split.body, split.body_line) == ({}, text, 1)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: A\n\nBody\n", 1),
        ("\n\n---\n\nname: x\n\nphone: 555\n", 3),
        ('---\n"title": A\n', 1),
        ("---\n# Where this lives\n# and why\n\nslug: a\n", 1),
        ("---\nfull-name:\n", 1),
        ("+++\ntitle = 'A'\nBody\n", 1),
    ],
)
def test_a_head_that_is_never_closed_is_an_error(text: str, line: int) -> None:
    """Taking it for text would put keys that never leave the system on the page."""
    with pytest.raises(HeadError, match="never closed") as caught:
        split_file(text)
    assert caught.value.line == line
    assert f"only {text.strip()[:3]} after" in caught.value.remedy


@pytest.mark.parametrize("text", ["---\n\nA line across, then text.\n", "---\nhttp://x.example\n", "+++\nNote: x\n"])
def test_a_line_across_at_the_start_is_no_head(text: str) -> None:
    """A page may begin with a rule; only `key: value` below it makes it a head left open."""
    assert split_file(text).values == {}
    assert split_file(text).body == text


def test_repeated_keys_are_named_with_their_places_at_every_depth() -> None:
    """YAML libraries keep the last value without a word; the author meant one of them."""
    split = split_file("---\ntitle: A\neffort:\n  time: 1\n  time: 2\ntitle: B\n---\n")
    assert split.values == {"title": "B", "effort": {"time": "2"}}
    assert split.repeated == (("time", Place(5, 3)), ("title", Place(6, 1)))


@pytest.mark.parametrize(
    ("head", "line", "column", "message", "remedy"),
    [
        ("title: One: two", 2, 11, "a value holds a colon and is not quoted", 'title: "One: two"'),
        ("a: 1\ntitle: @home", 3, 8, "begins with a character that YAML reserves", "quotes"),
        ("a: 1\n\ttags: x", 3, 1, "a line is indented with a tab", "Indent with spaces"),
        ("a:\n  - 1\n\t- 2", 4, 1, "a line is indented with a tab", "Indent with spaces"),
        ("a: 1\nb: [1, 2\nc: 3", 4, 2, "not valid YAML", "Mend this line"),
        ("é: 1\nb: x\x81", 3, 1, "control characters are not allowed", "Mend this line"),
        ("a: 1\n? [x, y]\n: z", 3, 3, "a key is not plain text", "quotes"),
        ("a: 1\nb: *nobody", 3, 4, "undefined alias", "Mend this line"),
        ("a: 1\nb:\n  <<: text", 4, 3, "a merge key is given no mapping", "drop the key"),
        ("- a\n- b", 2, 1, "not a list of `key: value` lines", "one `key: value` a line"),
        ("only words", 2, 1, "not a list of `key: value` lines", "one `key: value` a line"),
    ],
)
def test_a_head_that_yaml_refuses_names_the_line_and_the_remedy(
    head: str, line: int, column: int, message: str, remedy: str
) -> None:
    """The author gets a place and something to do, not the parser's words alone."""
    with pytest.raises(HeadError) as caught:
        split_file(f"---\n{head}\n---\nBody\n")
    error = caught.value
    assert (error.line, error.column) == (line, column)
    assert message in error.message
    assert remedy in error.remedy


@pytest.mark.parametrize(
    ("head", "line", "message"),
    [
        ("a = 1\nb = ", 3, "not valid TOML"),
        ("a = 1\na = 2", 3, "not valid TOML"),
        (f"a = {'9' * 5000}", 1, "not valid TOML"),
        (f"a = 0x{'f' * 5000}", 1, "not valid TOML"),
        (f"a = {'[' * 5000}{']' * 5000}", 1, "nested more than 40 deep"),
        (f"a = 1\n{'.'.join(['b'] * 30_000)} = 1", 3, "nested more than 40 deep"),
        (f"a = {{{'.'.join(['b'] * 30_000)} = 1}}", 2, "nested more than 40 deep"),
    ],
)
@pytest.mark.usefixtures("stop_hangs")
def test_a_head_that_toml_refuses_is_an_error_as_in_yaml(head: str, line: int, message: str) -> None:
    """Numbers too long for Python, and keys of 30,000 parts (whose time grows with their cube), are refused as well."""
    with pytest.raises(HeadError, match=message) as caught:
        split_file(f"+++\n{head}\n+++\nBody\n")
    assert caught.value.line == line


def test_toml_values_are_text_as_yaml_ones_are() -> None:
    """A library may mix both forms of head; dates and numbers reach the content model alike."""
    text = "+++\ntitle = 'A'\ndate = 2017-03-04\nweight = 10\ndraft = true\ntags = [1, 'b']\n[params]\nx = 1.50\n+++\nB"
    split = split_file(text)
    assert split.values == {
        "title": "A",
        "date": "2017-03-04",
        "weight": "10",
        "draft": True,
        "tags": ["1", "b"],
        "params": {"x": "1.5"},
    }
    assert split.place(("date",)).line == 3
    assert split.place(("params", "x")).line == 7


def test_merged_mappings_give_way_to_own_keys_and_to_those_before() -> None:
    """As the YAML merge key has it, nested merges too; none of it counts as a repeated key."""
    split = split_file(
        "---\n"
        "base: &base {kind: call, host: x}\n"
        "more: &more {<<: *base, kind: visit}\n"
        "one: {<<: *more, place: Leeds}\n"
        "two: {host: own, <<: [*base, *more]}\n"
        "---\n"
    )
    assert split.values["more"] == {"kind": "visit", "host": "x"}
    assert split.values["one"] == {"place": "Leeds", "kind": "visit", "host": "x"}
    assert split.values["two"] == {"host": "own", "kind": "call"}
    assert split.repeated == ()
    assert split.place(("one", "kind")).line == 4


def _bomb(last: str) -> str:
    levels = zip("abcdefgh", "bcdefghi", strict=True)
    lines = [f"{this}: &{this} [{','.join([f'*{before}'] * 10)}]" for before, this in levels]
    return "\n".join(["a: &a [x,x,x,x,x,x,x,x,x,x]", *lines, last])


_MAPPING = "".join(f"  k{number}: 1\n" for number in range(5000))
BOMBS = {
    "aliases": _bomb("title: *i"),
    "aliases in a key": _bomb("? [*i]\n: x"),
    "list in itself": "a: &a [*a]",
    "mapping in itself": "a: &a {b: *a}",
    "merged into itself": "a: &a {<<: *a, b: 1}",
    "merges": f"a: &a\n{_MAPPING}b:\n  <<: [{','.join(['*a'] * 20_000)}]\n{_MAPPING}",
    "flow lists": f"a: {'[' * 5000}{']' * 5000}",
    "flow mappings": f"a: {'{b: ' * 1000}{'}' * 1000}",
    "block mappings": "".join(f"{' ' * depth}a:\n" for depth in range(800)),
    "block lists": f"a:\n{'- ' * 5000}x",
}


@pytest.mark.parametrize("head", BOMBS.values(), ids=BOMBS)
@pytest.mark.usefixtures("stop_hangs")
def test_a_head_that_explodes_is_refused_before_it_does(head: str) -> None:
    """A few hundred bytes may stand for 10^9 values, load at once, and never finish printing."""
    with pytest.raises(HeadError, match=r"too many values|nested more than 40 deep") as caught:
        split_file(f"---\n{head}\n---\n")
    assert 2 <= caught.value.line <= head.count("\n") + 2


def test_aliases_that_stay_small_are_read() -> None:
    """The limits are on what a head expands to, not on aliases as such."""
    assert split_file("---\na: &a [x, y]\nb: *a\nc: [*a]\n---\n").values == {
        "a": ["x", "y"],
        "b": ["x", "y"],
        "c": [["x", "y"]],
    }


def _read(text: str) -> SplitFile | HeadError:
    try:
        return split_file(text)
    except HeadError as error:
        return error


_SIGNS = """--- +++ : key: = [ ] { } & * &a *a << <<: ! !!str | > - ? @ % ` ' " # , \\u0000 title true null 9 a.b.c"""
_FRAGMENTS = st.sampled_from([*_SIGNS.split(), *" \n\t\x00\x81\ufeff\u2028\ud800é", "- ", ":\n", "\n---\n", "\n+++\n"])


@given(st.lists(_FRAGMENTS, max_size=40).map("".join), st.sampled_from(["---\n", "+++\n", "", "\n---\n"]))
@settings(derandomize=True, deadline=None, max_examples=400)
def test_any_text_is_split_or_refused_with_a_place(text: str, opening: str) -> None:
    """No exception but HeadError leaves the reader, its line is in the file, and no text is invented for the body."""
    whole = opening + text
    read = _read(whole)
    if isinstance(read, HeadError):
        assert 1 <= read.line <= whole.count("\n") + 2
        assert read.column >= 1
        assert read.message
        assert read.remedy
    else:
        assert whole.endswith(read.body)
        assert 1 <= read.body_line <= whole.count("\n") + 1


def _same(ours: Any, oracle: Any) -> bool:
    """Compare with PyYAML's loader that leaves every scalar text: null and booleans are what it can't tell."""
    if isinstance(ours, dict):
        return isinstance(oracle, dict) and _same(list(ours.items()), [list(pair) for pair in oracle.items()])
    if isinstance(ours, list | tuple):
        return isinstance(oracle, list) and len(ours) == len(oracle) and all(map(_same, ours, oracle))
    if ours is None:
        return oracle in {"", "~", "null"}
    return str(ours).lower() == oracle.lower() if isinstance(ours, bool) else bool(ours == oracle)


def test_the_yaml_test_suite_reads_as_a_second_loader_reads_it(shared: Path) -> None:
    """Of 402 documents in every style, those that are one mapping give the same text under the same keys."""
    compared, refused = 0, 0
    for case in sorted((shared / "hostile/yaml-test-suite").rglob("in.yaml")):
        head = case.read_text(encoding="utf-8")
        if "---" in head or "<<" in head:
            continue
        read = _read(f"---\n{head}\n---\nBody")
        if isinstance(read, HeadError):
            assert read.line <= head.count("\n") + 3, case
            refused += 1
            continue
        blank = len(head) - len(head.lstrip(" \t\n"))
        oracle = yaml.load(head[head.rfind("\n", 0, blank) + 1 :] + "\n", yaml.CBaseLoader)
        assert _same(read.values, oracle or {}), case
        compared += 1
    assert (compared, refused) == (88, 174)
