"""Suggestions while somebody types: domains, people, tags and titles with words that begin like those typed.

Words and whole texts are looked up by halving sorted lists; the rest is arithmetic on arrays, so that a library of
100,000 pages answers between two keys. `indexer.reader` makes the index when the first letters are typed.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import TypeAlias

import numpy as np

from indexer import analysis
from indexer.arrays import Numbers, mask_of
from indexer.asked import Facet
from indexer.results import PageSummary, Snippet
from kb.choices import Kind

FEWEST_LETTERS = 2
# Characters. No title is so long, and whoever types so much tells a story, for which there is search.
LONGEST = 200
_BEHIND = "\U0010ffff"  # sorts behind whatever can follow a beginning

Thing: TypeAlias = Kind | Facet
_THINGS: tuple[Thing, ...] = (*Kind, Facet.TAG)
# In this order; the titles of all other kinds come after them, the newest first.
_FIRST: tuple[Thing, ...] = (Kind.DOMAIN, Kind.PERSON, Facet.TAG)


@dataclass(frozen=True)
class Suggestion:
    """Something to go to: a page or a tag. `marks` are the spans (start, end) of its text that were typed."""

    text: str
    kind: Thing
    marks: tuple[tuple[int, int], ...]
    url: str = ""
    archived: bool = False
    example: bool = False

    @classmethod
    def of_page(cls, page: PageSummary, typed: str) -> Suggestion:
        """Return a page as suggested to somebody who typed this."""
        return cls(page.title, page.kind, marks(page.title, typed), page.url, page.archived, page.example)

    @classmethod
    def of_tag(cls, tag: str, typed: str) -> Suggestion:
        """Return a tag as suggested to somebody who typed this; where it leads is for the site to say."""
        return cls(tag, Facet.TAG, marks(tag, typed))

    def pieces(self) -> list[tuple[str, bool]]:
        """Return the text in pieces, each with whether it was typed."""
        return Snippet(self.text, self.marks).pieces()


@dataclass(frozen=True, slots=True)
class Named:
    """A page by its number and title, or a tag, which has no number but a count of the pages that have it."""

    text: str
    kind: Thing
    page: int | None = None
    published: str = ""
    archived: bool = False
    count: int = 0


class SuggestionIndex:
    """All that can be suggested, in the order in which it is."""

    def __init__(self, named: Iterable[Named]) -> None:
        """Take all pages and tags that may be suggested, in any order."""
        ordered = _in_order(named)
        self._named = [item for item, _ in ordered]
        self._kinds = np.array([_THINGS.index(item.kind) for item in self._named], np.int8)
        self._archived = np.array([item.archived for item in self._named], np.bool_)
        self._words = _Sorted((word, number) for number, (_, words) in enumerate(ordered) for word in set(words))
        self._texts = _Sorted((" ".join(words), number) for number, (_, words) in enumerate(ordered))

    def find(self, typed: str, k: int) -> list[Named]:
        """Return `k` of those that have, for every word typed, a word that begins with it.

        First those whose text begins with what was typed, archived pages last. Each kind gives its best, then its
        second best and so on until there are `k`, so that no kind crowds out the others.
        """
        words = _words(typed) if len(typed) <= LONGEST else []
        if sum(map(len, words)) < FEWEST_LETTERS:
            return []
        found = np.ones(len(self._named), np.bool_)
        for word in set(words):
            found &= mask_of(len(self._named), self._words.beginning(word))
        numbers = np.flatnonzero(found)
        begins = mask_of(len(self._named), self._texts.beginning(" ".join(words)))
        ranked = numbers[np.lexsort((~begins[numbers], self._archived[numbers]))]
        return [self._named[number] for number in self._in_turn(ranked, k)]

    def _in_turn(self, ranked: Numbers, k: int) -> list[int]:
        """Return `k` of these, each kind giving its best in turn, in the order in which they came."""
        kinds, archived = self._kinds[ranked], self._archived[ranked]
        turns = [
            (bool(archived[place]), turn, place)
            for kind in range(len(_THINGS))
            for turn, place in enumerate(np.flatnonzero(kinds == kind)[:k].tolist())
        ]
        chosen = sorted(place for *_, place in sorted(turns)[:k])
        numbers: list[int] = ranked[chosen].tolist()
        return numbers


class _Sorted:
    """Texts in order, each with the numbers of those that have it."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        holders: dict[str, list[int]] = defaultdict(list)
        for text, number in pairs:
            holders[text].append(number)
        self._texts = sorted(holders)
        self._starts = [0, *accumulate(len(holders[text]) for text in self._texts)]
        self._numbers = np.fromiter(chain.from_iterable(holders[text] for text in self._texts), np.int64)

    def beginning(self, start: str) -> Numbers:
        """Return the numbers of those with a text that begins so; some may come twice."""
        first = bisect_left(self._texts, start)
        last = bisect_left(self._texts, start + _BEHIND, lo=first)
        return self._numbers[self._starts[first] : self._starts[last]]


def marks(text: str, typed: str) -> tuple[tuple[int, int], ...]:
    """Return the spans (start, end) of `text` that are beginnings of its words and were typed, in order."""
    beginnings = sorted(set(_words(typed)), key=len, reverse=True)
    found = []
    for match in analysis.words(text):
        word = _folded(match[0])
        typed_of_it = next((start for start in beginnings if word.startswith(start)), "")
        if typed_of_it:
            found.append((match.start(), match.start() + _reach(match[0], len(typed_of_it))))
    return tuple(found)


def _in_order(named: Iterable[Named]) -> Sequence[tuple[Named, list[str]]]:
    """Return domains, people, tags by how many pages have them, then titles by age, each with its words.

    Archived pages come after all others.
    """

    def group(item: Named) -> int:
        return _FIRST.index(item.kind) if item.kind in _FIRST else len(_FIRST)

    # One key after the other, the least important first: each sort keeps what the last one did.
    items = sorted(((item, _words(item.text)) for item in named), key=lambda it: (it[1], it[0].text, it[0].page or 0))
    items.sort(key=lambda it: it[0].published if group(it[0]) == len(_FIRST) else "", reverse=True)
    items.sort(key=lambda it: (it[0].archived, group(it[0]), -it[0].count))
    return items


def _words(text: str) -> list[str]:
    return [_folded(match[0]) for match in analysis.words(text)]


def _folded(word: str) -> str:
    return analysis.folded(word).replace("'", "")


def _reach(word: str, length: int) -> int:
    """Return how many characters of `word` make the first `length` of it folded, accents that follow included."""
    folded = 0
    for place, char in enumerate(word):
        if folded >= length and not unicodedata.combining(char):
            return place
        folded += len(_folded(char))
    return len(word)
