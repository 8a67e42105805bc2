"""Facets: filters turned into masks before ranking, counts over a result set, and values found by what people type."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from indexer import analysis
from indexer.arrays import Mask, Numbers
from indexer.asked import Facet
from indexer.results import FacetValue
from kb.choices import ENTRY_KINDS, Kind

MAX_VALUES = 30
# People are filtered by, and not counted: who stands first in such a list would be recommended by it.
COUNTED = tuple(facet for facet in Facet if facet is not Facet.PERSON)
# Their values are ids of pages, which people know by the last part, or by the title.
_IDS = {Facet.DOMAIN, Facet.PERSON}
_ENTRIES = ("entry", "entries")


class FacetIndex:
    """Which values each page has, by facet."""

    def __init__(self, rows: Iterable[tuple[int, Facet, str]], pages: int, titles: Mapping[str, str]) -> None:
        """Take (page number, facet, value) rows, the number of pages, and the titles of domains and people by id."""
        self._pages = pages
        self._titles = titles
        self._terms: dict[Facet, dict[str, frozenset[str]]] = {}
        self._values: dict[Facet, dict[int, list[str]]] = {facet: defaultdict(list) for facet in Facet}
        self._holders: dict[tuple[Facet, str], list[int]] = defaultdict(list)
        spellings: dict[tuple[Facet, str], Counter[str]] = defaultdict(Counter)
        for page, facet, value in rows:
            folded = _folded(value)
            spellings[facet, folded][value] += 1
            if folded not in self._values[facet][page]:
                self._values[facet][page].append(folded)
            self._holders[facet, folded].append(page)
            if facet in _IDS:
                self._holders[facet, folded.rsplit("/", 1)[-1]].append(page)
        self._spelling = {key: max(sorted(counts), key=counts.__getitem__) for key, counts in spellings.items()}
        for (facet, folded), spelt in list(self._spelling.items()):
            if facet in _IDS:
                self._spelling.setdefault((facet, folded.rsplit("/", 1)[-1]), spelt)

    def mask(self, filters: Mapping[Facet, tuple[str, ...]]) -> Mask | None:
        """Return which pages pass: any of a facet's values, all facets. None where nothing is filtered."""
        mask: Mask | None = None
        for facet, values in filters.items():
            if not values:
                continue
            passing = np.zeros(self._pages, np.bool_)
            for value in values:
                passing[self._holders.get((facet, _folded(value)), [])] = True
            mask = passing if mask is None else mask & passing
        return mask

    def known(self, facet: Facet, value: str) -> bool:
        """Whether any page has this value, in whatever spelling."""
        return (facet, _folded(value)) in self._holders

    def holders(self, facet: Facet, value: str) -> list[int]:
        """Return the numbers of the pages that have this value, in whatever spelling."""
        return self._holders.get((facet, _folded(value)), [])

    def spelling(self, facet: Facet, value: str) -> str:
        """Return a value in its most frequent spelling, an unknown one as it is."""
        return self._spelling.get((facet, _folded(value)), value)

    def matching(self, facet: Facet, written: str) -> tuple[str, ...]:
        """Return the values that somebody may mean by what they wrote, the most specific way that finds any.

        That is a value or the title it is shown by, whatever its accents, case and plural; else all values that have
        each of the words written. `kind:entries` are the kinds of entries.
        """
        if facet is Facet.KIND and _folded(written) in _ENTRIES:
            return tuple(kind.value for kind in ENTRY_KINDS if self.known(facet, kind.value))
        if self.known(facet, written):
            return (self.spelling(facet, written),)
        wanted = frozenset(_words(written))
        if not wanted:
            return ()
        terms = self._terms_of(facet)
        same = [value for value, has in terms.items() if has == wanted]
        found = same or [value for value, has in terms.items() if wanted <= has]
        return tuple(self._spelling[facet, value] for value in found)

    def _terms_of(self, facet: Facet) -> dict[str, frozenset[str]]:
        """Return the terms of each value of a facet by which it is known, in order of the value."""
        if facet not in self._terms:
            names = sorted({value for values in self._values[facet].values() for value in values})
            self._terms[facet] = {name: frozenset(_words(self._known_by(facet, name))) for name in names}
        return self._terms[facet]

    def _known_by(self, facet: Facet, value: str) -> str:
        if facet is Facet.KIND and value == Kind.PERSON.value:
            return Kind.PERSON.folder  # the others differ from their folders by their plural only
        return self._label(facet, self._spelling[facet, value])

    def labels(self, facet: Facet) -> tuple[str, ...]:
        """Return what the values of a facet are shown as."""
        return tuple(sorted({self._label(facet, self._spelling[facet, value]) for value in self._terms_of(facet)}))

    def counts(self, pages: Numbers) -> dict[Facet, tuple[FacetValue, ...]]:
        """Return each facet's most frequent values among `pages`, with counts; facets without values are left out.

        Values that differ in case or spaces only are one, shown in its most frequent spelling.
        """
        counted = {facet: self.count(facet, pages) for facet in COUNTED}
        return {facet: values for facet, values in counted.items() if values}

    def count(self, facet: Facet, pages: Numbers, most: int = MAX_VALUES) -> tuple[FacetValue, ...]:
        """Return a facet's most frequent values among `pages`, with counts, the most frequent first."""
        by_page = self._values[facet]
        counter = Counter(value for page in pages.tolist() for value in by_page.get(page, ()))
        top = sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:most]
        spelt = ((self._spelling[facet, value], count) for value, count in top)
        return tuple(FacetValue(value, self._label(facet, value), count) for value, count in spelt)

    def _label(self, facet: Facet, value: str) -> str:
        return self._titles.get(value, value) if facet in _IDS else value


def _words(text: str) -> list[str]:
    """Return the terms of a text, common words among them: "under way" has to stay two words."""
    return [*analysis.terms(text), *(_folded(word) for word in analysis.stop_words_in(text))]


def _folded(value: str) -> str:
    """Return a value without what doesn't part it from another: accents, case, spaces."""
    return " ".join(analysis.folded(word) for word in value.split())
