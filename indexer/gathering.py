"""Put together who should be in the room for a problem: people, communities, methods, and what to read before.

Sørensen & Torfing's collaborative innovation in practice: the actors who see a wicked problem from different sides.
Called by `indexer.searcher`; whom to choose is decided in `indexer.convening`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexer.analysis import terms
from indexer.catalog import Catalog
from indexer.convening import Side, convened
from indexer.extracts import Extracts
from indexer.introducers import introducers
from indexer.involved import Expert
from indexer.question import MAX_CHARACTERS
from indexer.results import PageSummary
from indexer.room import SECTORS, InvolvedCommunity, Method, Room, Seat
from indexer.understood import Asked
from kb.choices import ContactPolicy, Kind, Status
from kb.page import CommunityHead, DomainHead, EntryHead, Head, PersonHead

SIZE = 8
# People looked at, and the nearest pages that may speak for them: more than are shown as results, since a room needs
# people from its edges, too.
CANDIDATES = 60
NEAR_PAGES = 20
# Entries whose domains and methods count as near, and those of them that say what came of it.
NEAR_ENTRIES = 15
READ = 5
TRIED = 6
METHODS = 6
COMMUNITIES = 4
# A community is near whose domains hold this share of the near entries.
NEAR_SHARE = 0.2


class Gathering:
    """Gathers from one generation."""

    def __init__(self, catalog: Catalog, extracts: Extracts) -> None:
        """Take what to read from."""
        self._catalog = catalog
        self._extracts = extracts

    def room(self, asked: Asked, experts: Sequence[Expert], entries: Sequence[int], size: int, meant: str) -> Room:
        """Return the room for a problem; `experts` are candidates, `entries` near ones, both the best first.

        `meant` is how the problem may have been meant.
        """
        near = list(entries[:NEAR_ENTRIES])
        summaries = self._catalog.summaries(near)
        heads = {number: self._catalog.head(number) for number in near}
        pages = [summaries[number] for number in near]
        told = [page for page in pages if page.outcome]
        return Room(
            question=asked.query.text[:MAX_CHARACTERS],
            notice=asked.notice,
            ignored=asked.ignored,
            answered=True,
            seats=self._seats(asked, experts, size),
            communities=self._communities(asked, pages),
            methods=self._methods([(summaries[number], heads[number]) for number in near]),
            read=tuple(sorted(pages[: 2 * READ], key=lambda page: not page.outcome)[:READ]),
            tried=tuple(told[:TRIED]),
            did_you_mean=meant,
        )

    # --- people ---

    def _seats(self, asked: Asked, experts: Sequence[Expert], size: int) -> tuple[Seat, ...]:
        heads = [self._person(expert.person) for expert in experts]
        sides = [_side(expert, head) for expert, head in zip(experts, heads, strict=True)]
        chosen = convened([expert.score for expert in experts], sides, size).chosen
        ranking = asked.ranking
        passages = dict(zip(ranking.pages.tolist(), ranking.passages.tolist(), strict=True))
        people = self._extracts.people([experts[place] for place in chosen], passages, asked.parsed.weights)
        added = _added([sides[place] for place in chosen])
        return tuple(
            Seat(person, heads[place].sector, adds, self._introducers(person.page, heads[place]))
            for person, place, adds in zip(people, chosen, added, strict=True)
        )

    def _person(self, number: int) -> PersonHead:
        head = self._catalog.head(number)
        if not isinstance(head, PersonHead):
            raise TypeError(f"page {number} takes part as a person and isn't one")
        return head

    def _introducers(self, page: PageSummary, head: PersonHead) -> tuple[PageSummary, ...]:
        """Return who can introduce somebody, where that is how they want to be reached."""
        return introducers(self._catalog, page) if head.contact.policy is ContactPolicy.VIA_COORDINATOR else ()

    # --- what else to bring ---

    def _communities(self, asked: Asked, near: Sequence[PageSummary]) -> tuple[InvolvedCommunity, ...]:
        """Return the communities of the domains that near entries belong to, and those that answer themselves."""
        results = set(asked.ranking.pages[asked.ranking.in_results].tolist())
        pages = {page.id: page for page in self._catalog.pages_of_kind(Kind.COMMUNITY) if not page.archived}
        found = []
        for page_id, number in self._catalog.numbers(list(pages)).items():
            page, head = pages[page_id], self._catalog.head(number)
            titles = dict(page.domains)
            held = [entry for entry in near if titles.keys() & dict(entry.domains).keys()]
            shared = {domain: title for entry in held for domain, title in entry.domains if domain in titles}
            share = len(held) / max(len(near), 1)
            if number not in results and (share < NEAR_SHARE or not held):
                continue
            near_by = share >= NEAR_SHARE and held
            reason = _works_on(shared.values(), len(held), len(near)) if near_by else "Its own page speaks of this."
            found.append((-share, page_id, InvolvedCommunity(page, reason, self._published(_coordinators(head)))))
        return tuple(involved for _, _, involved in sorted(found, key=lambda item: item[:2])[:COMMUNITIES])

    def _published(self, page_ids: Iterable[str]) -> tuple[PageSummary, ...]:
        """Return those of these people who may be recommended."""
        numbers = self._catalog.numbers(list(page_ids)).values()
        heads = {number: self._catalog.head(number) for number in numbers}
        pages = self._catalog.summaries(numbers).items()
        return tuple(page for number, page in pages if _may_be_named(heads[number]))

    def _methods(self, near: Sequence[tuple[PageSummary, Head]]) -> tuple[Method, ...]:
        """Return the practices that near entries name as applied, those first that most of them do."""
        used: dict[str, list[PageSummary]] = {}
        for page, head in near:
            for practice in dict.fromkeys(head.uses if isinstance(head, EntryHead) else ()):
                used.setdefault(practice, []).append(page)
        numbers = self._catalog.numbers(list(used))
        pages = self._catalog.summaries(numbers.values())
        ordered = sorted((one for one in used if one in numbers), key=lambda one: -len(used[one]))  # else the nearest
        methods = (Method(pages[numbers[one]], tuple(used[one])) for one in ordered)
        return tuple(method for method in methods if not method.page.archived)[:METHODS]


def _may_be_named(head: Head) -> bool:
    return isinstance(head, PersonHead) and head.recommendable and head.status is Status.PUBLISHED


def _side(expert: Expert, head: PersonHead) -> Side:
    organisation = " ".join(head.organisation.casefold().split()).removeprefix("the ")
    work = frozenset(page for page, _ in expert.evidence)
    return Side(organisation, head.sector, frozenset(terms(head.role)), work)


def _coordinators(head: Head) -> tuple[str, ...]:
    return head.coordinators if isinstance(head, DomainHead | CommunityHead) else ()


def _added(sides: Sequence[Side]) -> list[str]:
    """Return what each adds to the room in words, in the order of choice."""
    sectors = [side.sector for side in sides]
    words = []
    for place, side in enumerate(sides):
        known = {other.organisation for other in sides[:place]} - {""}
        if side.sector and sectors.count(side.sector) == 1:
            words.append(f"the only one from {SECTORS[side.sector]}")
        elif side.sector and side.sector not in sectors[:place]:
            words.append(f"brings in {SECTORS[side.sector]}")
        elif side.organisation in known:
            words.append("another view from the same organisation")
        elif side.organisation and known:
            words.append(f"another organisation{f' from {SECTORS[side.sector]}' if side.sector else ''}")
        else:
            words.append("")
    return words


def _works_on(titles: Iterable[str], held: int, near: int) -> str:
    named = ", ".join(f"“{title}”" for title in sorted(titles))
    return f"Works on {named}, as do {held} of the {near} nearest entries."
