"""A stand-in for the model, and the slow oracle that BM25 is held to."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from indexer import analysis
from indexer.arrays import Vectors
from indexer.encoder import PassageVectors, Progress, QuestionVectors
from indexer.passages import approximate_pieces
from indexer.words import NO_WORDS, WORD_DIMENSIONS, stored, unit


class WordEncoder:
    """Stands in for the model: a text's embedding is the sum of random directions, one a term. Notes what it made.

    A word's vector is another random direction of its term.
    """

    def __init__(self, name: str = "words", dimensions: int = 32) -> None:
        self.name, self.runtime, self.dimensions = name, "words", dimensions
        self.fingerprint, self.model_digest = f"fingerprint of {name}", f"digest of {name}"
        self.embedded: list[str] = []

    def load(self) -> None:
        """Nothing has to be read."""

    def encode_query(self, text: str) -> Vectors:
        """Return the unit vector of a text."""
        total = np.zeros(self.dimensions)
        for term in analysis.terms(text) or [""]:
            total += np.random.default_rng(zlib.crc32(term.encode())).standard_normal(self.dimensions)
        return (total / np.linalg.norm(total)).astype(np.float32)

    def encode_question(self, text: str) -> QuestionVectors:
        """Return the unit vectors of a text and of its words."""
        return QuestionVectors(self.encode_query(text), self._words(text))

    def encode_with_words(self, texts: Sequence[str], progress: Progress = lambda _: None) -> PassageVectors:
        """Return the unit vectors of texts, and those of their words as they are stored."""
        self.embedded += texts
        progress(len(texts))
        embeddings = np.array([self.encode_query(text) for text in texts]).reshape(-1, self.dimensions)
        words = [stored(self._words(text)) for text in texts]
        counts = np.array([len(own) for own in words], np.int64)
        return PassageVectors(embeddings, np.concatenate([NO_WORDS, *words]), counts)

    def encode_passages(self, texts: Sequence[str], progress: Progress = lambda _: None) -> Vectors:
        """Return the unit vectors of texts."""
        return self.encode_with_words(texts, progress).embeddings

    def _words(self, text: str) -> Vectors:
        seeds = [zlib.crc32(term.encode()) + 1 for term in analysis.terms(text)]
        directions = [np.random.default_rng(seed).standard_normal(WORD_DIMENSIONS) for seed in seeds]
        return unit(np.array(directions, np.float32).reshape(-1, WORD_DIMENSIONS))

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return what is guessed without a tokenizer."""
        return approximate_pieces(texts)


def bm25_by_hand(
    passages: Sequence[Sequence[str]], asked: Mapping[str, int], coded: Callable[[int], int] = lambda length: length
) -> list[float]:
    """Return every passage's BM25 for {term: times asked}, in plain loops, from the paper.

    `coded` gives a length as an engine remembers it; the mean is that of the true lengths.
    """
    mean = sum(len(passage) for passage in passages) / len(passages)
    scores = []
    for passage in passages:
        score = 0.0
        for term, count in asked.items():
            holders = sum(term in other for other in passages)
            idf = math.log(1 + (len(passages) - holders + 0.5) / (holders + 0.5))
            tf = passage.count(term)
            if tf:
                score += count * idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * coded(len(passage)) / mean))
        scores.append(score)
    return scores


def length_in_a_byte(length: int) -> int:
    """Return a length as Lucene and tantivy code it: 40 by itself, above with three bits after the leading one.

    Lucene's SmallFloat.intToByte4, with its 24 values that are left free.
    """
    if length < 24:
        return length
    rest = length - 24
    bits = max(rest.bit_length() - 4, 0)
    return 24 + (rest >> bits << bits)
