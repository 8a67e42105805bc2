"""The vector index: unit-length embeddings in FAISS, searched exactly by inner product (which is the cosine).

Stored as 16-bit floats, mapped into memory when opened. Rows are passage numbers. Filters are masks over rows, applied
before ranking.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from indexer.arrays import Mask, Numbers, Vectors

FILE_NAME = "vectors.faiss"
_FIRST_LOOK = 1_000


class VectorIndex:
    """Rows of unit vectors. Not to be used by two threads before a fork: FAISS's threads don't survive it."""

    def __init__(self, index: Any) -> None:
        """Wrap a FAISS index; use `build` or `open` to get one."""
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> VectorIndex:
        """Make an index of `vectors`, shape (rows, dimensions)."""
        index = faiss.IndexScalarQuantizer(vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        index.train(vectors)
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def open(cls, path: Path) -> VectorIndex:
        """Map the index stored at `path` into memory. Searches run in one thread: there is one reader a core."""
        faiss.omp_set_num_threads(1)
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))

    def save(self, path: Path) -> None:
        """Store the index at `path`."""
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        return int(self._index.d)

    def nearest(self, query: Vectors, k: int, mask: Mask | None = None) -> tuple[Numbers, Vectors]:
        """Return the `k` rows with the highest cosine to `query`, and the cosines, best first."""
        k = min(k, len(self))
        if k == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        cosines, rows = self._index.search(query[None, :], k, params=_parameters(mask))
        found = rows[0] >= 0
        return rows[0][found], cosines[0][found]

    def within(
        self, query: Vectors, floor: float, mask: Mask | None = None, *, slack: float = math.inf, at_least: int = 0
    ) -> tuple[Numbers, Vectors]:
        """Return all rows with a cosine of at least `floor` and of the best less `slack`, and the cosines, best first.

        Where these are fewer than `at_least`, the nearest rows are returned up to that number. FAISS's own search by
        range reads vectors one by one, and takes ten times as long as its search for the nearest.
        """
        k = max(at_least, _FIRST_LOOK)
        rows, cosines = self.nearest(query, k, mask)
        floor = max(floor, float(cosines.max(initial=-1)) - slack)
        while len(rows) == k and cosines[-1] >= floor:
            k *= 4
            rows, cosines = self.nearest(query, k, mask)
        wanted = max(at_least, int(np.count_nonzero(cosines >= np.float32(floor))))
        return rows[:wanted], cosines[:wanted]

    def rows(self, numbers: Numbers) -> Vectors:
        """Return the vectors of these rows, shape (len(numbers), dimensions)."""
        if len(numbers) == 0:
            return np.empty((0, self.dimensions), np.float32)
        found: Vectors = self._index.reconstruct_batch(np.ascontiguousarray(numbers, dtype=np.int64))
        return found


def _parameters(mask: Mask | None) -> Any:
    if mask is None:
        return None
    bits = np.packbits(mask, bitorder="little")
    selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
    parameters: Any = faiss.SearchParameters()
    parameters.sel = selector
    parameters.kept_alive = (bits, selector)  # FAISS holds only pointers to them
    return parameters
