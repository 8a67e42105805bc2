"""A search as its address says it: read from the address, changed one choice at a time, written back.

All state of the search page is here, so every choice is a plain link.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from unicodedata import category
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from indexer import MAX_CHARACTERS, MOST_VALUES, Facet, Ignored, Mode, Query, Searcher, Sort, is_day
from kb.choices import Kind, Outcome, Stage
from webui import labels

PAGE_SIZE = 10
LONGEST_VALUE = 300
LAST_PAGE = 1_000_000_000
_CLOSED = {Facet.KIND: Kind, Facet.STAGE: Stage, Facet.OUTCOME: Outcome}


@dataclass(frozen=True)
class SearchParams:
    """What was asked for. `ignored` are parts of the address that mean nothing here."""

    text: str = ""
    mode: Mode = Mode.HYBRID
    filters: dict[Facet, tuple[str, ...]] = field(default_factory=dict)
    page: int = 1
    sort: Sort = Sort.RELEVANCE
    after: str = ""
    before: str = ""
    ignored: tuple[Ignored, ...] = ()

    @classmethod
    def from_args(cls, args: MultiDict[str, str]) -> SearchParams:
        """Read the address; whatever makes no sense is left out, and said so."""
        ignored: list[Ignored] = []
        text = " ".join(_clean(args.get("q", "")).split())
        if len(text) > MAX_CHARACTERS:  # cut here, where the engine would, since every link repeats the question
            kept = text[: MAX_CHARACTERS + 1].rsplit(" ", 1)[0][:MAX_CHARACTERS]
            rest = labels.shortened(text[len(kept) :], 40)
            ignored.append(Ignored(rest, f"only the first {MAX_CHARACTERS:,} characters are read"))
            text = kept
        filters = {}
        for facet in Facet:
            given = (_clean(value)[:LONGEST_VALUE].strip() for value in args.getlist(facet.value)[:MOST_VALUES])
            values = tuple(dict.fromkeys(filter(None, given)))
            known = tuple(value for value in values if _is_known(facet, value))
            ignored += [Ignored(value, f"there is no such {facet.value}") for value in values if value not in known]
            if known:
                filters[facet] = known
        mode = next((mode for mode in Mode if mode.value == args.get("mode")), Mode.HYBRID)
        sort = next((sort for sort in Sort if sort.value == args.get("sort")), Sort.RELEVANCE)
        after, before = (_day(args.get(name, ""), name, ignored) for name in ("after", "before"))
        page = _page_number(args.get("page", "1"))
        return cls(text, mode, filters, page, sort, after, before, tuple(ignored[:MOST_VALUES]))

    def understood(self, engine: Searcher) -> SearchParams:
        """Return this search with the fields in its text among the filters, and these as the library spells them."""
        query = engine.understood(self.query())
        return replace(self, text=query.text, filters=dict(query.filters), after=query.after, before=query.before)

    def query(self) -> Query:
        """Return the question for the engine."""
        offset = (self.page - 1) * PAGE_SIZE
        return Query(self.text, self.mode, self.filters, PAGE_SIZE, offset, self.sort, self.after, self.before)

    @property
    def narrowed(self) -> bool:
        """Whether anything is chosen that leaves pages out."""
        return bool(self.filters or self.after or self.before)

    def chosen(self) -> Iterator[tuple[Facet, str]]:
        """Yield every chosen filter."""
        for facet, values in self.filters.items():
            yield from ((facet, value) for value in values)

    def carried(self) -> tuple[tuple[str, str], ...]:
        """Return what a new question in the search box keeps: filters, way of matching and order."""
        kept = [*self._chosen_pairs(), *self._way()]
        if self.sort is not Sort.RELEVANCE:
            kept.append(("sort", self.sort.value))
        return tuple(kept)

    def url(self) -> str:
        """Return the address of this search."""
        pairs = [*self._question(), *self.carried()]
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return f"/search?{urlencode(pairs)}"

    def feed_url(self) -> str:
        """Return the address of the feed of what is new in this search."""
        pairs = [*self._question(), *self._chosen_pairs(), *self._way()]
        return f"/feed.xml?{urlencode(pairs)}" if pairs else "/feed.xml"

    def _chosen_pairs(self) -> list[tuple[str, str]]:
        limits = [(name, day) for name, day in (("after", self.after), ("before", self.before)) if day]
        return [*((facet.value, value) for facet, value in self.chosen()), *limits]

    def _way(self) -> list[tuple[str, str]]:
        return [] if self.mode is Mode.HYBRID else [("mode", self.mode.value)]

    def _question(self) -> list[tuple[str, str]]:
        return [("q", self.text)] if self.text else []

    def toggled(self, facet: Facet, value: str) -> SearchParams:
        """Return this search with a filter added, or taken away if it was chosen; back on the first page."""
        values = self.filters.get(facet, ())
        changed = tuple(v for v in values if v != value) if value in values else (*values, value)
        filters = {other: chosen for other, chosen in {**self.filters, facet: changed}.items() if chosen}
        return replace(self, filters=filters, page=1)

    def only(self, facet: Facet, value: str = "") -> SearchParams:
        """Return this search with just one value of a facet, or none; back on the first page."""
        filters = {other: chosen for other, chosen in self.filters.items() if other is not facet}
        if value:
            filters[facet] = (value,)
        return replace(self, filters=filters, page=1)

    def sorted_by(self, sort: Sort) -> SearchParams:
        """Return this search in another order; back on the first page."""
        return replace(self, sort=sort, page=1)

    def without_filters(self) -> SearchParams:
        """Return this search with no filter."""
        return replace(self, filters={}, after="", before="", page=1)

    def at_any_time(self, *, after: bool = False, before: bool = False) -> SearchParams:
        """Return this search without one of its days, or both; back on the first page."""
        return replace(self, after="" if after else self.after, before="" if before else self.before, page=1)

    def asking(self, text: str) -> SearchParams:
        """Return another question with the same choices; on the first page."""
        return replace(self, text=text, page=1)

    def matching(self, mode: Mode) -> SearchParams:
        """Return this search with another way of matching."""
        return replace(self, mode=mode, page=1)

    def on_page(self, number: int) -> SearchParams:
        """Return another page of this search."""
        return replace(self, page=number)


def _clean(text: str) -> str:
    """Return `text` without the characters that no HTML may hold."""
    if text.isprintable():
        return text
    return "".join(" " if category(char) in {"Cc", "Cs", "Cn"} else char for char in text)


def _day(written: str, name: str, ignored: list[Ignored]) -> str:
    if written and not is_day(written):
        ignored.append(Ignored(f"{name}: {_clean(written)[:40]}", "expected a year or a day, as in 2019 or 2019-05-31"))
    return written if is_day(written) else ""


def _is_known(facet: Facet, value: str) -> bool:
    choices = _CLOSED.get(facet)
    return choices is None or value in {choice.value for choice in choices}


def _page_number(written: str) -> int:
    if not (written.isascii() and written.isdigit()):
        return 1
    return min(max(int(written[:12]), 1), LAST_PAGE)
