"""The order of pages by all that is known of them, beyond their best passages.

Called where meaning and words both count; the parts, tried and measured, are in
docs/decisions/0010-order-of-pages.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.arrays import Numbers, Scores
from indexer.candidates import Candidates
from indexer.feedback import PageSpace
from indexer.fusion import convex, doubt
from indexer.page_words import page_bm25
from indexer.postings import Postings
from indexer.query import QueryTerm


@dataclass(frozen=True)
class WholePages:
    """What is known of pages as a whole: what they are about, and the words of all their passages.

    `sizes` has the number of each page's passages.
    """

    space: PageSpace
    postings: Postings
    passage_pages: Numbers
    sizes: Numbers

    def steps(self, found: Candidates, terms: Sequence[QueryTerm], alpha: float) -> dict[str, Scores]:
        """Return what goes into the scores of the found pages, by name, in order; `fused` and what follows add up."""
        cosines = found.page_cosines
        nearness = self.space.without_hubs(found.pages, cosines)
        words = page_bm25(terms, self.postings, self.passage_pages, self.sizes)[found.pages]
        fused = convex(nearness, words, alpha, doubt(nearness))
        return {
            "cosine": cosines,
            "hub": nearness - cosines,
            "words": words,
            "coverage": found.page_coverage,
            "fused": fused,
            "feedback": self.space.feedback(found.pages, fused),
        }


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
