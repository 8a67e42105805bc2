"""Whether anything answers a question, and how near a page has to be to belong to its results.

Decided once for a question, never for a hit. Calibrated for all-MiniLM-L6-v2 and passages of 150 word pieces:
docs/decisions/0011-when-nothing-answers.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from indexer.arrays import Scores

# What is about a question has several passages near to it; a stray passage is near by chance.
SUPPORTING = 3
# The nearest of many unrelated passages is nearer than that of few: the floor rises with the library.
_FLOOR, _FLOOR_PASSAGES, _FLOOR_RISE = 0.39, 20_000, 0.03
_LOWEST_FLOOR, _HIGHEST_FLOOR = 0.28, 0.42
# A result is near in meaning within the slack of the best, and never below this.
RESULT_COSINE = 0.25
RESULT_SLACK = 0.25
COVERAGE = 0.7
# Without embeddings words are all there is to go by, and a long question is seldom covered so far.
KEYWORD_COVERAGE = 0.5


@dataclass(frozen=True)
class Evidence:
    """The best that a generation has for a question, whatever facets are chosen.

    `cosine` is that of the nearest passage, `support` the mean of the nearest three, both None without meaning; `floor`
    is the support that answers. `coverage` is the greatest share of the question's IDF mass that one passage holds.
    Where phrases were `quoted`, and are there, that is evidence enough.
    """

    cosine: float | None
    support: float | None
    floor: float
    coverage: float
    quoted: bool = False

    @classmethod
    def of(cls, cosines: Scores | None, coverage: float, *, passages: int = 1, quoted: bool = False) -> Evidence:
        """Take the highest cosines, best first, and the number of passages that they are the highest of."""
        floor = answer_floor(passages)
        if cosines is None:
            return cls(None, None, floor, coverage, quoted)
        if len(cosines) == 0:
            return cls(-1.0, -1.0, floor, coverage, quoted)
        return cls(float(cosines[0]), float(cosines[:SUPPORTING].mean()), floor, coverage, quoted)

    @property
    def answered(self) -> bool:
        """Whether it is enough."""
        near = self.support is not None and self.support >= self.floor
        return self.quoted or near or self.coverage >= self.answer_coverage

    @property
    def answer_coverage(self) -> float:
        """The coverage that answers."""
        return KEYWORD_COVERAGE if self.cosine is None else COVERAGE

    @property
    def cosine_wanted(self) -> float:
        """The cosine from which a passage puts its page into the result set."""
        return math.inf if self.cosine is None else max(RESULT_COSINE, self.cosine - RESULT_SLACK)

    @property
    def coverage_wanted(self) -> float:
        """The coverage from which a passage puts its page into the result set."""
        return COVERAGE if self.cosine is not None else min(COVERAGE, self.coverage)


def answer_floor(passages: int) -> float:
    """Return the support that answers a question in a library of so many passages."""
    floor = _FLOOR + _FLOOR_RISE * math.log10(max(1, passages) / _FLOOR_PASSAGES)
    return min(_HIGHEST_FLOOR, max(_LOWEST_FLOOR, floor))
