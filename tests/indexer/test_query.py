"""Questions made ready."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.query import MAX_CHARACTERS, MAX_TERMS, ParsedQuery, parse_query

# Term → its number and the number of passages, of a hundred, that hold it.
VOCABULARY = {"hospit": (0, 50), "discharg": (1, 5), "team": (2, 90)} | {
    f"w{number:02}": (number, number) for number in range(10, 40)
}


def parse(text: str) -> ParsedQuery:
    return parse_query(text, 100, VOCABULARY.get)


def why_ignored(query: ParsedQuery) -> dict[str, str]:
    return {ignored.text: ignored.why for ignored in query.ignored}


def test_terms_come_rarest_first_with_their_worth() -> None:
    """A question's terms carry count, number and IDF; `mass` is the sum of their IDF, each term once."""
    query = parse("Team discharge, hospital discharges")
    assert [(term.term, term.count, term.number) for term in query.terms] == [
        ("discharg", 2, 1),
        ("hospit", 1, 0),
        ("team", 1, 2),
    ]
    weights = [math.log(1 + 95.5 / 5.5), math.log(1 + 50.5 / 50.5), math.log(1 + 10.5 / 90.5)]
    assert [term.idf for term in query.terms] == pytest.approx(weights)
    assert query.mass == pytest.approx(sum(weights))
    assert query.known == pytest.approx({1: weights[0], 0: weights[1], 2: weights[2]})
    assert query.ignored == ()


def test_stop_words_are_reported() -> None:
    """The reader is told which of their words are looked for by meaning only."""
    assert why_ignored(parse("How do we discharge?")) == {
        "How do we": "too common to look for; read for their meaning only"
    }


def test_unknown_words_are_reported_and_weigh() -> None:
    """A word that no page has is named as typed, and counts in the mass: one known word doesn't cover the question."""
    query = parse("discharge Wibblings")
    assert why_ignored(query) == {"Wibblings": "no page has these words"}
    assert query.known.keys() == {1}
    assert query.mass == pytest.approx(math.log(1 + 95.5 / 5.5) + math.log(201 + 1))


def test_only_the_rarest_twelve_are_looked_for_as_words() -> None:
    """A pasted paragraph's commoner words are left to the embedding, and named."""
    words = [f"w{number:02}" for number in range(10, 30)]
    query = parse(" ".join(reversed(words)))
    assert [term.term for term in query.terms] == words[:MAX_TERMS]
    assert why_ignored(query) == {
        " ".join(words[MAX_TERMS:]): "word search uses the 12 rarest words; these are read for meaning only"
    }


def test_unknown_words_do_not_crowd_out_known_ones() -> None:
    """Twenty misspelt words in a pasted paragraph leave its known ones to be looked for."""
    query = parse(" ".join(f"mispelt{number}" for number in range(20)) + " discharge team")
    assert [term.term for term in query.terms][:2] == ["discharg", "team"]
    assert len(query.terms) == MAX_TERMS


def test_text_over_the_limit_is_cut_at_a_word_and_said() -> None:
    """What is embedded ends with a whole word within the limit, and the reader is told where reading stopped."""
    query = parse("discharge " * 500)
    assert query.text == "discharge " * 199 + "discharge"
    assert why_ignored(query) == {f"{query.text[-30:]} …": "only the first 2,000 characters are read"}


@pytest.mark.parametrize("text", ["word " * 20_000, "x" * 100_000, "é" * 100_000, "a1 " * 33_000, "\n" * 100_000])
def test_queries_of_a_hundred_kilobytes_are_bounded(text: str) -> None:
    """Whatever is pasted, only so much is analysed and looked up."""
    looked_up: list[str] = []
    query = parse_query(text, 100, looked_up.append)
    assert len(query.text) <= MAX_CHARACTERS
    assert len(query.terms) <= MAX_TERMS
    assert len(looked_up) <= MAX_CHARACTERS / 2
    assert sum(len(ignored.text) for ignored in query.ignored) < 3000


def test_white_space_around_is_no_text() -> None:
    """A pasted page of empty lines around a question cuts nothing off it."""
    query = parse("\n" * 3000 + "hospital discharge" + " " * 3000)
    assert query.text == "hospital discharge"
    assert query.ignored == ()


@pytest.mark.parametrize("control", ["\x00", "\x1f", "\x7f", "\u200b", "\u202e", "\ud800", "\ufeff", "\ue000"])
def test_control_characters_part_words(control: str) -> None:
    """Characters that nobody sees neither reach the model nor glue two words into one."""
    query = parse(f"{control}hospital{control}discharge")
    assert query.text == "hospital discharge"
    assert {term.term for term in query.terms} == {"hospit", "discharg"}


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "?!", "— …"])
def test_a_query_without_words_has_no_terms(text: str) -> None:
    """Nothing typed, or only marks, is no error here: the caller decides what an empty question means."""
    query = parse(text)
    assert (query.terms, query.mass, query.ignored) == ((), 0, ())


def test_gibberish_is_all_unknown() -> None:
    """Every word of it is said to be on no page."""
    query = parse("zxqv blorptang wibble")
    assert query.known == {}
    assert why_ignored(query) == {"blorptang wibble zxqv": "no page has these words"}


@given(st.text(max_size=3000))
@settings(deadline=None, max_examples=60)
def test_any_text_is_parsed(text: str) -> None:
    """No text raises, and what goes to the model is one line within the limit that can be encoded."""
    query = parse(text)
    assert len(query.text.encode()) <= 4 * MAX_CHARACTERS
    assert query.text == " ".join(query.text.split())
