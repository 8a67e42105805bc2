"""BM25, the one formula that every keyword engine is held to.

score(q, d) = Σ over terms of qtf · idf · tf · (k1 + 1) / (tf + k1 · (1 - b + b · length / mean length)), with the IDF
of `indexer.postings`. Robertson & Zaragoza (2009), The Probabilistic Relevance Framework, eq. 3.15; Lucene's IDF.
"""

from __future__ import annotations

from dataclasses import dataclass

K1 = 1.2
B = 0.75


@dataclass(frozen=True)
class Bm25:
    """BM25 over a collection whose passages have `mean_length` terms."""

    mean_length: float

    def length_norm(self, length: float) -> float:
        """Return k1 · (1 - b + b · length / mean length)."""
        return K1 * (1 - B + B * length / self.mean_length) if self.mean_length else K1

    def weight(self, idf: float, tf: float, norm: float) -> float:
        """Return what one term adds, for its frequency in a passage with this length norm."""
        return idf * tf * (K1 + 1) / (tf + norm)
