"""Answer questions from one generation: pages, and people who know.

A `Searcher` reads one generation (`indexer.reader`); `indexer.live` follows the index folder to new ones.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cached_property, partial

import numpy as np

from indexer.advice import Advice
from indexer.arrays import Numbers
from indexer.asked import Facet, Mode, Query, Sort
from indexer.colleagues import Colleagues
from indexer.concepts import with_vocabulary
from indexer.drafted import Drafted, Known
from indexer.encoder import QuestionVectors
from indexer.encoders import Encoders
from indexer.explaining import explanation_of
from indexer.facets import COUNTED
from indexer.feedback import PageSpace
from indexer.filters import Filters, Scope
from indexer.gathering import CANDIDATES, NEAR_PAGES, SIZE, Gathering
from indexer.generation import Generation
from indexer.involved import Expert
from indexer.keyword import FOLDER as KEYWORD_FOLDER
from indexer.keyword import open_keyword_index
from indexer.nearness import Stretches
from indexer.page_words import LIKENESS_TERMS, LIKENESS_WEIGHT, PageTerms, page_likeness
from indexer.query import ParsedQuery, parse_query, rarest_terms
from indexer.question import Question, read_question
from indexer.quotes import quotes_from
from indexer.ranking import Ranking, Retrievers, browse, rank
from indexer.reader import PEOPLE
from indexer.refining import WholePages
from indexer.results import Answer, FacetValue, PersonSuggestion
from indexer.room import Room
from indexer.spelling import Spelling, did_you_mean
from indexer.suggesting import Suggesting
from indexer.understood import Asked
from indexer.vocabulary import Lexicon, open_vocabulary
from indexer.wordlist import open_words
from kb.config import NO_MODEL, KeywordEngine
from kb.draft_files import DraftFile

NEAR_MISSES = 5


class Searcher(Colleagues):
    """Answers from one generation."""

    def __init__(self, generation: Generation, encoders: Encoders) -> None:
        """Open a generation that has been checked; `encoders` are shared with the searchers of other generations."""
        super().__init__(generation)
        self._encoders = encoders
        engine = KeywordEngine(self._manifest.keyword_engine)
        keyword = open_keyword_index(engine, generation.folder / KEYWORD_FOLDER, self._postings.lengths)
        self._retrievers = Retrievers(keyword, self._vectors, self._postings, self._passage_pages, self._whole_pages())
        self._alpha = float(self._manifest.settings["alpha"])
        self._embedded_last: tuple[str, QuestionVectors | None] = ("", None)

    def _whole_pages(self) -> WholePages | None:
        if self._page_vectors is None:
            return None
        space = PageSpace.of(self._page_vectors, PageTerms.open(self._generation.folder))
        sizes = np.bincount(self._passage_pages, minlength=len(self._page_vectors))
        return WholePages(space, self._postings, self._passage_pages, sizes, self._words)

    def warm(self) -> None:
        """Load now what the first question would otherwise wait for: the model above all."""
        self.search(Query("warm"))
        self.suggestions("warm")

    def close(self) -> None:
        """Let go of the generation, so that it can be removed."""
        self._retrievers.keyword.close()
        super().close()

    def search(self, query: Query) -> Answer:
        """Answer a query: hits with passages and reasons, facets over all results, people who know."""
        self._possible_mode(query.mode)  # loads the model the first time, which is not part of a search
        started = time.perf_counter()
        asked = self._asked(query)
        ranking, parsed = asked.ranking, asked.parsed
        results = ranking.in_results if ranking.answered else np.zeros(len(ranking.pages), np.bool_)
        total = int(results.sum())
        query = asked.query
        wanted = self._sorted(np.flatnonzero(results), ranking.pages, query.sort)[query.offset :][: query.k]
        missed = [] if total else range(min(NEAR_MISSES, len(ranking.pages)))
        stretches = self._stretches(asked.vectors)
        quoted = query.sort is Sort.RELEVANCE and not query.offset
        return Answer(
            query=query,
            mode=asked.mode,
            answered=asked.answered,
            total=total,
            hits=self._extracts.hits(ranking, wanted.tolist(), query.offset, parsed, stretches),
            near_misses=self._extracts.hits(ranking, missed, 0, parsed, stretches),
            facets=self._counted(ranking, ranking.pages[results], query.filters),
            people=self._people_in(ranking, parsed, PEOPLE) if total else (),
            quotes=quotes_from(ranking, parsed, stretches, self._catalog) if quoted else (),
            ignored=asked.ignored,
            expanded=parsed.expanded,
            did_you_mean=self._did_you_mean(asked),
            notice=asked.notice,
            explanation=explanation_of(parsed, ranking.evidence, self._alpha_of(asked.mode)),
            took_ms=round((time.perf_counter() - started) * 1000, 2),
        )

    def answers(self, query: Query) -> bool:
        """Return whether a query has results."""
        return self._asked(query).answered

    def _asked(self, query: Query) -> Asked:
        """Understand a query, and rank what it asks for."""
        query = self.understood(query)
        question = read_question(query.text)
        parsed, (mode, notice) = self._parsed(question), self._possible_mode(query.mode)
        scope = self._filters.scope(query, question)
        vectors = self._embedded(parsed, mode)
        ranked = bool(parsed.text) or scope.everything
        ranking = self._rank(parsed, mode, scope, vectors) if ranked else self._browse(scope)
        return Asked(query, question, parsed, mode, notice, scope, vectors, ranking)

    def _did_you_mean(self, asked: Asked) -> str:
        """Return the question with misspelt words corrected, if that has results."""
        meant = did_you_mean(asked.question, asked.parsed, lambda: self._spelling, self._lexicon.has)
        return meant if meant and self.answers(replace(asked.query, text=meant)) else ""

    def understood(self, query: Query) -> Query:
        """Return a query with the fields in its text turned into filters, spelt as the library spells them."""
        return self._filters.understood(query)

    def ranked(self, text: str, mode: Mode = Mode.HYBRID, k: int = 100) -> tuple[str, ...]:
        """Return the ids of the `k` best pages for a question, whether or not they answer it: what is measured.

        The question is in plain words: test collections aren't written in the query language.
        """
        parsed, mode = self._parsed(Question(text, text)), self._possible_mode(mode)[0]
        pages = self._rank(parsed, mode, Scope(), self._embedded(parsed, mode)).pages[:k].tolist()
        summaries = self._catalog.summaries(pages)
        return tuple(summaries[page].id for page in pages)

    def _parsed(self, question: Question) -> ParsedQuery:
        parsed = parse_query(question.text, len(self._postings), self._catalog.term)
        parsed = replace(parsed, phrases=question.phrases)
        return with_vocabulary(parsed, self._lexicon, len(self._postings), self._catalog.term)

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

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(open_words(self._generation.folder), lambda terms: len(self._retrievers.keyword.phrase(terms)))

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon(open_vocabulary(self._generation.folder))

    @cached_property
    def _filters(self) -> Filters:
        published = self._catalog.published()
        return Filters(self._facets, published, self._passage_pages, self._retrievers.keyword)

    def _embedded(self, parsed: ParsedQuery, mode: Mode) -> QuestionVectors | None:
        """Return the vectors of a question, None where only words count."""
        if mode is Mode.KEYWORD or not parsed.text:
            return None
        if self._embedded_last[0] != parsed.embedded:  # ways on ask the same with other filters
            encoder = self._encoders.get(self._manifest.model)
            self._embedded_last = (parsed.embedded, encoder.encode_question(parsed.embedded) if encoder else None)
        return self._embedded_last[1]

    def _rank(self, parsed: ParsedQuery, mode: Mode, scope: Scope, vectors: QuestionVectors | None) -> Ranking:
        return rank(parsed, vectors, self._retrievers, scope, self._alpha_of(mode), words=mode is not Mode.DENSE)

    def _stretches(self, vectors: QuestionVectors | None) -> Stretches | None:
        return partial(self._words.stretches, vectors.words) if self._words and vectors else None

    def _alpha_of(self, mode: Mode) -> float:
        return 1.0 if mode is Mode.DENSE else self._alpha

    def _browse(self, scope: Scope) -> Ranking:
        return browse(self._passage_pages, scope, self._places_by_age)

    def _sorted(self, places: Numbers, pages: Numbers, sort: Sort) -> Numbers:
        """Return the places of a ranking in the order asked for; `pages` are the page numbers at all places."""
        if sort is Sort.RELEVANCE:
            return places
        order = self._places_by_age if sort is Sort.NEWEST else self._places_by_title
        return places[np.argsort(order[pages[places]])]

    def _counted(
        self, ranking: Ranking, results: Numbers, filters: Mapping[Facet, tuple[str, ...]]
    ) -> dict[Facet, tuple[FacetValue, ...]]:
        """Return the facets of a result set, each counted without its own filter."""
        counted = self._facets.counts(results)
        for facet in (facet for facet in COUNTED if filters.get(facet) and ranking.answered):
            others = self._facets.mask({other: values for other, values in filters.items() if other is not facet})
            pages = ranking.unfiltered
            counted[facet] = self._facets.count(facet, pages if others is None else pages[others[pages]])
        return {facet: values for facet, values in counted.items() if values}

    def people(self, query: str | Query, k: int = PEOPLE) -> tuple[PersonSuggestion, ...]:
        """Return the people who know about a question, with reasons."""
        asked = self._asked(Query(query) if isinstance(query, str) else query)
        return self._people_in(asked.ranking, asked.parsed, k) if asked.answered else ()

    def convene(self, text: str, size: int = SIZE) -> Room:
        """Return who should be in the room for a problem: up to `size` people, with what helps to prepare it."""
        asked = self._asked(Query(text))
        meant = self._did_you_mean(asked)
        if not asked.answered or not asked.parsed.text:
            return Room(asked.query.text, asked.notice, asked.ignored, did_you_mean=meant)
        ranking = asked.ranking
        near = ranking.pages[: max(int(ranking.in_results.sum()), NEAR_PAGES)]
        experts = self._experts_in(ranking, asked.parsed, CANDIDATES, reasons=set(near.tolist()))
        entries = [page for page in ranking.pages.tolist() if self._recommendable[page]]
        return Gathering(self._catalog, self._extracts).room(asked, experts, entries, size, meant)

    def advise(self, draft: DraftFile) -> Advice:
        """Return what to suggest to the author of a page that was read from its file."""
        return Suggesting(self.drafted(draft)).advice()

    def drafted(self, draft: DraftFile) -> Drafted:
        """Return a draft compared with this generation: what is measured."""
        mode, notice = self._possible_mode(Mode.HYBRID)
        encoder = None if mode is Mode.KEYWORD else self._encoders.get(self._manifest.model)
        known = Known(
            self._catalog, self._extracts, self._postings, self._passage_pages, self._page_lengths, self._experts,
            self._vectors, self._page_vectors, encoder, notice,
        )  # fmt: skip
        return Drafted(known, draft)

    def ranked_people(
        self, text: str, mode: Mode = Mode.HYBRID, k: int = 100, without_pages: Collection[str] = ()
    ) -> tuple[str, ...]:
        """Return the ids of the `k` people who know most of a question in plain words: what is measured.

        Nothing is taken from the pages in `without_pages`, as if the library didn't have them.
        """
        hidden = set(self._catalog.numbers(list(without_pages)).values())
        scope = Scope(asked=~np.isin(self._passage_pages, list(hidden))) if hidden else Scope()
        parsed, mode = self._parsed(Question(text, text)), self._possible_mode(mode)[0]
        ranking = self._rank(parsed, mode, scope, self._embedded(parsed, mode))
        experts = self._experts_in(ranking, parsed, k, hidden)
        summaries = self._catalog.summaries(expert.person for expert in experts)
        return tuple(summaries[expert.person].id for expert in experts)

    def _people_in(self, ranking: Ranking, parsed: ParsedQuery, k: int) -> tuple[PersonSuggestion, ...]:
        pages = ranking.pages[ranking.in_results].tolist()
        passages = dict(zip(pages, ranking.passages[ranking.in_results].tolist(), strict=True))
        experts = self._experts_in(ranking, parsed, k, reasons=passages.keys())
        return self._extracts.people(experts, passages, parsed.weights)

    def _experts_in(
        self,
        ranking: Ranking,
        parsed: ParsedQuery,
        k: int,
        hidden: Collection[int] = (),
        reasons: Collection[int] | None = None,
    ) -> list[Expert]:
        """Return the people for whom the ranked pages speak, those first that have most of the question's words.

        All ranked pages vote, `reasons` are those that are shown for it. What was browsed keeps its order.
        """
        pages, scores = ranking.pages, ranking.scores
        if parsed.text:
            terms = rarest_terms(parsed.text, len(self._postings), self._catalog.term)[:LIKENESS_TERMS]
            likeness = page_likeness(terms, self._postings, self._passage_pages, self._page_lengths)[pages]
            pages = pages[np.argsort(-(scores + LIKENESS_WEIGHT * likeness), kind="stable")]
        return self._experts.experts(pages.tolist(), k, hidden=hidden, reasons=reasons)

    @cached_property
    def _page_lengths(self) -> Numbers:
        """The number of terms of each page."""
        pages = sum(self._manifest.counts.values())
        lengths: Numbers = np.bincount(self._passage_pages, self._postings.lengths, minlength=pages).astype(np.int64)
        return lengths
