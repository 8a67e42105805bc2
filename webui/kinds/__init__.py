"""What stands before and after the body of a page, one module a kind of page. `webui.pages` puts it there.

Each module offers `blocks(searcher, page, head, ...)`, which returns what a reader of this kind of page comes for,
ahead of the text, and what follows the text. Empty blocks are left out by the caller, unless they say why.
"""

from __future__ import annotations

from datetime import date

from indexer import Searcher, StoredPage
from kb.page import CollectionHead, CommunityHead, DomainHead, EntryHead, EventHead, PersonHead
from webui.kinds import collection, community, domain, entry, event, person
from webui.kinds.lists import Around


def around_body(searcher: Searcher, page: StoredPage, today: date) -> Around:
    """Return the blocks before and after the body of a page, whatever its kind."""
    match page.head:
        case EntryHead() as head:
            return entry.blocks(searcher, page, head)
        case DomainHead() as head:
            return domain.blocks(searcher, page, head, today)
        case PersonHead() as head:
            return person.blocks(searcher, page, head)
        case CommunityHead() as head:
            return community.blocks(searcher, page, head, today)
        case CollectionHead() as head:
            return collection.blocks(searcher, page, head)
        case EventHead() as head:
            return event.blocks(searcher, page, head)
        case _:
            return Around()
