"""What one generation holds: its pages, their facets, who and what goes with them.

`indexer.searcher` answers questions from it. Nothing changes but what is read once. One reader serves one thread at a
time.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np

from indexer.arrays import Mask, Numbers, Vectors, mask_of
from indexer.asked import Facet
from indexer.catalog import Catalog
from indexer.extracts import Extracts
from indexer.facets import FacetIndex
from indexer.generation import Generation
from indexer.introducers import introducers
from indexer.nearness import WordVectors
from indexer.people import ExpertIndex
from indexer.postings import Postings
from indexer.related import FILE_NAME as PAGE_VECTORS_FILE
from indexer.related import Near, nearest_pages, reasons_between
from indexer.results import FacetValue, PageSummary, PersonSuggestion, RelatedPage, Stats, StoredPage
from indexer.suggestions import Named, Suggestion, SuggestionIndex
from indexer.vectors import VectorIndex
from kb.choices import ENTRY_KINDS, Kind
from kb.config import NO_MODEL
from kb.errors import DamagedIndexError
from kb.page import Head, Page

PEOPLE = 3
SUGGESTIONS = 8
RELATED = 5


class Reader:
    """Reads one generation."""

    def __init__(self, generation: Generation) -> None:
        """Open a generation that has been checked."""
        self._generation = generation
        self._manifest = generation.manifest
        folder = generation.folder
        self._catalog = Catalog(folder)
        try:
            self._postings = Postings.open(folder)
            self._words = WordVectors.open(folder) if self.knows_meaning else None
        except (OSError, ValueError) as error:
            raise DamagedIndexError(folder, f"its postings or words can't be read ({error})") from error
        self._extracts = Extracts(self._catalog)
        self._passage_pages = self._catalog.passage_pages()
        self._vectors = VectorIndex.open(folder) if self.knows_meaning else None

    @property
    def generation(self) -> str:
        """The generation's name."""
        return self._generation.name

    @property
    def knows_meaning(self) -> bool:
        """Whether the generation holds embeddings; without them nothing is near to anything but by words."""
        return self._manifest.model != NO_MODEL

    def close(self) -> None:
        """Let go of the generation, so that it can be removed."""
        self._catalog.close()
        self._generation.close()

    # --- pages ---

    def page(self, page_id: str) -> StoredPage:
        """Return a page whole. Raises UnknownPageError."""
        return self._catalog.page(page_id)

    def head(self, page_id: str) -> Head:
        """Return what a page says about itself, and no more. Raises UnknownPageError."""
        return self._catalog.head(self._catalog.number(page_id))

    def known_pages(self) -> list[Page]:
        """Return all pages with what a reference to them needs, and no more; drafts are not among them."""
        return self._catalog.known_pages()

    def redirect(self, path: str) -> str | None:
        """Return the id of the page that used to be at `path`, None where there is none."""
        return self._catalog.redirect(path)

    def pages_of_kind(self, kind: Kind) -> tuple[PageSummary, ...]:
        """Return all pages of one kind, by title."""
        return tuple(self._catalog.pages_of_kind(kind))

    def summaries(self, page_ids: Sequence[str]) -> dict[str, PageSummary]:
        """Return the summaries of these pages, by id; ids that no page has are left out."""
        numbers = self._catalog.numbers(page_ids)
        found = self._catalog.summaries(numbers.values())
        return {page_id: found[number] for page_id, number in numbers.items()}

    def pages_with(self, facet: Facet, value: str) -> tuple[PageSummary, ...]:
        """Return the pages that have this value of a facet, in whatever spelling, newest first."""
        pages = self._catalog.summaries(self._facets.holders(facet, value)).values()
        return tuple(sorted(pages, key=lambda page: (page.published, page.id), reverse=True))

    def entries_in_domain(self, page_id: str) -> tuple[PageSummary, ...]:
        """Return the entries of a domain, newest first."""
        return tuple(page for page in self.pages_with(Facet.DOMAIN, page_id) if page.kind in ENTRY_KINDS)

    def values_of(self, facet: Facet) -> tuple[FacetValue, ...]:
        """Return all values of a facet with the number of pages that have each, the most frequent first."""
        return self._facets.count(facet, np.arange(sum(self._manifest.counts.values())), most=sys.maxsize)

    def spelling(self, facet: Facet, value: str) -> str:
        """Return a value of a facet as most pages spell it; one that no page has as it is."""
        return self._facets.spelling(facet, value)

    def related(self, page_id: str, k: int = RELATED) -> tuple[RelatedPage, ...]:
        """Return up to `k` entries tied to a page, with reasons, those that authors wrote down first.

        For entries these are the relations that were stored with the index; for other pages the nearest entries, for
        people to what they did. Raises UnknownPageError.
        """
        number = self._catalog.number(page_id)
        return self._stored_relations(number, k) if number in self._entries else self._near(number, k)

    def _stored_relations(self, number: int, k: int) -> tuple[RelatedPage, ...]:
        records = self._catalog.relations(number)[:k]
        pages = self._catalog.summaries(record.target for record in records)
        return tuple(
            RelatedPage(pages[record.target], record.cosine, (record.reason,), record.tie, record.by_author)
            for record in records
        )

    def _near(self, number: int, k: int) -> tuple[RelatedPage, ...]:
        allowed = self._recommendable.copy()
        allowed[list(self._experts.work_of(number))] = False
        near = self._nearest(number, k, allowed)
        pages = self._catalog.summaries(item.page for item in near)
        head, titles = self._catalog.head(number), self._titles
        return tuple(
            RelatedPage(
                pages[item.page],
                round(item.cosine, 4),
                reasons_between(head, self._catalog.head(item.page), pages[item.page], titles),
            )
            for item in near
        )

    def suggestions(self, text: str, k: int = SUGGESTIONS) -> tuple[Suggestion, ...]:
        """Return what somebody may be looking for who has typed `text` so far: `k` domains, people, tags and titles.

        The addresses of tags are the site's, and so are left empty.
        """
        found = self._suggestions.find(text, k)
        pages = self._catalog.summaries(named.page for named in found if named.page is not None)
        return tuple(
            Suggestion.of_tag(named.text, text) if named.page is None else Suggestion.of_page(pages[named.page], text)
            for named in found
        )

    def stats(self) -> Stats:
        """Return counts and identity of the generation."""
        manifest = self._manifest
        return Stats(
            generation=manifest.generation,
            created=manifest.created,
            title=str(manifest.settings["title"]),
            pages=manifest.counts,
            entries=sum(manifest.counts.get(kind.value, 0) for kind in ENTRY_KINDS),
            people=manifest.counts.get(Kind.PERSON.value, 0),
            passages=len(self._postings),
            terms=self._catalog.term_count(),
            model=manifest.model,
            runtime=manifest.runtime,
            dimensions=manifest.dimensions,
            keyword_engine=manifest.keyword_engine,
            bytes=self._generation.bytes,
            sizes=self._generation.sizes,
            problems=manifest.problems,
            settings=manifest.settings,
        )

    # --- people ---

    def people_for_page(self, page_id: str, k: int = PEOPLE) -> tuple[PersonSuggestion, ...]:
        """Return people who know about what a page tells of, other than those named on it; five at most are known.

        They were worked out with the index: nobody leads too often in a domain. Raises UnknownPageError.
        """
        number = self._catalog.number(page_id)
        experts = self._catalog.recommendations(number)[:k]
        passages = {page: self._nearest_passage(page, number) for expert in experts for page, _ in expert.evidence}
        return self._extracts.people(experts, passages, {})

    def people_of(self, page_ids: Sequence[str], k: int = PEOPLE) -> tuple[PersonSuggestion, ...]:
        """Return the people for whom these pages speak, those of the first pages before others."""
        pages = list(self._catalog.numbers(page_ids).values())
        experts = self._experts.experts(pages, k)
        opening = {page: self._passages_of(page)[0] for expert in experts for page, _ in expert.evidence}
        return self._extracts.people(experts, opening, {})

    def introducers(self, person: PageSummary) -> tuple[PageSummary, ...]:
        """Return the domains of somebody whose coordinators, others than themself, can be reached to introduce them."""
        return introducers(self._catalog, person)

    # --- what is read once ---

    @cached_property
    def _facets(self) -> FacetIndex:
        pages = sum(self._manifest.counts.values())
        return FacetIndex(self._catalog.facets(), pages, self._titles)

    @cached_property
    def _experts(self) -> ExpertIndex:
        return ExpertIndex(self._catalog.involved(), self._page_vectors)

    @cached_property
    def _suggestions(self) -> SuggestionIndex:
        tags = (Named(tag.value, Facet.TAG, count=tag.count) for tag in self.values_of(Facet.TAG))
        return SuggestionIndex((*self._catalog.names(), *tags))

    @cached_property
    def _places_by_age(self) -> Numbers:
        return self._catalog.places_by_age()

    @cached_property
    def _places_by_title(self) -> Numbers:
        return self._catalog.places_by_title()

    @cached_property
    def _recommendable(self) -> Mask:
        """Entries that may be pointed to: archived ones are found, and not recommended."""
        return self._pages_in(self._catalog.recommendable_entries())

    @cached_property
    def _entries(self) -> frozenset[int]:
        return self._catalog.entries()

    def _pages_in(self, numbers: Collection[int]) -> Mask:
        return mask_of(sum(self._manifest.counts.values()), list(numbers))

    @cached_property
    def _titles(self) -> dict[str, str]:
        """The titles of the pages that are values of facets."""
        return self._catalog.titles(Kind.DOMAIN, Kind.PERSON)

    @cached_property
    def _page_vectors(self) -> Vectors | None:
        path = self._generation.folder / PAGE_VECTORS_FILE
        return np.load(path, mmap_mode="r") if path.is_file() else None

    def _nearest(self, number: int, k: int, allowed: Mask) -> list[Near]:
        return [] if self._page_vectors is None else nearest_pages(self._page_vectors, number, k, allowed)

    def _passages_of(self, page: int) -> list[int]:
        """Return the numbers of a page's passages, in order."""
        return np.flatnonzero(self._passage_pages == page).tolist()

    def _nearest_passage(self, page: int, to: int) -> int:
        """Return the passage of `page` that is nearest to the page `to`."""
        numbers = np.array(self._passages_of(page))
        if self._page_vectors is None or self._vectors is None:
            return int(numbers[0])
        cosines = self._vectors.rows(numbers) @ self._page_vectors[to]
        return int(numbers[int(cosines.argmax())])
