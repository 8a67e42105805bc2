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

    person: PersonRef = Field(description="Who.")
    role: Role = Field(default=Role.AUTHOR, description="What they have to do with the entry.")


class Use(_Part):
    """A record that somebody applied the entry, and what came of it."""

    organisation: Text = Field(description="Who used it.")
    place: Text = Field(default="", description="Where.")
    date: When = Field(default="", description="When: a day, month, year, or two of them.")
    outcome: Outcome | None = Field(default=None, description="What came of it.")
    note: Text = Field(default="", description="What there is to say about it, in a sentence.")
    person: PersonRef | None = Field(default=None, description="Who can tell more.")


class Related(_Part):
    """A relation to another entry that an author wrote down, with its reason."""

    entry: EntryRef = Field(description="The other entry.")
    relation: Relation = Field(default=Relation.SEE_ALSO, description="How it relates to this one.")
    why: Text = Field(default="", description="Why readers should look at it.")


class Evidence(_Part):
    """A source that a claim rests on."""

    title: Text = Field(description="Name of the source.")
    url: Address = Field(default="", description="Where it can be read.")
    kind: Text = Field(default="", description="What it is: a study, an evaluation, a guide.")


class Effort(_Part):
    """What it takes."""

    people: Text = Field(default="", description="Who it takes, and how many.")
    time: Text = Field(default="", description="How long it takes.")
    cost: Text = Field(default="", description="What it costs.")
    difficulty: Text = Field(default="", description="How hard it is: easy, moderate or hard.")


class Issue(_Part):
    """One question on a domain's issue map."""

    id: Annotated[str, Field(pattern=r"^[\w-]+$")] = Field(
        description="Name by which entries refer to it: letters, digits, hyphens."
    )
    title: Text = Field(description="The issue in a few words.")
    question: Text = Field(default="", description="The question that practitioners ask.")


class NotedEntry(_Part):
    """An entry that a curator chose, with the reason in the curator's words."""

    entry: AnyRef = Field(description="The page.")
    note: Text = Field(default="", description="Why it was chosen.")


class Contact(_Part):
    """How a person may be reached."""

    policy: ContactPolicy = Field(
        default=ContactPolicy.VIA_COORDINATOR,
        description="Whether readers can write, a coordinator asks first, or nobody is led to them.",
    )
    url: Address = Field(default="", description="Where to reach them, if that is public.")
    email: Text = Field(default="", description="Address for mail, if that is public.")


