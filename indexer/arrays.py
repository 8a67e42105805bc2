"""The names by which arrays go in this package."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

# Numbers of pages or passages, shape (n,).
Numbers: TypeAlias = NDArray[np.int64]
# Scores, cosines or shares, shape (n,).
Scores: TypeAlias = NDArray[np.float32]
# Embeddings, shape (dimensions,) or (n, dimensions).
Vectors: TypeAlias = NDArray[np.float32]
# Vectors of words as they are stored, in 127ths, shape (words, 64).
WordRows: TypeAlias = NDArray[np.int8]
# Which pages or passages count, shape (n,).
Mask: TypeAlias = NDArray[np.bool_]


def mask_of(length: int, numbers: Numbers | Sequence[int]) -> Mask:
    """Return a mask of this length with these places set."""
    mask = np.zeros(length, np.bool_)
    mask[numbers] = True
    return mask
