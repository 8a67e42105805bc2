"""The page of a practitioner: offers, asks, how to reach them, and what they know with the entries that prove it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from indexer import ContactWay, Facet, PageSummary, Searcher, StoredPage, Via
from kb.links import page_url
from kb.page import PersonHead
from webui import labels, people
from webui.addresses import tag_url
from webui.blocks import Block, Contact, Link, Matches, MatchLine, People, Points, Proof, Topic, Topics
from webui.kinds.lists import ROLES, Around, linking, mentions, page_list
from webui.reach import reach

MOST_TOPICS = 8
PROOFS = 3
SHOWN_MATCHES = 4
_TIES = {
    Via.USED_BY: ("_used", "Has used"),
    Via.SPEAKERS: ("_events", "Has spoken at"),
    Via.COORDINATORS: ("_coordinates", "Looks after"),
    Via.CURATOR: ("_curates", "Has curated"),
    Via.MEMBERS: ("_communities", "Is a member of"),
}
_OTHER_PARTS = {Via.USED_BY: "has used it", Via.SPEAKERS: "spoke there"}
_NO_WORK = "No entry in this library names this person yet."


def blocks(searcher: Searcher, page: StoredPage, head: PersonHead) -> Around:
    """Return what a practitioner offers and has done."""
    way = reach(searcher, ContactWay.of(head.contact), page.summary)
    parts = [Via(role.value) for role in ROLES]
    work = linking(page, *parts, Via.USED_BY, Via.SPEAKERS)
    return Around(
        [
            Points(id="_offers", heading="Offers", items=tuple(map(Link, head.offers))),
            Points(id="_asks", heading="Asks", items=tuple(map(Link, head.asks))),
            Points(id="_skills", heading="Knows about", items=tuple(map(Link, head.skills))),
            Contact(id="_contact", heading="How to reach", reach=way),
        ],
        [
            *_matches(searcher, page),
            Topics(
                id="_topics",
                heading="Topics",
                intro="Worked out from the pages that name this person.",
                items=topics(searcher, work, _parts(page)),
            ),
            *_work(page, empty="" if work else _NO_WORK),
            *(page_list(block_id, heading, linking(page, via)) for via, (block_id, heading) in _TIES.items()),
            _similar(searcher, page),
            mentions(page, (*parts, *_TIES)),
        ],
    )


def _matches(searcher: Searcher, page: StoredPage) -> list[Block]:
    """Return who asks for what somebody offers, and who offers what they ask for, in the words of both."""
    found = searcher.matches(page.summary.id)
    asked = [people.match_line(searcher, one.offer, one.ask, one.person) for one in found.askers]
    offered = [people.match_line(searcher, one.ask, one.offer, one.person) for one in found.offerers]
    return [
        _folded("_asked-for", "Who asks for what is offered here", "Offered here", "Asked for", asked),
        _folded("_offered", "Who offers what is asked for here", "Asked here", "Offered", offered),
    ]


def _folded(block_id: str, heading: str, own: str, others: str, lines: Sequence[MatchLine]) -> Matches:
    shown, rest = tuple(lines[:SHOWN_MATCHES]), tuple(lines[SHOWN_MATCHES:])
    return Matches(id=block_id, heading=heading, own=own, others=others, items=shown, rest=rest)


def _similar(searcher: Searcher, page: StoredPage) -> People:
    cards = tuple(people.similar(searcher, found) for found in searcher.similar(page.summary.id))
    return People(id="_people", heading="Similar practitioners", items=cards)


def _work(page: StoredPage, empty: str) -> list[Block]:
    if empty:
        return [page_list("_work", "Entries", (), empty=empty)]
    return [page_list(f"_as-{role.value}", labels.work(role), linking(page, Via(role.value))) for role in ROLES]


def _parts(page: StoredPage) -> dict[str, str]:
    """Return what somebody had to do with each page, in words, by id: the weightiest, as the roles stand in order."""
    told = {Via(role.value): labels.role(role) for role in ROLES} | _OTHER_PARTS
    links = ((way, link.page.id) for way in reversed(told) for link in page.backlinks if link.via is way)
    return {page_id: told[way] for way, page_id in links}


def topics(searcher: Searcher, work: Sequence[PageSummary], parts: Mapping[str, str]) -> tuple[Topic, ...]:
    """Return the domains and tags that somebody's work is about, most frequent first, with the pages that show it.

    `parts` are theirs in these pages, by id.
    """
    proofs: dict[Link, list[PageSummary]] = defaultdict(list)
    for page in work:
        for domain, title in page.domains:
            proofs[Link(title, page_url(domain))].append(page)
        for tag in dict.fromkeys(searcher.spelling(Facet.TAG, tag) for tag in page.tags):
            proofs[Link(tag, tag_url(tag))].append(page)
    ranked = sorted(proofs.items(), key=lambda item: (-len(item[1]), item[0].text.casefold()))
    return tuple(
        Topic(topic, len(pages), tuple(Proof(page, parts.get(page.id, "")) for page in pages[:PROOFS]))
        for topic, pages in ranked[:MOST_TOPICS]
    )
