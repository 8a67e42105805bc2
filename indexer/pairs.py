"""What is said of two people: asks met by offers, who is alike, and whom to introduce. Plain values, as answers are."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.results import ContactWay, PageSummary
from kb.choices import Role


@dataclass(frozen=True)
class Person:
    """One of the two: their page, what they are, and how they want to be reached."""

    page: PageSummary
    role: str
    contact: ContactWay


@dataclass(frozen=True)
class Match:
    """What somebody asks for, and somebody else offers; `person` is the other one, whose page it isn't shown on."""

    ask: str
    offer: str
    person: Person


@dataclass(frozen=True)
class Matches:
    """The matches of one person: who asks for what they offer, and who offers what they ask for, nearest first."""

    askers: tuple[Match, ...] = ()
    offerers: tuple[Match, ...] = ()


@dataclass(frozen=True)
class SimilarPerson:
    """Somebody who is like a person, and why.

    Where entries say so, `own` is that of the person and `theirs` the other's, with the part that the other has there.
    """

    person: Person
    reason: str
    own: PageSummary | None = None
    theirs: PageSummary | None = None
    role: Role | None = None


@dataclass(frozen=True)
class Concern:
    """A problem that somebody deals with: an entry, with their part in it, or else what they ask for."""

    text: str
    entry: PageSummary | None = None
    role: Role | None = None


@dataclass(frozen=True)
class Introduction:
    """Two people who should know each other, each with the problem that is near to the other's.

    `reason` is one line; `draft` is plain text for a coordinator to change and send. `cosine` is that of the problems.
    """

    people: tuple[Person, Person]
    concerns: tuple[Concern, Concern]
    reason: str
    draft: str
    cosine: float


@dataclass(frozen=True)
class IsolatedPerson:
    """Somebody who shares nothing with anybody, and the introduction to make first, if there is one."""

    person: Person
    introduction: Introduction | None


@dataclass(frozen=True)
class Introductions:
    """Whom to introduce, the nearest problems first, and who stands alone; of one domain or the whole library.

    `notice` says in words what limits them.
    """

    domain: PageSummary | None
    pairs: tuple[Introduction, ...]
    isolated: tuple[IsolatedPerson, ...]
    notice: str = ""
