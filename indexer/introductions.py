"""Whom to introduce to whom: people with near problems who work elsewhere and share nothing yet.

All is pure: people and problems are places in lists. `indexer.introducing` reads them from a generation. Floors were
chosen on data: docs/decisions/0018-introductions-and-matches.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.arrays import Mask, Numbers, Vectors

# From which cosine on two problems are near: parts of entries, one of them an ask, both asks.
FLOORS = (0.6, 0.5, 0.5)
# Nobody is asked to meet more people than this at a time.
MOST = 3
# So many of the nearest problems are looked at for each.
_DEPTH = 40
# So many of those who have a problem are looked at.
_HOLDERS = 50
_BLOCK = 512
_BRACKETS = re.compile(r"\([^)]*\)")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Problem:
    """Something that people deal with: the part of an entry that tells of it, or an ask; `counts` where one is enough.

    Where a domain is asked for, at least one problem of a pair `counts`: it belongs to the domain.
    """

    holders: tuple[int, ...]
    ask: bool
    counts: bool = True


@dataclass(frozen=True)
class Party:
    """Somebody who may be introduced: what brings them together with others, and where they work, if that is known.

    Somebody made up for an `example` is introduced to none but others made up.
    """

    groups: frozenset[int] = frozenset()
    organisation: str = ""
    example: bool = False


@dataclass(frozen=True)
class Pair:
    """Two people, and their problems that are nearest, all by place, the smaller person first.

    `margin` is how far the cosine lies above the floor for problems of their sort: what pairs are ordered by.
    """

    people: tuple[int, int]
    problems: tuple[int, int]
    cosine: float
    margin: float


def pairs(problems: Sequence[Problem], vectors: Vectors, parties: Sequence[Party]) -> list[Pair]:
    """Return all pairs worth an introduction, the strongest first; `vectors` has what each problem is about."""
    names = [_words(party.organisation) for party in parties]
    near = sorted(_near(problems, vectors, _houses(problems, names)), key=lambda one: (-one[3], one[:2]))

    def strangers(a: int, b: int) -> bool:
        one, other = parties[a], parties[b]
        return one.example is other.example and not one.groups & other.groups and elsewhere(names[a], names[b])

    found: dict[tuple[int, int], Pair] = {}
    for first, second, cosine, margin in near:
        for a in problems[first].holders[:_HOLDERS]:
            for b in problems[second].holders[:_HOLDERS]:
                people, places = ((a, b), (first, second)) if a < b else ((b, a), (second, first))
                if a != b and people not in found and strangers(a, b):
                    found[people] = Pair(people, places, cosine, margin)
    return list(found.values())


def _houses(problems: Sequence[Problem], names: Sequence[tuple[str, ...]]) -> Numbers:
    """Return a number for the organisation that all who have a problem work for, below 0 where it isn't one."""
    numbers: dict[tuple[str, ...], int] = {}
    found = []
    for problem in problems:
        held = {names[holder] for holder in problem.holders}
        one = held.pop() if len(held) == 1 else ()
        found.append(numbers.setdefault(one, len(numbers)) if one else -1)
    return np.array(found, np.int64)


def _near(problems: Sequence[Problem], vectors: Vectors, houses: Numbers) -> Iterator[tuple[int, int, float, float]]:
    """Yield problems that are near to each other, the smaller place first, with cosine and margin.

    Those of one house are left out before the nearest are taken: colleagues would fill all places.
    """
    asks = np.array([problem.ask for problem in problems], np.int64)
    counts: Mask = np.array([problem.counts for problem in problems], np.bool_)
    floors = np.array(FLOORS, np.float32)
    seen = set()
    for start in range(0, len(problems), _BLOCK):
        rows = slice(start, start + _BLOCK)
        cosines = (vectors[rows] @ vectors.T).round(4)  # further places depend on the processor
        margins = (cosines - floors[asks[rows, None] + asks]).round(4)
        margins[~(counts[rows, None] | counts)] = -2
        margins[np.arange(len(margins)), np.arange(start, start + len(margins))] = -2
        margins[(houses[rows, None] == houses) & (houses >= 0)] = -2
        best = np.argsort(-margins, axis=1, kind="stable")[:, :_DEPTH]
        for row, place in zip(*np.nonzero(np.take_along_axis(margins, best, axis=1) >= 0), strict=True):
            column = int(best[row, place])
            pair = tuple(sorted((start + int(row), column)))
            if pair not in seen:
                seen.add(pair)
                yield pair[0], pair[1], round(float(cosines[row, column]), 4), round(float(margins[row, column]), 4)


def elsewhere(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Return whether two people work for different organisations, given the words of their names.

    One name that holds the other is the same house. Of two unknown ones nobody can tell, so that they aren't; if only
    one is unknown, the coordinator sees that, and can.
    """
    if not first and not second:
        return False
    return not first or not second or not (_holds(first, second) or _holds(second, first))


def _holds(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    places = range(len(longer) - len(shorter) + 1)
    return any(longer[place : place + len(shorter)] == shorter for place in places)


def _words(name: str) -> tuple[str, ...]:
    """Return the words of an organisation's name, without what stands in brackets."""
    words = tuple(_WORD.findall(_BRACKETS.sub(" ", name).casefold()))
    return words[1:] if words[:1] == ("the",) else words


def chosen(found: Sequence[Pair], isolated: Collection[int], most: int = MOST) -> list[Pair]:
    """Return the introductions to make, the strongest first, so that nobody has more than `most`.

    The strongest of each who stands alone goes before all others.
    """
    had: Counter[int] = Counter()
    kept = []
    served: set[int] = set()
    for pair in found:
        alone = {person for person in pair.people if person in isolated} - served
        if alone and _take(pair, had, most):
            kept.append(pair)
            served.update(alone)
    taken = set(kept)
    kept += [pair for pair in found if pair not in taken and _take(pair, had, most)]
    return sorted(kept, key=lambda pair: (-pair.margin, pair.people))


def _take(pair: Pair, had: Counter[int], most: int) -> bool:
    if any(had[person] >= most for person in pair.people):
        return False
    had.update(pair.people)
    return True


def alone(parties: Sequence[Party], members: Mapping[int, int]) -> list[int]:
    """Return the people none of whose groups has another member; `members` counts everybody in each group."""
    return [place for place, party in enumerate(parties) if all(members[group] < 2 for group in party.groups)]
