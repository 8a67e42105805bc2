"""Ranking, fed by real retrievers over tiny collections with hand-made vectors."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer import ranking
from indexer.encoder import QuestionVectors
from indexer.filters import Scope
from indexer.postings import Postings
from indexer.query import ParsedQuery, parse_query
from indexer.ranking import Ranking, Retrievers, browse, rank
from indexer.vectors import VectorIndex
from indexer.whoosh_index import WhooshIndex
from indexer.words import WORD_DIMENSIONS
from tests.indexer.stand_ins import bm25_by_hand

Array = NDArray[np.float32]
Mask = NDArray[np.bool_]
QUERY = np.array([1, 0], np.float32)


def vectors_of(embedding: Array | None) -> QuestionVectors | None:
    return None if embedding is None else QuestionVectors(embedding, np.empty((0, WORD_DIMENSIONS), np.float32))


@dataclass(frozen=True)
class Collection:
    """Passages as texts, each with the page it belongs to, opened in all three retrievers."""

    passages: list[list[str]]
    vectors: Array
    pages: list[int]
    retrievers: Retrievers
    terms: dict[str, tuple[int, int]]

    def parsed(self, text: str) -> ParsedQuery:
        return parse_query(text, len(self.passages), self.terms.get)

    def rank(
        self,
        text: str,
        embedding: Array | None = QUERY,
        mask: Sequence[bool] | Mask | None = None,
        alpha: float = 0.8,
        *,
        words: bool = True,
    ) -> Ranking:
        bits = None if mask is None else np.array(mask, np.bool_)
        return rank(self.parsed(text), vectors_of(embedding), self.retrievers, Scope(filtered=bits), alpha, words=words)


@pytest.fixture
def collect(tmp_path: Path) -> Iterator[Callable[..., Collection]]:
    """Make a collection: texts of passages, their vectors (or cosines to QUERY), their pages (one each by default)."""
    opened: list[WhooshIndex] = []

    def make(texts: Sequence[str], vectors: Sequence[float] | Array, pages: Sequence[int] | None = None) -> Collection:
        passages = [text.split() for text in texts]
        postings, vocabulary = Postings.build(passages)
        folder = tmp_path / str(len(opened))
        WhooshIndex.build(folder, map(" ".join, passages))
        opened.append(WhooshIndex(folder, postings.lengths))
        rows = vectors if isinstance(vectors, np.ndarray) else np.array([[c, math.sqrt(1 - c * c)] for c in vectors])
        rows = rows.astype(np.float32)
        owners = list(range(len(passages))) if pages is None else list(pages)
        parts = Retrievers(opened[-1], VectorIndex.build(rows), postings, np.array(owners, np.int64))
        frequencies = postings.frequencies.tolist()
        terms = {term: (number, frequencies[number]) for number, term in enumerate(vocabulary)}
        return Collection(passages, rows, owners, parts, terms)

    yield make
    for index in opened:
        index.close()


def by_hand(
    found: Collection, text: str, embedding: Array | None, scope: Scope, alpha: float
) -> list[tuple[int, float, bool]]:
    """Rank page by page in plain loops, as DESIGN §5 says: (page, score, in results), best first."""
    everything = np.ones(len(found.passages), np.bool_)
    asked = everything if scope.asked is None else scope.asked
    mask = asked if scope.filtered is None else scope.filtered
    query = found.parsed(text)
    bm25 = bm25_by_hand(found.passages, {term.term: term.count for term in query.terms})
    stored = found.vectors.astype(np.float16).astype(np.float32)
    rows = []
    for number, passage in enumerate(found.passages):
        cosine = -1.0 if embedding is None else float(stored[number] @ embedding)
        held = sum(term.idf for term in query.terms if term.term in passage)
        if not asked[number]:
            continue
        if scope.quoted or embedding is not None or bm25[number] > 0:
            rows.append((number, cosine, bm25[number], held / query.mass))
    nearest, covered_most = (max((row[column] for row in rows), default=0) for column in (1, 3))
    pages: dict[int, list[tuple[float, ...]]] = {}
    for number, *scores in rows:
        if mask[number]:
            pages.setdefault(found.pages[number], []).append(tuple(scores))
    best = {page: tuple(max(column) for column in zip(*each, strict=True)) for page, each in pages.items()}
    top_cosine, top_bm25 = (max((each[column] for each in best.values()), default=0) for column in (0, 1))
    ranked = []
    for page, (cosine, words, coverage) in best.items():
        dense = (cosine + 1) / (top_cosine + 1) if embedding is not None else 0
        score = alpha * dense + (1 - alpha) * (words / top_bm25 if top_bm25 else 0)
        near = embedding is not None and cosine >= max(0.25, nearest - 0.25)
        covered = coverage >= (0.7 if embedding is not None else min(0.7, covered_most)) - 1e-6
        ranked.append((page, score, near or (covered and coverage > 0) or scope.quoted))
    return sorted(ranked, key=lambda row: (-row[1], row[0]))


def random_collection(collect: Callable[..., Collection], seed: int) -> tuple[Collection, str]:
    """Return a collection of a few passages or some dozens, and a question in its words and one that nothing has."""
    choose, made = random.Random(seed), np.random.default_rng(seed)
    size = choose.choice([1, 5, 60])
    texts = [" ".join(choose.choices(["t1", "t2", *"cdefgh"], k=choose.randint(1, 8))) for _ in range(size)]
    vectors = made.standard_normal((size, 6)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found = collect(texts, vectors, sorted(choose.randrange(max(1, size // 2)) for _ in texts))
    return found, " ".join(choose.sample(["t1", "t2", "c", "d", "unheard"], 3))


@pytest.mark.parametrize("seed", range(30))
def test_ranking_equals_brute_force(collect: Callable[..., Collection], seed: int) -> None:
    """Pages, scores and result set are those of plain loops over everything, with filters of passages and without."""
    found, query = random_collection(collect, seed)
    for near, share in [(True, None), (True, 0.4), (False, None), (False, 0.4), (True, 0.0)]:
        filtered = None if share is None else np.random.default_rng(seed).random(len(found.passages)) < share
        embedding, alpha = (found.vectors[0], 0.8) if near else (None, 0.0)
        expected = by_hand(found, query, embedding, Scope(filtered=filtered), alpha)
        result = found.rank(query, embedding, filtered)
        assert result.pages.tolist() == [page for page, _, _ in expected]
        assert result.scores == pytest.approx([score for _, score, _ in expected], abs=1e-5)
        assert result.in_results.tolist() == [wanted for _, _, wanted in expected]


@pytest.mark.parametrize("quoted", [True, False])
@pytest.mark.parametrize("seed", range(20))
def test_what_a_question_admits_is_ranked_as_if_there_were_nothing_else(
    collect: Callable[..., Collection], seed: int, quoted: bool
) -> None:
    """Exclusions and phrases bound the evidence, too; facets chosen within them leave the scale as it is.

    All that holds the phrases belongs to the results, whatever its scores.
    """
    found, query = random_collection(collect, seed)
    choose = np.random.default_rng(seed)
    for near, share in [(True, None), (True, 0.5), (False, None), (False, 0.5)]:
        asked = choose.random(len(found.passages)) < 0.6
        filtered = None if share is None else asked & (choose.random(len(found.passages)) < share)
        scope = Scope(asked, filtered, quoted)
        embedding, alpha = (found.vectors[0], 0.8) if near else (None, 0.0)
        expected = by_hand(found, query, embedding, scope, alpha)
        result = rank(found.parsed(query), vectors_of(embedding), found.retrievers, scope, alpha)
        assert result.pages.tolist() == [page for page, _, _ in expected]
        assert result.scores == pytest.approx([score for _, score, _ in expected], abs=1e-5)
        assert result.in_results.tolist() == [wanted for _, _, wanted in expected]
        whole = by_hand(found, query, embedding, Scope(asked, None, quoted), alpha)
        assert result.unfiltered.tolist() == sorted(page for page, _, wanted in whole if wanted)
        assert result.answered or not (quoted and asked.any())


@pytest.mark.parametrize("near", [True, False])
@pytest.mark.parametrize("seed", range(12))
def test_a_filter_leaves_just_the_results_it_lets_through(
    collect: Callable[..., Collection], seed: int, near: bool
) -> None:
    """Filtered before ranking, the results are those of the whole ranking that pass: what a facet counts is found."""
    found, query = random_collection(collect, seed)
    embedding = found.vectors[0] if near else None
    whole = found.rank(query, embedding)
    for wanted in ({0, 2, 3}, {1}, set(found.pages), set()):
        part = found.rank(query, embedding, [page in wanted for page in found.pages])
        assert set(part.pages[part.in_results].tolist()) == wanted & set(whole.pages[whole.in_results].tolist())
        assert part.answered == whole.answered
        assert part.unfiltered.tolist() == sorted(whole.pages[whole.in_results].tolist())
    assert sorted(whole.unfiltered.tolist()) == sorted(whole.pages[whole.in_results].tolist())


def test_a_filter_loses_no_hits_beyond_the_depth(
    collect: Callable[..., Collection], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hits behind a hundred better ones are found once a filter takes those away, by either retriever alone."""
    monkeypatch.setattr(ranking, "DEPTH", 3)
    monkeypatch.setattr(ranking, "NEAREST", 3)
    texts = ["word"] * 100 + ["word and more words here", "none"]
    found = collect(texts, [0.9] * 100 + [-0.5, 0.2])
    mask = [False] * 100 + [True] * 2
    assert found.rank("word", mask=mask, words=True).pages.tolist() == [101, 100]
    assert found.rank("word", None, mask).pages.tolist() == [100]
    assert found.rank("word", mask=mask, words=False, alpha=1.0).pages.tolist() == [101, 100]
    everything = found.rank("word").pages.tolist()
    assert 100 in everything  # it holds the whole question, so it is a result, however many are better
    assert 101 not in everything


