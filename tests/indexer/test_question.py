"""The query language, and what becomes of mistakes in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.asked import Facet
from indexer.query import MAX_TERMS, parse_query
from indexer.question import (
    FIELDS,
    LONGEST_WITH_OPERATORS,
    MAX_CHARACTERS,
    MAX_OPERATORS,
    Limit,
    Question,
    example_of,
    is_day,
    read_question,
)


def fields(question: Question) -> list[tuple[str, str, bool]]:
    return [(term.field.value, term.value, term.excluded) for term in question.fields]


def why(question: Question) -> dict[str, str]:
    return {ignored.text: ignored.why for ignored in question.ignored}


@pytest.mark.parametrize(
    ("text", "words", "phrases", "excluded"),
    [
        ("care homes", "care homes", [], []),
        ('"care homes" falls', "care homes falls", [("care", "home")], []),
        ("“care homes” falls", "care homes falls", [("care", "home")], []),
        ("falls -hospital", "falls", [], [("hospit",)]),
        ('falls -"care homes"', "falls", [], [("care", "home")]),
        ('("out of area") beds', "(out of area) beds", [("area",)], []),
        ('"Café" -Zürich', "Café", [("cafe",)], [("zurich",)]),
        ("co-design - with people", "co-design - with people", [], []),
        ("year-end --draft", "year-end --draft", [], []),
        ('"care homes" "care home"', "care homes care home", [("care", "home")], []),
        ("what it’s worth", "what it’s worth", [], []),
    ],
)
def test_words_phrases_exclusions(
    text: str, words: str, phrases: list[tuple[str, ...]], excluded: list[tuple[str, ...]]
) -> None:
    """Marks as keyboards and telephones write them; a hyphen within words, or alone, excludes nothing."""
    question = read_question(text)
    assert (question.text, list(question.phrases), list(question.excluded)) == (words, phrases, excluded)
    assert (question.written, question.ignored) == (text, ())


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("falls kind:story", "falls", [("kind", "story", False)]),
        ('place:"North York" falls', "falls", [("place", "North York", False)]),
        ("KIND:Story -tag:draft", "", [("kind", "Story", False), ("tag", "draft", True)]),
        ("author:ann since:2019-05", "", [("person", "ann", False), ("after", "2019-05", False)]),
        ("before:2020-01-31, falls", "falls", [("before", "2020-01-31", False)]),
        ("organization:NHS type:case-study", "", [("organisation", "NHS", False), ("kind", "case-study", False)]),
    ],
)
def test_fields(text: str, words: str, found: list[tuple[str, str, bool]]) -> None:
    """Also by the names that people give them; a comma behind a value is none of it."""
    question = read_question(text)
    assert (question.text, fields(question), question.ignored) == (words, found, ())
    assert question.without(question.fields) == words


@pytest.mark.parametrize("text", ["at 10:30", "https://example.org/a:b", "see mailto: here", "a: b", ":", "::x"])
def test_colons_that_are_no_fields(text: str) -> None:
    """Times, addresses and lists are words."""
    question = read_question(text)
    assert (question.text, question.fields, question.ignored) == (text, (), ())


@pytest.mark.parametrize(
    ("text", "words", "part", "said"),
    [
        ('"care homes falls', "care homes falls", '"', "the quotation mark has no partner"),
        ('falls 6" deep', "falls 6 deep", '"', "the quotation mark has no partner"),
        ('falls ""', "falls", '""', "there is nothing between the quotation marks"),
        ('"to be" falls', '"to be" falls', '"to be"', "such common words can't be looked for in their order"),
        ("falls -the", "falls", "-the", "so common a word can't be excluded"),
        ("falls kind:", "falls", "kind:", "write the value right behind the colon, as in kind:story"),
        ("falls after:soon", "falls", "after:soon", "expected a year or a day, as in after:2019 or after:2019-05-31"),
        ("falls after:2019-13", "falls", "after:2019-13", "expected a year or a day"),
        ("falls -after:2019", "falls", "-after:2019", "write before:2019 for it"),
        ("water:quality", "water:quality", "water:quality", "there is no field water, so it is read as words; did"),
        ("falls plase:Leeds", "falls plase:Leeds", "plase:Leeds", "there is no field plase, .*; did you mean place:?"),
        ('colour:"dark red"', "colour:dark red", 'colour:"dark red"', "there is no field colour, .*kind, domain, tag"),
    ],
)
def test_mistakes_are_said_and_searched_around(text: str, words: str, part: str, said: str) -> None:
    """What can't be understood is named with what was expected, and the rest is looked for."""
    question = read_question(text)
    assert question.text == words
    assert list(why(question)) == [part]
    assert question.ignored[0].why.startswith(said) or re.match(said, question.ignored[0].why)


