"""Texts to embeddings and vectors of words: what every encoder does. `indexer.encoders` loads one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from indexer.arrays import Numbers, Vectors, WordRows

# Called with the number of texts just embedded.
Progress: TypeAlias = Callable[[int], object]


@dataclass(frozen=True)
class QuestionVectors:
    """What a question is compared by: its embedding, shape (dimensions,), and its words', shape (words, 64)."""

    embedding: Vectors
    words: Vectors


@dataclass(frozen=True)
class PassageVectors:
    """Embeddings of texts, shape (texts, dimensions), and all their words' vectors as stored, `counts[n]` of text n."""

    embeddings: Vectors
    words: WordRows
    counts: Numbers


class Encoder(Protocol):
    """Makes unit-length embeddings, and vectors of words (`indexer.words`).

    Two encoders with one `fingerprint` make vectors that may stand in one index: model, runtime and precision are the
    same. A question may be asked with any encoder of the same model, which `model_digest` tells.
    """

    name: str
    runtime: str
    fingerprint: str
    model_digest: str

    @property
    def dimensions(self) -> int:
        """Length of an embedding."""

    def load(self) -> None:
        """Read the model now, rather than when the first question comes. Raises ModelError."""

    def encode_question(self, text: str) -> QuestionVectors:
        """Return the embedding of a question and the vectors of its words."""

    def encode_with_words(self, texts: Sequence[str], progress: Progress = lambda _: None) -> PassageVectors:
        """Return the embeddings of passages and the vectors of their words; `progress` gets the number just done."""

    def encode_query(self, text: str) -> Vectors:
        """Return the embedding of a query alone, shape (dimensions,)."""

    def encode_passages(self, texts: Sequence[str], progress: Progress = lambda _: None) -> Vectors:
        """Return the embeddings of passages alone, shape (len(texts), dimensions)."""

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, without the special ones."""
