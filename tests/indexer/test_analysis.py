"""Text to terms."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import MAX_TERM, stop_words_in, terms, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Café CAFÉ cafe", ["cafe"] * 3),
        ("naïve Ångström Straße", ["naiv", "angstrom", "strass"]),
        ("children's children’s children", ["children"] * 3),
        ("O'Brien O’Brien", ["obrien"] * 2),
        ("the council's and the councils", ["council"] * 2),
        ("the bus's boss’s bus boss", ["bus", "boss"] * 2),
        ("convening convened convenes", ["conven"] * 3),
        ("e-mail snake_case A/B", ["e", "mail", "snake", "case", "b"]),
        ("COVID-19 in 2021", ["covid", "19", "2021"]),
        ("", []),
        ("— … !?", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    """Words that differ only in case, accents, possessive or inflection become one term, others stay apart."""
    assert terms(text) == expected


@pytest.mark.parametrize("apostrophe", ["'", "’"])
@pytest.mark.parametrize("word", ["don{}t", "it{}s", "We{}ll", "CAN{}T", "who{}s"])
def test_stop_words_are_known_with_either_apostrophe(word: str, apostrophe: str) -> None:
    """A typographic apostrophe doesn't turn a stop word into a term."""
    assert terms(word.format(apostrophe)) == []
    assert stop_words_in(word.format(apostrophe)) == [word.format(apostrophe)]


def test_stop_words_are_reported_as_typed_and_once() -> None:
    """What is passed over is named in the reader's own spelling."""
    assert stop_words_in("How do we do what We do best") == ["How", "do", "we", "what", "We"]


@pytest.mark.parametrize("text", ["Résumé of a café’s naïveté", "Ünïcödé", "l'été"])
def test_accents_of_their_own_are_folded_like_those_in_one_character(text: str) -> None:
    """Text from a Mac, whose accents are separate characters, has the same terms as the same text typed elsewhere."""
    apart = unicodedata.normalize("NFD", text)
    assert apart != unicodedata.normalize("NFC", text)
    assert terms(apart) == terms(text)


def test_an_accent_of_its_own_belongs_to_the_word_it_marks() -> None:
    """The place of a word takes in its accents, so that a mark doesn't cut a letter in two."""
    text = "a re\u0301sume\u0301 here"
    assert [text[token.start : token.end] for token in tokens(text)] == ["re\u0301sume\u0301"]


def test_a_term_never_holds_a_space() -> None:
    """A ligature that stands for several words stays one term: engines are fed terms joined by spaces."""
    assert terms("\ufdfa") == ["صلىاللهعليهوسلم"]
    assert terms("\ufe70") == []


def test_words_without_end_are_cut_to_the_same_term() -> None:
    """Words that agree in their first characters up to the limit are one term, however long they are."""
    assert terms("x" * 100_000) == terms("x" * 200) == ["x" * MAX_TERM]


@given(st.text())
@settings(deadline=None)
def test_places_point_at_the_words(text: str) -> None:
    """Whatever the text, a token's place is a word of it that alone gives the same term; places run forward."""
    found = tokens(text)
    assert [token.term for token in found] == terms(text)
    assert all(terms(text[token.start : token.end]) == [token.term] for token in found)
    assert all(first.end <= second.start for first, second in pairwise(found))


@given(st.text())
@settings(deadline=None)
def test_terms_can_be_joined_and_split_at_spaces(text: str) -> None:
    """No text makes a term that is empty or holds white space."""
    found = terms(text)
    assert " ".join(found).split() == found


@given(st.text(max_size=40))
@settings(deadline=None)
def test_case_makes_no_difference(text: str) -> None:
    """A reader who shouts finds the same (letters whose upper case is spelt otherwise left aside)."""
    plain = "".join(char for char in text if char.upper().lower() == char)
    assert terms(plain.upper()) == terms(plain)
