"""The vectors of a build: those of unchanged passages are taken over from the live generation, the rest are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Vectors
from indexer.catalog import Catalog
from indexer.encoder import Encoder
from indexer.generation import IndexFolder
from indexer.vectors import FILE_NAME, VectorIndex
from kb.errors import DamagedIndexError, NoIndexError


def embed(
    digests: Sequence[bytes],
    texts: Sequence[str],
    encoder: Encoder,
    known: dict[bytes, Vectors],
    progress: Callable[[int, int], object],
) -> tuple[Vectors, int]:
    """Return the vectors of `texts`, shape (len(texts), dimensions), and how many of them were `known` by digest.

    `progress` is called with the number just made and the number to make.
    """
    new = [number for number, digest in enumerate(digests) if digest not in known]
    dimensions = encoder.dimensions if new else len(known[digests[0]])  # asking the model means reading it
    vectors = np.zeros((len(texts), dimensions), np.float32)
    kept = [number for number, digest in enumerate(digests) if digest in known]
    if kept:
        vectors[kept] = [known[digests[number]] for number in kept]
    if new:
        vectors[new] = encoder.encode_passages([texts[n] for n in new], lambda done: progress(done, len(new)))
    return vectors, len(texts) - len(new)


def known_vectors(folder: IndexFolder, encoder: Encoder) -> dict[bytes, Vectors]:
    """Return the vectors of the live generation by passage digest; none where it is damaged or of another model."""
    try:
        generation = folder.open(verify=True)
    except (NoIndexError, DamagedIndexError):
        return {}
    try:
        if generation.manifest.fingerprint != encoder.fingerprint:
            return {}
        catalog = Catalog(generation.folder)
        digests = catalog.passage_digests()
        catalog.close()
        rows = VectorIndex.open(generation.folder / FILE_NAME).rows(np.arange(len(digests), dtype=np.int64))
        return dict(zip(digests, rows, strict=True))
    finally:
        generation.close()


def page_vectors(
    vectors: Vectors, passage_pages: Sequence[int], pages: int, work: Mapping[int, Sequence[int]]
) -> NDArray[np.float16]:
    """Return what each page is about: the normalised mean of its passages, shape (pages, dimensions).

    `work` maps people to the pages they took part in: a person is about what they did, not about their name.
    """
    sums = np.zeros((pages, vectors.shape[1]), np.float32)
    np.add.at(sums, np.asarray(passage_pages, np.int64), vectors)
    means = _normalised(sums)
    for person, done in work.items():
        means[person] = _normalised(means[list(done)].sum(axis=0, keepdims=True))[0]
    return means.astype(np.float16)


def _normalised(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return unit
