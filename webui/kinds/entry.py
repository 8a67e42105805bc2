"""The page of a practice, case study or story: what stood in the way, where it was used, who knows, what is near."""

from __future__ import annotations

import html
import re

from indexer import PageSummary, RelatedPage, Searcher, StoredPage, Tie, UseRecord, Via, where_used
from kb.choices import Kind, Relation, Role
from kb.page import EntryHead, Related
from webui import labels, people
from webui.blocks import Block, Link, NotedList, NotedPage, People, Points, RelatedList, UseLine, Uses
from webui.kinds.lists import ROLES, Around, linking, mentions, nothing_near, page_list, suggestions

_LISTED = (Via.USES, Via.ITEMS, Via.START_HERE, Via.ENTRIES)
_NOBODY = "Nobody is named on this page, and nobody in this library has taken part in anything near it."
_ALONE = "Nothing else in this library comes near it."
_ALL = 40  # more than are ever stored
_HEADINGS = {
    Tie.OTHER_APPROACH: "Same problem, another way",
    Tie.OTHER_PLACE: "Same way, another place",
    Tie.FROM_ELSEWHERE: "From elsewhere",
    Tie.SEE_ALSO: "See also",
}


def blocks(searcher: Searcher, page: StoredPage, head: EntryHead) -> Around:
    """Return what follows the text of an entry."""
    named = people.contacts(searcher, page, _parts(head))
    ties = searcher.related(page.summary.id, _ALL)
    near = _near(searcher, ties, told=bool(head.related))
    shown = {link.entry for link in head.related} | {item.page.id for block in near for item in block.items}
    used = _where_used(searcher, page) if page.summary.kind is Kind.PRACTICE else _uses(searcher, page, head)
    return Around(
        [],
        [
            Points(id="_barriers", heading="What can stand in the way", items=tuple(map(Link, head.barriers))),
            *used,
            People(id="_named", heading="Whom to ask", items=named),
            suggestions(searcher, page, "Others who may know")
            if named
            else suggestions(searcher, page, "People who may know", empty=_NOBODY),
            Points(id="_evidence", heading="Evidence", items=_evidence(page, head)),
            NotedList(id="_next", heading="The authors point to", items=_written(page, head, ties)),
            *near,
            page_list("_collections", "In these collections and domains", linking(page, Via.ITEMS, Via.START_HERE)),
            page_list("_events", "Discussed at", linking(page, Via.ENTRIES)),
            mentions(page, _LISTED, shown),
        ],
    )


def _parts(head: EntryHead) -> dict[str, str]:
    """Return what each of an entry's people had to do with it, by id: the weightiest, as the roles stand in order."""
    found: dict[str, Role] = {}
    for part in head.people:
        role = found.get(part.person, part.role)
        found[part.person] = min(role, part.role, key=ROLES.index)
    return {person: labels.role(role) for person, role in found.items()}


def _near(searcher: Searcher, ties: tuple[RelatedPage, ...], *, told: bool) -> list[RelatedList]:
    """Return the entries near to this one by how they stand to it; a line says so where there are none at all."""
    found = [
        RelatedList(id=f"_{tie.value}", heading=heading, items=items)
        for tie, heading in _HEADINGS.items()
        if (items := tuple(item for item in ties if item.relation is tie and not item.by_author))
    ]
    return found or [
        RelatedList(id="_see-also", heading="See also", items=(), empty=nothing_near(searcher, told, _ALONE))
    ]


def _where_used(searcher: Searcher, page: StoredPage) -> list[Block]:
    """Return where a practice was used, by place, with what came of it in one line."""
    used = where_used(page)
    lines = tuple(_use_line(searcher, page, use) for use in used.uses)
    intro = f"{used.summary[:1].upper()}{used.summary[1:]}." if used.summary else ""
    return [Uses(id="_used", heading="Where it was used", intro=intro, items=lines)]


def _use_line(searcher: Searcher, page: StoredPage, use: UseRecord) -> UseLine:
    record = use.record
    person = page.linked.get(record.person) if record and record.person else None
    return UseLine(
        who=use.organisation,
        place=use.place,
        date=labels.when(record.date) if record else "",
        outcome=use.outcome or "",
        note=record.note if record else "",
        person=_link(person) if person else None,
        page=_link(use.page) if use.page else None,
        ask=person is not None and people.may_be_asked(searcher, person),
    )


def _link(page: PageSummary) -> Link:
    return Link(page.title, page.url, example=page.example)


def _uses(searcher: Searcher, page: StoredPage, head: EntryHead) -> list[Block]:
    """Return the records of use of a case study or story."""
    records = (UseRecord(use.organisation, use.place, use.outcome, record=use) for use in head.used_by)
    lines = tuple(_use_line(searcher, page, record) for record in records)
    return [
        Uses(id="_used", heading="Used here", items=lines),
        page_list("_applied", "Applied in", linking(page, Via.USES)),
    ]


def _evidence(page: StoredPage, head: EntryHead) -> tuple[Link, ...]:
    """Return what the entry rests on, but for what its text links to already."""
    told = {html.unescape(href) for href in re.findall(r'href="([^"]*)"', page.html)}
    return tuple(Link(source.title, source.url, source.kind) for source in head.evidence if source.url not in told)


def _written(page: StoredPage, head: EntryHead, ties: tuple[RelatedPage, ...]) -> tuple[NotedPage, ...]:
    """Return what the authors point to, and the entries whose authors say that this one is contradicted by them."""
    own = tuple(_noted(page, link) for link in head.related if link.entry in page.linked)
    named = {link.entry for link in head.related}
    against = (item for item in ties if item.relation is Tie.CONTRADICTS and item.page.id not in named)
    return (*own, *(NotedPage(item.page, item.reasons[0], labels.relation(Relation.CONTRADICTS)) for item in against))


def _noted(page: StoredPage, link: Related) -> NotedPage:
    return NotedPage(page.linked[link.entry], link.why, labels.relation(link.relation))
