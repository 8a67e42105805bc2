"""Which passages hold each term: document frequencies, IDF, and how much of a query each passage covers.

The same for every keyword engine, so that the gate for "nothing found" and the result set don't depend on one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Numbers, Scores

FILES = ("posting_starts.npy", "posting_passages.npy", "lengths.npy")


def idf(passages: int, frequency: int) -> float:
    """Return the inverse document frequency log(1 + (N - n + 0.5) / (n + 0.5)), as Lucene has it."""
    return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))


@dataclass(frozen=True)
class Postings:
    """Term → the passages that hold it, by number: those of term t are `passages[starts[t]:starts[t + 1]]`.

    `lengths` has each passage's length in terms.
    """

    starts: NDArray[np.int64]
    passages: NDArray[np.int32]
    lengths: NDArray[np.int32]

    @classmethod
    def build(cls, texts: Sequence[Sequence[str]]) -> tuple[Postings, list[str]]:
        """Return the postings of the passages' terms, and the terms by number, which is their alphabetical order."""
        return cls.empty().moved([], np.full(len(texts), -1, np.int64), dict(enumerate(texts)))

    @classmethod
    def empty(cls) -> Postings:
        """Return the postings of no passages."""
        return cls(np.zeros(1, np.int64), np.empty(0, np.int32), np.empty(0, np.int32))

    def moved(
        self, terms: Sequence[str], sources: Numbers, fresh: Mapping[int, Sequence[str]]
    ) -> tuple[Postings, list[str]]:
        """Return the postings of other passages, most of which may be from these, and their terms by number.

        `terms` are these postings' terms by number. `sources` has for each passage its number here, or -1 where it is
        `fresh`: then its terms are given there.
        """
        places = np.full(len(self), -1, np.int64)
        places[sources[sources >= 0]] = np.flatnonzero(sources >= 0)
        holders = places[self.passages]
        numbers = np.repeat(np.arange(len(terms)), np.diff(self.starts))[holders >= 0]
        vocabulary = {term: number for number, term in enumerate(terms)}
        new_numbers: list[int] = []
        new_holders: list[int] = []
        for passage, text in fresh.items():
            distinct = [vocabulary.setdefault(term, len(vocabulary)) for term in dict.fromkeys(text)]
            new_numbers += distinct
            new_holders += [passage] * len(distinct)
        holders = np.concatenate((holders[holders >= 0], np.array(new_holders, np.int64)))
        numbers = np.concatenate((numbers, np.array(new_numbers, np.int64)))
        held = np.bincount(numbers, minlength=len(vocabulary)) > 0
        kept = sorted(term for term, number in vocabulary.items() if held[number])
        rank = np.zeros(len(vocabulary), np.int64)
        rank[[vocabulary[term] for term in kept]] = np.arange(len(kept))
        total = max(1, len(sources))
        order = np.sort(rank[numbers] * total + holders, kind="stable")  # quick for what is in order already
        starts = np.concatenate(([0], np.cumsum(np.bincount(order // total, minlength=len(kept))))).astype(np.int64)
        lengths = np.zeros(len(sources), np.int32)
        lengths[sources >= 0] = self.lengths[sources[sources >= 0]]
        for passage, text in fresh.items():
            lengths[passage] = len(text)
        return Postings(starts, (order % total).astype(np.int32), lengths), kept

    @classmethod
    def open(cls, folder: Path) -> Postings:
        """Map the postings stored in `folder` into memory."""
        starts, passages, lengths = (np.load(folder / name, mmap_mode="r") for name in FILES)
        return cls(starts, passages, lengths)

    def save(self, folder: Path) -> None:
        """Store the postings in `folder`."""
        np.save(folder / FILES[0], self.starts)
        np.save(folder / FILES[1], self.passages)
        np.save(folder / FILES[2], self.lengths)

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def frequencies(self) -> NDArray[np.int64]:
        """In how many passages each term stands, shape (terms,)."""
        return np.diff(self.starts)

    def coverage(self, query: Mapping[int, float], total: float) -> Scores:
        """Return for every passage the share of the query's IDF mass that its terms hold, shape (passages,).

        `query` maps term numbers to IDF, `total` is the mass of the whole query, unknown terms included.
        """
        covered = np.zeros(len(self), np.float32)
        if total > 0:
            for number, weight in query.items():
                covered[self.passages[self.starts[number] : self.starts[number + 1]]] += weight / total
        return covered
