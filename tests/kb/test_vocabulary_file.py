"""The vocabulary as people write it: what can be read is used, what can't is said, and nothing stops the library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.config import Config
from kb.errors import ConfigError
from kb.library import read_library
from kb.problems import Problems
from kb.vocabulary import Vocabulary
from kb.vocabulary_file import MOST_ALIKE, MOST_GROUPS, read_vocabulary

Write = Callable[..., Config]
Found = tuple[list[tuple[str, ...]], list[tuple[int, str, str, str]]]
MEANING = "expected a text, not values within values"
RESERVED = "a value begins with a character that YAML reserves (found character that cannot start any token)"
UNCLOSED = "the vocabulary is not valid YAML: did not find expected ',' or ']'"
NOTHING = "nothing is said to mean the same"


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str | bytes], Found]:
    """Read a file with this text: groups, and line, code, field and message of each problem."""

    def read_text(text: str | bytes) -> Found:
        file = tmp_path / "vocabulary.yml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        problems = Problems()
        vocabulary = read_vocabulary(file, "vocabulary.yml", 1_000_000, problems)
        assert all(problem.path == "vocabulary.yml" and problem.remedy for problem in problems)
        return list(vocabulary.groups), [(p.line, p.code, p.field, p.message) for p in problems]

    return read_text


Read = Callable[[str | bytes], Found]


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("DTOC: delayed transfer of care\n", [("DTOC", "delayed transfer of care")]),
        ("# a note\n\nASB: [anti-social behaviour, antisocial]", [("ASB", "anti-social behaviour", "antisocial")]),
        ("LA:\n- council\n- local authority\n", [("LA", "council", "local authority")]),
        ('VCSE: ["voluntary, community", VCS]', [("VCSE", "voluntary, community", "VCS")]),
        ("EHCP: education, health and care plan", [("EHCP", "education, health and care plan")]),
        ("999: emergency\nNO: nitric oxide\n~: null\n", [("999", "emergency"), ("NO", "nitric oxide")]),
        ("ON: 1.10\nTRUE: 2026-01-01", [("ON", "1.10"), ("TRUE", "2026-01-01")]),
        ("---\nCafé:   coffee \n", [("Café", "coffee")]),
        ("\ufeffA1: one\r\nB2: two\r\n", [("A1", "one"), ("B2", "two")]),
        ("", []),
        ("# only a note\n", []),
    ],
)  # fmt: skip
def test_what_people_write_is_read_as_text(read: Read, text: str, groups: list[tuple[str, ...]]) -> None:
    """Keys such as NO, ON and 999 are words, not booleans or numbers; a comma outside of a list parts nothing."""
    found, problems = read(text)
    assert found == groups
    assert [message for *_, message in problems] == (["'~' holds no word"] if "~" in text else [])


@pytest.mark.parametrize(
    ("line", "field", "message"),
    [
        ("A:", "A", NOTHING),
        ("A: []", "A", NOTHING),
        ("A: ''", "A", NOTHING),
        ("A: '?!'", "A", "'?!' holds no word"),
        ("A: {b: c}", "A", MEANING),
        ("A: [[b], c: d]", "A", MEANING),
        ("A: b: c", "", "a value holds a colon and is not quoted"),
        ("A: @b", "", RESERVED),
        ("A:\n\tb: c", "", "a line is indented with a tab"),
        ("A: [b, c", "", UNCLOSED),
        ("just words", "", "expected a word, a colon and what it means"),
        ("[a, b]: c", "", "expected a word before the colon"),
        ("A: *anywhere", "", "the vocabulary is not valid YAML: found undefined alias"),
        (f"A: {'[' * 5000}{']' * 5000}", "", "values are nested more than 10 deep"),
        (f"A: {'b ' * 60}", "A", "the expression has more than 100 characters or 12 words"),
        (f"A: {'b ' * 13}", "A", "the expression has more than 100 characters or 12 words"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_used_is_named_and_the_others_are_used(
    read: Read, line: str, field: str, message: str
) -> None:
    """Whatever is wrong with one line, those before and after it count, and the fault is at its own place."""
    groups, problems = read(f"ONE: first\n{line}\nTWO: second\n")
    assert groups == [("ONE", "first"), ("TWO", "second")]
    assert {(code, name, said) for _, code, name, said in problems} == {("bad-vocabulary", field, message)}
    assert all(2 <= at <= 3 for at, *_ in problems)


def test_of_a_list_only_what_cannot_be_used_is_lost(read: Read) -> None:
    """One empty item takes neither its neighbours nor its line along."""
    groups, problems = read("ASB:\n  - nuisance\n  -\n  - vandalism\n")
    assert groups == [("ASB", "nuisance", "vandalism")]
    assert problems == [(3, "bad-vocabulary", "ASB", NOTHING)]


@pytest.mark.parametrize(
    ("text", "groups", "at", "message"),
    [
        ("CP: child plan\nCP: care plan", [("CP", "child plan"), ("CP", "care plan")], 2, "'CP' stands in line 1, too"),
        ("A: b\nC: [d, B]", [("A", "b"), ("C", "d", "B")], 2, "'B' stands in line 1, too"),
        ("A: [b, a, B]", [("A", "b")], 1, "'B' is listed twice"),
        ("A: a", [], 1, "'a' is listed twice"),
        ("a-b: c\nd: A B", [("a-b", "c"), ("d", "A B")], 2, "'A B' stands in line 1, too"),
    ],
)  # fmt: skip
def test_what_is_said_twice_is_reported_and_stays_apart(
    read: Read, text: str, groups: list[tuple[str, ...]], at: int, message: str
) -> None:
    """Two meanings of one acronym must not become one: the lines stay apart, and a warning tells of them."""
    found, problems = read(text)
    assert found == groups
    assert any(
        line == at and code == "repeated-word" and said.startswith(message) for line, code, _, said in problems
    ), problems


def test_bytes_that_are_no_utf8_lose_no_other_line(read: Read) -> None:
    """A file saved in an old encoding is reported at the line of its first odd byte, and read all the same."""
    groups, problems = read("ONE: first\nCAF\u00c9: coffee\nTWO: second\n".encode("latin-1"))
    assert [groups[0], groups[-1]] == [("ONE", "first"), ("TWO", "second")]
    assert [(line, code) for line, code, *_ in problems] == [(2, "not-utf8")]


def test_a_file_too_large_is_refused_as_a_whole(read: Read) -> None:
    """Its size is known before it is read."""
    groups, problems = read("# " + "x" * 1_000_001)
    assert (groups, [code for _, code, *_ in problems]) == ([], ["too-large"])


def test_numbers_are_bounded_and_said(read: Read) -> None:
    """Too many meanings or lines lose the last ones, with the place where that begins."""
    groups, problems = read(f"A: [{', '.join(f'b{n}' for n in range(50))}]\n")
    assert len(groups[0]) == 1 + MOST_ALIKE
    assert problems[0][:3] == (1, "bad-vocabulary", "A")
    lines = "".join(f"w{n}: v{n}\n" for n in range(MOST_GROUPS + 5))
    for text in (lines, f"{lines}A: b: c\n"):  # as one piece of YAML, and line by line
        groups, problems = read(text)
        assert len(groups) == MOST_GROUPS
        assert problems[0][:2] == (MOST_GROUPS + 1, "bad-vocabulary")


@pytest.mark.parametrize("bomb", ["yaml", "list"])
def test_aliases_expand_to_no_more_than_the_limits(read: Read, bomb: str) -> None:
    """Aliases of aliases, a billion values when expanded, are refused as values within values, at once."""
    if bomb == "yaml":
        lines = ["a: &a [x, y]", *(f"{n}: &{n} [{', '.join([f'*{p}'] * 10)}]" for p, n in zip("abcdefgh", "bcdefghi"))]  # noqa: B905
    else:
        lines = [f"a: &a [{', '.join(f'x{n}' for n in range(20_000))}]", *(f"w{n}: *a" for n in range(1_500))]
    groups, problems = read("\n".join(lines))
    assert sum(map(len, groups)) <= MOST_GROUPS * (MOST_ALIKE + 1)
    assert problems


@given(
    st.text(max_size=300)
    | st.text(st.sampled_from("ab:-[]{}&*!|>'\"%@` \n\t#,?~<"), max_size=80)
    | st.binary(max_size=200)
)
@settings(deadline=None, max_examples=150)
def test_any_file_is_read(tmp_path_factory: pytest.TempPathFactory, text: str | bytes) -> None:
    """No bytes raise, every group has at least two expressions with a word each, and problems are within the file."""
    file = tmp_path_factory.getbasetemp() / "any.yml"
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    file.write_bytes(data)
    problems = Problems()
    vocabulary = read_vocabulary(file, "any.yml", 1_000_000, problems)
    assert all(len(group) > 1 for group in vocabulary.groups)
    assert all(any(char.isalnum() or char == "_" for char in text) for group in vocabulary.groups for text in group)
    assert all(1 <= problem.line <= len(data) + 2 for problem in problems)
    assert Vocabulary.from_json(vocabulary.as_json()) == vocabulary


PAGE = {"stories/a.md": "---\ntitle: A\n---\nText\n"}


def test_the_vocabulary_belongs_to_the_library(write_library: Write) -> None:
    """It is found in the content folder without a setting, may be missing, and is never taken for a page."""
    assert read_library(write_library(PAGE)).vocabulary == Vocabulary()
    library = read_library(write_library({"vocabulary.yml": "A: b\nC:\n"}))
    assert library.vocabulary.groups == (("A", "b"),)
    assert list(library.pages) == ["stories/a"]
    assert [str(problem) for problem in library.problems] == [
        "vocabulary.yml:2:3: error [bad-vocabulary] C: nothing is said to mean the same. "
        "Write what it means after the colon, or remove the line."
    ]


def test_a_setting_names_another_file_which_must_exist(write_library: Write) -> None:
    """Whoever names a file expects it to be used: a misspelt name is no empty vocabulary."""
    files = {**PAGE, "words/ours.yaml": "A: b\n", "vocabulary.yml": "C: d\n"}
    assert read_library(write_library(files, 'vocabulary = "words/ours.yaml"')).vocabulary.groups == (("A", "b"),)
    with pytest.raises(ConfigError, match=r"^settings: vocabulary: there is no file .*gone\.yml\. Add the file"):
        read_library(write_library(files, 'vocabulary = "gone.yml"'))
    (config := write_library(PAGE, 'vocabulary = "vocabulary.yml"')).settings.content.joinpath(
        "vocabulary.yml"
    ).unlink()
    with pytest.raises(ConfigError, match="there is no file"):
        read_library(config)


@pytest.mark.parametrize("name", ["../v.yml", "/etc/v.yml", "a/../../v.yml", "words.md", "vocabulary", "a\\v.yml"])
def test_a_vocabulary_outside_the_content_or_among_the_pages_is_refused(write_library: Write, name: str) -> None:
    """It is content that contributors edit, and no file is both a page and the vocabulary."""
    with pytest.raises(ConfigError, match="vocabulary: expected "):
        write_library(PAGE, f"vocabulary = '{name}'")


def test_a_link_out_of_the_content_is_not_followed(write_library: Write, tmp_path: Path) -> None:
    """Nobody who edits content can have another file of the machine read and repeated in messages."""
    (tmp_path / "secret.yml").write_text("A: b\n", encoding="utf-8")
    config = write_library(PAGE)
    for target in ("../secret.yml", "vocabulary.yml", "/nowhere"):
        link = config.settings.content / "vocabulary.yml"
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        library = read_library(config)
        assert library.vocabulary == Vocabulary()
        assert [(problem.path, problem.code) for problem in library.problems] == [("vocabulary.yml", "link-outside")]
