"""The page of a practice, case study or story: what stood in the way, where it was used, who knows, what is near."""

from __future__ import annotations

import html
import re

from indexer import Searcher, StoredPage, Via
from kb.page import EntryHead
from webui import labels, people
from webui.blocks import Link, NotedList, NotedPage, People, Points, UseLine, Uses
from webui.facts import linked
from webui.kinds.lists import Around, linking, mentions, page_list, related, suggestions

_LISTED = (Via.USES, Via.ITEMS, Via.START_HERE, Via.ENTRIES)
_NOBODY = "Nobody is named on this page, and nobody in this library has taken part in anything near it."
_ALONE = "Nothing else in this library comes near it."


def blocks(searcher: Searcher, page: StoredPage, head: EntryHead) -> Around:
    """Return what follows the text of an entry."""
    named = people.named(searcher, page, {part.person: labels.role(part.role) for part in head.people})
    written = {link.entry for link in head.related}
    near = related(searcher, page, written, empty="" if written else _ALONE)
    shown = written | {item.page.id for item in near.items}
    return Around(
        [],
        [
            Points(id="_barriers", heading="What can stand in the way", items=tuple(map(Link, head.barriers))),
            Uses(id="_used", heading="Used here", items=_uses(page, head)),
            page_list("_applied", "Applied in", linking(page, Via.USES)),
            People(id="_named", heading="Whom to ask", items=named),
            suggestions(searcher, page, "Others who may know")
            if named
            else suggestions(searcher, page, "People who may know", empty=_NOBODY),
            Points(id="_evidence", heading="Evidence", items=_evidence(page, head)),
            NotedList(id="_next", heading="The authors point to", items=_written(page, head)),
            near,
            page_list("_collections", "In these collections and domains", linking(page, Via.ITEMS, Via.START_HERE)),
            page_list("_events", "Discussed at", linking(page, Via.ENTRIES)),
            mentions(page, _LISTED, shown),
        ],
    )


def _uses(page: StoredPage, head: EntryHead) -> tuple[UseLine, ...]:
    return tuple(
        UseLine(
            who=use.organisation,
            place=use.place,
            date=labels.when(use.date),
            outcome=use.outcome or "",
            note=use.note,
            person=next(iter(linked(page, [use.person])), None) if use.person else None,
        )
        for use in head.used_by
    )


def _evidence(page: StoredPage, head: EntryHead) -> tuple[Link, ...]:
    """Return what the entry rests on, but for what its text links to already."""
    told = {html.unescape(href) for href in re.findall(r'href="([^"]*)"', page.html)}
    return tuple(Link(source.title, source.url, source.kind) for source in head.evidence if source.url not in told)


def _written(page: StoredPage, head: EntryHead) -> tuple[NotedPage, ...]:
    return tuple(
        NotedPage(page.linked[link.entry], link.why, labels.relation(link.relation))
        for link in head.related
        if link.entry in page.linked
    )
