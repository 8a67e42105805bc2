"""The page of a domain: where to start, its issue map, streams by kind, and the people who look after it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from indexer import Facet, PageSummary, Searcher, StoredPage
from kb.choices import ENTRY_KINDS
from kb.links import page_url
from kb.page import DomainHead
from webui.blocks import IssueMap, Link, MappedIssue, NotedList, Points
from webui.convene import convene_url
from webui.kinds.lists import (
    Around,
    coordinators,
    mentions,
    noted,
    organised,
    page_list,
    practitioners,
    streams,
    suggestions,
)
from webui.reach import COORDINATORS

SHOWN_ON_MAP = 4
_NO_START = "Nobody has chosen yet what to read first."
_NO_MAP = "Nobody has mapped the questions of this domain yet."
_NO_ENTRIES = "No practice, case study or story names this domain yet."


def blocks(searcher: Searcher, page: StoredPage, head: DomainHead, today: date) -> Around:
    """Return what a domain offers."""
    members = [other for other in searcher.pages_with(Facet.DOMAIN, page.summary.id) if other.id != page.summary.id]
    entries = [other for other in members if other.kind in ENTRY_KINDS]
    start = NotedList(
        id="_start", heading="Start here", items=noted(page, head.start_here), ordered=True, empty=_NO_START
    )
    entry_blocks = streams(entries, Facet.DOMAIN, page.summary.id)
    if not entries:
        entry_blocks = [page_list("_entries", "Entries", (), empty=_NO_ENTRIES)]
    return Around(
        [start, _issue_map(head, entries)],
        [
            *entry_blocks,
            *organised(members, today),
            coordinators(searcher, page, head.coordinators, COORDINATORS),
            suggestions(searcher, page, "Practitioners"),
            Points(
                id="_convene",
                heading="Who should be in the room?",
                items=(
                    Link(
                        "Bring together people from different sides of it",
                        convene_url(head.outcome or page.summary.title),
                    ),
                ),
            ),
            practitioners(members, "Practitioners who name this domain", head.coordinators),
            mentions(page),
        ],
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
            tuple(naming[issue.id][SHOWN_ON_MAP:]),
        )
        for issue in head.issues
    )
    intro = "The questions that people meet here, and what is known about each."
    return IssueMap(id="_issues", heading="Issue map", intro=intro, items=issues, empty=_NO_MAP)


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
