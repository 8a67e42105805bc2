"""The order of pages beyond their best passages, held to plain loops."""

from __future__ import annotations

import numpy as np
import pytest

from indexer import refining
from indexer.candidates import Candidates
from indexer.feedback import PageSpace
from indexer.fusion import convex, doubt
from indexer.nearness import WordVectors
from indexer.page_words import PageTerms, page_bm25
from indexer.postings import Postings
from indexer.query import QueryTerm
from indexer.refining import WholePages, plain_steps, score_of
from indexer.words import WORD_DIMENSIONS, stored, unit

TEXTS = ["oak elm", "oak oak", "elm", "fir", "fir oak", "elm fir", "oak fir elm", "fir"]
PAGES = [0, 0, 1, 1, 2, 3, 3, 3]


def world(seed: int) -> tuple[WholePages, Candidates, list[np.ndarray], np.ndarray]:
    """Return four pages of eight passages with random vectors, all of them found, their words, and a question's."""
    choose = np.random.default_rng(seed)
    postings, _ = Postings.build([text.split() for text in TEXTS])
    owners = np.array(PAGES)
    vectors = unit(choose.standard_normal((4, 8)).astype(np.float32))
    words = [unit(choose.standard_normal((len(text.split()), WORD_DIMENSIONS)).astype(np.float32)) for text in TEXTS]
    starts = np.concatenate(([0], np.cumsum([len(rows) for rows in words])))
    whole = WholePages(
        PageSpace.of(vectors, PageTerms.of(postings, owners, 4)),
        postings,
        owners,
        np.bincount(owners),
        WordVectors(stored(np.concatenate(words)), starts),
    )
    cosines = choose.uniform(-0.2, 0.9, len(TEXTS)).astype(np.float32)
    coverage = np.zeros(len(TEXTS), np.float32)
    pages, group = np.unique(owners, return_inverse=True)
    found = Candidates(np.arange(len(TEXTS)), cosines, coverage, coverage, pages, group)
    return whole, found, words, unit(choose.standard_normal((3, WORD_DIMENSIONS)).astype(np.float32))


@pytest.mark.parametrize("seed", range(10))
def test_first_pages_gain_by_their_words(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each word of the question looks for the nearest in a page's two nearest passages; the mean of the pages is taken
    off, and pages behind the first three gain nothing."""
    monkeypatch.setattr(refining, "FIRST", 3)
    monkeypatch.setattr(refining, "PASSAGES", 2)
    whole, found, words, question = world(seed)
    terms = [QueryTerm("elm", 1, 0, 1.0), QueryTerm("oak", 2, 2, 1.0)]
    steps = whole.steps(found, terms, question, 0.8)
    by_words = page_bm25(terms, whole.postings, whole.passage_pages, whole.sizes)
    nearness = whole.space.without_hubs(found.pages, found.page_cosines)
    first = sorted(range(4), key=lambda page: -convex(nearness, by_words, 0.8)[page])[:3]
    close = {}
    for page in first:
        mine = sorted((n for n in range(len(TEXTS)) if PAGES[n] == page), key=lambda n: -found.cosines[n])[:2]
        close[page] = max(float((question @ words[n].T).max(axis=1).mean()) for n in mine)
    mean = sum(close.values()) / 3
    for page in range(4):
        expected = refining.NEARER * (close[page] - mean) if page in close else 0
        assert steps["nearer"][page] == pytest.approx(expected, abs=2e-3)  # stored in a byte each
    fused = convex(nearness, by_words, 0.8, doubt(nearness))
    assert steps["fused"] == pytest.approx(fused)
    assert steps["feedback"] == pytest.approx(whole.space.feedback(found.pages, fused + steps["nearer"]))
    assert score_of(steps) == pytest.approx(fused + steps["nearer"] + steps["feedback"], abs=1e-6)


def test_a_question_without_words_gains_nothing() -> None:
    """One of common words only has no vectors of words; nor has what was never found."""
    whole, found, _, question = world(1)
    assert not whole.steps(found, [], question[:0], 0.8)["nearer"].any()
    nothing = Candidates(*(np.empty(0, kind) for kind in (np.int64, *[np.float32] * 3, np.int64, np.int64)))
    assert all(len(values) == 0 for values in whole.steps(nothing, [], question, 0.8).values())


def test_plain_steps_name_no_cosine_where_only_words_count() -> None:
    """What isn't known isn't printed."""
    _, found, _, _ = world(1)
    assert "cosine" not in plain_steps(found, 0.0)
    assert "cosine" in plain_steps(found, 1.0)
    assert score_of(plain_steps(found, 1.0)) == pytest.approx(convex(found.page_cosines, found.page_bm25, 1.0))
