"""Read people and their problems from a generation, and say whom to introduce. Called by `Colleagues.introductions`.

Nothing is stored for it: a coordinator asks seldom, and an answer takes about a second.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

from indexer.catalog import Catalog
from indexer.introduction_draft import draft_of, reason_of
from indexer.introductions import Pair, Party, Problem, alone, chosen, pairs
from indexer.pairing import DEALT_WITH
from indexer.pairs import Concern, Introduction, Introductions, IsolatedPerson, Person
from indexer.people import ROLE_WEIGHTS
from indexer.practitioners import Practitioner
from indexer.problem_space import Meaning, ProblemSpace
from indexer.results import ContactWay, PageSummary, Via
from kb.choices import ContactPolicy, Kind, Role, Status
from kb.page import PersonHead

# What ties a person to a page, and a page to the entries that it lists.
_TIES = (*(Via(role.value) for role in Role), Via.USED_BY, Via.MEMBERS, Via.COORDINATORS, Via.CURATOR, Via.SPEAKERS)
_LISTS = (Via.ITEMS, Via.ENTRIES)


@dataclass(frozen=True)
class Introducing:
    """One library's people, asked about by one coordinator; of one `domain`, if that is given."""

    catalog: Catalog
    meaning: Meaning | None
    domain: PageSummary | None = None

    def introductions(self) -> Introductions:
        """Return whom to introduce and who stands alone."""
        isolated = alone(self._parties, self._members)
        kept = chosen(self._pairs(), isolated)
        told = {pair: self._told(pair) for pair in kept}
        first = {person: pair for pair in reversed(kept) for person in pair.people}
        shown = [place for place in isolated if self._belongs(self.people[place])]
        return Introductions(
            self.domain,
            tuple(told.values()),
            tuple(IsolatedPerson(self._person(n), told[first[n]] if n in first else None) for n in shown),
        )

    def _pairs(self) -> list[Pair]:
        if self._space is None:
            return []
        return pairs([problem for problem, _ in self._problems], self._space.about, self._parties)

    @cached_property
    def people(self) -> list[Practitioner]:
        """The people who may be recommended, and can be reached somehow."""
        numbers = self.catalog.numbers([page.id for page in self.catalog.pages_of_kind(Kind.PERSON)])
        heads = ((number, page_id, self.catalog.head(number)) for page_id, number in numbers.items())
        return [
            Practitioner(number, page_id, head)
            for number, page_id, head in sorted(heads, key=lambda one: one[0])
            if isinstance(head, PersonHead)
            and head.recommendable
            and head.status is Status.PUBLISHED
            and head.contact.policy is not ContactPolicy.NONE
        ]

    @cached_property
    def _places(self) -> dict[int, int]:
        return {person.number: place for place, person in enumerate(self.people)}

    @cached_property
    def _parts(self) -> dict[int, dict[int, Role]]:
        """The weightiest part of each person in each entry, by the entry's number and the person's place."""
        entries = self.catalog.recommendable_entries()
        found: dict[int, dict[int, Role]] = defaultdict(dict)
        ordered = sorted(self.catalog.involved(), key=lambda part: (ROLE_WEIGHTS[part.role], part.role.value))
        for part in ordered:
            if part.page in entries and part.role in DEALT_WITH and part.person in self._places:
                found[part.page][self._places[part.person]] = part.role
        return dict(sorted(found.items()))

    @cached_property
    def _entries(self) -> list[int]:
        """The entries that anybody deals with, in the order of their problems."""
        return list(self._parts)

    @cached_property
    def _summaries(self) -> dict[int, PageSummary]:
        return self.catalog.summaries([*self._parts, *self._places])

    @cached_property
    def _problems(self) -> list[tuple[Problem, Concern]]:
        """Every problem that anybody deals with: entries by number, then asks by person."""
        found = []
        for number, parts in self._parts.items():
            page = self._summaries[number]
            problem = Problem(tuple(sorted(parts)), ask=False, counts=self._in_domain(page))
            found.append((problem, Concern(page.title, page)))
        for place, person in enumerate(self.people):
            counts = self._in_domain(self._summaries[person.number])
            found += [(Problem((place,), ask=True, counts=counts), Concern(ask)) for ask in person.asks]
        return found

    def _in_domain(self, page: PageSummary) -> bool:
        return self.domain is None or self.domain.id in {page_id for page_id, _ in page.domains}

    def _belongs(self, person: Practitioner) -> bool:
        """Whether somebody names the domain, or has a part in an entry of it."""
        return self._in_domain(self._summaries[person.number]) or self._places[person.number] in self._in_its_entries

    @cached_property
    def _in_its_entries(self) -> frozenset[int]:
        """Who has a part in an entry of the domain, by place."""
        parts = (own for number, own in self._parts.items() if self._in_domain(self._summaries[number]))
        return frozenset(place for own in parts for place in own)

    @cached_property
    def _space(self) -> ProblemSpace | None:
        asks = tuple(concern.text for problem, concern in self._problems if problem.ask)
        return ProblemSpace(self.catalog, self.meaning, tuple(self._parts), asks) if self.meaning else None

    @cached_property
    def _parties(self) -> list[Party]:
        """The people, with the pages that bring each of them together with others."""
        groups: list[set[int]] = [set() for _ in self.people]
        for page, people in self._everybody.items():
            for person in people & self._places.keys():
                groups[self._places[person]].add(page)
        heads = [person.head for person in self.people]
        return [Party(frozenset(own), head.organisation, head.example) for own, head in zip(groups, heads, strict=True)]

    @cached_property
    def _members(self) -> Counter[int]:
        return Counter({page: len(people) for page, people in self._everybody.items()})

    @cached_property
    def _everybody(self) -> dict[int, set[int]]:
        """Who has to do with each page, whether or not they may be recommended.

        Lists and events bring together also those who have a part in the entries that they name.
        """
        catalog = self.catalog
        people = set(catalog.numbers([page.id for page in catalog.pages_of_kind(Kind.PERSON)]).values())
        found: dict[int, set[int]] = defaultdict(set)
        for page, person, _ in catalog.references(*_TIES):
            if person in people:
                found[page].add(person)
        named = catalog.references(*_LISTS)
        taking_part = {entry: set(found.get(entry, ())) for _, entry, _ in named}
        for page, entry, _ in named:
            found[page] |= {entry} if entry in people else taking_part[entry]
        return dict(found)

    def _person(self, place: int) -> Person:
        person = self.people[place]
        return Person(self._summaries[person.number], person.head.role, ContactWay.of(person.head.contact))

    def _told(self, pair: Pair) -> Introduction:
        first, second = (self._person(place) for place in pair.people)
        one, other = (self._concern(*both) for both in zip(pair.people, pair.problems, strict=True))
        people, concerns, places = (first, second), (one, other), pair.problems
        if other.entry is None and one.entry is not None:  # the ask first, and then the entry that is near to it
            people, concerns, places = (second, first), (other, one), (places[1], places[0])
        quote = self._space.quote(*places) if self._space else ""
        return Introduction(
            people,
            concerns,
            reason_of(people, concerns, quote),
            draft_of(people, concerns, quote, self.domain),
            pair.cosine,
        )

    def _concern(self, person: int, problem: int) -> Concern:
        concern = self._problems[problem][1]
        if concern.entry is None:
            return concern
        return Concern(concern.text, concern.entry, self._parts[self._entries[problem]][person])