def test_a_story_is_read_as_it_stands() -> None:
    """Quotation marks and dashes in a pasted text are somebody's words; the reader is told."""
    story = 'she said "I never knew" -and yes- ' + "word " * LONGEST_WITH_OPERATORS
    question = read_question(story)
    assert question.text == story.strip()
    assert (question.phrases, question.excluded) == ((), ())
    assert list(why(question)) == ['"I never knew" -and']


def test_operators_are_bounded() -> None:
    """Nobody means twenty exclusions, and each costs a search."""
    question = read_question('"a1"' * 2 + "".join(f'("b{number}")' for number in range(30)))
    assert len(question.phrases) <= MAX_OPERATORS
    assert "signs and fields are understood" in question.ignored[-1].why


def test_written_as_gives_the_words_back() -> None:
    """A phrase is named as it was typed, not by its stems."""
    question = read_question('falls "Care Homes"')
    assert question.written_as(("care", "home")) == "Care Homes"
    assert question.written_as(("absent",)) == "absent"


@pytest.mark.parametrize("field", FIELDS.values())
def test_examples_are_understood(field: Facet | Limit) -> None:
    """What an error tells people to write works."""
    [term] = read_question(example_of(field)).fields
    assert term.field is field


@pytest.mark.parametrize(
    ("text", "holds"),
    [("2019", True), ("2019-05", True), ("2019-05-31", True), ("19", False), ("2019-5", False), ("２０１９", False)],
)
def test_days(text: str, holds: bool) -> None:
    """Years, months and days as ISO 8601 writes them, in plain digits: they are compared as texts."""
    assert is_day(text) is holds


def test_text_over_the_limit_is_cut_at_a_word_and_said() -> None:
    """What is embedded ends with a whole word within the limit, and the reader is told where reading stopped."""
    question = read_question("discharge " * 500)
    assert question.text == "discharge " * 199 + "discharge"
    assert why(question) == {f"{question.text[-30:]} …": "only the first 2,000 characters are read"}


@pytest.mark.parametrize("text", ["word " * 20_000, "x" * 100_000, "é" * 100_000, "a1 " * 33_000, "\n" * 100_000])
def test_queries_of_a_hundred_kilobytes_are_bounded(text: str) -> None:
    """Whatever is pasted, only so much is analysed and looked up."""
    question = read_question(text)
    looked_up: list[str] = []
    query = parse_query(question.text, 100, looked_up.append)
    assert len(question.text) <= MAX_CHARACTERS
    assert len(query.terms) <= MAX_TERMS
    assert len(looked_up) <= MAX_CHARACTERS / 2
    assert sum(len(ignored.text) for ignored in (*question.ignored, *query.ignored, *query.passed_over)) < 3000


def test_white_space_around_is_no_text() -> None:
    """A pasted page of empty lines around a question cuts nothing off it."""
    question = read_question("\n" * 3000 + "hospital discharge" + " " * 3000)
    assert question.text == "hospital discharge"
    assert question.ignored == ()


@pytest.mark.parametrize("control", ["\x00", "\x1f", "\x7f", "\u200b", "\ud800", "\ue000"])
def test_control_characters_part_words(control: str) -> None:
    """Characters that nobody sees neither reach the model nor glue two words into one."""
    question = read_question(f"{control}hospital{control}discharge")
    assert question.text == "hospital discharge"


@pytest.mark.parametrize("unseen", ["\u00ad", "\u200d", "\u2060", "\u202e", "\ufeff"])
def test_what_nobody_sees_parts_no_words(unseen: str) -> None:
    """Text copied from a document has soft hyphens and joiners within its words."""
    assert read_question(f"{unseen}hos{unseen}pital dis{unseen}charge").text == "hospital discharge"


@given(st.text(st.sampled_from('ab -"“”:,(kind:place:after2019\x00é́ '), max_size=80) | st.text(max_size=3000))
@settings(deadline=None, max_examples=300)
def test_any_text_is_read(text: str) -> None:
    """No text raises; what goes to the model is one line within the limit, and what stays is read the same again."""
    question = read_question(text)
    assert len(question.text) <= MAX_CHARACTERS
    assert question.text == " ".join(question.text.split())
    assert all(question.phrases)
    assert all(question.excluded)
    assert read_question(question.written).text == question.text
    assert not read_question(question.without(question.fields)).fields
