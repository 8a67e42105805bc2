"""The page of an event: what came of it, who spoke, and the entries it was about."""

from __future__ import annotations

from indexer import Searcher, StoredPage
from kb.page import EventHead
from webui import people
from webui.blocks import Link, People, Points
from webui.kinds.lists import Around, linked_pages, mentions, page_list, related, suggestions


def blocks(searcher: Searcher, page: StoredPage, head: EventHead) -> Around:
    """Return what is known of an event beyond when and where."""
    return Around(
        [],
        [
            Points(id="_recap", heading="What came of it", items=(Link(head.recap),) if head.recap else ()),
            People(id="_speakers", heading="Speakers", items=people.named(searcher, page, head.speakers)),
            page_list("_entries", "Entries discussed", linked_pages(page, head.entries)),
            suggestions(searcher, page, "People who may know more"),
            related(searcher, page, head.entries),
            mentions(page),
        ],
    )
