"""Answer from one generation: search, people, related pages, pages themselves.

A `Searcher` reads one generation; `indexer.live` follows the index folder to new ones. All state is read-only. One
searcher serves one thread at a time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

import numpy as np

from indexer.arrays import Mask, Numbers, Vectors
from indexer.catalog import Catalog
from indexer.encoders import Encoders
from indexer.extracts import Extracts
from indexer.facets import FacetIndex
from indexer.feedback import PageSpace
from indexer.generation import Generation
from indexer.keyword import FOLDER as KEYWORD_FOLDER
from indexer.keyword import open_keyword_index
from indexer.people import VOTERS, ExpertIndex
from indexer.postings import Postings
from indexer.query import ParsedQuery, parse_query
from indexer.ranking import Ranking, Retrievers, browse, rank
from indexer.related import FILE_NAME as PAGE_VECTORS_FILE
from indexer.related import Near, nearest_pages, reasons_between
from indexer.results import (
    Answer,
    Facet,
    FacetValue,
    Ignored,
    Mode,
    PageSummary,
    PersonSuggestion,
    Query,
    RelatedPage,
    Sort,
    Stats,
    StoredPage,
)
from indexer.vectors import VectorIndex
from kb.choices import ENTRY_KINDS, Kind
from kb.config import NO_MODEL, KeywordEngine
from kb.errors import DamagedIndexError
from kb.page import Head

PEOPLE = 3
NEAR_MISSES = 5


class Searcher:
    """Answers from one generation."""

    def __init__(self, generation: Generation, encoders: Encoders) -> None:
        """Open a generation that has been checked; `encoders` are shared with the searchers of other generations."""
        self._generation = generation
        self._manifest = generation.manifest
        self._encoders = encoders
        folder = generation.folder
        self._catalog = Catalog(folder)
        self._extracts = Extracts(self._catalog)
        try:
            self._postings = Postings.open(folder)
        except (OSError, ValueError) as error:
            raise DamagedIndexError(folder, f"its postings can't be read ({error})") from error
        self._passage_pages = self._catalog.passage_pages()
        vectors = VectorIndex.open(folder) if self._manifest.model != NO_MODEL else None
        engine = KeywordEngine(self._manifest.keyword_engine)
        keyword = open_keyword_index(engine, folder / KEYWORD_FOLDER, self._postings.lengths)
        space = None if self._page_vectors is None else PageSpace.of(self._page_vectors)
        self._retrievers = Retrievers(keyword, vectors, self._postings, self._passage_pages, space)
        self._alpha = float(self._manifest.settings["alpha"])

    @property
    def generation(self) -> str:
        """The generation's name."""
        return self._generation.name

    @property
    def knows_meaning(self) -> bool:
        """Whether the generation holds embeddings; without them nothing is near to anything but by words."""
        return self._manifest.model != NO_MODEL

    def warm(self) -> None:
        """Load now what the first question would otherwise wait for: the model above all."""
        self.search(Query("warm"))

    def close(self) -> None:
        """Let go of the generation, so that it can be removed."""
        self._retrievers.keyword.close()
        self._catalog.close()
        self._generation.close()

    # --- search ---

    def search(self, query: Query) -> Answer:
        """Answer a query: hits with passages and reasons, facets over all results, people who know."""
        mode, notice = self._possible_mode(query.mode)  # loads the model the first time, which is not part of a search
        started = time.perf_counter()
        parsed = parse_query(query.text, len(self._postings), self._catalog.term)
        ignored = list(parsed.ignored)
        mask = self._mask(query.filters, ignored)
        ranking = self._rank(parsed, mode, mask) if parsed.text or mask is None else self._browse(mask)
        results = ranking.in_results if ranking.answered else np.zeros(len(ranking.pages), np.bool_)
        total = int(results.sum())
        wanted = self._sorted(np.flatnonzero(results), ranking.pages, query.sort)[query.offset :][: query.k]
        missed = [] if total else range(min(NEAR_MISSES, len(ranking.pages)))
        hits = self._extracts.hits(ranking, wanted.tolist(), query.offset, parsed)
        return Answer(
            query=query,
            mode=mode,
            answered=ranking.answered and total > 0,
            total=total,
            hits=hits,
            near_misses=self._extracts.hits(ranking, missed, 0, parsed),
            facets=self._counted(ranking, ranking.pages[results], query.filters),
            people=self._people_in(ranking, parsed, PEOPLE) if total else (),
            ignored=tuple(ignored),
            notice=notice,
            took_ms=round((time.perf_counter() - started) * 1000, 2),
        )

    def ranked(self, text: str, mode: Mode = Mode.HYBRID, k: int = 100) -> tuple[str, ...]:
        """Return the ids of the `k` best pages for a question, whether or not they answer it: what is measured."""
        parsed = parse_query(text, len(self._postings), self._catalog.term)
        pages = self._rank(parsed, self._possible_mode(mode)[0], None).pages[:k].tolist()
        summaries = self._catalog.summaries(pages)
        return tuple(summaries[page].id for page in pages)

    def _possible_mode(self, wanted: Mode) -> tuple[Mode, str]:
        name = self._manifest.model
        if wanted is Mode.KEYWORD:
            return wanted, ""
        if name == NO_MODEL:
            return (
                Mode.KEYWORD,
                "This library is indexed for words only; pages that say it in other words are not found.",
            )
        encoder = self._encoders.get(name)
        if encoder is None:
            return Mode.KEYWORD, "Search by meaning is off for now: only words count."
        if encoder.model_digest != self._manifest.model_digest:
            return (
                Mode.KEYWORD,
                "Search by meaning is off until the library is indexed again: only words count.",
            )
        return wanted, ""

    def _mask(self, filters: Mapping[Facet, tuple[str, ...]], ignored: list[Ignored]) -> Mask | None:
        for facet, values in filters.items():
            unknown = [value for value in values if not self._facets.known(facet, value)]
            ignored += [Ignored(f"{facet.value}: {value[:80]}", "no page has this value") for value in unknown]
        pages = self._facets.mask(filters)
        return None if pages is None else pages[self._passage_pages]

    def _rank(self, parsed: ParsedQuery, mode: Mode, mask: Mask | None) -> Ranking:
        embedding = None
        if mode is not Mode.KEYWORD and parsed.text:
            encoder = self._encoders.get(self._manifest.model)
            embedding = encoder.encode_query(parsed.text) if encoder else None
        alpha = 1.0 if mode is Mode.DENSE else self._alpha
        return rank(parsed, embedding, self._retrievers, mask, alpha, words=mode is not Mode.DENSE)

    def _browse(self, mask: Mask) -> Ranking:
        return browse(self._passage_pages, mask, self._places_by_age)

    def _sorted(self, places: Numbers, pages: Numbers, sort: Sort) -> Numbers:
        """Return the places of a ranking in the order asked for; `pages` are the page numbers at all places."""
        if sort is Sort.RELEVANCE:
            return places
        order = self._places_by_age if sort is Sort.NEWEST else self._places_by_title
        return places[np.argsort(order[pages[places]])]

    @cached_property
    def _places_by_age(self) -> Numbers:
        return self._catalog.places_by_age()

    @cached_property
    def _places_by_title(self) -> Numbers:
        return self._catalog.places_by_title()

    def _counted(
        self, ranking: Ranking, results: Numbers, filters: Mapping[Facet, tuple[str, ...]]
    ) -> dict[Facet, tuple[FacetValue, ...]]:
        """Return the facets of a result set, each counted without its own filter."""
        counted = self._facets.counts(results)
        for facet in (facet for facet, values in filters.items() if values and ranking.answered):
            others = self._facets.mask({other: values for other, values in filters.items() if other is not facet})
            pages = ranking.unfiltered
            counted[facet] = self._facets.count(facet, pages if others is None else pages[others[pages]])
        return {facet: values for facet, values in counted.items() if values}

    @cached_property
    def _facets(self) -> FacetIndex:
        pages = sum(self._manifest.counts.values())
        return FacetIndex(self._catalog.facets(), pages, self._domain_titles)

    # --- people ---

    @cached_property
    def _experts(self) -> ExpertIndex:
        return ExpertIndex(self._catalog.involved())

    def people(self, text: str, k: int = PEOPLE) -> tuple[PersonSuggestion, ...]:
        """Return the people who know about a question, with reasons."""
        parsed = parse_query(text, len(self._postings), self._catalog.term)
        ranking = self._rank(parsed, self._possible_mode(Mode.HYBRID)[0], None)
        return self._people_in(ranking, parsed, k) if ranking.answered else ()

    def people_for_page(self, page_id: str, k: int = PEOPLE) -> tuple[PersonSuggestion, ...]:
        """Return people who know about what a page tells of, other than those named on it. Raises UnknownPageError."""
        number = self._catalog.number(page_id)
        near = [near.page for near in self._nearest(number, VOTERS, self._with_people)]
        named = self._experts.of_page(number) | {number}
        experts = self._experts.experts(near, k, without=named)
        passages = {page: self._nearest_passage(page, number) for expert in experts for page, _ in expert.evidence}
        return self._extracts.people(experts, passages, {})

    def people_of(self, page_ids: Sequence[str], k: int = PEOPLE) -> tuple[PersonSuggestion, ...]:
        """Return the people for whom these pages speak, those of the first pages before others."""
        pages = list(self._catalog.numbers(page_ids).values())
        experts = self._experts.experts(pages, k)
        opening = {page: self._passages_of(page)[0] for expert in experts for page, _ in expert.evidence}
        return self._extracts.people(experts, opening, {})

    def _people_in(self, ranking: Ranking, parsed: ParsedQuery, k: int) -> tuple[PersonSuggestion, ...]:
        pages = ranking.pages[ranking.in_results].tolist()
        passages = dict(zip(pages, ranking.passages[ranking.in_results].tolist(), strict=True))
        return self._extracts.people(self._experts.experts(pages, k), passages, parsed.weights)

    # --- pages ---

    def page(self, page_id: str) -> StoredPage:
        """Return a page whole. Raises UnknownPageError."""
        return self._catalog.page(page_id)

    def head(self, page_id: str) -> Head:
        """Return what a page says about itself, and no more. Raises UnknownPageError."""
        return self._catalog.head(self._catalog.number(page_id))

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

    def related(self, page_id: str, k: int = 5) -> tuple[RelatedPage, ...]:
        """Return the entries nearest to a page, for people to what they did, with reasons. Raises UnknownPageError."""
        number = self._catalog.number(page_id)
        allowed = self._recommendable.copy()
        allowed[list(self._experts.work_of(number))] = False
        near = self._nearest(number, k, allowed)
        pages = self._catalog.summaries(item.page for item in near)
        head, titles = self._catalog.head(number), self._domain_titles
        return tuple(
            RelatedPage(
                pages[item.page],
                round(item.cosine, 4),
                reasons_between(head, self._catalog.head(item.page), pages[item.page], titles),
            )
            for item in near
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

    @cached_property
    def _recommendable(self) -> Mask:
        """Entries that may be pointed to: archived ones are found, and not recommended."""
        return self._pages_in(self._catalog.recommendable_entries())

    @cached_property
    def _with_people(self) -> Mask:
        """Pages that anybody took part in."""
        return self._pages_in(self._experts.pages)

    def _pages_in(self, numbers: Collection[int]) -> Mask:
        mask = np.zeros(sum(self._manifest.counts.values()), np.bool_)
        mask[list(numbers)] = True
        return mask

    @cached_property
    def _domain_titles(self) -> dict[str, str]:
        return self._catalog.domain_titles()

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
        if self._page_vectors is None or self._retrievers.vectors is None:
            return int(numbers[0])
        cosines = self._retrievers.vectors.rows(numbers) @ self._page_vectors[to]
        return int(numbers[int(cosines.argmax())])
