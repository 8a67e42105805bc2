"""The variables of every template: one frozen dataclass each, handed over as `page`.

A view builds one of these and calls `render`; templates know nothing else but the globals that `webui.app` names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flask import render_template
from markupsafe import Markup

from indexer import Hit, Ignored, PageSummary, TocItem
from webui.blocks import Block, Fact, Link, PersonCard
from webui.overview import Overview


@dataclass(frozen=True)
class SearchBox:
    """What stands in a search box, and the choices it carries along unseen, as names and values."""

    text: str = ""
    kept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class View:
    """What the frame of every page needs. `title` is the document's, without the name of the library."""

    template: ClassVar[str]
    title: str
    description: str = ""
    search_in_header: bool = True


@dataclass(frozen=True, kw_only=True)
class HomePage(View):
    """The first page."""

    template: ClassVar[str] = "home.html"
    heading: str
    overview: Overview
    box: SearchBox = SearchBox()


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
class ModeLink:
    """One way of matching, as a link."""

    label: str
    href: str
    chosen: bool


@dataclass(frozen=True)
class Pagination:
    """The pages of a result. `steps` holds numbers with addresses, and None where some are left out."""

    number: int
    previous: str
    next: str
    steps: tuple[tuple[int, str] | None, ...]


@dataclass(frozen=True)
class Results:
    """The answer to a query, ready to be drawn. `beyond` is set when the asked page lies behind the last."""

    hits: tuple[Hit, ...]
    near_misses: tuple[Hit, ...]
    people: tuple[PersonCard, ...]
    facets: tuple[FacetGroup, ...]
    modes: tuple[ModeLink, ...]
    ignored: tuple[Ignored, ...]
    notice: str
    pagination: Pagination | None
    beyond: str


@dataclass(frozen=True, kw_only=True)
class SearchPage(View):
    """Search: without `results` it is the page before a question was asked."""

    template: ClassVar[str] = "search.html"
    heading: str
    box: SearchBox
    chips: tuple[Chip, ...]
    clear: str
    overview: Overview
    results: Results | None


@dataclass(frozen=True, kw_only=True)
class ContentPage(View):
    """A page of the library, of any kind."""

    template: ClassVar[str] = "page.html"
    kind: str
    summary: PageSummary
    crumbs: tuple[Link, ...]
    lede: str
    facts: tuple[Fact, ...]
    tags: tuple[Link, ...]
    before: tuple[Block, ...]
    body: Markup
    contents: tuple[TocItem, ...]
    after: tuple[Block, ...]
    problem: str
    empty: str


@dataclass(frozen=True, kw_only=True)
class ErrorPage(View):
    """Something went wrong, said in words with ways on."""

    template: ClassVar[str] = "error.html"
    status: int
    heading: str
    paragraphs: tuple[str, ...]
    command: str = ""
    suggestions: tuple[Link, ...] = ()


def render(view: View) -> str:
    """Return the HTML of a page."""
    return render_template(view.template, page=view)
