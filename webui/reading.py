"""Reading along a collection: the address of a page says which one, and the page then shows what comes before and next.

`/practices/peer-assist?in=collections/first-month` is the page as an item of that collection.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from indexer import PageSummary, Searcher
from kb.errors import UnknownPageError
from kb.page import CollectionHead
from webui.blocks import Link

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
    notes = {item.entry: item.note for item in head.items}
    pages = searcher.summaries([*notes, collection])
    items = [pages[entry] for entry in notes if entry in pages]
    at = next((place for place, item in enumerate(items) if item.id == page_id), None)
    if at is None:
        return None
    return ReadingPath(
        collection=Link(head.title, pages[collection].url, example=head.example),
        number=at + 1,
        total=len(items),
        note=notes[page_id],
        previous=_step(items[at - 1], collection) if at else None,
        next=_step(items[at + 1], collection) if at + 1 < len(items) else None,
    )


def _step(page: PageSummary, collection: str) -> Link:
    return Link(page.title, along(page.url, collection), example=page.example)
