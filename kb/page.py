"""The heads of pages: what each kind may say about itself, validated by pydantic.

`HEADS` names the model of each kind. References to other pages are plain ids here; `kb.library` resolves them. Fields
marked with `Ref` are references, and the mark says to which kinds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from kb.choices import (
    ENTRY_KINDS,
    ContactPolicy,
    Kind,
    Outcome,
    PersonKind,
    Relation,
    Role,
    Sector,
    Stage,
    Status,
)
from kb.dates import to_date, to_moment, to_when


@dataclass(frozen=True)
class Ref:
    """Marks a field whose value is the id of a page of one of these kinds."""

    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class IssueRef:
    """Marks a field whose value is the id of an issue of one of the entry's domains."""


_PERIOD = re.compile(r"(\d{1,3})\s*(day|week|month|year)s?", re.IGNORECASE)
# What an address may begin with: no others enter an index, or become links.
SCHEMES = ("https", "http", "mailto")
_ADDRESS = re.compile(rf"({'|'.join(SCHEMES)}):", re.IGNORECASE)


def _checked_period(value: str) -> str:
    if not _PERIOD.fullmatch(value.strip()):
        raise ValueError("expected a period such as '12 months' or '1 year'")
    return value.strip().lower()


def _checked_address(value: str) -> str:
    if value and not _ADDRESS.match(value):
        raise ValueError("expected an address that begins with https://, http:// or mailto:")
    return value


Text = Annotated[str, Field(max_length=20_000)]
Day = Annotated[date, BeforeValidator(to_date)]
When = Annotated[str, BeforeValidator(to_when)]
Moment = Annotated[datetime, BeforeValidator(to_moment)]
Period = Annotated[str, AfterValidator(_checked_period)]
Address = Annotated[str, AfterValidator(_checked_address)]
AnyRef = Annotated[str, Ref(tuple(Kind))]
EntryRef = Annotated[str, Ref(ENTRY_KINDS)]
PracticeRef = Annotated[str, Ref((Kind.PRACTICE,))]
PersonRef = Annotated[str, Ref((Kind.PERSON,))]
DomainRef = Annotated[str, Ref((Kind.DOMAIN,))]
CommunityRef = Annotated[str, Ref((Kind.COMMUNITY,))]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Involvement(_Part):
    """A person's part in an entry."""

    person: PersonRef
    role: Role = Role.AUTHOR


class Use(_Part):
    """A record that somebody applied the entry, and what came of it."""

    organisation: Text
    place: Text = ""
    date: When = ""
    outcome: Outcome | None = None
    note: Text = ""
    person: PersonRef | None = None


class Related(_Part):
    """A relation to another entry that an author wrote down, with its reason."""

    entry: EntryRef
    relation: Relation = Relation.SEE_ALSO
    why: Text = ""


class Evidence(_Part):
    """A source that a claim rests on."""

    title: Text
    url: Address = ""
    kind: Text = ""


class Effort(_Part):
    """What it takes."""

    people: Text = ""
    time: Text = ""
    cost: Text = ""
    difficulty: Text = ""


class Issue(_Part):
    """One question on a domain's issue map."""

    id: Annotated[str, Field(pattern=r"^[\w-]+$")]
    title: Text
    question: Text = ""


class NotedEntry(_Part):
    """An entry that a curator chose, with the reason in the curator's words."""

    entry: AnyRef
    note: Text = ""


class Contact(_Part):
    """How a person may be reached."""

    policy: ContactPolicy = ContactPolicy.VIA_COORDINATOR
    url: Address = ""
    email: Text = ""


