"""Answers in the words of pages: quoted as written, with their place, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import BuildReport, Facet, Mode, Query, Searcher, Sort
from indexer.quotes import MOST, _windows
from kb.choices import ENTRY_KINDS
from tests.indexer.stand_ins import WordEncoder

Write = Callable[..., Path]
Build = Callable[..., BuildReport]
Open = Callable[..., Searcher]
QUESTION = "how do we bring people together who work alone"


@pytest.mark.parametrize("mode", [Mode.HYBRID, Mode.DENSE])
def test_quotes_stand_on_their_pages_as_written(searcher: Searcher, mode: Mode) -> None:
    """Each from another entry among the results, word by word, and its address leads to a heading that exists."""
    answer = searcher.search(Query(QUESTION, mode))
    assert 1 <= len(answer.quotes) <= MOST
    assert len({quote.page.id for quote in answer.quotes}) == len(answer.quotes)
    found = {hit.page.id for hit in answer.hits}
    for quote in answer.quotes:
        assert quote.page.id in found
        assert quote.page.kind in ENTRY_KINDS
        page = searcher.page(quote.page.id)
        page_words = " ".join(page.markdown.replace("*", "").replace("_", "").split())
        assert quote.snippet.text.split(". ", maxsplit=1)[0].split(": ")[-1][:60] in page_words
        anchor = quote.url.partition("#")[2]
        assert not anchor or anchor in {item.anchor for item in page.toc}


@pytest.mark.parametrize(
    "question",
    ["zxqv blorptang wibble", "how are jet engines cooled at supersonic speed", "community practice", "", "the of and"],
)
def test_silence_where_nothing_answers(searcher: Searcher, question: str) -> None:
    """A foreign question has no quotes; nor have one or two words, which name a subject and ask nothing."""
    assert searcher.search(Query(question)).quotes == ()


def test_quotes_stand_before_the_first_hits_only(searcher: Searcher) -> None:
    """Further pages, other orders and search by words alone have none; filters hold for them, too."""
    assert searcher.search(Query(QUESTION)).quotes
    assert searcher.search(Query(QUESTION, offset=1)).quotes == ()
    assert searcher.search(Query(QUESTION, sort=Sort.NEWEST)).quotes == ()
    assert searcher.search(Query(QUESTION, Mode.KEYWORD)).quotes == ()
    assert searcher.search(Query(QUESTION, filters={Facet.KIND: ("person",)})).quotes == ()


def test_the_sentences_that_answer_are_chosen(write: Write, build: Build, opened: Open) -> None:
    """Of a passage the stretch that is about the question, not its opening; archived pages are not quoted."""
    filler = "And so it was with all of them, as it had been with each of us before that. " * 4  # no term in it
    write("stories/a", "", f"{filler}Keys were lent to every volunteer warden. {filler}")
    write("stories/b", "status: archived", "Keys were lent to every volunteer warden.")
    write("stories/c", "", "Ten other subjects entirely.")
    encoder = WordEncoder()
    build(encoder)
    answer = opened(encoder).search(Query("keys lent every volunteer warden"))
    assert {hit.page.id for hit in answer.hits} >= {"stories/a", "stories/b"}
    [quote] = answer.quotes
    assert quote.page.id == "stories/a"
    assert "Keys were lent to every volunteer warden." in quote.snippet.text
    assert quote.snippet.marks


def test_no_text_is_embedded_while_quoting(write: Write, build: Build, opened: Open) -> None:
    """Which stretch is nearest is told by the words' stored vectors: a question costs one run of the model."""
    write("stories/a", "", "Keys were lent to every volunteer warden.")
    encoder = WordEncoder()
    build(encoder)
    embedded = list(encoder.embedded)
    assert opened(encoder).search(Query("keys lent every volunteer warden")).quotes
    assert encoder.embedded == embedded


def test_windows_are_whole_sentences_with_their_places() -> None:
    """Nothing is lost between them, and each is found where it says."""
    text = " ".join(f"Sentence number {number} says this and that about it." for number in range(20))
    windows = _windows(text)
    assert 1 < len(windows) <= 4
    assert " ".join(part for _, part in windows) == text
    assert all(text[start:].startswith(part) for start, part in windows)
    assert _windows("") == []
