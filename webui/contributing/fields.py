"""What the form of each kind asks for: one table, in the order of asking, with widget, help and limit.

A name is a key of the head, or a key of a table in it, such as `effort.time`. Keys that no form asks for (`related`,
`used_by`, `status` …) are for the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb.choices import ENTRY_KINDS, ContactPolicy, Kind, Outcome, PersonKind, Sector, Stage

BODY = "body"
LONGEST_BODY = 60_000
LONGEST_LIST = 5_000
LONGEST_LINE = 300


class Step(StrEnum):
    """The steps of a form, in order."""

    ABOUT = "about"
    DETAILS = "details"
    TEXT = "text"
    CHECK = "check"


class Widget(StrEnum):
    """How a field is asked for."""

    LINE = "line"
    TEXT = "text"
    LINES = "lines"  # one item a line
    CHOICE = "choice"
    PICK = "pick"  # pages of the library, found by their names
    ISSUES = "issues"  # of the domains that were picked
    DAY = "day"
    MOMENT = "moment"


class Detail(StrEnum):
    """What is asked of each page that was picked."""

    ROLE = "role"
    NOTE = "note"


@dataclass(frozen=True)
class Asked:
    """One field of a form. `of` are the kinds of page to pick from, `many` whether several can be."""

    name: str
    label: str
    hint: str = ""
    widget: Widget = Widget.LINE
    step: Step = Step.DETAILS
    choices: type[StrEnum] | None = None
    of: tuple[Kind, ...] = ()
    many: bool = True
    detail: Detail | None = None
    required: bool = False

    @property
    def longest(self) -> int:
        """The most characters that the field takes."""
        if self.name == BODY:
            return LONGEST_BODY
        return LONGEST_LIST if self.widget in {Widget.LINES, Widget.TEXT} else LONGEST_LINE


_TITLE = Asked("title", "Title", "What it is, and where: as a colleague would say it.", step=Step.ABOUT, required=True)
_NAME = Asked(
    "title", "Name", "Of the person, or of the team.", step=Step.ABOUT, required=True
)  # fmt: skip
_SUMMARY = Asked(
    "summary",
    "Summary",
    "One or two sentences, under 200 characters. It stands in every list.",
    Widget.TEXT,
    Step.ABOUT,
)
_TAGS = Asked("tags", "Tags", "Three to six words that people would type, one a line.", Widget.LINES, Step.ABOUT)
_DOMAINS = Asked(
    "domains", "Domains", "The outcome wanted, or the problem it is part of.", Widget.PICK, of=(Kind.DOMAIN,)
)
_ISSUES = Asked("issues", "Issues", "Questions of these domains that the page helps to answer.", Widget.ISSUES)
_PEOPLE = Asked(
    "people",
    "People",
    "Who did it, wrote it, or can be asked. Ask them first.",
    Widget.PICK,
    of=(Kind.PERSON,),
    detail=Detail.ROLE,
)
_ORGANISATION = Asked("organisation", "Organisation", "The one that did it, by its full name.")
_SECTOR = Asked("sector", "Sector", "", Widget.CHOICE, choices=Sector)
_PLACE = Asked("place", "Place", "Town, district or region.")
_STAGE = Asked("stage", "How far it has got", "", Widget.CHOICE, choices=Stage)
_OUTCOME = Asked(
    "outcome",
    "How it went",
    "“Worked” needs a comparison, a trial, or a result that nobody disputes. What failed is worth as much.",
    Widget.CHOICE,
    choices=Outcome,
)
_USES = Asked("uses", "Practices applied", "Only those that were really used.", Widget.PICK, of=(Kind.PRACTICE,))
_BARRIERS = Asked("barriers", "What stood in the way", "In plain sentences, one a line.", Widget.LINES)
_EVIDENCE = Asked(
    "evidence", "What it rests on", "One source a line: its title, then its address (https://…).", Widget.LINES
)
_EFFORT = (
    Asked("effort.people", "People it takes", "For example: one coordinator, half a day a week."),
    Asked("effort.time", "Time it takes"),
    Asked("effort.cost", "What it costs"),
    Asked("effort.difficulty", "How hard it is", "Easy, moderate or hard."),
)
_COORDINATORS = Asked("coordinators", "Coordinators", "Who looks after it.", Widget.PICK, of=(Kind.PERSON,))
_TEXT = Asked(
    BODY,
    "Text",
    "In Markdown: a blank line between paragraphs, ## before a heading, - before a point, [words](address) for a link.",
    Widget.TEXT,
    Step.TEXT,
)
_START = (_TITLE, _SUMMARY, _TAGS)

_FIELDS: dict[Kind, tuple[Asked, ...]] = {
    Kind.PRACTICE: (
        *_START,
        Asked("aliases", "Other names", "That the practice goes by, one a line.", Widget.LINES, Step.ABOUT),
        _DOMAINS,
        _ISSUES,
        _PEOPLE,
        *_EFFORT,
        _BARRIERS,
        _EVIDENCE,
    ),
    Kind.CASE_STUDY: (
        *_START,
        _DOMAINS,
        _ISSUES,
        _ORGANISATION,
        _SECTOR,
        _PLACE,
        _STAGE,
        _OUTCOME,
        _USES,
        _PEOPLE,
        _BARRIERS,
        _EVIDENCE,
    ),
    Kind.STORY: (*_START, _DOMAINS, _ISSUES, _ORGANISATION, _PLACE, _OUTCOME, _USES, _PEOPLE, _EVIDENCE),
    Kind.DOMAIN: (
        *_START,
        Asked("outcome", "The outcome wanted", "In one sentence.", Widget.TEXT, Step.ABOUT),
        Asked(
            "issues",
            "Questions of its map",
            "Five to seven that people really ask. One a line: a short title, a colon, the question.",
            Widget.LINES,
        ),
        _COORDINATORS,
        Asked(
            "start_here",
            "Where to begin",
            "Entries to read first, each with a reason.",
            Widget.PICK,
            of=ENTRY_KINDS,
            detail=Detail.NOTE,
        ),
    ),
    Kind.PERSON: (
        _NAME,
        Asked("kind", "Person or team", "", Widget.CHOICE, Step.ABOUT, choices=PersonKind, required=True),
        _SUMMARY,
        Asked("role", "Role"),
        Asked("organisation", "Organisation"),
        _SECTOR,
        _PLACE,
        _TAGS,
        _DOMAINS,
        Asked(
            "skills",
            "What you know",
            "In words that somebody from another service would search for, one a line.",
            Widget.LINES,
        ),
        Asked("offers", "What you are glad to be asked for", "With its limit, one a line.", Widget.LINES),
        Asked("asks", "What you would like to learn", "One a line.", Widget.LINES),
        Asked(
            "contact.policy",
            "How you can be reached",
            "By way of a coordinator, somebody asks you first. An address is asked for only where it may be public.",
            Widget.CHOICE,
            choices=ContactPolicy,
            required=True,
        ),
        Asked("contact.url", "Public address on the web", "Leave it empty unless everybody may see it."),
        Asked("contact.email", "Public e-mail address", "Leave it empty unless everybody may see it."),
    ),
    Kind.COMMUNITY: (
        *_START,
        _DOMAINS,
        _COORDINATORS,
        Asked("members", "Members", "Ask them first.", Widget.PICK, of=(Kind.PERSON,)),
        Asked("join", "How to join", "What somebody does to join.", Widget.TEXT),
        Asked("cadence", "How often it meets", "And how."),
        Asked("channels", "Where it talks", "One a line.", Widget.LINES),
        Asked("started", "Began on", "", Widget.DAY),
    ),
    Kind.COLLECTION: (
        *_START,
        Asked("purpose", "For whom, and when", "", Widget.TEXT, Step.ABOUT),
        Asked("curator", "Who looks after it", "", Widget.PICK, of=(Kind.PERSON,), many=False),
        Asked(
            "items",
            "What is in it",
            "In the order of reading. Say of each why it is here.",
            Widget.PICK,
            of=ENTRY_KINDS,
            detail=Detail.NOTE,
        ),
        Asked("query", "A search that adds to it", "Words that find further entries; may be empty."),
    ),
    Kind.EVENT: (
        *_START,
        Asked("start", "Begins", "", Widget.MOMENT, Step.ABOUT),
        Asked("end", "Ends", "", Widget.MOMENT, Step.ABOUT),
        Asked("timezone", "Time zone", "Of the place, such as Europe/London."),
        Asked("place", "Place", "A room, a town, or “online”."),
        Asked("url", "Address on the web", "Where to sign up (https://…)."),
        Asked("communities", "Communities", "Whose event it is.", Widget.PICK, of=(Kind.COMMUNITY,)),
        _DOMAINS,
        Asked("speakers", "Speakers", "Ask them first.", Widget.PICK, of=(Kind.PERSON,)),
        Asked("entries", "What to read before", "", Widget.PICK, of=ENTRY_KINDS),
    ),
}


def fields_of(kind: Kind) -> tuple[Asked, ...]:
    """Return what is asked of a page of a kind, in order; its text comes last."""
    return (*_FIELDS[kind], _TEXT)
