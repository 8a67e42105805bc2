"""The vector index: unit-length embeddings in FAISS, compared by inner product (which is the cosine).

All are stored as 16-bit floats and mapped into memory. A large index also has a coarse one: RaBitQ, a bit a dimension,
finds what may be near, and the floats say how near it is. Rows are passage numbers. Filters are masks over rows,
applied before ranking, and always searched exactly.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from indexer.arrays import Mask, Numbers, Vectors

FILE_NAME = "vectors.faiss"
COARSE_FILE_NAME = "coarse.faiss"
# From about here on the coarse index is quicker (docs/performance.md).
COARSE_FROM = 75_000
_FIRST_LOOK = 1_000
# So many of the nearest by estimate are looked at, then so many; where more may be near, all are compared.
_COARSE_LOOKS = (400, 1_600)
# The nearest of all, or one about as near, is among so many of them.
_BEST = 50
# RaBitQ's estimates err by about 0.6 / √dimensions (standard deviation). One in a thousand of what is near the floor is
# estimated further below it than this times 1 / √dimensions (docs/performance.md).
_MARGIN = 1.6
_BLOCK = 32  # rows that FAISS compares at a time


class VectorIndex:
    """Rows of unit vectors. Not to be used by two threads before a fork: FAISS's threads don't survive it."""

    def __init__(self, index: Any, coarse: Any = None) -> None:
        """Wrap FAISS indexes; use `build` or `open` to get one."""
        self._index = index
        self._coarse = coarse

    @classmethod
    def build(cls, vectors: Vectors, coarse_from: int = COARSE_FROM) -> VectorIndex:
        """Make an index of `vectors`, shape (rows, dimensions); from so many rows on with a coarse one."""
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        index = faiss.IndexScalarQuantizer(vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        index.train(vectors)
        index.add(vectors)
        if len(vectors) < coarse_from:
            return cls(index)
        coarse = faiss.IndexRaBitQFastScan(vectors.shape[1], faiss.METRIC_INNER_PRODUCT, _BLOCK, 1)
        coarse.train(vectors)
        coarse.add(vectors)
        return cls(index, coarse)

    @classmethod
    def open(cls, folder: Path) -> VectorIndex:
        """Map the index stored in `folder` into memory. Searches run in one thread: there is one reader a core."""
        faiss.omp_set_num_threads(1)
        coarse = folder / COARSE_FILE_NAME
        return cls(_mapped(folder / FILE_NAME), _mapped(coarse) if coarse.is_file() else None)

    def save(self, folder: Path) -> None:
        """Store the index in `folder`. Raises OSError."""
        try:
            faiss.write_index(self._index, str(folder / FILE_NAME))
            if self._coarse is not None:
                faiss.write_index(self._coarse, str(folder / COARSE_FILE_NAME))
        except RuntimeError as error:
            raise OSError(f"{FILE_NAME}: {error}") from error

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        return int(self._index.d)

    def nearest(self, query: Vectors, k: int, mask: Mask | None = None) -> tuple[Numbers, Vectors]:
        """Return the `k` rows with the highest cosine to `query`, and the cosines, best first: exact."""
        return _searched(self._index, query, min(k, len(self)), _parameters(mask))

    def within(
        self, query: Vectors, floor: float, mask: Mask | None = None, *, slack: float = math.inf, at_least: int = 0
    ) -> tuple[Numbers, Vectors]:
        """Return all rows with a cosine of at least `floor` and of the best less `slack`, and the cosines, best first.

        Where these are fewer than `at_least`, the nearest rows are returned up to that number. A coarse index misses
        one in a thousand of those near the floor.
        """
        if self._coarse is not None and mask is None:
            found = self._within_by_estimates(query, floor, slack, at_least)
            if found is not None:
                return found
        # FAISS's own search by range reads vectors one by one, and takes ten times as long as that for the nearest.
        # After the coarse index has given up, a thousand are known to be too few.
        first = _FIRST_LOOK if self._coarse is None or mask is not None else 2 * _COARSE_LOOKS[-1]
        k = max(at_least, first)
        rows, cosines = self.nearest(query, k, mask)
        floor = max(floor, float(cosines.max(initial=-1)) - slack)
        while len(rows) == k and cosines[-1] >= floor:
            k *= 4
            rows, cosines = self.nearest(query, k, mask)
        return _cut(rows, cosines, floor, at_least)

    def _within_by_estimates(
        self, query: Vectors, floor: float, slack: float, at_least: int
    ) -> tuple[Numbers, Vectors] | None:
        """Return what `within` does, by the coarse index; None where so much is near that comparing all is quicker."""
        margin = _MARGIN / math.sqrt(self.dimensions)
        for k in _COARSE_LOOKS:
            rows, estimates = _searched(self._coarse, query, min(k, len(self)))
            best = float((self.rows(rows[:_BEST]) @ query).max(initial=-1))
            enough = max(floor, best - slack) - margin
            if len(rows) < k or estimates[-1] < enough:
                break
        else:
            return None
        rows = rows[: max(at_least, int(np.count_nonzero(estimates >= enough)))]
        cosines = self.rows(rows) @ query
        order = np.lexsort((rows, -cosines))
        return _cut(rows[order], cosines[order], max(floor, float(cosines.max(initial=-1)) - slack), at_least)

    def rows(self, numbers: Numbers) -> Vectors:
        """Return the vectors of these rows, shape (len(numbers), dimensions)."""
        if len(numbers) == 0:
            return np.empty((0, self.dimensions), np.float32)
        found: Vectors = self._index.reconstruct_batch(np.ascontiguousarray(numbers, dtype=np.int64))
        return found


def _mapped(path: Path) -> Any:
    return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)


def _searched(index: Any, query: Vectors, k: int, parameters: Any = None) -> tuple[Numbers, Vectors]:
    """Return the `k` nearest rows that FAISS finds, and their cosines, best first."""
    if k == 0:
        return np.empty(0, np.int64), np.empty(0, np.float32)
    cosines, rows = index.search(query[None, :], k, params=parameters)
    found = rows[0] >= 0
    return rows[0][found], cosines[0][found]


def _cut(rows: Numbers, cosines: Vectors, floor: float, at_least: int) -> tuple[Numbers, Vectors]:
    wanted = max(at_least, int(np.count_nonzero(cosines >= np.float32(floor))))
    return rows[:wanted], cosines[:wanted]


def _parameters(mask: Mask | None) -> Any:
    if mask is None:
        return None
    bits = np.packbits(mask, bitorder="little")
    selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
    parameters: Any = faiss.SearchParameters()
    parameters.sel = selector
    parameters.kept_alive = (bits, selector)  # FAISS holds only pointers to them
    return parameters
