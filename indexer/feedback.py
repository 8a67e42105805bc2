"""Order pages by what they are about as a whole, besides their best passage.

Some pages are near to everything, and so to any question: these hubs are held back. And what is like the best answers
is likely an answer: each page gains by its nearness to the first ten, in meaning and in words, each of which counts by
how far ahead it is (Rocchio's feedback, softly weighted). Tried and measured in
docs/decisions/0010-order-of-pages.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.arrays import Numbers, Scores, Vectors
from indexer.page_words import PageTerms

HUB_WEIGHT = 0.5
# A small library has one subject, and whatever is in the middle of it is no hub: so many pages halve the weight.
_PAGES_FOR_HALF = 100
FEEDBACK_WEIGHT = 0.3
WORDS_WEIGHT = 0.4
_BEST = 10
# The smaller, the more the very best count; scores are about 1.
_TEMPERATURE = 0.02


@dataclass(frozen=True)
class PageSpace:
    """What each page is about, and what its cosines owe to its nearness to the middle of all pages."""

    vectors: Vectors
    terms: PageTerms
    hubs: Scores

    @classmethod
    def of(cls, vectors: Vectors, terms: PageTerms) -> PageSpace:
        """Take the vectors of all pages, of unit length or zero, shape (pages, dimensions), and their terms."""
        nearness = vectors @ vectors.mean(axis=0)
        weight = HUB_WEIGHT * len(vectors) / (len(vectors) + _PAGES_FOR_HALF)
        return cls(vectors, terms, weight * (nearness - nearness.mean()))

    def without_hubs(self, pages: Numbers, cosines: Scores) -> Scores:
        """Return the cosines of these pages, less what they owe to being near to everything."""
        return cosines - self.hubs[pages]

    def feedback(self, pages: Numbers, scores: Scores) -> Scores:
        """Return what these pages gain by being like the best of them, which are those with the highest scores."""
        if len(pages) == 0:
            return scores
        vectors = self.vectors[pages]
        best = np.argsort(-scores, kind="stable")[:_BEST]
        shares = np.exp((scores[best] - scores[best[0]]) / _TEMPERATURE)
        shares /= shares.sum()
        in_meaning = vectors @ (vectors[best].T @ shares)
        in_words = self.terms.likeness(pages, pages[best], shares)
        gained: Scores = FEEDBACK_WEIGHT * in_meaning + WORDS_WEIGHT * in_words
        return gained
