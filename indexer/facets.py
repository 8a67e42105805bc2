"""Facets: filters turned into masks before ranking, and counts over a result set."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from indexer.arrays import Mask, Numbers
from indexer.results import Facet, FacetValue

MAX_VALUES = 30


class FacetIndex:
    """Which values each page has, by facet."""

    def __init__(self, rows: Iterable[tuple[int, Facet, str]], pages: int, domain_titles: Mapping[str, str]) -> None:
        """Take (page number, facet, value) rows, the number of pages, and the titles that domains are shown by."""
        self._pages = pages
        self._titles = domain_titles
        self._values: dict[Facet, dict[int, list[str]]] = {facet: defaultdict(list) for facet in Facet}
        self._holders: dict[tuple[Facet, str], list[int]] = defaultdict(list)
        spellings: dict[tuple[Facet, str], Counter[str]] = defaultdict(Counter)
        for page, facet, value in rows:
            folded = _folded(value)
            spellings[facet, folded][value] += 1
            if folded not in self._values[facet][page]:
                self._values[facet][page].append(folded)
            self._holders[facet, folded].append(page)
            if facet is Facet.DOMAIN:  # also by the last part of its id, as people type it
                self._holders[facet, folded.rsplit("/", 1)[-1]].append(page)
        self._spelling = {key: max(sorted(counts), key=counts.__getitem__) for key, counts in spellings.items()}
        for (facet, folded), spelt in list(self._spelling.items()):
            if facet is Facet.DOMAIN:
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

    def counts(self, pages: Numbers) -> dict[Facet, tuple[FacetValue, ...]]:
        """Return each facet's most frequent values among `pages`, with counts; facets without values are left out.

        Values that differ in case or spaces only are one, shown in its most frequent spelling.
        """
        counted = {facet: self.count(facet, pages) for facet in Facet}
        return {facet: values for facet, values in counted.items() if values}

    def count(self, facet: Facet, pages: Numbers, most: int = MAX_VALUES) -> tuple[FacetValue, ...]:
        """Return a facet's most frequent values among `pages`, with counts, the most frequent first."""
        by_page = self._values[facet]
        counter = Counter(value for page in pages.tolist() for value in by_page.get(page, ()))
        top = sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:most]
        spelt = ((self._spelling[facet, value], count) for value, count in top)
        return tuple(FacetValue(value, self._label(facet, value), count) for value, count in spelt)

    def _label(self, facet: Facet, value: str) -> str:
        return self._titles.get(value, value) if facet is Facet.DOMAIN else value


def _folded(value: str) -> str:
    return " ".join(value.split()).casefold()
