"""The vectors of a text's words: which pieces of it a model makes a word of, and what is kept of their hidden states.

Every encoder makes them so, questions and passages alike. Words are those that `indexer.analysis` makes terms of, in
order, so that whoever has the text knows which row is whose (docs/decisions/0013-word-vectors.md).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer import analysis
from indexer.arrays import Numbers, Vectors, WordRows

WORD_DIMENSIONS = 64
# What one is stored as. Products of a stored vector with another are so many times too large.
SCALE = 127
NO_WORDS: WordRows = np.empty((0, WORD_DIMENSIONS), np.int8)
_TEXTS, _LENGTH = 200, 40
_PLAIN = re.compile(r"[Ġ▁]?([a-z]{3,})")  # some vocabularies mark so that a word begins


def rule() -> str:
    """Return the digest of what, beside the model, decides about the vectors of words."""
    return hashlib.sha256(f"1|{WORD_DIMENSIONS}|{analysis.word_rule()}".encode()).hexdigest()[:8]


@dataclass(frozen=True)
class WordPieces:
    """Which of a text's pieces belong to its words: `pieces[n]` to the word `words[n]`, in order, of `count` words."""

    pieces: Numbers
    words: Numbers
    count: int

    @classmethod
    def of(cls, text: str, offsets: Sequence[tuple[int, int]], before: int = 0) -> WordPieces:
        """Find the words of `text`, which was cut into pieces with these places after a prompt of `before` characters.

        What a tokenizer adds has no place, and stop words, punctuation and the prompt are no words.
        """
        tokens = analysis.tokens(text)
        begins = np.array([token.start for token in tokens], np.int64) + before
        ends = np.array([token.end for token in tokens], np.int64) + before
        places = np.array(offsets, np.int64).reshape(-1, 2)
        words = np.searchsorted(ends, places[:, 0], side="right")  # the first that ends after the piece begins
        inside = (words < len(tokens)) & (places[:, 1] > places[:, 0])
        inside[inside] = places[inside, 1] > begins[words[inside]]
        return cls(np.flatnonzero(inside), words[inside], len(tokens))

    def summed(self, states: NDArray[np.floating]) -> Vectors:
        """Return the sum of the states of each word's pieces, shape (count, width); `states` has one for every piece.

        Of a text longer than the model reads, the words at the end have no pieces, and zeros.
        """
        made = np.zeros((self.count, states.shape[1]), np.float32)
        if len(self.pieces):
            begins = np.flatnonzero(np.diff(self.words, prepend=-1))
            made[self.words[begins]] = np.add.reduceat(states[self.pieces], begins, axis=0)
        return made


def unit(rows: Vectors) -> Vectors:
    """Return rows scaled to length 1; zeros stay."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    made: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return made


def stored(words: Vectors) -> WordRows:
    """Return word vectors scaled to length 1, as they are stored."""
    return np.rint(unit(words) * SCALE).astype(np.int8)


def random_texts(vocabulary: Mapping[str, int]) -> list[str]:
    """Return texts of words drawn from a model's vocabulary, always the same: what `directions` is found with."""
    known = sorted(vocabulary, key=vocabulary.__getitem__)
    words = [match[1] for entry in known if (match := _PLAIN.fullmatch(entry))] or known
    # The older generator: its numbers are promised to stay what they are.
    drawn = np.random.RandomState(0).randint(len(words), size=(_TEXTS, _LENGTH))
    return [" ".join(words[number] for number in row) for row in drawn.tolist()]


def directions(words: Iterable[Vectors]) -> Vectors:
    """Return the directions in which the hidden states of words differ most, shape (width of a state, 64).

    They are the first principal components, without the mean taken out, turned as near to fixed directions as can be:
    their signs, and the order of those about as strong, would be another on the next machine.
    """
    states = unit(np.concatenate(list(words))).astype(np.float64)
    width = states.shape[1]
    if width <= WORD_DIMENSIONS:
        return np.eye(width, WORD_DIMENSIONS, dtype=np.float32)
    axes = np.linalg.eigh(states.T @ states)[1][:, -WORD_DIMENSIONS:]
    fixed = np.random.RandomState(0).standard_normal((width, WORD_DIMENSIONS))
    left, _, right = np.linalg.svd(axes.T @ fixed)
    found: Vectors = (axes @ left @ right).astype(np.float32)
    return found
