"""Which values near pages speak for: nearest neighbours vote, the nearer the more, and common values need more votes.

Measured in docs/decisions/0021-suggestions-for-contributors.md. Pure functions; called by `indexer.suggesting`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.arrays import Mask, Numbers, Scores

NEIGHBOURS = 50
# A page half as near as the nearest has a vote of a half to the power of this.
STEEPNESS = 2
# A value that is carried twice as often needs 2 to the power of this as many votes.
PRIOR_POWER = 0.1
# So many votes are taken for given to every value: what few pages carry needs more than one of them.
_FEW = 3.0


@dataclass(frozen=True)
class Vote:
    """A value with its score, its share of all votes, and the pages that voted for it, the nearest first."""

    value: str
    score: float
    share: float
    pages: tuple[int, ...]


def neighbours(nearness: Scores, allowed: Mask, k: int = NEIGHBOURS) -> Numbers:
    """Return the `k` nearest pages of those allowed, best first; ties go to the smaller number."""
    numbers = np.flatnonzero(allowed)
    found: Numbers = numbers[np.argsort(-nearness[numbers], kind="stable")[:k]]
    return found


def plain_votes(near: Numbers, carried: Mapping[int, Sequence[str]]) -> list[Vote]:
    """Return what the pages `near` carry, by how many of them do: plain nearest-neighbour voting.

    Ties go to the value of the nearer page.
    """
    counts = Counter(value for page in near.tolist() for value in carried.get(page, ()))
    return [
        Vote(value, float(count), count / len(near), _voters(near, carried, value))
        for value, count in counts.most_common()
    ]


def votes(near: Numbers, nearness: Scores, carried: Mapping[int, Sequence[str]]) -> list[Vote]:
    """Return what the pages `near` carry, best first.

    A page's vote is (s / s₁)^STEEPNESS by its nearness s and the nearest's s₁, so that the scale of nearness doesn't
    count; a value's score is its share of all votes over (n + 3)^PRIOR_POWER, where n is the number of pages that carry
    it.
    """
    best = float(nearness[near].max(initial=0))
    if best <= 0:
        return []
    weights = (np.maximum(nearness[near].astype(np.float64), 0) / best) ** STEEPNESS
    shares: dict[str, float] = defaultdict(float)
    for page, weight in zip(near.tolist(), (weights / weights.sum()).tolist(), strict=True):
        for value in carried.get(page, ()):
            shares[value] += weight
    held = Counter(value for values in carried.values() for value in values)
    found = [
        Vote(value, share / (held[value] + _FEW) ** PRIOR_POWER, share, _voters(near, carried, value))
        for value, share in shares.items()
    ]
    return sorted(found, key=lambda vote: (-vote.score, vote.value))


def _voters(near: Numbers, carried: Mapping[int, Sequence[str]], value: str) -> tuple[int, ...]:
    return tuple(page for page in near.tolist() if value in carried.get(page, ()))
