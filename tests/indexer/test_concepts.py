"""What the vocabulary adds to a question: more is found, and nothing else changes."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from indexer import BuildReport, Query, Searcher, analysis
from indexer.concepts import covered, with_vocabulary
from indexer.postings import Postings
from indexer.query import MAX_TERMS, ParsedQuery, parse_query
from indexer.results import Expansion
from indexer.vocabulary import Lexicon
from kb.config import Config
from kb.vocabulary import Vocabulary
from tests.indexer.stand_ins import WordEncoder

PASSAGES = (
    "Delayed transfers of care in our hospital",
    "The DTOC figures",
    "Care homes and hospital discharge",
    "Information technology support",
    "Transfers of money",
    *(f"filler w{number:02}" for number in range(30)),
)
POSTINGS, TERMS = Postings.build([analysis.terms(text) for text in PASSAGES])
NUMBERS = {term: (number, int(POSTINGS.frequencies[number])) for number, term in enumerate(TERMS)}
LEXICON = Lexicon(
    Vocabulary((("DTOC", "delayed transfer of care"), ("IT", "information technology"), ("QX", "quokka experiments")))
)


def plain(text: str) -> ParsedQuery:
    return parse_query(text, len(PASSAGES), NUMBERS.get)


def expanded(text: str) -> ParsedQuery:
    return with_vocabulary(plain(text), LEXICON, len(PASSAGES), NUMBERS.get)


def coverage(text: str) -> list[float]:
    return covered(expanded(text), POSTINGS).tolist()[:5]


def idf(term: str) -> float:
    held = NUMBERS.get(term, (0, 0))[1]
    return math.log(1 + (len(PASSAGES) - held + 0.5) / (held + 0.5))


@pytest.mark.parametrize("text", ["DTOC", "dtoc", "delayed transfers of care", "DTOC (delayed transfer of care)"])
def test_a_passage_is_as_good_by_either_expression(text: str) -> None:
    """Whichever is asked for, acronym and words cover it whole; a part of the words covers their share of it."""
    shares = coverage(text)
    assert shares[:2] == pytest.approx([1, 1])
    part = idf("care") / (idf("delay") + idf("transfer") + idf("care"))
    assert shares[2] == pytest.approx(part, rel=1e-5)


def test_a_concept_weighs_as_much_as_the_words_that_ask_for_it() -> None:
    """The mass stays that of the question: long expansions make no other word of it count for less."""
    query = expanded("DTOC hospital")
    assert query.mass == plain("DTOC hospital").mass
    mass = idf("dtoc") + idf("hospit")
    assert coverage("DTOC hospital")[:2] == pytest.approx([1, idf("dtoc") / mass], rel=1e-5)


def test_a_word_that_also_stands_by_itself_is_still_asked_for() -> None:
    """Of "delayed transfer of care in care homes" the acronym covers all but `care` and `homes`."""
    text = "delayed transfer of care in care homes"
    mass = sum(map(idf, ("delay", "transfer", "care", "home")))
    assert coverage(text)[1] == pytest.approx((idf("delay") + idf("transfer")) / mass, rel=1e-5)


def test_an_acronym_that_is_a_stop_word_asks_for_its_meaning() -> None:
    """IT has no term of its own; asked for in capitals it weighs what it means, and is not called too common."""
    query = expanded("IT support")
    assert coverage("IT support")[3] == pytest.approx(1)
    assert query.passed_over == ()
    assert query.mass == pytest.approx(idf("support") + idf("inform") + idf("technolog"))
    assert expanded("it support") == plain("it support")


def test_what_nobody_writes_covers_nothing() -> None:
    """Other words that no page has either are no help, and the acronym is still said to be on no page."""
    query = expanded("QX DTOC")
    assert max(coverage("QX")) == 0
    assert [ignored.text for ignored in query.ignored] == ["QX"]
    assert [expansion.text for expansion in query.expanded] == ["QX", "DTOC"]


@pytest.mark.parametrize(
    "text", ["", "hospital discharge", "it is what it is", " ".join(f"w{n:02}" for n in range(30))]
)
def test_a_question_without_an_expression_is_the_same_to_the_bit(text: str) -> None:
    """No vocabulary touches what it doesn't name: neither terms, nor mass, nor the coverage of any passage."""
    query = expanded(text)
    assert query == plain(text)
    assert (query.embedded, query.searched) == (text, query.terms)
    before = POSTINGS.coverage(plain(text).known, plain(text).mass)
    assert np.array_equal(covered(query, POSTINGS), before)


def test_no_more_words_are_searched_for_than_before() -> None:
    """In a long question the rarest twelve of all are searched for, and its mass is that of its own twelve."""
    text = "DTOC " + " ".join(f"w{number:02}" for number in range(30))
    query = expanded(text)
    assert len(query.searched) == MAX_TERMS
    assert (query.terms, query.mass) == (plain(text).terms, plain(text).mass)


def test_the_model_reads_both_and_the_reader_is_told() -> None:
    """What is embedded has the other words behind those that they mean; quoted words are left as they are."""
    query = expanded("Why DTOC in winter?")
    assert query.embedded == "Why DTOC (delayed transfer of care) in winter?"
    assert query.expanded == (Expansion("DTOC", ("delayed transfer of care",)),)
    assert expanded("DTOC, delayed transfers of care").expanded == ()
    quoted = ParsedQuery("delayed transfer of care", (), 0, phrases=(("delay", "transfer", "care"),))
    assert with_vocabulary(quoted, LEXICON, 9, NUMBERS.get) == quoted


@pytest.fixture
def library(config: Config, write: Callable[..., Path]) -> Config:
    """Four pages and a vocabulary."""
    (config.settings.content / "vocabulary.yml").write_text("DTOC: delayed transfer of care\n", encoding="utf-8")
    write("stories/words", body="Why delayed transfers of care fell in our hospital.")
    write("stories/acronym", body="Our DTOC board meets each morning.")
    write("stories/bees", body="Bees in the garden.")
    write("stories/trees", body="Trees along the street.")
    return config


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("encoder", [None, WordEncoder()], ids=["words", "meaning"])
@pytest.mark.parametrize("text", ["DTOC", "delayed transfer of care"])
def test_whoever_asks_for_one_finds_the_other(
    build: Callable[..., BuildReport], opened: Callable[..., Searcher], encoder: WordEncoder | None, text: str
) -> None:
    """Both pages are results, by words; the extract marks the words found, and nothing is said to be missing."""
    build(encoder)
    answer = opened(*filter(None, [encoder])).search(Query(text))
    assert answer.answered
    by_id = {hit.page.id: hit for hit in answer.hits}
    assert {"stories/words", "stories/acronym"} <= set(by_id)
    assert [len(expansion.also) for expansion in answer.expanded] == [1]
    assert (
        "<mark>delayed</mark> <mark>transfers</mark> of <mark>care</mark>" in by_id["stories/words"].snippet.as_html()
    )
    assert "<mark>DTOC</mark>" in by_id["stories/acronym"].snippet.as_html()
    assert all(not by_id[page].missing for page in ("stories/words", "stories/acronym"))
    assert not answer.ignored


@pytest.mark.usefixtures("library")
def test_the_gate_still_holds(build: Callable[..., BuildReport], opened: Callable[..., Searcher]) -> None:
    """An acronym beside words that the library doesn't have answers nothing by itself."""
    build()
    searcher = opened()
    assert not searcher.search(Query("zxqv DTOC flumph quasar")).answered
    assert searcher.search(Query('"DTOC"')).expanded == ()
    assert [hit.page.id for hit in searcher.search(Query('"DTOC"')).hits] == ["stories/acronym"]
