"""The answer to a query, ready to be drawn: results with the links that narrow, order and turn them.

`webui.search` makes these values, `search.html` and its components draw them.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer import Expansion, Hit, Ignored, Quote
from webui.blocks import PersonCard


@dataclass(frozen=True)
class FacetLink:
    """One value of a facet: the link adds it, or takes it away where `chosen`."""

    label: str
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True)
class FacetGroup:
    """A facet with its values; `rest` are those that stay folded."""

    name: str
    heading: str
    values: tuple[FacetLink, ...]
    rest: tuple[FacetLink, ...]


@dataclass(frozen=True)
class Chip:
    """A chosen filter; the link takes it away."""

    facet: str
    label: str
    href: str


@dataclass(frozen=True)
class Choice:
    """One of several ways to look at results, as a link: a way of matching, an order, a tab with its `count`."""

    label: str
    href: str
    chosen: bool
    count: int | None = None


@dataclass(frozen=True)
class Correction:
    """The question as it may have been meant; the link asks it with the same choices."""

    text: str
    href: str


@dataclass(frozen=True)
class Pagination:
    """The pages of a result. `steps` holds numbers with addresses, and None where some are left out."""

    number: int
    previous: str
    next: str
    steps: tuple[tuple[int, str] | None, ...]


@dataclass(frozen=True)
class Results:
    """The answer to a query, ready to be drawn. `beyond` is set when the asked page lies behind the last.

    `shown` says in words which of the results are on this page; `people_first` where practitioners are looked for.
    """

    hits: tuple[Hit, ...]
    quotes: tuple[Quote, ...]
    near_misses: tuple[Hit, ...]
    people: tuple[PersonCard, ...]
    people_first: bool
    tabs: tuple[Choice, ...]
    facets: tuple[FacetGroup, ...]
    modes: tuple[Choice, ...]
    sorts: tuple[Choice, ...]
    shown: str
    meant: Correction | None
    expanded: tuple[Expansion, ...]
    ignored: tuple[Ignored, ...]
    notice: str
    pagination: Pagination | None
    beyond: str
