"""Keyword retrieval: the protocol that engines keep, and which engine a library gets.

An engine is fed ready terms (`indexer.analysis`) and ranks passages by `indexer.bm25`. Which one built a generation
stands in its manifest.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Mask, Numbers, Scores
from indexer.query import QueryTerm
from kb.config import KeywordEngine

FOLDER = "keyword"
# Up to here Whoosh answers 95 of 100 questions within 50 ms (docs/performance.md).
WHOOSH_PASSAGES = 4_000


class KeywordIndex(Protocol):
    """Ranks passages by BM25. Passage numbers are the order in which passages were written, from 0."""

    def search(self, terms: Sequence[QueryTerm], k: int, mask: Mask | None = None) -> tuple[Numbers, Scores]:
        """Return the `k` best passages that hold any of `terms`, and their scores, best first.

        With a mask over passages only those set in it are ranked.
        """

    def phrase(self, terms: Sequence[str]) -> Numbers:
        """Return the passages that hold these terms one after the other, in order; stop words don't part them."""

    def close(self) -> None:
        """Let go of the files."""


def choose_engine(wanted: KeywordEngine, passages: int) -> KeywordEngine:
    """Return the engine for a library of this size; only `auto` leaves a choice."""
    if wanted is not KeywordEngine.AUTO:
        return wanted
    return KeywordEngine.WHOOSH if passages <= WHOOSH_PASSAGES else KeywordEngine.TANTIVY


def build_keyword_index(engine: KeywordEngine, folder: Path, passages: Sequence[str]) -> None:
    """Write the index of the passages' terms, joined by spaces, into `folder`."""
    if engine is KeywordEngine.TANTIVY:
        from indexer.tantivy_index import TantivyIndex  # noqa: PLC0415 - only one engine is loaded

        TantivyIndex.build(folder, passages)
    else:
        from indexer.whoosh_index import WhooshIndex  # noqa: PLC0415

        WhooshIndex.build(folder, passages)


def open_keyword_index(engine: KeywordEngine, folder: Path, lengths: NDArray[np.int32]) -> KeywordIndex:
    """Open the index in `folder`; `lengths` are the passages' lengths in terms."""
    if engine is KeywordEngine.TANTIVY:
        from indexer.tantivy_index import TantivyIndex  # noqa: PLC0415 - only one engine is loaded

        return TantivyIndex(folder, lengths)
    from indexer.whoosh_index import WhooshIndex  # noqa: PLC0415

    return WhooshIndex(folder, lengths)
