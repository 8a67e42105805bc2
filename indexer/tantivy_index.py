"""tantivy: keyword retrieval in Rust, for libraries of any size.

Its BM25 has k1 = 1.2 and b = 0.75, as ours, and codes a passage's length in a byte: up to 39 terms exactly, above
rounded down, by at most an eighth.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from indexer.arrays import Mask, Numbers, Scores
from indexer.query import QueryTerm

_TERMS = "terms"
_NUMBER = "number"
_TOKENIZER = "ready"
# Enough for a million passages: all are written as one segment, in order, so that ties go to the smaller number.
_HEAP_BYTES = 2_000_000_000
# So many numbers are looked up in the index; a wider filter is quicker applied to the ranking.
_NARROW = 1_000


class TantivyIndex:
    """Ranks passages with tantivy."""

    def __init__(self, folder: Path, lengths: NDArray[np.int32]) -> None:
        """Map the index in `folder` into memory."""
        self._index = tantivy.Index.open(str(folder))
        self._index.register_tokenizer(_TOKENIZER, _analyser())
        self._schema = self._index.schema
        self._searcher = self._index.searcher()
        self._passages = len(lengths)

    @staticmethod
    def build(folder: Path, passages: Iterable[str]) -> None:
        """Write the index of the passages' terms, joined by spaces, into `folder`, as one segment. Raises OSError."""
        folder.mkdir(parents=True, exist_ok=True)
        builder = tantivy.SchemaBuilder()
        builder.add_text_field(_TERMS, tokenizer_name=_TOKENIZER, index_option="position")
        builder.add_unsigned_field(_NUMBER, indexed=True, fast=True)
        index = tantivy.Index(builder.build(), path=str(folder))
        index.register_tokenizer(_TOKENIZER, _analyser())
        writer = index.writer(_HEAP_BYTES, num_threads=1)
        try:
            for number, passage in enumerate(passages):
                document = tantivy.Document()
                document.add_text(_TERMS, passage)
                document.add_unsigned(_NUMBER, number)
                writer.add_document(document)
            writer.commit()
            writer.wait_merging_threads()
        except ValueError as error:  # so it tells of the disk's faults, too
            raise OSError(str(error)) from error

    def search(self, terms: Sequence[QueryTerm], k: int, mask: Mask | None = None) -> tuple[Numbers, Scores]:
        """Return the `k` best passages that hold any of `terms`, best first; ties go to the smaller number."""
        known = [term for term in terms if term.number is not None]
        if not known or (mask is not None and not mask.any()):
            return np.empty(0, np.int64), np.empty(0, np.float32)
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, self._term_query(term)) for term in known])
        if mask is None:
            return self._ranked(query, k)
        allowed = int(mask.sum())
        if allowed <= _NARROW:
            numbers = tantivy.Query.term_set_query(self._schema, _NUMBER, np.flatnonzero(mask).tolist())
            only = tantivy.Query.const_score_query(numbers, 0.0)
            return self._ranked(
                tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, only)]), k
            )
        depth = k * self._passages // allowed
        while True:
            found, scores = self._ranked(query, depth)
            passing = mask[found]
            if passing.sum() >= k or len(found) < depth:
                return found[passing][:k], scores[passing][:k]
            depth *= 2

    def _term_query(self, term: QueryTerm) -> tantivy.Query:
        query = tantivy.Query.term_query(self._schema, _TERMS, term.term, index_option="freq")
        return query if term.count == 1 else tantivy.Query.boost_query(query, float(term.count))

    def _ranked(self, query: tantivy.Query, k: int) -> tuple[Numbers, Scores]:
        hits = self._searcher.search(query, limit=k, count=False).hits
        numbers = np.array(self._searcher.fast_field_values(_NUMBER, [address for _, address in hits]), np.int64)
        scores = np.array([score for score, _ in hits], np.float32)
        order = np.lexsort((numbers, -scores))
        return numbers[order], scores[order]

    def phrase(self, terms: Sequence[str]) -> Numbers:
        """Return the passages that hold these terms one after the other, in order."""
        query = (
            tantivy.Query.term_query(self._schema, _TERMS, terms[0])
            if len(terms) == 1
            else tantivy.Query.phrase_query(self._schema, _TERMS, list(terms))
        )
        return np.sort(self._ranked(query, max(1, self._passages))[0])

    def close(self) -> None:
        """Let go of the files; tantivy itself does so once nothing refers to them."""
        del self._searcher, self._index


def _analyser() -> tantivy.TextAnalyzer:
    """Return an analyser that takes terms as they are."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
