"""The vectors of all passages' words, and how near a question's words come to them: late interaction, or MaxSim.

ColBERT (Khattab and Zaharia, 2020): each word of the question looks for the word nearest to it. Vectors are written
while passages are embedded, and mapped into memory by readers (docs/decisions/0013-word-vectors.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self, TypeAlias

import numpy as np
from numpy.lib import format as npy

from indexer import analysis
from indexer.arrays import Numbers, Scores, Vectors, WordRows
from indexer.words import SCALE, WORD_DIMENSIONS

FILES = ("words.npy", "word_starts.npy")
# Returns how near a question is to each of the stretches that a passage's text is cut into, None where nobody can tell.
Stretches: TypeAlias = Callable[[int, Sequence[str]], Scores | None]


class WordVectors:
    """Passage → its words' vectors: those of p are `words[starts[p]:starts[p + 1]]`.

    They stand in the order of the terms of what was embedded.
    """

    def __init__(self, words: WordRows, starts: Numbers) -> None:
        """Take arrays of shape (words, 64) and (passages + 1,); use `open` to get them from files."""
        self._words, self._starts = words, starts

    @classmethod
    def open(cls, folder: Path) -> WordVectors:
        """Map what is stored in `folder` into memory. Raises OSError or ValueError where it can't be read."""
        words, starts = (np.asarray(np.load(folder / name, mmap_mode="r")) for name in FILES)
        return cls(words, starts)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def of(self, passage: int) -> WordRows:
        """Return the vectors of a passage's words as stored, shape (words, 64)."""
        return self._words[self._starts[passage] : self._starts[passage + 1]]

    def nearness(self, question: Vectors, passages: Numbers) -> Scores:
        """Return the mean over a question's words of the best cosine to any word of each passage, shape (passages,).

        `question` are its words' vectors, shape (words, 64). Without words on either side it is 0. All words of the
        passages are held in memory for it: some hundreds of passages may be asked for at a time.
        """
        starts = self._starts[passages]
        return self._nearness(question, starts, self._starts[passages + 1] - starts)

    def stretches(self, question: Vectors, passage: int, texts: Sequence[str]) -> Scores | None:
        """Return the nearness of each of the stretches, whole words all, that a passage's text is cut into.

        What was embedded begins with title and headings, and so the text's words are the last. None where the passage
        has fewer words than they: then they aren't this passage's, or another rule made its words.
        """
        sizes = np.array([len(analysis.terms(text)) for text in texts], np.int64)
        ends = self._starts[passage + 1] - sizes.sum() + np.cumsum(sizes)
        if ends.size and ends[0] - sizes[0] < self._starts[passage]:
            return None
        return self._nearness(question, ends - sizes, sizes)

    def _nearness(self, question: Vectors, starts: Numbers, sizes: Numbers) -> Scores:
        found = np.zeros(len(starts), np.float32)
        held = np.flatnonzero(sizes)
        if len(question) == 0 or len(held) == 0:
            return found
        starts, sizes = starts[held], sizes[held]
        begins = np.cumsum(sizes) - sizes
        rows = np.repeat(starts - begins, sizes) + np.arange(sizes.sum())
        cosines = self._words[rows].astype(np.float32) @ question.T
        found[held] = np.maximum.reduceat(cosines, begins, axis=0).mean(axis=1) / SCALE
        return found


class WordVectorWriter:
    """Writes the vectors of passages' words in the order of the passages, without holding them in memory."""

    def __init__(self, folder: Path) -> None:
        """Name the folder of the generation; use as a context, which finishes the files."""
        self._folder = folder
        self._counts: list[int] = []

    def __enter__(self) -> Self:
        self._file = (self._folder / FILES[0]).open("wb")
        self._write_header(0)
        return self

    def append(self, passages: Sequence[WordRows]) -> None:
        """Write the words of the next passages."""
        self._counts += [len(words) for words in passages]
        for words in passages:
            self._file.write(np.ascontiguousarray(words).data)

    def __exit__(self, *_: object) -> None:
        starts = np.concatenate(([0], np.cumsum(self._counts, dtype=np.int64))).astype(np.int64)
        self._file.seek(0)
        self._write_header(int(starts[-1]))
        self._file.close()
        np.save(self._folder / FILES[1], starts)

    def _write_header(self, rows: int) -> None:
        """Write how many rows there are; headers leave room for a longer number, so that all are of one length."""
        described = {"descr": npy.dtype_to_descr(np.dtype(np.int8)), "fortran_order": False}
        npy.write_array_header_1_0(self._file, {**described, "shape": (rows, WORD_DIMENSIONS)})