class Head(BaseModel):
    """What every kind of page may say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Text
    summary: Text = ""
    tags: tuple[Text, ...] = ()
    aliases: tuple[Text, ...] = ()
    redirect_from: tuple[Text, ...] = ()
    status: Status = Status.PUBLISHED
    published: Day | None = None
    reviewed: Day | None = None
    review_in: Period | None = None
    licence: Text = ""
    source_url: Address = ""
    example: bool = False


class EntryHead(Head):
    """A practice, case study or story."""

    domains: tuple[DomainRef, ...] = ()
    issues: tuple[Annotated[str, IssueRef()], ...] = ()
    people: tuple[Involvement, ...] = ()
    organisation: Text = ""
    sector: Sector | None = None
    place: Text = ""
    stage: Stage | None = None
    outcome: Outcome | None = None
    uses: tuple[PracticeRef, ...] = ()
    used_by: tuple[Use, ...] = ()
    related: tuple[Related, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    effort: Effort = Effort()
    barriers: tuple[Text, ...] = ()


class DomainHead(Head):
    """The outcome wanted, or the wicked problem, with its issue map."""

    outcome: Text = ""
    issues: tuple[Issue, ...] = ()
    coordinators: tuple[PersonRef, ...] = ()
    start_here: tuple[NotedEntry, ...] = ()


class PersonHead(Head):
    """A practitioner, or a team; `title` is the name."""

    kind: PersonKind = PersonKind.PERSON
    role: Text = ""
    organisation: Text = ""
    sector: Sector | None = None
    place: Text = ""
    domains: tuple[DomainRef, ...] = ()
    skills: tuple[Text, ...] = ()
    offers: tuple[Text, ...] = ()
    asks: tuple[Text, ...] = ()
    contact: Contact = Contact()
    recommendable: bool = True


class CommunityHead(Head):
    """A community of practice: who it is for and how to join."""

    domains: tuple[DomainRef, ...] = ()
    coordinators: tuple[PersonRef, ...] = ()
    members: tuple[PersonRef, ...] = ()
    join: Text = ""
    cadence: Text = ""
    channels: tuple[Text, ...] = ()
    started: Day | None = None


class CollectionHead(Head):
    """An ordered reading list; a query makes it smart."""

    curator: PersonRef | None = None
    purpose: Text = ""
    items: tuple[NotedEntry, ...] = ()
    query: Text = ""
    excluded: tuple[AnyRef, ...] = ()


class EventHead(Head):
    """A meeting, call or visit."""

    start: Moment | None = None
    end: Moment | None = None
    timezone: Text = ""
    place: Text = ""
    url: Address = ""
    communities: tuple[CommunityRef, ...] = ()
    domains: tuple[DomainRef, ...] = ()
    speakers: tuple[PersonRef, ...] = ()
    entries: tuple[AnyRef, ...] = ()
    recap: Text = ""


HEADS: dict[Kind, type[Head]] = {
    Kind.PRACTICE: EntryHead,
    Kind.CASE_STUDY: EntryHead,
    Kind.STORY: EntryHead,
    Kind.DOMAIN: DomainHead,
    Kind.PERSON: PersonHead,
    Kind.COMMUNITY: CommunityHead,
    Kind.COLLECTION: CollectionHead,
    Kind.EVENT: EventHead,
}

# The careful values: what one that can't be read, was left empty or stands under a misspelt key may have held back.
PROTECTIVE: dict[str, Any] = {"status": "draft", "recommendable": False, "contact": {"policy": "none"}}

# Where a value written as one plain string belongs when the field holds tables.
SHORTHAND: dict[str, Literal["person", "entry", "title", "organisation"]] = {
    "people": "person",
    "related": "entry",
    "start_here": "entry",
    "items": "entry",
    "evidence": "title",
    "used_by": "organisation",
}


@dataclass(frozen=True)
class Page:
    """One page of a library, complete: validated head with references resolved, and its Markdown.

    `id` is the path below the content folder without extension; `path` the file, also relative to it (empty for a
    page made from an unlisted reference); `body_line` the line on which the body begins; `digest` the SHA-256 of the
    file's text.
    """

    id: str
    kind: Kind
    head: Head
    body: str
    path: str
    body_line: int = 1
    digest: str = ""

    @property
    def title(self) -> str:
        """The page's title, for people their name."""
        return self.head.title
