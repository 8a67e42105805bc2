"""The vectors of a build: those of unchanged passages are taken over from the live generation, the rest are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from indexer.arrays import Numbers, Vectors, WordRows
from indexer.encoder import Encoder, Progress
from indexer.nearness import WordVectors, WordVectorWriter
from indexer.vectors import VectorIndex
from indexer.words import unit

# The vectors of so many texts' words are held in memory, and of so many passages written at once.
_AT_ONCE = 8192


@dataclass(frozen=True)
class KnownVectors:
    """Vectors made before: rows of `index` and passages of `words`, by the digest of what was embedded."""

    rows: Mapping[bytes, int] = field(default_factory=dict)
    index: VectorIndex | None = None
    words: WordVectors | None = None


def embed(
    digests: Sequence[bytes],
    texts: Mapping[int, str],
    encoder: Encoder,
    known: KnownVectors,
    progress: Callable[[int, int], object],
    writer: WordVectorWriter,
) -> tuple[Vectors, int]:
    """Return the vectors of passages, shape (len(digests), dimensions), and how many of them were `known` by digest.

    `texts` has at least the texts, by number, that are not known. `progress` is called with the number just made and
    the number to make. The vectors of all passages' words go to `writer`.
    """
    rows = np.array([known.rows.get(digest, -1) for digest in digests], np.int64)
    new = np.flatnonzero(rows < 0).tolist()
    # Asking the model for its dimensions means reading it.
    dimensions = known.index.dimensions if known.index else encoder.dimensions
    vectors = np.zeros((len(digests), dimensions), np.float32)
    if known.index:
        vectors[rows >= 0] = known.index.rows(rows[rows >= 0])
    made = _made([texts[n] for n in new], encoder, lambda done: progress(done, len(new)))
    for start in range(0, len(rows), _AT_ONCE):
        words: list[WordRows] = []
        for number, row in enumerate(rows[start : start + _AT_ONCE].tolist(), start):
            if row >= 0 and known.words is not None:
                words.append(known.words.of(row))
            else:
                vectors[number], of_text = next(made)
                words.append(of_text)
        writer.append(words)
    return vectors, len(digests) - len(new)


def _made(texts: Sequence[str], encoder: Encoder, progress: Progress) -> Iterator[tuple[Vectors, WordRows]]:
    """Yield each text's embedding and the vectors of its words, in order."""
    for start in range(0, len(texts), _AT_ONCE):
        made = encoder.encode_with_words(texts[start : start + _AT_ONCE], progress)
        embeddings = made.embeddings.astype(np.float16)  # as they are stored: the next build gets no others
        yield from zip(embeddings, np.split(made.words, np.cumsum(made.counts)[:-1]), strict=True)


def page_vectors(vectors: Vectors, first_passages: Numbers, work: Mapping[int, Sequence[int]]) -> Vectors:
    """Return what each page is about: the normalised mean of its passages, shape (pages, dimensions).

    `first_passages` has the number of each page's first passage; every page has at least one. `work` maps people to
    the pages they took part in: a person is about what they did, not about their name.
    """
    means = unit(np.add.reduceat(vectors, first_passages, axis=0))
    for person, done in work.items():
        means[person] = unit(means[list(done)].sum(axis=0, keepdims=True))[0]
    return means
