"""Which practitioners have done something near to what another did, in entries that are not the same.

All is pure; `indexer.pairing` feeds it. Those who only took part in the same entry are not alike for that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.arrays import Numbers, Vectors
from indexer.words import unit

# From which cosine on two entries are near: that of "see also" (docs/decisions/0016-relations.md).
FLOOR = 0.48
SHOWN = 3
# So many people are looked at for each: those whose work as a whole is nearest.
_DEPTH = 40
_BLOCK = 512


@dataclass(frozen=True)
class Alike:
    """Somebody like a person, both by place, with the two entries that show it, by number."""

    person: int
    other: int
    own: int
    theirs: int


def alike(work: Sequence[Numbers], pages: Vectors, most: int = SHOWN) -> list[Alike]:
    """Return who is like whom, by person, those first whose work as a whole is nearest.

    `work` are the numbers of each person's entries, `pages` what all pages are about. An entry is shown once for a
    person: of several who took part in it, the first. Ties go to the smaller place.
    """
    found = []
    busy = [place for place, own in enumerate(work) if len(own)]
    for person, others in _candidates(busy, work, pages):
        own: list[Alike] = []
        for other in others:
            pair = _nearest(work[person], work[other], pages)
            if pair and pair[1] not in {one.theirs for one in own}:
                own.append(Alike(person, other, *pair))
            if len(own) == most:
                break
        found += own
    return found


def _candidates(busy: Sequence[int], work: Sequence[Numbers], pages: Vectors) -> Iterator[tuple[int, list[int]]]:
    """Yield each person with those whose work as a whole is nearest, and isn't the very same.

    Who only did the same together would fill all places, and is never alike for that.
    """
    if not busy:
        return
    about = unit(np.array([pages[work[person]].sum(axis=0) for person in busy], np.float32))
    sets: dict[tuple[int, ...], int] = {}
    same = np.array([sets.setdefault(tuple(sorted(work[person].tolist())), len(sets)) for person in busy], np.int64)
    for start in range(0, len(busy), _BLOCK):
        cosines = (about[start : start + _BLOCK] @ about.T).round(4)
        for row, of_row in enumerate(cosines, start):
            of_row[same == same[row]] = -2  # the person among them
            best = np.argsort(-of_row, kind="stable")[:_DEPTH]
            yield busy[row], [busy[place] for place in best.tolist() if of_row[place] > -2]


def _nearest(own: Numbers, theirs: Numbers, pages: Vectors) -> tuple[int, int] | None:
    """Return the two entries that are nearest, one of each and neither of both; None where none are near."""
    first, second = own, theirs
    if not set(own.tolist()).isdisjoint(theirs.tolist()):  # quicker than NumPy on the few entries of most people
        first, second = np.setdiff1d(own, theirs), np.setdiff1d(theirs, own)
    if not len(first) or not len(second):
        return None
    cosines = (pages[first] @ pages[second].T).round(4)
    row, column = np.unravel_index(int(cosines.argmax()), cosines.shape)
    return (int(first[row]), int(second[column])) if cosines[row, column] >= np.float32(FLOOR) else None
