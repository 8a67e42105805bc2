"""Fusion of the two rankings into one.

Convex combination with theoretical-minimum normalisation: Bruch, Gai & Ingber (2023), An Analysis of Fusion Functions
for Hybrid Retrieval, ACM TOIS 42(1), eq. 4 and §4.2: BM25's minimum is 0, that of a cosine -1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# The best by meaning stands out where it is so much nearer than the mean of the best ten.
STANDING_OUT = 0.23
_BEST = 10
# Of a few dozen pages ten are most of what there is, and anything stands out from that: a share of them is enough.
_BEST_SHARE = 12


def doubt(cosines: NDArray[np.float32]) -> float:
    """Return how far words have to help meaning: 1 where several are equally near, 0 where one stands out from all."""
    best = np.sort(cosines)[::-1][: min(_BEST, len(cosines) // _BEST_SHARE)]
    return max(0.0, 1 - float(best[0] - best.mean()) / STANDING_OUT) if len(best) else 1.0


def convex(
    cosines: NDArray[np.float32], bm25: NDArray[np.float32], alpha: float, help_of_words: float = 1.0
) -> NDArray[np.float32]:
    """Return alpha · (cos + 1)/(max cos + 1) + (1 - alpha) · bm25/max bm25, both maxima those of the arrays.

    The side of words is multiplied by `help_of_words`. The arrays hold the scores of the same passages or pages, in the
    same order; one that a side doesn't know has its true score there, or the side's minimum.
    """
    if len(cosines) == 0:
        return np.empty(0, np.float32)
    best_cosine, best_bm25 = float(cosines.max()), float(bm25.max())
    dense = (cosines + 1) / (best_cosine + 1) if best_cosine > -1 else np.zeros_like(cosines)
    keyword = bm25 / best_bm25 if best_bm25 > 0 else np.zeros_like(bm25)
    words = (1 - alpha) * help_of_words * keyword
    fused: NDArray[np.float32] = (alpha * dense + words).astype(np.float32)
    return fused
