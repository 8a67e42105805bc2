"""A page that need not be in the index, compared with all that a generation knows.

It is cut into passages as the index cuts its own, and embedded by the index's model; its own indexed version is left
out. Without a model nearness is that of words. `indexer.suggesting` makes suggestions of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indexer.arrays import Mask, Numbers, Scores, Vectors, mask_of
from indexer.catalog import Catalog
from indexer.copies import held, runs
from indexer.encoder import Encoder
from indexer.extracts import Extracts
from indexer.making import MadePage, make_page
from indexer.page_words import LIKENESS_TERMS, page_likeness
from indexer.people import ExpertIndex
from indexer.postings import Postings
from indexer.query import rarest_terms
from indexer.related import FLOOR
from indexer.vectors import VectorIndex
from indexer.votes import neighbours
from indexer.words import unit
from kb.choices import ENTRY_KINDS, Kind
from kb.draft_files import DraftFile

# A passage is near to another from this cosine on.
NEAR_PASSAGE = 0.8
# So many of a page's runs of words make another a near copy; docs/decisions/0021-suggestions-for-contributors.md.
COPIED = 0.4
# So many of the nearest pages, and of each passage's nearest, are looked at for copies.
LOOKED_AT = 20
# The least likeness in words that makes pages neighbours where there is no model.
WORDS_FLOOR = 0.1


@dataclass(frozen=True)
class Known:
    """What a generation knows. Without `encoder` only words count, and `notice` says why."""

    catalog: Catalog
    extracts: Extracts
    postings: Postings
    passage_pages: Numbers
    page_lengths: Numbers
    experts: ExpertIndex
    vectors: VectorIndex | None
    page_vectors: Vectors | None
    encoder: Encoder | None
    notice: str = ""


@dataclass(frozen=True)
class Compared:
    """A page by number, with the shares of passages that are near to it and of runs of words that it holds."""

    page: int
    near: float
    words: float


class Drafted:
    """One draft, compared with all that is known."""

    def __init__(self, known: Known, draft: DraftFile) -> None:
        """Take a generation and a page read from its file."""
        self.known, self.draft = known, draft
        self.page = draft.page
        self.made: MadePage = make_page(self.page, 0, draft.rendered, draft.pages, known.encoder)
        self.texts = [passage.record.text for passage in self.made.passages]
        self.own = known.catalog.numbers([self.page.id]).get(self.page.id)
        self.allowed = np.ones(len(known.page_lengths), np.bool_)
        if self.own is not None:
            self.allowed[self.own] = False

    @cached_property
    def embeddings(self) -> Vectors | None:
        """The embeddings of this page's passages, None without a model."""
        encoder = self.known.encoder
        if encoder is None or self.known.page_vectors is None:
            return None
        return encoder.encode_passages([passage.embedded for passage in self.made.passages])

    @cached_property
    def likeness(self) -> Scores:
        """How far each page has this one's words, shape (pages,)."""
        known = self.known
        text = " \n".join((self.page.title, *self.texts))
        terms = rarest_terms(text, len(known.postings), known.catalog.term)[:LIKENESS_TERMS]
        return page_likeness(terms, known.postings, known.passage_pages, known.page_lengths)

    @cached_property
    def nearness(self) -> Scores:
        """How near each page is: the cosine of what both are about, or without a model the likeness of words."""
        if self.embeddings is None or self.known.page_vectors is None:
            return self.likeness
        about = unit(self.embeddings.mean(axis=0, keepdims=True))[0]
        found: Scores = (self.known.page_vectors @ about).astype(np.float32)
        return found

    def near(self, pages: Collection[int]) -> Numbers:
        """Return the nearest of these pages, none below the floor, best first."""
        floor = WORDS_FLOOR if self.embeddings is None else FLOOR
        allowed = mask_of(len(self.allowed), list(pages)) & self.allowed & (self.nearness >= floor)
        return neighbours(self.nearness, allowed)

    def compared(self) -> list[Compared]:
        """Return the pages that may be copies, those with most in common first."""
        own = runs(self.texts)
        found = [
            Compared(page, self._near_share(page), held(own, runs(self.texts_of(page)))) for page in self._looked_at()
        ]
        return sorted(found, key=lambda one: (-one.words, -one.near, one.page))

    def passages_of(self, page: int) -> Numbers:
        return np.flatnonzero(self.known.passage_pages == page)

    def texts_of(self, page: int) -> list[str]:
        return [record.text for record in self.known.catalog.passages(self.passages_of(page)).values()]

    def _looked_at(self) -> list[int]:
        """Return pages of this one's kind of content that may be copies: entries to entries, others to their kind."""
        kinds = ENTRY_KINDS if self.page.kind in ENTRY_KINDS else frozenset({self.page.kind})
        alike = self._pages_of(kinds) & self.allowed
        pages = neighbours(self.nearness, alike, LOOKED_AT).tolist()
        vectors = self.known.vectors
        if self.embeddings is not None and vectors is not None:
            mask = alike[self.known.passage_pages]
            for vector in self.embeddings:
                rows, cosines = vectors.nearest(vector, LOOKED_AT, mask)
                pages += self.known.passage_pages[rows[cosines >= NEAR_PASSAGE]].tolist()
        counts = Counter(pages)
        return [page for page, _ in counts.most_common(2 * LOOKED_AT)]

    def _pages_of(self, kinds: Collection[Kind]) -> Mask:
        numbers = [number for number, kind in enumerate(self.known.catalog.kinds()) if kind in kinds]
        return mask_of(len(self.allowed), numbers)

    def _near_share(self, page: int) -> float:
        """Return the share of this page's passages that come near to one of another's; 0 without a model."""
        if self.embeddings is None or self.known.vectors is None:
            return 0.0
        cosines = self.embeddings @ self.known.vectors.rows(self.passages_of(page)).T
        return float((cosines.max(axis=1) >= NEAR_PASSAGE).mean())


def is_copy(compared: Compared) -> bool:
    """Whether a page is told to say nearly the same."""
    return compared.words >= COPIED
