"""What goes into the scores of pages: all that is known of them where words and meaning both count, else the best side.

The parts, tried and measured, are in docs/decisions/0010-order-of-pages.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.arrays import Numbers, Scores, Vectors
from indexer.candidates import Candidates
from indexer.feedback import PageSpace
from indexer.fusion import convex, doubt
from indexer.nearness import WordVectors
from indexer.page_words import page_bm25
from indexer.postings import Postings
from indexer.query import QueryTerm

# The first pages are looked at word by word, in so many of each one's passages (docs/decisions/0013-word-vectors.md).
FIRST = 30
PASSAGES = 5
NEARER = 0.22


@dataclass(frozen=True)
class WholePages:
    """What is known of pages as a whole: what they are about, and the words of all their passages.

    `sizes` has the number of each page's passages.
    """

    space: PageSpace
    postings: Postings
    passage_pages: Numbers
    sizes: Numbers
    words: WordVectors | None = None

    def steps(
        self, found: Candidates, terms: Sequence[QueryTerm], question: Vectors, alpha: float
    ) -> dict[str, Scores]:
        """Return what goes into the scores of the found pages, by name, in order; `fused` and what follows add up.

        `terms` are the words of the question, `question` their vectors, shape (words, dimensions).
        """
        cosines = found.page_cosines
        nearness = self.space.without_hubs(found.pages, cosines)
        words = page_bm25(terms, self.postings, self.passage_pages, self.sizes)[found.pages]
        fused = convex(nearness, words, alpha, doubt(nearness))
        nearer = np.zeros_like(fused)
        if self.words is not None and len(question) and len(found.pages):
            # With the full help of words: whether a page is looked at closely shouldn't hang on one that stands out.
            first = np.argsort(-convex(nearness, words, alpha), kind="stable")[:FIRST]
            closeness = self._closeness(self.words, question, found, first)
            nearer[first] = NEARER * (closeness - closeness.mean())
        return {
            "cosine": cosines,
            "hub": nearness - cosines,
            "words": words,
            "coverage": found.page_coverage,
            "fused": fused,
            "nearer": nearer,
            "feedback": self.space.feedback(found.pages, fused + nearer),
        }

    @staticmethod
    def _closeness(words: WordVectors, question: Vectors, found: Candidates, first: Numbers) -> Scores:
        """Return how near each of these pages comes to the question word by word, in its nearest passages."""
        place = np.full(len(found.pages), -1)
        place[first] = np.arange(len(first))
        theirs = np.flatnonzero(place[found.group] >= 0)
        theirs = theirs[np.lexsort((-found.cosines[theirs], place[found.group[theirs]]))]
        owner = place[found.group[theirs]]
        nearest = np.arange(len(owner)) - np.searchsorted(owner, owner) < PASSAGES
        closeness = np.zeros(len(first), np.float32)
        np.maximum.at(closeness, owner[nearest], words.nearness(question, found.passages[theirs[nearest]]))
        return closeness


def plain_steps(found: Candidates, alpha: float) -> dict[str, Scores]:
    """Return what goes into the scores where only words or only meaning count: `fused` is the score."""
    steps = {
        "cosine": found.page_cosines,
        "words": found.page_bm25,
        "coverage": found.page_coverage,
        "fused": convex(found.page_cosines, found.page_bm25, alpha),
    }
    return steps if alpha else {name: values for name, values in steps.items() if name != "cosine"}


def score_of(steps: dict[str, Scores]) -> Scores:
    """Return the scores that steps add up to."""
    names = list(steps)
    added = [steps[name] for name in names[names.index("fused") :]]
    total: Scores = np.sum(added, axis=0, dtype=np.float32)
    return total
