"""Which entries to name on the page of another, and how they stand to it.

The candidates are the nearest by what the pages are about. Of these, problem and approach are compared, and what both
share by name is weighed in. All functions are pure; `indexer.relating` feeds them when an index is built. The floors
were chosen on data: docs/decisions/0016-relations.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.arrays import Mask, Numbers, Scores, Vectors
from indexer.feedback import PageSpace
from indexer.results import Tie
from indexer.shared_facts import Shared

DEPTH = 50
# How many of each are shown; a page that several would have goes to the first of them.
SHOWN = {Tie.OTHER_PLACE: 3, Tie.OTHER_APPROACH: 3, Tie.FROM_ELSEWHERE: 3, Tie.SEE_ALSO: 4}
_BLOCK = 512
# Whole pages that share their heaviest terms count more here than in the order of results.
_WORDS_WEIGHT = np.float32(1.2)
_LOWEST = np.float32(-9)
# What a shared issue or practice is worth in cosines.
_SHARED = np.float32(0.2)


@dataclass(frozen=True)
class Floors:
    """From which cosines on entries stand so to each other.

    Of approaches: `same_practice` where a telling practice and a domain are shared, `across` where only the practice
    is, `approach` where an issue is, `approach_alone` where nothing is. Of problems: `same_issue` where an issue is
    shared, `between_practices` where moreover one of the two is a practice, `problem` where nothing is, and then the
    approaches are less near by `gap`. `elsewhere` and `see_also` are of the pages.
    """

    same_practice: float
    across: float
    approach: float
    approach_alone: float
    same_issue: float
    problem: float
    gap: float
    between_practices: float
    elsewhere: float
    see_also: float


WITH_MODEL = Floors(
    same_practice=0.3,
    across=0.45,
    approach=0.55,
    approach_alone=0.62,
    same_issue=0.28,
    problem=0.45,
    gap=0.05,
    between_practices=0.4,
    elsewhere=0.6,
    see_also=0.48,
)
# Without vectors all cosines are 0: what is shared by name is enough, and nothing else is.
BY_FACTS_ALONE = Floors(
    same_practice=0,
    across=0,
    approach=2,
    approach_alone=2,
    same_issue=0,
    problem=2,
    gap=0,
    between_practices=0,
    elsewhere=2,
    see_also=2,
)


@dataclass(frozen=True)
class Near:
    """The candidates of each entry, places among the entries, and how near they are; all (entries, candidates).

    `page`, `problem` and `approach` are cosines; `order` is that of the pages, corrected for hubs, with the words that
    both use most added. `told` is whether headings of both say which part tells of what.
    """

    others: Numbers
    page: Scores
    problem: Scores
    approach: Scores
    order: Scores
    told: Mask

    @classmethod
    def unknown(cls, others: Numbers) -> Near:
        """Return candidates of which only facts are known."""
        nothing = np.zeros(others.shape, np.float32)
        return cls(others, nothing, nothing, nothing, nothing, np.zeros(others.shape, np.bool_))


@dataclass(frozen=True)
class Found:
    """An entry to name on the page of another, both by place among the entries, with the cosine of the pages."""

    entry: int
    other: int
    tie: Tie
    cosine: float


def nearest(vectors: Vectors, depth: int = DEPTH) -> Numbers:
    """Return the rows nearest to each row of unit vectors, itself left out, by number: shape (rows, depth or less)."""
    depth = min(depth, len(vectors) - 1)
    if depth < 1:
        return np.zeros((len(vectors), 0), np.int64)
    found = np.empty((len(vectors), depth), np.int64)
    for start in range(0, len(vectors), _BLOCK):
        rows = vectors[start : start + _BLOCK]
        distances = rows @ -vectors.T
        distances[np.arange(len(rows)), np.arange(start, start + len(rows))] = np.inf
        found[start : start + len(rows)] = np.argpartition(distances, depth - 1, axis=1)[:, :depth]
    return np.sort(found, axis=1)


@dataclass(frozen=True)
class Parts:
    """What the problem and the approach of each entry are about, shape (entries, dimensions).

    `told` is whether its headings say which is which.
    """

    problems: Vectors
    approaches: Vectors
    told: Mask


def compare(pages: Numbers, space: PageSpace, parts: Parts, others: Numbers) -> Near:
    """Return how near each entry's candidates are. `pages` has the number of each entry's page in `space`."""
    vectors = space.vectors[pages]
    cosines = _cosines(vectors, others)
    words = _words_shared(space, pages, others)
    return Near(
        others=others,
        page=cosines,
        problem=_cosines(parts.problems, others),
        approach=_cosines(parts.approaches, others),
        order=cosines - space.hubs[pages[others]] + _WORDS_WEIGHT * words,
        told=parts.told[:, None] & parts.told[others],
    )


def _cosines(vectors: Vectors, others: Numbers) -> Scores:
    """Return the cosine of each row to its candidates, to four places: further ones depend on the processor."""
    found = np.empty(others.shape, np.float32)
    for start in range(0, len(vectors), _BLOCK):
        rows = slice(start, start + _BLOCK)
        found[rows] = np.einsum("rcd,rd->rc", vectors[others[rows]], vectors[rows])
    return found.round(4)


def _words_shared(space: PageSpace, pages: Numbers, others: Numbers) -> Scores:
    """Return how far each entry shares its heaviest terms with its candidates."""
    numbers, weights = space.terms.numbers[pages], space.terms.weights[pages]
    found = np.zeros(others.shape, np.float32)
    own = np.zeros(int(numbers.max(initial=0)) + 1, np.float32)
    for row, candidates in enumerate(others):
        own[numbers[row]] = weights[row]
        found[row] = (weights[candidates] * own[numbers[candidates]]).sum(axis=1)
        own[numbers[row]] = 0
    return found


def chosen(near: Near, shared: Shared, floors: Floors = WITH_MODEL) -> list[Found]:
    """Return what to name on each entry's page, by entry and tie, the best first; a page in one list only."""
    suits = {
        Tie.OTHER_PLACE: _other_place(near, shared, floors),
        Tie.OTHER_APPROACH: _other_approach(near, shared, floors),
        Tie.FROM_ELSEWHERE: _from_elsewhere(near, shared, floors),
        Tie.SEE_ALSO: _scored(near.page >= floors.see_also, near.order),
    }
    left = shared.free.copy()
    found: list[Found] = []
    for tie, most in SHOWN.items():
        scores = np.where(left, suits[tie], _LOWEST)
        best = np.argsort(-scores, axis=1, kind="stable")[:, :most]
        good = np.take_along_axis(scores, best, axis=1) > _LOWEST
        entries, ranks = np.nonzero(good)
        columns = best[entries, ranks]
        left[entries, columns] = False
        others, cosines = near.others[entries, columns].tolist(), near.page[entries, columns].tolist()
        found += [Found(*item) for item in zip(entries.tolist(), others, [tie] * len(others), cosines, strict=True)]
    return found


