"""The vectors of a build: those of unchanged passages are taken over from the live generation, the rest are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from indexer.arrays import Numbers, Vectors
from indexer.encoder import Encoder
from indexer.vectors import VectorIndex


@dataclass(frozen=True)
class KnownVectors:
    """Vectors made before: rows of `index`, by the digest of what was embedded."""

    rows: Mapping[bytes, int] = field(default_factory=dict)
    index: VectorIndex | None = None


def embed(
    digests: Sequence[bytes],
    texts: Mapping[int, str],
    encoder: Encoder,
    known: KnownVectors,
    progress: Callable[[int, int], object],
) -> tuple[Vectors, int]:
    """Return the vectors of passages, shape (len(digests), dimensions), and how many of them were `known` by digest.

    `texts` has at least the texts, by number, that are not known. `progress` is called with the number just made and
    the number to make.
    """
    rows = np.array([known.rows.get(digest, -1) for digest in digests], np.int64)
    new = np.flatnonzero(rows < 0).tolist()
    # Asking the model for its dimensions means reading it.
    dimensions = known.index.dimensions if known.index else encoder.dimensions
    vectors = np.zeros((len(digests), dimensions), np.float32)
    if known.index:
        vectors[rows >= 0] = known.index.rows(rows[rows >= 0])
    if new:
        made = encoder.encode_passages([texts[n] for n in new], lambda done: progress(done, len(new)))
        vectors[new] = made.astype(np.float16)  # as they are stored: the next build gets no others
    return vectors, len(digests) - len(new)


def page_vectors(vectors: Vectors, first_passages: Numbers, work: Mapping[int, Sequence[int]]) -> Vectors:
    """Return what each page is about: the normalised mean of its passages, shape (pages, dimensions).

    `first_passages` has the number of each page's first passage; every page has at least one. `work` maps people to
    the pages they took part in: a person is about what they did, not about their name.
    """
    means = _normalised(np.add.reduceat(vectors, first_passages, axis=0))
    for person, done in work.items():
        means[person] = _normalised(means[list(done)].sum(axis=0, keepdims=True))[0]
    return means


def _normalised(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return unit
