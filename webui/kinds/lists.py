"""Lists that several kinds of page have, cut to a length that can be read, with a way to the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from indexer import Facet, PageSummary, Searcher, StoredPage, Via
from kb.choices import ENTRY_KINDS, Kind, Role
from kb.page import NotedEntry
from webui import labels, people
from webui.blocks import Block, Link, NotedPage, PageList, People, RelatedList
from webui.search_params import SearchParams

SHOWN = 8
SHOWN_IN_STREAM = 5
# Roles in which people stand on a page, the one who has done it first: that is whom readers look for.
ROLES = (Role.PRACTITIONER, Role.AUTHOR, Role.CONTACT, Role.EDITOR)

_NO_MEANING = "This library is indexed for words only, so nearness of meaning isn’t known."


@dataclass(frozen=True)
class Around:
    """The blocks before and after the body of a page."""

    before: list[Block] = field(default_factory=list)
    after: list[Block] = field(default_factory=list)


def page_list(
    block_id: str, heading: str, pages: Sequence[PageSummary], *, empty: str = "", compact: bool = False
) -> PageList:
    """Return a list of pages; those beyond the first few stay folded. A `compact` one has their titles only."""
    shown, rest = tuple(pages[:SHOWN]), tuple(pages[SHOWN:])
    return PageList(id=block_id, heading=heading, items=shown, rest=rest, empty=empty, compact=compact)


def linked_pages(page: StoredPage, ids: Iterable[str]) -> list[PageSummary]:
    """Return the summaries of pages that the head of `page` names."""
    return [page.linked[page_id] for page_id in ids if page_id in page.linked]


def noted(page: StoredPage, items: Iterable[NotedEntry]) -> tuple[NotedPage, ...]:
    """Return pages that somebody chose, with their notes."""
    return tuple(NotedPage(page.linked[item.entry], item.note) for item in items if item.entry in page.linked)


def linking(page: StoredPage, *ways: Via) -> list[PageSummary]:
    """Return the pages that refer to this one in any of these ways, newest first, each once."""
    found = {link.page.id: link.page for link in page.backlinks if link.via in ways}
    return sorted(found.values(), key=lambda other: (other.published, other.id), reverse=True)


def mentions(page: StoredPage, shown: Collection[Via] = (), without: Collection[str] = ()) -> PageList:
    """Return the pages that refer to this one, save those that the page shows elsewhere.

    These are the ones that refer to it in one of the ways in `shown`, and those `without` names.
    """
    listed = {other.id for other in linking(page, *shown)} | set(without)
    others = [other for other in linking(page, *Via) if other.id not in listed]
    return page_list("_backlinks", "Mentioned by", others, compact=True)


def practitioners(pages: Iterable[PageSummary], heading: str, without: Collection[str] = ()) -> PageList:
    """Return those of `pages` that are people, by name, save those who are shown elsewhere."""
    found = [page for page in pages if page.kind is Kind.PERSON and page.id not in without]
    found.sort(key=lambda page: page.title.casefold())
    return page_list("_practitioners", heading, found, compact=True)


def streams(pages: Iterable[PageSummary], facet: Facet, value: str) -> list[Block]:
    """Return the newest entries of each kind among `pages`, which all have this value of a facet."""
    found: list[Block] = []
    entries = list(pages)
    for kind in ENTRY_KINDS:
        of_kind = [page for page in entries if page.kind is kind]
        more = None
        if len(of_kind) > SHOWN_IN_STREAM:
            params = SearchParams(filters={facet: (value,), Facet.KIND: (kind.value,)})
            more = Link(f"All {labels.counted(kind, len(of_kind))}", params.url())
        block_id = f"_{kind.folder}"
        items = tuple(of_kind[:SHOWN_IN_STREAM])
        found.append(PageList(id=block_id, heading=labels.kinds(kind), items=items, more=more))
    return found


def organised(pages: Iterable[PageSummary], today: date) -> list[Block]:
    """Return what people do together among `pages`: communities, collections, events to come and past."""
    found = list(pages)
    of_kind = {kind: [page for page in found if page.kind is kind] for kind in Kind}
    return [
        page_list("_communities", "Communities", of_kind[Kind.COMMUNITY]),
        page_list("_collections", "Collections", of_kind[Kind.COLLECTION]),
        *events(of_kind[Kind.EVENT], today),
    ]


def events(pages: Sequence[PageSummary], today: date) -> list[PageList]:
    """Return events to come, the next one first, and all others, the latest first.

    One that lasts is to come until its last day; one without a day, or that was archived, is not announced.
    """
    day = today.isoformat()
    ahead = (page for page in pages if page.end >= day and not page.archived)
    coming = sorted(ahead, key=lambda page: (page.start, page.id))
    past = [page for page in pages if page not in coming]
    return [page_list("_events", "Events to come", coming), page_list("_past-events", "Past events", past)]


def coordinators(searcher: Searcher, page: StoredPage, ids: tuple[str, ...], block_id: str) -> People:
    """Return the cards of those who look after a domain or community."""
    cards = people.named(searcher, page, ids)
    heading = "Coordinator" if len(cards) == 1 else "Coordinators"
    return People(id=block_id, heading=heading, items=cards, empty="Nobody looks after this yet.")


def suggestions(searcher: Searcher, page: StoredPage, heading: str, *, empty: str = "") -> People:
    """Return up to three practitioners who may know about what a page tells of, with reasons."""
    cards = tuple(people.suggested(searcher, person) for person in searcher.people_for_page(page.summary.id))
    return People(id="_people", heading=heading, items=cards, empty=_reason(searcher, empty))


def related(searcher: Searcher, page: StoredPage, without: Collection[str] = (), *, empty: str = "") -> RelatedList:
    """Return the entries nearest to a page, with reasons; those in `without` are on the page already."""
    near = tuple(item for item in searcher.related(page.summary.id) if item.page.id not in without)
    return RelatedList(id="_related", heading="Related", items=near, empty=_reason(searcher, empty))


def nothing_near(searcher: Searcher, told: bool, empty: str) -> str:
    """Return why nothing is near to an entry; nothing where its authors point somewhere themselves."""
    return _reason(searcher, "" if told else empty)


def _reason(searcher: Searcher, empty: str) -> str:
    """Return why nothing is near: without embeddings, that is not for want of pages."""
    return empty if searcher.knows_meaning else empty and _NO_MEANING
