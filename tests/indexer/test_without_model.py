"""Answers by words alone: the model is missing, is another one, or was never wanted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import indexer.encoders
from indexer import Answer, BuildReport, Facet, LiveSearcher, Mode, Query, Reason, Searcher
from kb.config import Config
from kb.errors import ModelError
from tests.indexer.stand_ins import WordEncoder

Write = Callable[..., Path]
Build = Callable[..., BuildReport]
Open = Callable[..., Searcher]


def ids(answer: Answer) -> list[str]:
    return [hit.page.id for hit in answer.hits]


def failing(name: str) -> None:
    raise ModelError(name, "its package is not installed", "Install it.")


def test_without_the_model_words_answer_and_it_is_said(
    library_config: Config, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An index with vectors and no model to ask with: found by word, honest about it, and tried once only."""
    tried: list[str] = []
    monkeypatch.setattr(indexer.encoders, "load_encoder", lambda name, _runtime: tried.append(name) or failing(name))
    live = LiveSearcher(library_config.settings.index)
    searcher = live.current()
    for _ in range(2):
        answer = searcher.search(Query("peer assist"))
        assert answer.mode is Mode.KEYWORD
        assert answer.notice == "Search by meaning is off for now: only words count."
        assert ids(answer)[0] == "practices/bringing-ideas-from-elsewhere"
        assert {reason for hit in answer.hits for reason in hit.reasons} == {Reason.EXACT_WORDS}
    assert searcher.people("peer assist")
    assert searcher.related("practices/bringing-ideas-from-elsewhere"), "vectors are stored: relations need no model"
    assert searcher.search(Query("peer assist", Mode.KEYWORD)).notice == ""
    assert tried == ["all-MiniLM-L6-v2"]
    assert caplog.messages == ["model all-MiniLM-L6-v2: its package is not installed. Install it."]
    live.close()


def test_an_index_of_another_model_is_searched_by_words(
    write: Write, build: Build, opened: Open, word_encoder: WordEncoder
) -> None:
    """Vectors of one model are never compared with a question embedded by another."""
    write("stories/a", body="Quokkas.")
    build(word_encoder)
    word_encoder.model_digest = "changed since"
    answer = opened(word_encoder).search(Query("quokka"))
    assert answer.mode is Mode.KEYWORD
    assert answer.notice == "Search by meaning is off until the library is indexed again: only words count."
    assert ids(answer) == ["stories/a"]


def test_a_library_without_a_model_answers_by_words(write: Write, build: Build, opened: Open) -> None:
    """Built for words only: every mode searches by word and says so; what needs vectors is empty, not an error."""
    write("domains/fauna", "title: Fauna")
    write("people/ann", "name: Ann")
    write("people/ben", "name: Ben")
    write("stories/a", "domains: [fauna]\npeople: [ann]", "We counted quokkas at night.")
    write("stories/b", "domains: [fauna]\npeople: [ben]", "Wombats sleep by day.")
    build()
    searcher = opened()
    for mode in Mode:
        answer = searcher.search(Query("quokkas", mode))
        assert answer.mode is Mode.KEYWORD
        assert bool(answer.notice) == (mode is not Mode.KEYWORD)
        assert ids(answer) == ["stories/a"]
        assert [person.page.id for person in answer.people] == ["people/ann"]
    assert ids(searcher.search(Query("fauna"))) == ["domains/fauna"]
    assert ids(searcher.search(Query("", filters={Facet.DOMAIN: ("fauna",)}))) == [
        "domains/fauna",
        "stories/a",
        "stories/b",
    ]
    assert [page.id for page in searcher.entries_in_domain("domains/fauna")] == ["stories/b", "stories/a"]
    assert searcher.related("stories/a") == ()
    assert searcher.people_for_page("stories/a") == ()
    assert searcher.stats().model == "none"
