"""Whoosh: keyword retrieval in pure Python, for libraries of some thousand passages.

Whoosh unpickles its files, so a generation's checksums have to hold before its keyword index is opened;
`indexer.generation` sees to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import fields, index, query, scoring
from whoosh.analysis import SpaceSeparatedTokenizer

from indexer.arrays import Mask, Numbers, Scores
from indexer.bm25 import K1, Bm25
from indexer.query import QueryTerm

_FIELD = "terms"


class WhooshIndex:
    """Ranks passages with Whoosh; scores are exact."""

    name = "whoosh"

    def __init__(self, folder: Path, lengths: NDArray[np.int32]) -> None:
        """Open the index in `folder`.

        `lengths` are the passages' exact lengths in terms: scores are exact, where Whoosh's own coding of lengths in
        a byte would round them.
        """
        self._index = index.open_dir(str(folder), readonly=True)
        self._searcher = self._index.searcher(weighting=_Weighting(lengths))

    @staticmethod
    def build(folder: Path, passages: Iterable[str]) -> None:
        """Write the index of the passages' terms, joined by spaces, into `folder`, as one segment."""
        folder.mkdir(parents=True, exist_ok=True)
        schema = fields.Schema(**{_FIELD: fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True)})
        writer = index.create_in(str(folder), schema).writer(limitmb=256)
        for passage in passages:
            writer.add_document(**{_FIELD: passage})
        writer.commit(optimize=True)

    def search(self, terms: Sequence[QueryTerm], k: int, mask: Mask | None = None) -> tuple[Numbers, Scores]:
        """Return the `k` best passages that hold any of `terms`, best first; ties go to the smaller number."""
        if not terms or self._searcher.doc_count_all() == 0 or (mask is not None and not mask.any()):
            return np.empty(0, np.int64), np.empty(0, np.float32)
        wanted = query.Or([query.Term(_FIELD, term.term, boost=term.count * term.idf) for term in terms])
        allowed = None if mask is None else set(np.flatnonzero(mask).tolist())
        hits = self._searcher.search(wanted, limit=k, filter=allowed, optimize=False)
        found = [(number, score) for score, number in hits.top_n]
        numbers = np.array([number for number, _ in found], np.int64)
        scores = np.array([score for _, score in found], np.float32)
        order = np.lexsort((numbers, -scores))
        return numbers[order], scores[order]

    def phrase(self, terms: Sequence[str]) -> Numbers:
        """Return the passages that hold these terms one after the other, in order."""
        wanted = query.Term(_FIELD, terms[0]) if len(terms) == 1 else query.Phrase(_FIELD, list(terms))
        return np.array(sorted(self._searcher.docs_for_query(wanted)), np.int64)

    def close(self) -> None:
        """Let go of the files."""
        self._searcher.close()
        self._index.close()


class _Weighting(scoring.WeightingModel):  # type: ignore[misc] # Whoosh ships no types
    """BM25 with exact lengths; a term's IDF and frequency in the query come as its boost."""

    def __init__(self, lengths: NDArray[np.int32]) -> None:
        formula = Bm25(float(lengths.mean()) if len(lengths) else 0.0)
        self._scorer = _Scorer([formula.length_norm(length) for length in lengths.tolist()], formula)

    def scorer(self, searcher: Any, fieldname: str, text: Any, qf: float = 1) -> Any:  # noqa: ARG002 - Whoosh's signature
        return self._scorer


class _Scorer(scoring.BaseScorer):  # type: ignore[misc] # Whoosh ships no types
    def __init__(self, norms: list[float], formula: Bm25) -> None:
        self._norms, self._formula = norms, formula

    def supports_block_quality(self) -> bool:
        """Blocks are never skipped: it gains nothing at this depth."""
        return False

    def max_quality(self) -> float:
        """Return what a term adds at most, before its boost: terms too weak to matter are not walked through."""
        return K1 + 1

    def score(self, matcher: Any) -> float:
        """Return what one term adds to the passage at the matcher, before its boost."""
        return self._formula.weight(1.0, matcher.weight(), self._norms[matcher.id()])
