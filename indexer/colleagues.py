"""What one generation says of two people: asks met by offers, who is alike, whom to introduce.

The first two were stored with the index, the last is worked out when a coordinator asks.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import replace

from indexer.asked import Facet
from indexer.catalog_pairs import MatchRecord, PairCatalog
from indexer.generation import Generation
from indexer.introducing import Introducing
from indexer.pairs import Introductions, Match, Matches, Person, SimilarPerson
from indexer.problem_space import Meaning
from indexer.reader import Reader
from indexer.results import ContactWay, PageSummary
from indexer.statements import Statements
from kb.choices import Kind, Role
from kb.errors import BadQueryError, DamagedIndexError
from kb.page import PersonHead

NO_MEANING = "This library is indexed for words only, so nearness of problems isn’t known."
# So many domains are named to somebody who asks for one that isn't there.
_FEW = 5


class Colleagues(Reader):
    """Reads one generation, and what it says of two people."""

    def __init__(self, generation: Generation) -> None:
        """Open a generation that has been checked."""
        super().__init__(generation)
        self._pairs = PairCatalog(generation.folder)

    def close(self) -> None:
        """Let go of the generation, so that it can be removed."""
        self._pairs.close()
        super().close()

    def matches(self, page_id: str) -> Matches:
        """Return who asks for what a person offers, and who offers what they ask for. Raises UnknownPageError."""
        number = self._catalog.number(page_id)
        asked, offered = self._pairs.matches_by_offerer(number), self._pairs.matches_by_asker(number)
        people = self._people_by_number([*(one.asker for one in asked), *(one.offerer for one in offered)])

        def match(record: MatchRecord, other: int) -> Match:
            return Match(record.ask, record.offer, people[other])

        return Matches(
            tuple(match(record, record.asker) for record in asked),
            tuple(match(record, record.offerer) for record in offered),
        )

    def similar(self, page_id: str) -> tuple[SimilarPerson, ...]:
        """Return the practitioners who are like a person, with reasons. Raises UnknownPageError."""
        records = self._pairs.similar(self._catalog.number(page_id))
        people = self._people_by_number(record.person for record in records)
        entries = self._catalog.summaries(
            number for record in records for number in (record.own, record.other) if number is not None
        )
        return tuple(
            SimilarPerson(
                people[record.person],
                record.reason,
                None if record.own is None else entries[record.own],
                None if record.other is None else entries[record.other],
                Role(record.role) if record.role else None,
            )
            for record in records
        )

    def introductions(self, domain: str = "") -> Introductions:
        """Return whom to introduce and who stands alone, in the whole library or in a domain.

        A domain is named by its id, the last part of it, or its title. Raises BadQueryError where there is none such.
        """
        page = self._domain(domain) if domain else None
        if not self.knows_meaning:
            return replace(Introducing(self._catalog, None, page).introductions(), notice=NO_MEANING)
        return Introducing(self._catalog, self._meaning(), page).introductions()

    def _meaning(self) -> Meaning | None:
        if self._vectors is None or self._words is None:
            return None
        folder = self._generation.folder
        try:
            return Meaning(self._passage_pages, self._vectors, self._words, Statements.open(folder))
        except (OSError, ValueError) as error:
            raise DamagedIndexError(folder, f"what people say can't be read ({error})") from error

    def _domain(self, wanted: str) -> PageSummary:
        found = self._facets.matching(Facet.DOMAIN, wanted)
        if len(found) == 1:
            return self._catalog.summaries([self._catalog.number(found[0])]).popitem()[1]
        domains = {page.id: page for page in self.pages_of_kind(Kind.DOMAIN)}
        near = found or _nearest(wanted, domains.values()) or tuple(domains)
        named = ", ".join(near[:_FEW])
        message = f"{wanted!r} may be several domains" if found else f"there is no domain {wanted!r}"
        raise BadQueryError("--domain", message, f"Did you mean one of these: {named}?" if named else "There are none.")

    def _people_by_number(self, numbers: Iterable[int]) -> dict[int, Person]:
        pages = self._catalog.summaries(numbers)
        heads = {number: self._catalog.head(number) for number in pages}
        return {
            number: Person(page, head.role, ContactWay.of(head.contact))
            for number, page in pages.items()
            if isinstance(head := heads[number], PersonHead)
        }


def _nearest(wanted: str, domains: Iterable[PageSummary]) -> tuple[str, ...]:
    """Return the ids of domains whose name or title is spelt about like this."""
    names = {name.casefold(): page.id for page in domains for name in (page.id.rsplit("/", 1)[-1], page.title)}
    found = difflib.get_close_matches(wanted.rsplit("/", 1)[-1].casefold(), names, n=_FEW, cutoff=0.5)
    return tuple(dict.fromkeys(names[name] for name in found))
