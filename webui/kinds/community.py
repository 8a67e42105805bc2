"""The page of a community of practice: how to join, who looks after it, who is in it, and when it meets."""

from __future__ import annotations

from datetime import date

from indexer import Searcher, StoredPage, Via
from kb.page import CommunityHead
from webui.addresses import maybe_link
from webui.blocks import Points
from webui.kinds.lists import (
    Around,
    coordinators,
    events,
    linked_pages,
    linking,
    mentions,
    page_list,
    related,
    suggestions,
)
from webui.reach import COORDINATORS

_NO_WAY_IN = "This page doesn’t say how to join. A coordinator will know."


def blocks(searcher: Searcher, page: StoredPage, head: CommunityHead, today: date) -> Around:
    """Return how to take part, and who does."""
    join = (maybe_link(head.join),) if head.join else ()
    return Around(
        [
            Points(id="_join", heading="How to join", items=join, empty=_NO_WAY_IN),
            Points(id="_channels", heading="Where it talks", items=tuple(map(maybe_link, head.channels))),
        ],
        [
            *events(linking(page, Via.COMMUNITIES), today),
            coordinators(searcher, page, head.coordinators, COORDINATORS),
            page_list("_members", "Members", linked_pages(page, head.members)),
            suggestions(searcher, page, "Practitioners near this"),
            related(searcher, page),
            mentions(page, (Via.COMMUNITIES,)),
        ],
    )
