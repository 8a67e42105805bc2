"""What the problems of a library's people are about, as vectors, and the sentences in which entries tell of them.

A problem is the part of an entry that tells of it (`indexer.parts`), or an ask. Called by `indexer.introducing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indexer import analysis
from indexer.arrays import Numbers, Vectors
from indexer.catalog import Catalog
from indexer.nearness import WordVectors
from indexer.parts import problem_and_approach
from indexer.passages import sentences
from indexer.relation_reasons import shortened
from indexer.statements import Statements
from indexer.vectors import VectorIndex
from indexer.words import SCALE, unit

_SENTENCE = (40, 400)  # characters of a sentence that says something by itself
_ROW = " | "  # what stands between the cells of a table


@dataclass(frozen=True)
class Meaning:
    """The vectors of a generation: of passages, of their words, and of what people say of themselves."""

    passage_pages: Numbers
    vectors: VectorIndex
    words: WordVectors
    statements: Statements


@dataclass(frozen=True)
class ProblemSpace:
    """Problems by place: those of `entries` (numbers of pages) in order, then `asks`."""

    catalog: Catalog
    meaning: Meaning
    entries: Sequence[int]
    asks: Sequence[str]

    @cached_property
    def about(self) -> Vectors:
        """What each problem is about, shape (problems, dimensions)."""
        rows, width = self.meaning.vectors.rows, self.meaning.vectors.dimensions
        parts = np.array([rows(passages).sum(axis=0) for passages in self._passages], np.float32).reshape(-1, width)
        return np.concatenate([unit(parts), self.meaning.statements.of_texts(self.asks).reshape(-1, width)])

    @cached_property
    def _passages(self) -> list[Numbers]:
        """The passages that tell of each entry's problem."""
        stretches, contents = self.catalog.stretches(), self.catalog.contents()
        first = np.searchsorted(self.meaning.passage_pages, np.arange(len(stretches)))
        problems = (problem_and_approach(stretches[entry], contents[entry])[0] for entry in self.entries)
        return [first[entry] + np.array(own, np.int64) for entry, own in zip(self.entries, problems, strict=True)]

    def quote(self, own: int, theirs: int) -> str:
        """Return the sentence of the entry `theirs` that comes nearest to the problem `own`; nothing for an ask."""
        if theirs >= len(self.entries):
            return ""
        passage = self._nearest(theirs, self.about[own])
        texts = sentences(self.catalog.passages([passage])[passage].text)
        near = self._nearness(own, passage, texts)
        shortest, longest = _SENTENCE
        whole = [n for n, text in enumerate(texts) if shortest <= len(text) <= longest and _ROW not in text]
        return shortened(texts[max(whole, key=lambda n: (near[n], -n))]) if whole else ""

    def _nearness(self, own: int, passage: int, texts: Sequence[str]) -> Sequence[float]:
        """Return how near sentences come to a problem: by words' vectors, to an ask by the terms that both have."""
        if own >= len(self.entries):
            asked = set(analysis.terms(self.asks[own - len(self.entries)]))
            return [float(len(asked.intersection(analysis.terms(text)))) for text in texts]
        nearest = self._nearest(own, self.meaning.vectors.rows(np.array([passage]))[0])
        words = self.meaning.words.of(nearest).astype(np.float32) / np.float32(SCALE)
        found = self.meaning.words.stretches(words, passage, texts)
        return [0.0] * len(texts) if found is None else found.tolist()

    def _nearest(self, entry: int, vector: Vectors) -> int:
        """Return the passage of an entry's problem that is nearest to a vector."""
        passages = self._passages[entry]
        return int(passages[int((self.meaning.vectors.rows(passages) @ vector).argmax())])