class Head(BaseModel):
    """What every kind of page may say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Text = Field(description="Heading of the page; for people their name.")
    summary: Text = Field(default="", description="What it is in one or two sentences; it stands in every list.")
    tags: tuple[Text, ...] = Field(default=(), description="Words that people would look for.")
    aliases: tuple[Text, ...] = Field(default=(), description="Other names that the page is looked for by.")
    redirect_from: tuple[Text, ...] = Field(default=(), description="Former addresses, which lead here.")
    status: Status = Field(
        default=Status.PUBLISHED, description="Drafts are not published; archived pages are found, and not recommended."
    )
    published: Day | None = Field(default=None, description="Day on which it was published.")
    reviewed: Day | None = Field(default=None, description="Day on which somebody last went through it.")
    review_in: Period | None = Field(
        default=None, description="When it should be gone through again, such as 12 months."
    )
    licence: Text = Field(default="", description="Under which it may be used.")
    source_url: Address = Field(default="", description="Where the page comes from, if it was published elsewhere.")
    example: bool = Field(
        default=False, description="Whether it is an example, not about anything real; it is marked so everywhere."
    )


class EntryHead(Head):
    """A practice, case study or story."""

    domains: tuple[DomainRef, ...] = Field(default=(), description="The outcomes or problems that it speaks to.")
    issues: tuple[Annotated[str, IssueRef()], ...] = Field(
        default=(), description="The issues of these domains that it speaks to."
    )
    people: tuple[Involvement, ...] = Field(default=(), description="Who knows about it.")
    organisation: Text = Field(default="", description="Whose work it is.")
    sector: Sector | None = Field(default=None, description="Part of society that the organisation belongs to.")
    place: Text = Field(default="", description="Where it happened.")
    stage: Stage | None = Field(default=None, description="How far the work has got.")
    outcome: Outcome | None = Field(default=None, description="What came of it.")
    uses: tuple[PracticeRef, ...] = Field(default=(), description="Practices that it applied.")
    used_by: tuple[Use, ...] = Field(default=(), description="Where it was used, and what came of it.")
    related: tuple[Related, ...] = Field(default=(), description="Other entries to look at, with reasons.")
    evidence: tuple[Evidence, ...] = Field(default=(), description="Sources that it rests on.")
    effort: Effort = Field(default=Effort(), description="What it takes.")
    barriers: tuple[Text, ...] = Field(default=(), description="What stands in the way, in sentences.")


class DomainHead(Head):
    """The outcome wanted, or the wicked problem, with its issue map."""

    outcome: Text = Field(default="", description="The outcome that is wanted.")
    issues: tuple[Issue, ...] = Field(default=(), description="The issue map: questions that practitioners ask.")
    coordinators: tuple[PersonRef, ...] = Field(default=(), description="Who looks after it, and introduces people.")
    start_here: tuple[NotedEntry, ...] = Field(default=(), description="What to read first, with reasons.")


class PersonHead(Head):
    """A practitioner, or a team; `title` is the name."""

    kind: PersonKind = Field(default=PersonKind.PERSON, description="Whether the page is about a person or a team.")
    role: Text = Field(default="", description="What they do.")
    organisation: Text = Field(default="", description="Where they work.")
    sector: Sector | None = Field(default=None, description="Part of society that they work in.")
    place: Text = Field(default="", description="Where they are.")
    domains: tuple[DomainRef, ...] = Field(default=(), description="The outcomes or problems they work on.")
    skills: tuple[Text, ...] = Field(default=(), description="What they know, in words that others would look for.")
    offers: tuple[Text, ...] = Field(default=(), description="What they are glad to be asked for.")
    asks: tuple[Text, ...] = Field(default=(), description="What they would like to learn.")
    contact: Contact = Field(default=Contact(), description="How they want to be reached.")
    recommendable: bool = Field(default=True, description="Whether they want to be suggested to others.")


class CommunityHead(Head):
    """A community of practice: who it is for and how to join."""

    domains: tuple[DomainRef, ...] = Field(default=(), description="The outcomes or problems it is about.")
    coordinators: tuple[PersonRef, ...] = Field(default=(), description="Who looks after it.")
    members: tuple[PersonRef, ...] = Field(default=(), description="Who belongs to it.")
    join: Text = Field(default="", description="How to join.")
    cadence: Text = Field(default="", description="How often it meets.")
    channels: tuple[Text, ...] = Field(default=(), description="Where it talks.")
    started: Day | None = Field(default=None, description="Day on which it began.")


class CollectionHead(Head):
    """An ordered reading list; a query makes it smart."""

    curator: PersonRef | None = Field(default=None, description="Who chose.")
    purpose: Text = Field(default="", description="What it is for.")
    items: tuple[NotedEntry, ...] = Field(default=(), description="The pages in order, with reasons.")
    query: Text = Field(default="", description="A search whose results are shown after the items.")
    excluded: tuple[AnyRef, ...] = Field(default=(), description="Pages that the search shall not bring.")


class EventHead(Head):
    """A meeting, call or visit."""

    start: Moment | None = Field(default=None, description="When it begins.")
    end: Moment | None = Field(default=None, description="When it ends.")
    timezone: Text = Field(default="", description="Time zone of both, such as Europe/London.")
    place: Text = Field(default="", description="Where it is.")
    url: Address = Field(default="", description="Where to sign up, or to take part.")
    communities: tuple[CommunityRef, ...] = Field(default=(), description="Whose event it is.")
    domains: tuple[DomainRef, ...] = Field(default=(), description="The outcomes or problems it is about.")
    speakers: tuple[PersonRef, ...] = Field(default=(), description="Who speaks.")
    entries: tuple[AnyRef, ...] = Field(default=(), description="Pages that are discussed.")
    recap: Text = Field(default="", description="What came of it.")


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
