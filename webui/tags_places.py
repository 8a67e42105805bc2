"""What the library holds under one tag or in one place, and the lists of all tags and places."""

from __future__ import annotations

from collections.abc import Iterable

from flask import abort, redirect
from werkzeug.wrappers import Response

from indexer import Facet, FacetValue, PageSummary, Searcher
from kb.choices import Kind
from webui import people
from webui.addresses import FOLDERS, tag_url, value_url
from webui.blocks import Block, Link, People
from webui.contexts import ValueCount, ValuePage, ValuesPage, render
from webui.kinds.lists import organised, page_list, practitioners, streams
from webui.search_params import SearchParams
from webui.site import searcher, site

MOST_RELATED = 12
_WORDS = {Facet.TAG: ("Tag", "Tags"), Facet.PLACE: ("Place", "Places")}
_INTRO = {
    Facet.TAG: "The words that contributors file pages under.",
    Facet.PLACE: "Where the work that pages tell of was done, and where practitioners are.",
}
_EMPTY = {Facet.TAG: "No page has a tag yet.", Facet.PLACE: "No page names a place yet."}


def tags() -> str:
    """List all tags."""
    return _values(Facet.TAG)


def places() -> str:
    """List all places."""
    return _values(Facet.PLACE)


def tag(value: str) -> str | Response:
    """Show everything under one tag."""
    return _value(Facet.TAG, value)


def place(value: str) -> str | Response:
    """Show everything in one place."""
    return _value(Facet.PLACE, value)


def value_counts(facet: Facet, values: Iterable[FacetValue]) -> tuple[ValueCount, ...]:
    """Return links to the pages of tags or places, with how many pages have each."""
    return tuple(ValueCount(value.label, value_url(facet, value.value), value.count) for value in values)


def _values(facet: Facet) -> str:
    found = sorted(searcher().values_of(facet), key=lambda value: value.label.casefold())
    heading = _WORDS[facet][1]
    return render(
        ValuesPage(
            title=heading,
            heading=heading,
            lede=_INTRO[facet],
            values=value_counts(facet, found),
            empty=_EMPTY[facet],
        )
    )


def _value(facet: Facet, value: str) -> str | Response:
    engine = searcher()
    if not (pages := engine.pages_with(facet, value)):
        value = value.rstrip("/")  # a slash too many is no error
        pages = engine.pages_with(facet, value)
    if not pages:
        abort(404)
    spelling = engine.spelling(facet, value)
    if value_url(facet, spelling) != value_url(facet, value):  # what most pages write may be another tomorrow
        return redirect(value_url(facet, spelling), 302)
    params = SearchParams(filters={facet: (spelling,)})
    blocks = [
        *streams(pages, facet, spelling),
        *organised(pages, site().today()),
        page_list("_domains", "Domains", [page for page in pages if page.kind is Kind.DOMAIN]),
        *_people(engine, facet, pages),
    ]
    return render(
        ValuePage(
            title=f"{spelling} – {_WORDS[facet][1]}",
            feed=params.feed_url(),
            kind=_WORDS[facet][0],
            heading=spelling,
            crumbs=(Link("Home", "/"), Link(_WORDS[facet][1], f"/{FOLDERS[facet]}")),
            total=len(pages),
            search=params.url(),
            near=_often_with(engine, facet, spelling, pages),
            blocks=tuple(block for block in blocks if block.items),
        )
    )


def _people(engine: Searcher, facet: Facet, pages: tuple[PageSummary, ...]) -> list[Block]:
    """Return the practitioners with this value on their page, and for a tag those whom its pages speak for."""
    if facet is Facet.PLACE:
        return [practitioners(pages, "Practitioners here")]
    experts = engine.people_of([page.id for page in pages])
    cards = tuple(people.suggested(engine, person) for person in experts)
    return [
        People(id="_people", heading="People who may know", items=cards),
        practitioners(pages, "Practitioners with this tag"),
    ]


def _often_with(engine: Searcher, facet: Facet, value: str, pages: tuple[PageSummary, ...]) -> tuple[ValueCount, ...]:
    """Return the tags that pages with this tag, or in this place, have most often."""
    counts: dict[str, int] = {}
    for other in (tag for page in pages for tag in {engine.spelling(Facet.TAG, tag) for tag in page.tags}):
        if facet is not Facet.TAG or other != value:
            counts[other] = counts.get(other, 0) + 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0].casefold()))[:MOST_RELATED]
    return tuple(ValueCount(tag, tag_url(tag), count) for tag, count in ranked)
