"""Texts to embeddings: what every encoder does. `indexer.encoders` loads one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from indexer.arrays import Vectors

# Called with the number of texts just embedded.
Progress: TypeAlias = Callable[[int], object]


class Encoder(Protocol):
    """Makes unit-length embeddings.

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

    def encode_query(self, text: str) -> Vectors:
        """Return the embedding of a query, shape (dimensions,)."""

    def encode_passages(self, texts: Sequence[str], progress: Progress = lambda _: None) -> Vectors:
        """Return the embeddings of passages, shape (len(texts), dimensions); `progress` gets the number just done."""

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, without the special ones."""