def test_what_one_side_found_gets_its_true_score_from_the_other(
    collect: Callable[..., Collection], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A passage found by words only keeps its real cosine: 0.8 · 0.8/1.9 + 0.2, not the minimum's 0.2."""
    monkeypatch.setattr(ranking, "DEPTH", 1)
    found = collect(["word", "other"], [-0.2, 0.9])
    result = found.rank("word")
    assert result.pages.tolist() == [1, 0]
    assert result.scores == pytest.approx([0.8, 0.8 * 0.8 / 1.9 + 0.2], abs=1e-3)


def test_a_keyword_score_below_the_depth_counts_as_nothing(
    collect: Callable[..., Collection], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second best by words, cut off at depth 1 but near in meaning, is ranked by meaning alone."""
    monkeypatch.setattr(ranking, "DEPTH", 1)
    found = collect(["word", "word other"], [0.9, 0.8])
    assert found.rank("word").scores == pytest.approx([1.0, 0.8 * 1.8 / 1.9], abs=1e-3)


# --- evidence ---


@pytest.mark.parametrize(
    ("cosine", "text", "answered"),
    [
        (0.29, "unheard", True),
        (0.27, "unheard", False),
        (0.27, "word", True),
        (0.0, "word", True),
        (0.0, "word unheard", False),
        (-1.0, "unheard", False),
        (0.27, "word rare", True),
        (0.27, "word rare unheard", False),
    ],
)
def test_answered_needs_nearness_or_most_of_the_words(
    collect: Callable[..., Collection], cosine: float, text: str, answered: bool
) -> None:
    """Either three passages near enough, or one with 0.7 of the question's IDF mass, is evidence, and nothing less.

    The floor of a library of four passages is 0.28. Of "word rare unheard" the best passage holds
    ln(10/7) + ln(10/3) = 1.56 of ln(10/7) + ln(10/3) + ln 10 = 3.86.
    """
    found = collect(["word rare", "word", "word", "other"], [cosine, cosine, cosine, -1.0])
    assert found.rank(text).answered is answered


@pytest.mark.parametrize(("text", "answered"), [("word", True), ("word unheard", False), ("rare unheard2", False)])
def test_without_embeddings_half_of_the_words_answer(
    collect: Callable[..., Collection], text: str, answered: bool
) -> None:
    """By words alone the gate stands at half of the mass, and an unknown word weighs more than any known one."""
    found = collect(["word rare", "word", "word"], [0.9, 0.9, 0.9])
    assert found.rank(text, None).answered is answered


@pytest.mark.parametrize(
    ("best", "others", "expected"),
    [(0.9, [0.66, 0.64, 0.3], 2), (0.45, [0.26, 0.24], 2), (0.3, [0.26, 0.24, 0.0], 2), (0.2, [0.1], 0)],
)
def test_the_result_set_lies_within_the_slack_of_the_best(
    collect: Callable[..., Collection], best: float, others: list[float], expected: int
) -> None:
    """Near in meaning is at most 0.25 below the best and never below 0.25; what is ranked behind isn't counted."""
    found = collect(["other"] * (1 + len(others)), [best, *others])
    result = found.rank("unheard")
    assert len(result.pages) == 1 + len(others)
    assert int(result.in_results.sum()) == expected
    assert result.by_meaning.tolist() == result.in_results.tolist()


def test_pages_with_most_of_the_words_belong_to_the_results(collect: Callable[..., Collection]) -> None:
    """A page far off in meaning that has the words is a result, for its words; one word of three is not enough."""
    found = collect(["x y z", "x", "near", "w w w w"], [-0.5, -0.5, 0.9, 0.0])
    result = found.rank("x y z")
    facts = {
        int(page): (bool(wanted), bool(words), bool(meaning))
        for page, wanted, words, meaning in zip(
            result.pages, result.in_results, result.by_words, result.by_meaning, strict=True
        )
    }
    assert facts == {
        2: (True, False, True),
        0: (True, True, False),
        3: (False, False, False),
        1: (False, False, False),
    }


def test_without_words_or_meaning_nothing_is_ranked(collect: Callable[..., Collection]) -> None:
    """A keyword search for a word that no page has ranks nothing and claims no answer."""
    result = collect(["a1", "b1"], [0.9, 0.9]).rank("unheard", None)
    assert (result.pages.tolist(), result.answered) == ([], False)


def test_with_meaning_weighed_at_nothing_it_still_finds(collect: Callable[..., Collection]) -> None:
    """Alpha weighs the order of results; what answers, and what belongs to them, stays the same."""
    result = collect(["other"], [0.95]).rank("unheard", alpha=0.0)
    assert (result.answered, result.in_results.tolist()) == (True, [True])


def test_without_words_no_hit_is_there_for_its_words(collect: Callable[..., Collection]) -> None:
    """By meaning alone a page far off isn't a result because it holds the words, nor said to hold them."""
    result = collect(["word", "word"], [0.9, 0.1]).rank("word", words=False)
    assert result.in_results.tolist() == [True, False]
    assert not result.by_words.any()


# --- pages ---


def test_the_best_passage_stands_for_its_page(collect: Callable[..., Collection]) -> None:
    """A page is ranked by the best of its passages on each side, once, and shown by the best fused one."""
    found = collect(["word", "other", "other"], [0.3, 0.5, 0.45], [7, 7, 2])
    result = found.rank("word")
    assert result.pages.tolist() == [7, 2]
    assert result.passages.tolist() == [0, 2]
    assert result.scores == pytest.approx([1.0, 0.8 * 1.45 / 1.5], abs=1e-3)


def test_ties_go_to_the_smaller_page_and_the_earlier_passage(collect: Callable[..., Collection]) -> None:
    """Copies of one text come in the order of pages, each shown by its first passage."""
    found = collect(["same"] * 6, [0.5] * 6, [2, 2, 0, 0, 1, 1])
    result = found.rank("same")
    assert result.pages.tolist() == [0, 1, 2]
    assert result.passages.tolist() == [2, 4, 0]


def test_browsing_gives_every_page_in_the_order_given() -> None:
    """A filter without words lists all that it lets through, none scored above another, by its first passage."""
    owners, order = np.array([0, 0, 1, 2, 2]), np.array([1, 0, 2])
    everything = browse(owners, Scope(), order)
    assert (everything.pages.tolist(), everything.passages.tolist()) == ([1, 0, 2], [2, 0, 3])
    some = browse(owners, Scope(filtered=np.array([False, True, False, True, True])), order)
    assert (some.pages.tolist(), some.passages.tolist()) == ([0, 2], [1, 3])
    assert some.in_results.all()
    assert some.answered
    assert not some.by_words.any()
    assert not some.by_meaning.any()
    assert browse(owners, Scope(filtered=np.zeros(5, np.bool_)), order).pages.tolist() == []
