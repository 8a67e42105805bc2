"""The parts that pages are put together from: plain values, each drawn by the component that bears its name.

A page of any kind is a card of facts, the body, and blocks before and after it. A new kind of block is one dataclass
here and one file in `templates/components/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from indexer import PageSummary, RelatedPage, Snippet


@dataclass(frozen=True)
class Link:
    """A text, linked where `href` is given, with an optional `note` behind it. `example` adds the label."""

    text: str
    href: str = ""
    note: str = ""
    example: bool = False


@dataclass(frozen=True)
class Fact:
    """One line of the card of facts. `outcome` is set where the value is one, which has its own mark."""

    label: str
    values: tuple[Link, ...]
    outcome: str = ""


@dataclass(frozen=True)
class Reach:
    """How to reach a person: a sentence, and the links it speaks of."""

    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class PersonReasonLine:
    """An entry that speaks for a person: their part in it, its day, what it says; `href` leads to just that passage."""

    page: PageSummary
    href: str
    part: str
    date: str
    snippet: Snippet


@dataclass(frozen=True)
class PersonCard:
    """A practitioner with the reasons for showing them and how to reach them.

    `part` is what they have to do with the page they are shown on, `why` the reason in a sentence.
    """

    name: str
    href: str
    about: str
    part: str
    example: bool
    archived: bool
    offers: tuple[str, ...]
    reasons: tuple[PersonReasonLine, ...]
    reach: Reach
    why: str = ""


@dataclass(frozen=True)
class MatchLine:
    """An ask that an offer meets: what the person of this page says, and what somebody else does.

    `person` is the other one, `about` who that is, `reach` how to reach them.
    """

    own: str
    other: str
    person: Link
    about: str
    reach: Reach


@dataclass(frozen=True)
class NotedPage:
    """A page that somebody chose, with their note; `relation` says how it stands to the page it is shown on."""

    page: PageSummary
    note: str
    relation: str = ""


@dataclass(frozen=True)
class Proof:
    """A page that shows what somebody knows, with their part in it."""

    page: PageSummary
    part: str = ""


@dataclass(frozen=True)
class Topic:
    """Something that a person's work is about: how many pages of theirs, and some that show it."""

    topic: Link
    count: int
    proofs: tuple[Proof, ...]


@dataclass(frozen=True)
class MappedIssue:
    """A question of an issue map with the entries that speak to it; those in `rest` stay folded."""

    id: str
    title: str
    question: str
    entries: tuple[PageSummary, ...]
    rest: tuple[PageSummary, ...]


@dataclass(frozen=True)
class UseLine:
    """A record that somebody applied an entry; `page` is the entry that tells more.

    `ask` says whether the person may be asked, or is only credited.
    """

    who: str
    place: str
    date: str
    outcome: str
    note: str
    person: Link | None
    page: Link | None = None
    ask: bool = False


@dataclass(frozen=True)
class SectorLine:
    """A sector with those who come from it; nobody may."""

    label: str
    people: tuple[Link, ...]


@dataclass(frozen=True)
class UsedMethod:
    """A practice with the entries that applied it."""

    page: PageSummary
    used_in: tuple[PageSummary, ...]


@dataclass(frozen=True, kw_only=True)
class _Headed:
    """What all blocks have: an id that begins with an underscore, a heading, and a line below it.

    A block without items is left out, unless `empty` says why there are none.
    """

    id: str
    heading: str
    intro: str = ""
    empty: str = ""


@dataclass(frozen=True, kw_only=True)
class PageList(_Headed):
    """A list of pages; those in `rest` stay folded, and `more` leads on where it is cut.

    A `compact` list has their titles only.
    """

    component: ClassVar[str] = "page_list"
    items: tuple[PageSummary, ...]
    compact: bool = False
    rest: tuple[PageSummary, ...] = ()
    more: Link | None = None


@dataclass(frozen=True, kw_only=True)
class NotedList(_Headed):
    """Pages that somebody chose, each with their note; `ordered` where they are meant to be read in turn.

    `path` is the id of the collection whose items they are: its links then lead along it, and `begin` to the first.
    """

    component: ClassVar[str] = "noted_list"
    items: tuple[NotedPage, ...]
    ordered: bool = False
    path: str = ""
    begin: Link | None = None


@dataclass(frozen=True, kw_only=True)
class IssueMap(_Headed):
    """A domain's questions and what is known about each."""

    component: ClassVar[str] = "issue_map"
    items: tuple[MappedIssue, ...]


@dataclass(frozen=True, kw_only=True)
class Points(_Headed):
    """A plain list of texts, linked where they are addresses."""

    component: ClassVar[str] = "points"
    items: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class Topics(_Headed):
    """What somebody knows about, each with the pages that show it."""

    component: ClassVar[str] = "topics"
    items: tuple[Topic, ...]


@dataclass(frozen=True, kw_only=True)
class Uses(_Headed):
    """Where an entry was applied, with what came of it, failure beside success."""

    component: ClassVar[str] = "uses"
    items: tuple[UseLine, ...]


@dataclass(frozen=True, kw_only=True)
class People(_Headed):
    """Practitioners with reasons and how to reach them."""

    component: ClassVar[str] = "people"
    items: tuple[PersonCard, ...]


@dataclass(frozen=True, kw_only=True)
class Matches(_Headed):
    """Offers that meet asks; `own` and `others` are what the two sides are called, those in `rest` stay folded."""

    component: ClassVar[str] = "matches"
    own: str
    others: str
    items: tuple[MatchLine, ...]
    rest: tuple[MatchLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Contact(_Headed):
    """How to reach the person whose page this is."""

    component: ClassVar[str] = "contact"
    reach: Reach

    @property
    def items(self) -> tuple[Reach, ...]:
        """The one thing that is always there to say."""
        return (self.reach,)


@dataclass(frozen=True, kw_only=True)
class RelatedList(_Headed):
    """Pages tied to this one in one way, with the reasons in words."""

    component: ClassVar[str] = "related_list"
    items: tuple[RelatedPage, ...]


@dataclass(frozen=True, kw_only=True)
class Sectors(_Headed):
    """Who in a room comes from which sector, and where nobody does."""

    component: ClassVar[str] = "sectors"
    items: tuple[SectorLine, ...]


@dataclass(frozen=True, kw_only=True)
class Methods(_Headed):
    """Practices that near entries applied, with what came of it."""

    component: ClassVar[str] = "methods"
    items: tuple[UsedMethod, ...]


@dataclass(frozen=True, kw_only=True)
class Brief(_Headed):
    """A text to copy, print or take along: `download` leads to it as a file."""

    component: ClassVar[str] = "brief"
    text: str
    download: str

    @property
    def items(self) -> tuple[str, ...]:
        """The one thing that is always there to say."""
        return (self.text,)


Block: TypeAlias = (
    PageList
    | NotedList
    | IssueMap
    | Points
    | Topics
    | Uses
    | People
    | Matches
    | Contact
    | RelatedList
    | Sectors
    | Methods
    | Brief
)
