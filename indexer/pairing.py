"""Pair people in a generation that is being built: asks with offers, and practitioners who are alike.

All is worked out anew by each build, since one page may change it for many; only vectors of texts are kept.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from indexer.alike import SHOWN, Alike, alike
from indexer.arrays import Vectors
from indexer.catalog_pairs import MatchRecord, SimilarRecord
from indexer.catalog_writer import add_pairs
from indexer.encoder import Encoder
from indexer.input import Input
from indexer.matching import met
from indexer.people import ROLE_WEIGHTS
from indexer.practitioners import Practitioner, Said, practitioners_of
from indexer.previous import Previous
from indexer.records import people_in
from indexer.related import FILE_NAME as PAGE_VECTORS_FILE
from indexer.relation_reasons import shortened
from indexer.statements import Statements
from kb.choices import ENTRY_KINDS, Role, Status

# A tag that more of the entries have than this tells little of what two people have in common.
_TELLING_SHARE = 0.1
_TELLING_COUNT = 5
# Who edited an entry need not have dealt with what it tells of.
DEALT_WITH = frozenset(Role) - {Role.EDITOR}


def write_pairs(folder: Path, made_from: Input, before: Previous | None) -> None:
    """Pair the people, and add what was found to the catalog in `folder`, which is complete but for that.

    Without a model nothing is said: words alone match too much that is of no use.
    """
    if made_from.encoder is None:
        return
    people = practitioners_of(made_from.pages)
    texts = (text for person in people for text in (*person.asks, *person.offers, *person.skills))
    statements = Statements.of(texts, made_from.encoder, _known(before, made_from.encoder))
    statements.save(folder)
    pairing = Pairing(made_from, people, statements, folder)
    add_pairs(folder, pairing.matches(), pairing.similar())


def _known(before: Previous | None, encoder: Encoder) -> Statements | None:
    """Return the vectors that this encoder made for the generation before."""
    return Statements.open(before.folder) if before and before.manifest.fingerprint == encoder.fingerprint else None


@dataclass(frozen=True)
class Pairing:
    """One library's people, and the vectors of what they say."""

    made_from: Input
    people: Sequence[Practitioner]
    statements: Statements
    folder: Path

    def matches(self) -> Iterator[MatchRecord]:
        """Yield the asks that offers of others meet."""
        asks = Said.of([person.asks for person in self.people])
        offers = Said.of([person.offers for person in self.people])
        for one in met(self._vectors(asks), asks.owners, self._vectors(offers), offers.owners):
            asker, offerer = self.people[asks.owners[one.first]], self.people[offers.owners[one.second]]
            ask, offer = asks.texts[one.first], offers.texts[one.second]
            yield MatchRecord(asker.number, ask, offerer.number, offer, one.cosine)

    def similar(self) -> Iterator[SimilarRecord]:
        """Yield practitioners like each person: by what they did, and where that is too little, by their skills."""
        found: dict[int, dict[int, SimilarRecord]] = defaultdict(dict)
        for record in (*self._by_work(), *self._by_skills()):
            own = found[record.page]
            if len(own) < SHOWN:
                own.setdefault(record.person, record)
        for person in self.people:
            yield from found[person.number].values()

    def _by_work(self) -> Iterator[SimilarRecord]:
        work = [np.array(sorted(self._parts.get(person.number, ())), np.int64) for person in self.people]
        for one in alike(work, np.load(self.folder / PAGE_VECTORS_FILE)):
            person, other = self.people[one.person].number, self.people[one.other].number
            role = self._parts[other][one.theirs]
            yield SimilarRecord(person, other, self._reason(one), one.own, one.theirs, role.value)

    def _by_skills(self) -> Iterator[SimilarRecord]:
        skills = Said.of([person.skills for person in self.people])
        vectors = self._vectors(skills)
        for one in met(vectors, skills.owners, vectors, skills.owners):
            person, other = (self.people[skills.owners[place]].number for place in (one.first, one.second))
            own, theirs = (shortened(skills.texts[place]) for place in (one.first, one.second))
            yield SimilarRecord(person, other, f"Knows about “{theirs}”, near to “{own}”.")

    def _reason(self, one: Alike) -> str:
        topic = self._topic(one)
        return f"Both worked on {topic}." if topic else "What both did is near."

    def _topic(self, one: Alike) -> str:
        """Return what both entries are about: a tag that few entries have, or else a domain."""
        own, theirs = (self.made_from.pages[number].head for number in (one.own, one.theirs))
        tags = {tag.casefold() for tag in theirs.tags}
        tag = next((tag for tag in own.tags if tag.casefold() in tags & self._telling_tags), "")
        domains = (one for one in getattr(own, "domains", ()) if one in getattr(theirs, "domains", ()))
        titles = (f"“{self.made_from.by_id[one].title}”" for one in domains if one in self.made_from.by_id)
        return tag or next(titles, "")

    @cached_property
    def _telling_tags(self) -> frozenset[str]:
        entries = [page for page in self.made_from.pages if page.kind in ENTRY_KINDS]
        counts = Counter(tag for page in entries for tag in {tag.casefold() for tag in page.head.tags})
        most = max(_TELLING_COUNT, _TELLING_SHARE * len(entries))
        return frozenset(tag for tag, count in counts.items() if count <= most)

    @cached_property
    def _parts(self) -> dict[int, dict[int, Role]]:
        """The weightiest part that each person had in entries not archived, by their number and the entry's."""
        found: dict[int, dict[int, Role]] = defaultdict(dict)
        for number, page in enumerate(self.made_from.pages):
            if page.kind in ENTRY_KINDS and page.head.status is not Status.ARCHIVED:
                for person, role in _weightiest(people_in(page, self.made_from.by_id)):
                    found[self.made_from.numbers[person]][number] = role
        return found

    def _vectors(self, said: Said) -> Vectors:
        return self.statements.of_texts(said.texts)


def _weightiest(parts: Iterable[tuple[str, Role]]) -> Iterator[tuple[str, Role]]:
    """Yield each person with the weightiest of their parts, editors left out."""
    ordered = sorted(parts, key=lambda part: (ROLE_WEIGHTS[part[1]], part[1].value))
    yield from {person: role for person, role in ordered if role in DEALT_WITH}.items()
