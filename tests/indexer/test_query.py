"""Words of questions made ready."""

from __future__ import annotations

import math

import pytest

from indexer.query import MAX_TERMS, MOST_TERMS, ParsedQuery, parse_query

# Term → its number and the number of passages, of a hundred, that hold it.
VOCABULARY = {"hospit": (0, 50), "discharg": (1, 5), "team": (2, 90)} | {
    f"w{number:02}": (number, number) for number in range(10, 40)
}


def parse(text: str) -> ParsedQuery:
    return parse_query(text, 100, VOCABULARY.get)


def why_ignored(query: ParsedQuery) -> dict[str, str]:
    return {ignored.text: ignored.why for ignored in (*query.ignored, *query.passed_over)}


def test_terms_come_rarest_first_with_their_worth() -> None:
    """A question's terms carry count, number, word and holders; `mass` is the sum of their IDF, each term once."""
    query = parse("Team discharge, hospital discharges")
    assert [(term.term, term.count, term.number, term.word, term.passages) for term in query.terms] == [
        ("discharg", 2, 1, "discharge", 5),
        ("hospit", 1, 0, "hospital", 50),
        ("team", 1, 2, "Team", 90),
    ]
    weights = [math.log(1 + 95.5 / 5.5), math.log(1 + 50.5 / 50.5), math.log(1 + 10.5 / 90.5)]
    assert [term.idf for term in query.terms] == pytest.approx(weights)
    assert query.mass == pytest.approx(sum(weights))
    assert query.known == pytest.approx({1: weights[0], 0: weights[1], 2: weights[2]})
    assert query.ignored == ()


def test_stop_words_are_reported() -> None:
    """The reader is told which of their words are looked for by meaning only."""
    assert why_ignored(parse("How do we discharge?")) == {"How do we": "too common to look for"}


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
    assert [term.term for term in query.further] == words[MAX_TERMS:MOST_TERMS]
    assert query.mass == pytest.approx(sum(term.idf for term in query.terms))
    assert why_ignored(query) == {" ".join(words[MAX_TERMS:]): "only the 12 rarest words are looked for"}


def test_unknown_words_do_not_crowd_out_known_ones() -> None:
    """Twenty misspelt words in a pasted paragraph leave its known ones to be looked for."""
    query = parse(" ".join(f"mispelt{number}" for number in range(20)) + " discharge team")
    assert [term.term for term in query.terms][:2] == ["discharg", "team"]
    assert len(query.terms) == MAX_TERMS


@pytest.mark.parametrize("text", ["", "   ", "?!", "— …"])
def test_a_query_without_words_has_no_terms(text: str) -> None:
    """Nothing typed, or only marks, is no error here: the caller decides what an empty question means."""
    query = parse(text)
    assert (query.terms, query.mass, query.ignored) == ((), 0, ())


def test_gibberish_is_all_unknown() -> None:
    """Every word of it is said to be on no page."""
    query = parse("zxqv blorptang wibble")
    assert query.known == {}
    assert why_ignored(query) == {"zxqv blorptang wibble": "no page has these words"}
