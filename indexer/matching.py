"""Which asks are met by which offers, and whose skills are alike: short texts of different people, compared.

All is pure; `indexer.pairing` feeds it. The floor was chosen on data: docs/decisions/0018-introductions-and-matches.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from indexer.arrays import Numbers, Vectors

# From which cosine on an offer meets an ask, and two skills are alike.
FLOOR = 0.45
# So many others are named for one text, and so many times for one pair of people: an offer is not swamped.
PER_TEXT, PER_PAIR = 3, 2
# So many of the nearest are looked at for each text.
_DEPTH = 50
_BLOCK = 512


@dataclass(frozen=True)
class Met:
    """A text and one of somebody else that it is near to, both by place."""

    first: int
    second: int
    cosine: float


def met(
    first: Vectors, first_owners: Numbers, second: Vectors, second_owners: Numbers, floor: float = FLOOR
) -> list[Met]:
    """Return which texts of one sort meet which of another, the nearest first; nobody meets themself.

    Vectors have shape (texts, dimensions), owners (texts,). Ties go to the smaller places.
    """
    found = sorted(
        _near(first, first_owners, second, second_owners, floor), key=lambda one: (-one.cosine, one.first, one.second)
    )
    of_first: Counter[int] = Counter()
    of_second: Counter[int] = Counter()
    of_pair: Counter[tuple[int, int]] = Counter()
    kept = []
    for one in found:
        pair = int(first_owners[one.first]), int(second_owners[one.second])
        if max(of_first[one.first], of_second[one.second]) < PER_TEXT and of_pair[pair] < PER_PAIR:
            kept.append(one)
            of_first[one.first] += 1
            of_second[one.second] += 1
            of_pair[pair] += 1
    return kept


def _near(
    first: Vectors, first_owners: Numbers, second: Vectors, second_owners: Numbers, floor: float
) -> Iterator[Met]:
    """Yield what is near to each text of the first sort."""
    for start in range(0, len(first) if len(second) else 0, _BLOCK):
        rows = slice(start, start + _BLOCK)
        cosines = (first[rows] @ second.T).round(4)  # further places depend on the processor
        cosines[first_owners[rows, None] == second_owners] = -1
        best = np.argsort(-cosines, axis=1, kind="stable")[:, :_DEPTH]
        values = np.take_along_axis(cosines, best, axis=1)
        for row, column in zip(*np.nonzero(values >= np.float32(floor)), strict=True):
            yield Met(start + int(row), int(best[row, column]), round(float(values[row, column]), 4))
