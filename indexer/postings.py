"""Which passages hold each term: document frequencies, IDF, and how much of a query each passage covers.

The same for every keyword engine, so that the gate for "nothing found" and the result set don't depend on one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Scores

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
    def build(cls, texts: Iterable[Sequence[str]]) -> tuple[Postings, dict[str, int], dict[str, int]]:
        """Return the postings of the passages' terms, each term's number, and in how many passages it stands."""
        vocabulary: dict[str, int] = {}
        numbers: list[int] = []
        holders: list[int] = []
        lengths: list[int] = []
        for passage, text in enumerate(texts):
            distinct = [vocabulary.setdefault(term, len(vocabulary)) for term in dict.fromkeys(text)]
            numbers += distinct
            holders += [passage] * len(distinct)
            lengths.append(len(text))
        counts = np.bincount(np.array(numbers, np.int64), minlength=len(vocabulary))
        order = np.argsort(np.array(numbers, np.int64), kind="stable")
        starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        index = cls(starts, np.array(holders, np.int32)[order], np.array(lengths, np.int32))
        return index, vocabulary, {term: int(counts[number]) for term, number in vocabulary.items()}

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

    def coverage(self, query: Mapping[int, float], total: float) -> Scores:
        """Return for every passage the share of the query's IDF mass that its terms hold, shape (passages,).

        `query` maps term numbers to IDF, `total` is the mass of the whole query, unknown terms included.
        """
        covered = np.zeros(len(self), np.float32)
        if total > 0:
            for number, weight in query.items():
                covered[self.passages[self.starts[number] : self.starts[number + 1]]] += weight / total
        return covered
