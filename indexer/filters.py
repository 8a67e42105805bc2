"""What a question admits: phrases, excluded words, days and facets, turned into masks before anything is ranked."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Mask, Numbers, mask_of
from indexer.asked import Facet, Query
from indexer.facets import FacetIndex
from indexer.keyword import KeywordIndex
from indexer.question import FieldTerm, Limit, Question, read_question
from indexer.results import Ignored

# So many values of a facet may be chosen at a time.
MOST_VALUES = 20
# So many values of a facet are named where somebody asks for one that isn't there.
_FEW = 12


@dataclass(frozen=True)
class Scope:
    """Which passages may answer; None where all may.

    `asked` are those that the question itself admits by its phrases, exclusions and days, `filtered` those of them
    that pass the chosen facets, too. With `quoted` phrases every page that is left belongs to the results. `ignored`
    are the parts of the question that admit nothing, and so were left out.
    """

    asked: Mask | None = None
    filtered: Mask | None = None
    quoted: bool = False
    ignored: tuple[Ignored, ...] = ()

    @property
    def everything(self) -> bool:
        """Whether all passages may answer."""
        return self.asked is None and self.filtered is None


class Filters:
    """Turns queries into scopes, for one generation."""

    def __init__(
        self, facets: FacetIndex, published: NDArray[np.str_], passage_pages: Numbers, keyword: KeywordIndex
    ) -> None:
        """Take the facets, each page's ISO day of publication ("" for none), each passage's page, and the words."""
        self._facets, self._published = facets, published
        self._passage_pages, self._keyword = passage_pages, keyword

    def understood(self, query: Query) -> Query:
        """Return a query with the fields in its text turned into filters, as far as some page has such a value.

        Excluded fields stay in the text, and so do those that aren't understood: a scope has these among its ignored.
        """
        facets = {
            facet: tuple(dict.fromkeys(self._facets.spelling(facet, value) for value in values))
            for facet, values in query.filters.items()
            if values
        }
        query = replace(query, filters=facets)
        found: dict[Facet, tuple[str, ...]] = {}
        while (moved := self._moved(query, found)) != query:  # once a field is gone, what stood by it may be another
            query = moved
        return query

    def _moved(self, query: Query, facets: dict[Facet, tuple[str, ...]]) -> Query:
        """Return a query with the fields of its text among its filters, in place of others of the same facets.

        `facets` are those found in it so far, and get what is found now.
        """
        question = read_question(query.text)
        moved = [term for term in question.fields if not term.excluded and self._values(term)]
        after, before = query.after, query.before
        for term in moved:
            if term.field is Limit.AFTER:
                after = max(after, term.value)
            elif term.field is Limit.BEFORE:
                before = min(before or term.value, term.value)
            elif isinstance(term.field, Facet):
                facets[term.field] = (*facets.get(term.field, ()), *self._values(term))
        named = {facet: tuple(dict.fromkeys(values)) for facet, values in facets.items()}
        text = question.without(moved) if moved else query.text
        return replace(query, text=text, filters={**query.filters, **named}, after=after, before=before)

    def _values(self, term: FieldTerm) -> tuple[str, ...]:
        """Return the values that a field may mean; none where they are so many that nobody can mean them."""
        if isinstance(term.field, Limit):
            return (term.value,)
        values = self._facets.matching(term.field, term.value)
        return values if len(values) <= MOST_VALUES else ()

    def scope(self, query: Query, question: Question) -> Scope:
        """Return which passages may answer a query; `question` is what its text was read as."""
        phrases, ignored = self._phrases(question)
        asked = self._asked_pages(query, question, phrases)
        chosen = self._facets.mask(query.filters)
        passages = None if asked is None else asked[self._passage_pages]
        if passages is not None and phrases:
            # What is shown of a page has to have one of the phrases in it.
            passages &= mask_of(len(passages), np.concatenate(phrases))
        filtered = None if chosen is None else chosen[self._passage_pages]
        if filtered is not None and passages is not None:
            filtered &= passages
        return Scope(passages, filtered, bool(phrases), (*self._unknown_values(query, question), *ignored))

    def _phrases(self, question: Question) -> tuple[list[Numbers], list[Ignored]]:
        """Return the passages that hold each phrase; those that no page has, or not together, are left out."""
        holders = [self._keyword.phrase(terms) for terms in question.phrases]
        found = [passages for passages in holders if len(passages)]
        ignored = []
        for passages, terms in zip(holders, question.phrases, strict=True):
            if not len(passages):
                ignored.append(Ignored(f"“{question.written_as(terms)}”", "no page has these words in this order"))
        if found and not np.logical_and.reduce([self._pages_with(passages) for passages in found]).any():
            quoted = " ".join(f"“{question.written_as(terms)}”" for terms in question.phrases)
            return [], [*ignored, Ignored(quoted[:80], "no page has all of these")]
        return found, ignored

    def _asked_pages(self, query: Query, question: Question, phrases: Iterable[Numbers]) -> Mask | None:
        masks = [self._pages_with(passages) for passages in phrases]
        masks += [~self._pages_with(self._keyword.phrase(terms)) for terms in question.excluded]
        for facet, values in self._excluded(question).items():
            having = self._facets.mask({facet: values})
            masks += [] if having is None else [~having]
        if query.after:
            masks.append(self._published >= query.after)
        if query.before:
            masks.append((self._published < query.before) & (self._published != ""))
        return np.logical_and.reduce(masks) if masks else None

    def _unknown_values(self, query: Query, question: Question) -> Iterator[Ignored]:
        """Yield the fields of a question and the filters of a query that no page has a value for."""
        for term in question.fields:
            if isinstance(term.field, Facet) and not self._values(term):
                written = question.written[term.start : term.end]
                yield Ignored(written[:80], self._unknown(term.field, term.value))
        for facet, values in query.filters.items():
            unknown = [value for value in values if not self._facets.known(facet, value)]
            yield from (Ignored(f"{facet}: {value[:80]}", "no page has this value") for value in unknown)

    def _unknown(self, facet: Facet, value: str) -> str:
        many = len(self._facets.matching(facet, value))
        if many:
            return f"{many} of these have it in their name; write more of it"
        if facet is Facet.PERSON:  # whoever isn't found by name is not shown by it either
            return "no page has this person"
        labels = self._facets.labels(facet)
        near = difflib.get_close_matches(value, labels, n=1)
        if near:
            return f"no page has this {facet}; the nearest is “{near[0]}”"
        return f"no page has this {facet}" + (f"; there are {', '.join(labels)}" if 0 < len(labels) <= _FEW else "")

    def _pages_with(self, passages: Numbers) -> Mask:
        return mask_of(len(self._published), self._passage_pages[passages])

    def _excluded(self, question: Question) -> Mapping[Facet, tuple[str, ...]]:
        excluded: dict[Facet, tuple[str, ...]] = {}
        for term in question.fields:
            if term.excluded and isinstance(term.field, Facet):
                excluded[term.field] = (*excluded.get(term.field, ()), *self._values(term))
        return excluded
