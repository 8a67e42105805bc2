"""What stands before and after the body of a page, kind by kind. `webui.pages` puts it there.

Each function returns blocks; empty ones are left out by the caller, so every function says only what belongs where.
"""

from __future__ import annotations

from collections.abc import Iterable

from indexer import ContactWay, Facet, PageSummary, Searcher, StoredPage
from kb.links import page_url
from kb.page import (
    CollectionHead,
    CommunityHead,
    DomainHead,
    EntryHead,
    EventHead,
    NotedEntry,
    PersonHead,
)
from webui import labels, people
from webui.addresses import address
from webui.blocks import (
    Block,
    Contact,
    IssueMap,
    Link,
    MappedIssue,
    NotedList,
    NotedPage,
    PageList,
    People,
    Points,
    UseLine,
    Uses,
)
from webui.facts import linked
from webui.reach import COORDINATORS, reach
from webui.search_params import SearchParams

SHOWN_PAGES = 20
SHOWN_ON_MAP = 4


def around_body(searcher: Searcher, page: StoredPage) -> tuple[list[Block], list[Block]]:
    """Return what a reader of this kind of page comes for, ahead of the text, and what follows the text."""
    match page.head:
        case EntryHead() as head:
            return [], _entry(page, head)
        case DomainHead() as head:
            return _domain(searcher, page, head)
        case PersonHead() as head:
            return _profile(searcher, page, head), []
        case CommunityHead() as head:
            return _community(searcher, page, head)
        case CollectionHead() as head:
            items = _noted(page, head.items)
            return [], [NotedList(id="_items", heading="Read in this order", items=items, ordered=True)]
        case EventHead() as head:
            return [], _event(searcher, page, head)
        case _:
            return [], []


def _entry(page: StoredPage, head: EntryHead) -> list[Block]:
    uses = tuple(
        UseLine(
            who=use.organisation,
            place=use.place,
            date=labels.day(use.date),
            outcome=use.outcome or "",
            note=use.note,
            person=next(iter(linked(page, [use.person])), None) if use.person else None,
        )
        for use in head.used_by
    )
    sources = tuple(Link(source.title, source.url, source.kind) for source in head.evidence)
    barriers = tuple(map(Link, head.barriers))
    return [
        Points(id="_barriers", heading="What can stand in the way", items=barriers),
        Uses(id="_used", heading="Used here", items=uses),
        Points(id="_evidence", heading="Evidence", items=sources),
        NotedList(id="_next", heading="The authors point to", items=_written(page, head)),
    ]


def _written(page: StoredPage, head: EntryHead) -> tuple[NotedPage, ...]:
    return tuple(
        NotedPage(page.linked[link.entry], link.why, labels.relation(link.relation))
        for link in head.related
        if link.entry in page.linked
    )


def _domain(searcher: Searcher, page: StoredPage, head: DomainHead) -> tuple[list[Block], list[Block]]:
    entries = searcher.entries_in_domain(page.summary.id)
    start = NotedList(id="_start", heading="Start here", items=_noted(page, head.start_here), ordered=True)
    return (
        [start, _issue_map(head, entries)],
        [_entries(page, entries), _coordinators(searcher, page, head.coordinators)],
    )


def _issue_map(head: DomainHead, entries: Iterable[PageSummary]) -> IssueMap:
    """Return the questions with the entries that name them."""
    naming: dict[str, list[PageSummary]] = {issue.id: [] for issue in head.issues}
    for entry in entries:
        for issue in naming.keys() & entry.issues:
            naming[issue].append(entry)
    issues = tuple(
        MappedIssue(
            issue.id,
            issue.title,
            issue.question,
            tuple(naming[issue.id][:SHOWN_ON_MAP]),
            max(0, len(naming[issue.id]) - SHOWN_ON_MAP),
        )
        for issue in head.issues
    )
    intro = "The questions that people meet here, and what is known about each."
    return IssueMap(id="_issues", heading="Issue map", intro=intro, items=issues)


def _entries(page: StoredPage, entries: tuple[PageSummary, ...]) -> PageList:
    more = None
    if len(entries) > SHOWN_PAGES:
        params = SearchParams(filters={Facet.DOMAIN: (page.summary.id,)})
        more = Link(f"Search all {len(entries):,} entries of this domain", params.url())
    return PageList(id="_entries", heading="Entries", items=entries[:SHOWN_PAGES], more=more)


def _coordinators(searcher: Searcher, page: StoredPage, ids: tuple[str, ...]) -> People:
    cards = people.named(searcher, page, ids)
    heading = "Coordinator" if len(cards) == 1 else "Coordinators"
    return People(id=COORDINATORS, heading=heading, items=cards)


def _profile(searcher: Searcher, page: StoredPage, head: PersonHead) -> list[Block]:
    way = reach(searcher, ContactWay.of(head.contact), page.summary.domains)
    return [
        Points(id="_offers", heading="Offers", items=tuple(map(Link, head.offers))),
        Points(id="_asks", heading="Asks", items=tuple(map(Link, head.asks))),
        Points(id="_skills", heading="Knows about", items=tuple(map(Link, head.skills))),
        Contact(id="_contact", heading="How to reach", reach=way),
    ]


def _community(searcher: Searcher, page: StoredPage, head: CommunityHead) -> tuple[list[Block], list[Block]]:
    join = (_maybe_link(head.join),) if head.join else ()
    return (
        [
            Points(id="_join", heading="How to join", items=join),
            Points(id="_channels", heading="Where it talks", items=tuple(map(_maybe_link, head.channels))),
        ],
        [
            _coordinators(searcher, page, head.coordinators),
            _pages(page, "_members", "Members", head.members),
        ],
    )


def _event(searcher: Searcher, page: StoredPage, head: EventHead) -> list[Block]:
    recap = (Link(head.recap),) if head.recap else ()
    return [
        Points(id="_recap", heading="What came of it", items=recap),
        People(id="_speakers", heading="Speakers", items=people.named(searcher, page, head.speakers)),
        _pages(page, "_entries", "Entries discussed", head.entries),
    ]


def _noted(page: StoredPage, items: Iterable[NotedEntry]) -> tuple[NotedPage, ...]:
    return tuple(NotedPage(page.linked[item.entry], item.note) for item in items if item.entry in page.linked)


def _pages(page: StoredPage, block_id: str, heading: str, ids: Iterable[str]) -> PageList:
    found = tuple(page.linked[page_id] for page_id in ids if page_id in page.linked)
    more = Link(f"{len(found) - SHOWN_PAGES:,} more are not shown") if len(found) > SHOWN_PAGES else None
    return PageList(id=block_id, heading=heading, items=found[:SHOWN_PAGES], more=more)


def _maybe_link(text: str) -> Link:
    return address(text, text) if " " not in text.strip() else Link(text)


def issue_links(searcher: Searcher, page: StoredPage) -> tuple[Link, ...]:
    """Return the issues that an entry names, each linked to its place on its domain's map."""
    wanted = set(page.summary.issues)
    maps = ((domain, searcher.head(domain)) for domain, _ in page.summary.domains) if wanted else ()
    return tuple(
        Link(issue.title, page_url(domain, f"_issue-{issue.id}"))
        for domain, head in maps
        if isinstance(head, DomainHead)
        for issue in head.issues
        if issue.id in wanted
    )