def _other_place(near: Near, shared: Shared, floors: Floors) -> Scores:
    """Return scores of those that went about it in the same way somewhere else."""
    by_practice = shared.practice & (near.approach >= np.where(shared.domain, floors.same_practice, floors.across))
    by_issue = shared.issue & (near.approach >= floors.approach)
    same_way = by_practice | by_issue | (near.approach >= floors.approach_alone)
    return _scored(shared.other_place & same_way, near.approach + _SHARED * shared.practice.astype(np.float32))


def _other_approach(near: Near, shared: Shared, floors: Floors) -> Scores:
    """Return scores of those that had the same problem, and went about it in another way."""
    by_issue = shared.issue & (near.problem >= floors.same_issue) & (near.approach < floors.approach)
    # A practice is a way of its own, whatever it is near to.
    by_practice = shared.issue & (shared.practices > 0) & (near.problem >= floors.between_practices)
    alone = near.told & (near.problem >= floors.problem) & (near.problem - near.approach >= floors.gap)
    same_problem = np.where(shared.practices > 0, by_practice, by_issue | alone)
    scores = near.problem - near.approach / 2 + _SHARED * shared.issue.astype(np.float32)
    return _scored(same_problem & ~shared.practice, scores)


def _from_elsewhere(near: Near, shared: Shared, floors: Floors) -> Scores:
    """Return scores of those that are near and of other domains; two practices are near by how guides are written."""
    return _scored(shared.elsewhere & (shared.practices < 2) & (near.page >= floors.elsewhere), near.order)


def _scored(suits: Mask, scores: Scores) -> Scores:
    return np.where(suits, scores, _LOWEST).astype(np.float32)
