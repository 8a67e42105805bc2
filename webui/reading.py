"""Reading along a collection: the address of a page says which one, and the page then shows what comes before and next.

`/practices/peer-assist?in=collections/first-month` is the page as an item of that collection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from indexer import PageSummary, Searcher
from kb.errors import UnknownPageError
from kb.page import CollectionHead
from webui.blocks import Link, NotedPage

PARAMETER = "in"


@dataclass(frozen=True)
class ReadingPath:
    """Where a page stands in the collection that is being read."""

    collection: Link
    number: int
    total: int
    note: str
    previous: Link | None
    next: Link | None


def along(url: str, collection: str) -> str:
    """Return the address of a page as an item of a collection."""
    return f"{url}?{urlencode({PARAMETER: collection}, safe='/')}"


def reading_path(searcher: Searcher, page_id: str, collection: str) -> ReadingPath | None:
    """Return the place of a page in a collection; None where it is not in it, or there is no such collection."""
    try:
        head = searcher.head(collection)
    except UnknownPageError:
        return None
    if not isinstance(head, CollectionHead):
        return None
    pages = searcher.summaries([*(item.entry for item in head.items), collection])
    items = steps(head, pages, collection)
    at = next((place for place, item in enumerate(items) if item.page.id == page_id), None)
    if at is None:
        return None
    return ReadingPath(
        collection=Link(head.title, pages[collection].url, example=head.example),
        number=at + 1,
        total=len(items),
        note=items[at].note,
        previous=_step(items[at - 1].page, collection) if at else None,
        next=_step(items[at + 1].page, collection) if at + 1 < len(items) else None,
    )


def steps(head: CollectionHead, pages: Mapping[str, PageSummary], collection: str) -> tuple[NotedPage, ...]:
    """Return the items of a collection as they are read: those that exist, each where it first stands."""
    notes: dict[str, str] = {}
    for item in head.items:
        notes.setdefault(item.entry, item.note)
    return tuple(NotedPage(pages[one], note) for one, note in notes.items() if one in pages and one != collection)


def _step(page: PageSummary, collection: str) -> Link:
    return Link(page.title, along(page.url, collection), example=page.example)
