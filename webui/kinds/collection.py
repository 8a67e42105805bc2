"""The page of a collection: its items in order with the curator's notes, and what its question finds."""

from __future__ import annotations

from indexer import Query, Searcher, StoredPage
from kb.page import CollectionHead
from webui import people
from webui.blocks import Block, Link, NotedList, PageList, People
from webui.kinds.lists import Around, mentions, related
from webui.reading import along, steps
from webui.search_params import SearchParams

FOUND = 10
_NO_ITEMS = "Nothing has been put into this collection yet."


def blocks(searcher: Searcher, page: StoredPage, head: CollectionHead) -> Around:
    """Return the items ahead of the text: they are what a collection is."""
    chosen = steps(head, page.linked, page.summary.id)
    items = NotedList(
        id="_items",
        heading="Read in this order",
        items=chosen,
        ordered=True,
        begin=Link("Begin reading", along(chosen[0].page.url, page.summary.id)) if len(chosen) > 1 else None,
        path=page.summary.id,
        empty="" if head.query else _NO_ITEMS,
    )
    curator = people.named(searcher, page, [head.curator] if head.curator else [])
    taken = {item.entry for item in head.items} | set(head.excluded) | {page.summary.id}
    found: list[Block] = [_found(searcher, head.query, taken)] if head.query else []
    return Around(
        [items, *found],
        [
            People(id="_curator", heading="Curator", items=curator),
            related(searcher, page, taken),
            mentions(page),
        ],
    )


def _found(searcher: Searcher, query: str, taken: set[str]) -> PageList:
    answer = searcher.search(Query(query, k=2 * FOUND + len(taken)))  # archived ones among them are passed over
    found = (hit.page for hit in answer.hits if hit.page.id not in taken and not hit.page.archived)
    pages = tuple(found)[:FOUND]
    return PageList(
        id="_found",
        heading="Found by its question",
        intro=f"This collection keeps itself fresh: these pages answer “{query}” today.",
        items=pages,
        more=Link("Search with this question", SearchParams(query).url()),
        empty="Nothing more answers its question today.",
    )
