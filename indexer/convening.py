"""Whom to convene: the most relevant people who see a problem from different sides, by numbers alone.

Maximal marginal relevance (Carbonell & Goldstein 1998). Seats are given one by one, the next to

    argmax over p of  balance · relevance(p) - (1 - balance) · max over the chosen q of likeness(p, q)

Relevance is scaled to 1 for the best; nobody below `FLOOR` is looked at, however different they are. Likeness is a
weighted mean of what two people share: organisation, sector, role and work. What isn't known is never shared.

`convened` takes the strongest balance of which the chosen keep `KEPT` of the mean relevance of the plain best. This
bound holds by construction, since a balance of 1 chooses the plain best. Figures stand in
docs/decisions/0017-who-should-be-in-the-room.md. Called by `indexer.gathering`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from indexer.arrays import Scores, Vectors
from kb.choices import Sector

FLOOR = 0.1
KEPT = 0.85
# From the strongest to none. Where more than half of the weight is on being different, relevance decides too little.
BALANCES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
ORGANISATION, SECTOR, ROLE, WORK = 0.4, 0.3, 0.15, 0.15


@dataclass(frozen=True)
class Side:
    """From which side somebody sees a problem. What isn't known is empty.

    `role` are the words of their role, `work` the pages that speak for them.
    """

    organisation: str = ""
    sector: Sector | None = None
    role: frozenset[str] = field(default_factory=frozenset)
    work: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Convened:
    """Who was chosen, by place among the candidates in the order of choice, and by which balance."""

    chosen: tuple[int, ...]
    balance: float


def likeness(first: Side, second: Side) -> float:
    """Return how much two people see a problem from the same side, 0 to 1."""
    same_organisation = bool(first.organisation) and first.organisation == second.organisation
    same_sector = first.sector is not None and first.sector is second.sector
    shared = ORGANISATION * same_organisation + SECTOR * same_sector
    return shared + ROLE * _overlap(first.role, second.role) + WORK * _overlap(first.work, second.work)


def convened(scores: Sequence[float], sides: Sequence[Side], size: int) -> Convened:
    """Return up to `size` of the candidates, balanced as strongly as the bound on relevance allows.

    `scores` fall from the first to the last; so the plain best are the first.
    """
    if not scores or scores[0] <= 0:
        return Convened((), BALANCES[-1])
    relevance = np.array(scores, np.float32) / np.float32(scores[0])
    relevance = relevance[relevance >= FLOOR]
    alike = likenesses(sides[: len(relevance)])
    wanted = KEPT * relevance[:size].mean()
    for balance in BALANCES:
        chosen = seated(relevance, alike, size, balance)
        if relevance[list(chosen)].mean() >= wanted:
            return Convened(chosen, balance)
    return Convened(tuple(range(min(size, len(relevance)))), BALANCES[-1])


def likenesses(sides: Sequence[Side]) -> Vectors:
    """Return the likeness of each to each, shape (people, people)."""
    alike = np.ones((len(sides), len(sides)), np.float32)
    for place, side in enumerate(sides):
        for other in range(place):
            alike[place, other] = alike[other, place] = likeness(side, sides[other])
    return alike


def seated(relevance: Scores, alike: Vectors, size: int, balance: float) -> tuple[int, ...]:
    """Return the places of up to `size` candidates in the order in which the objective takes them; ties by place."""
    nearest = np.zeros(len(relevance))
    left = np.ones(len(relevance), np.bool_)
    chosen: list[int] = []
    while len(chosen) < min(size, len(relevance)):
        gains = np.where(left, balance * relevance - (1 - balance) * nearest, -np.inf)
        best = int(gains.argmax())
        chosen.append(best)
        left[best] = False
        nearest = np.maximum(nearest, alike[best])
    return tuple(chosen)


def _overlap(first: frozenset[str] | frozenset[int], second: frozenset[str] | frozenset[int]) -> float:
    """Return the share of both that they have in common; of nothing known, nothing is."""
    either = len(first | second)
    return len(first & second) / either if either else 0.0
