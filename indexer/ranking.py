"""Rank the pages of a generation for a parsed query: both retrievers, fusion, evidence, best passage of each page.

A pure function of what it is given; `indexer.searcher` turns its ranking into hits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from indexer.arrays import Mask, Numbers, Scores
from indexer.candidates import Candidates, Found
from indexer.concepts import covered
from indexer.encoder import QuestionVectors
from indexer.evidence import RESULT_COSINE, RESULT_SLACK, Evidence
from indexer.filters import Scope
from indexer.fusion import convex
from indexer.keyword import KeywordIndex
from indexer.postings import Postings
from indexer.query import ParsedQuery
from indexer.refining import WholePages, plain_steps, score_of
from indexer.vectors import VectorIndex

DEPTH = 1000
# So many of the nearest count for little beside those within the slack: near misses come from them.
NEAREST = 400
# A page shares words with the query when a passage holds this much of its IDF mass.
WORDS_COVERAGE = 0.3


@dataclass(frozen=True)
class Retrievers:
    """What a generation offers to rank with. `passage_pages` gives the page of each passage.

    `whole` is what is known of pages as a whole: where it is there, it refines the order of what both sides find.
    """

    keyword: KeywordIndex
    vectors: VectorIndex | None
    postings: Postings
    passage_pages: Numbers
    whole: WholePages | None = None


@dataclass(frozen=True)
class Ranking:
    """Pages in order, best first; the arrays run side by side.

    `passages` is each page's best passage, `nearest` the one that is nearest in meaning. `by_words` and `by_meaning`
    say why a page is there, `in_results` whether it belongs to the result set. `evidence` is what the query is answered
    by, if it is. `unfiltered` are the numbers of the pages that would be in the result set without chosen facets.
    `steps` has what went into the scores, by name, in order.
    """

    pages: Numbers
    scores: Scores
    passages: Numbers
    nearest: Numbers
    by_words: Mask
    by_meaning: Mask
    in_results: Mask
    evidence: Evidence
    unfiltered: Numbers
    steps: Mapping[str, Scores]

    @property
    def answered(self) -> bool:
        """Whether there is evidence that anything answers the query."""
        return self.evidence.answered


def rank(
    query: ParsedQuery,
    vectors: QuestionVectors | None,
    retrievers: Retrievers,
    scope: Scope,
    alpha: float,
    *,
    words: bool = True,
) -> Ranking:
    """Rank pages for a query, within its scope: filters come before ranking.

    Whether the query is answered, and how near a result has to be, is decided by all that the question itself admits,
    whatever facets are chosen. Without `vectors` only words count, without `words` only meaning.
    """
    coverage = covered(query, retrievers.postings) if words else np.zeros(len(retrievers.postings), np.float32)
    if scope.asked is not None:
        coverage = np.where(scope.asked, coverage, 0)
    embedding, index = (vectors.embedding if vectors else None), retrievers.vectors
    near = None
    if embedding is not None and index is not None:
        # Where too few are near, the nearest are taken all the same, for near misses.
        near = index.within(embedding, RESULT_COSINE, scope.asked, slack=RESULT_SLACK, at_least=NEAREST)
    evidence = _evidence(near, coverage, scope)
    covering = _covering(coverage, evidence, scope)
    unfiltered = None
    if scope.filtered is not None:
        unfiltered = _members(near, covering, evidence, retrievers.passage_pages)
        covering &= scope.filtered
        if embedding is not None and index is not None:
            near = index.within(embedding, evidence.cosine_wanted, scope.filtered, at_least=NEAREST)
    mask = scope.asked if scope.filtered is None else scope.filtered
    by_words = retrievers.keyword.search(query.searched if words else (), DEPTH, mask)
    found = Candidates.of(by_words, near, covering, coverage, retrievers.passage_pages, embedding, index)
    alpha = alpha if near is not None else 0.0
    if words and vectors is not None and near is not None and retrievers.whole is not None:
        steps = retrievers.whole.steps(found, (*query.searched, *query.further), vectors.words, alpha)
    else:
        steps = plain_steps(found, alpha)
    return _ranking(found, steps, alpha, evidence, unfiltered)


def _evidence(near: Found | None, coverage: Scores, scope: Scope) -> Evidence:
    there = scope.asked is not None and bool(scope.asked.any())
    cosines = None if near is None else near[1]
    most = float(coverage.max(initial=0))
    return Evidence.of(cosines, most, passages=len(coverage), quoted=scope.quoted and there)


def _covering(coverage: Scores, evidence: Evidence, scope: Scope) -> Mask:
    """Return the passages that put their pages into the result set by words: all with the phrases, where some were."""
    if scope.quoted and scope.asked is not None:
        return scope.asked.copy()
    covering: Mask = (coverage >= evidence.coverage_wanted) & (coverage > 0)
    return covering


def browse(passage_pages: Numbers, scope: Scope, order: Numbers) -> Ranking:
    """Return the pages within a scope: what filters without words ask for.

    `order` holds every page's place in the order they are shown in.
    """
    asked = np.ones(len(passage_pages), np.bool_) if scope.asked is None else scope.asked
    passages = np.flatnonzero(asked if scope.filtered is None else scope.filtered)
    pages, first = np.unique(passage_pages[passages], return_index=True)
    shown = np.argsort(order[pages])
    pages, first = pages[shown], first[shown]
    zeros, no, yes = np.zeros(len(pages), np.float32), np.zeros(len(pages), np.bool_), np.ones(len(pages), np.bool_)
    unfiltered = np.unique(passage_pages[asked])
    return Ranking(
        pages, zeros, passages[first], passages[first], no, no, yes, Evidence.of(None, 1.0), unfiltered, steps={}
    )


def _ranking(
    found: Candidates, steps: dict[str, Scores], alpha: float, evidence: Evidence, unfiltered: Numbers | None
) -> Ranking:
    """Order the found pages. `unfiltered` are the pages of the whole result set, None where nothing is filtered."""
    scores = score_of(steps)
    near = found.page_cosines >= evidence.cosine_wanted
    covering = (found.page_coverage >= evidence.coverage_wanted) & (found.page_coverage > 0)
    belongs = near | covering | evidence.quoted
    order = np.lexsort((found.pages, -scores))
    return Ranking(
        pages=found.pages[order],
        scores=scores[order],
        passages=found.best(convex(found.cosines, found.bm25, alpha))[order],
        nearest=found.best(found.cosines)[order],
        by_words=((found.page_coverage >= WORDS_COVERAGE) | evidence.quoted)[order],
        by_meaning=near[order],
        in_results=belongs[order],
        evidence=evidence,
        unfiltered=found.pages[belongs] if unfiltered is None else unfiltered,
        steps={name: values[order] for name, values in steps.items()},
    )


def _members(near: Found | None, covering: Mask, evidence: Evidence, passage_pages: Numbers) -> Numbers:
    """Return the pages of the result set that the whole generation has for a query."""
    belongs = covering.copy()
    if near is not None:
        belongs[near[0][near[1] >= np.float32(evidence.cosine_wanted)]] = True
    return np.unique(passage_pages[belongs])
