"""Browse: every way into the library on one page, for those who would rather look around than ask."""

from __future__ import annotations

from dataclasses import replace

from flask import redirect
from werkzeug.wrappers import Response

from indexer import Facet, Sort
from kb.choices import Kind
from webui import labels
from webui.blocks import Link
from webui.contexts import BrowsePage, ValueCount, render
from webui.kinds.lists import events, page_list
from webui.search_params import SearchParams
from webui.site import searcher, site
from webui.tags_places import value_counts

MOST_VALUES = 40
# People are looked up by name; everything else is of interest when it is new.
_SORTS = {Kind.PERSON: Sort.TITLE, Kind.DOMAIN: Sort.TITLE, Kind.COMMUNITY: Sort.TITLE, Kind.COLLECTION: Sort.TITLE}


def browse() -> str:
    """Show the ways in."""
    engine = searcher()
    counts = engine.stats().pages
    overview = site().overviews.of(engine)
    coming, past = events(overview.events, site().today())
    blocks = (
        page_list("_collections", "Collections", engine.pages_of_kind(Kind.COLLECTION)),
        page_list("_communities", "Communities", engine.pages_of_kind(Kind.COMMUNITY)),
        coming,
        replace(past, rest=(), more=Link("All events", kind_params(Kind.EVENT).url())),
    )
    return render(
        BrowsePage(
            title="Browse",
            overview=overview,
            kinds=tuple(
                ValueCount(labels.kinds(kind), kind_params(kind).url(), counts[kind.value])
                for kind in Kind
                if counts.get(kind.value)
            ),
            blocks=tuple(block for block in blocks if block.items),
            tags=value_counts(Facet.TAG, engine.values_of(Facet.TAG)[:MOST_VALUES]),
            places=value_counts(Facet.PLACE, engine.values_of(Facet.PLACE)[:MOST_VALUES]),
        )
    )


def kind_params(kind: Kind) -> SearchParams:
    """Return the search that lists all pages of a kind."""
    return SearchParams(filters={Facet.KIND: (kind.value,)}, sort=_SORTS.get(kind, Sort.RELEVANCE))


def listing(folder: str) -> Response | None:
    """Return the way from `/practices` and the like to the list of that kind; None for other addresses."""
    kind = next((kind for kind in Kind if kind.folder == folder.strip("/")), None)
    return redirect(kind_params(kind).url(), 302) if kind else None
