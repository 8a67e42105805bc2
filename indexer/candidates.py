"""The passages that either retriever found for a question, and the pages that they make."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np

from indexer.arrays import Mask, Numbers, Scores
from indexer.vectors import VectorIndex

# Passages that one side found, and their scores, best first.
Found: TypeAlias = tuple[Numbers, Scores]


@dataclass(frozen=True)
class Candidates:
    """Passages that either side found, with the scores of both, and their pages.

    `passages`, `cosines`, `bm25`, `coverage` and `group` run side by side; `group` has each passage's place in `pages`.
    """

    passages: Numbers
    cosines: Scores
    bm25: Scores
    coverage: Scores
    pages: Numbers
    group: Numbers

    @classmethod
    def of(
        cls,
        by_words: Found,
        near: Found | None,
        covering: Mask,
        coverage: Scores,
        passage_pages: Numbers,
        embedding: Scores | None,
        vectors: VectorIndex | None,
    ) -> Candidates:
        """Take the best of both sides and the whole result set; a BM25 score below the depth counts as 0."""
        bm25 = np.zeros(len(coverage), np.float32)
        bm25[by_words[0]] = by_words[1]
        cosines = np.full(len(coverage), -1, np.float32)
        found = covering.copy()
        found[by_words[0]] = True
        if near is not None and embedding is not None and vectors is not None:
            # Passages that only words found get their true cosine: their vectors are at hand.
            found[near[0]] = False
            only_words = np.flatnonzero(found)
            cosines[only_words] = vectors.rows(only_words) @ embedding
            cosines[near[0]] = near[1]
            found[near[0]] = True
        numbers = np.flatnonzero(found)
        pages, group = np.unique(passage_pages[numbers], return_inverse=True)
        return cls(numbers, cosines[numbers], bm25[numbers], coverage[numbers], pages, group)

    @cached_property
    def page_cosines(self) -> Scores:
        """The cosine of each page's nearest passage."""
        return self._most(self.cosines, -1)

    @cached_property
    def page_bm25(self) -> Scores:
        """The BM25 of each page's best passage by words."""
        return self._most(self.bm25, 0)

    @cached_property
    def page_coverage(self) -> Scores:
        """The share of the question's IDF mass that one of each page's passages holds."""
        return self._most(self.coverage, 0)

    def _most(self, values: Scores, empty: float) -> Scores:
        result = np.full(len(self.pages), empty, np.float32)
        np.maximum.at(result, self.group, values)
        return result

    def best(self, scores: Scores) -> Numbers:
        """Return each page's passage with the highest score; ties go to the earlier passage."""
        order = np.lexsort((-self.passages, scores, self.group))
        last = np.searchsorted(self.group[order], np.arange(len(self.pages)), side="right") - 1
        return self.passages[order[last]]
