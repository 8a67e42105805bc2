"""The closed choices of the content model: kinds of page and the values that some keys take."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a page is. The value is the word used on the command line and in URLs of filters."""

    PRACTICE = "practice"
    CASE_STUDY = "case-study"
    STORY = "story"
    DOMAIN = "domain"
    PERSON = "person"
    COMMUNITY = "community"
    COLLECTION = "collection"
    EVENT = "event"

    @property
    def folder(self) -> str:
        """The folder that holds pages of this kind in a library laid out as the design has it."""
        return _FOLDERS[self]


# Kinds that hold practice (the entries), rather than organise it.
ENTRY_KINDS = (Kind.PRACTICE, Kind.CASE_STUDY, Kind.STORY)
_FOLDERS = {
    Kind.PRACTICE: "practices",
    Kind.CASE_STUDY: "case-studies",
    Kind.STORY: "stories",
    Kind.DOMAIN: "domains",
    Kind.PERSON: "people",
    Kind.COMMUNITY: "communities",
    Kind.COLLECTION: "collections",
    Kind.EVENT: "events",
}


class Status(StrEnum):
    """Where a page stands in its life: drafts are never indexed, archived pages are found but not recommended."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Stage(StrEnum):
    """How far the work that an entry tells of has got."""

    PLANNED = "planned"
    UNDER_WAY = "under-way"
    FINISHED = "finished"


class Outcome(StrEnum):
    """What came of it, said honestly."""

    WORKED = "worked"
    PARTLY = "partly"
    FAILED = "failed"
    TOO_EARLY = "too-early"


class Sector(StrEnum):
    """The part of society an organisation or a person works in."""

    PUBLIC = "public"
    VOLUNTARY = "voluntary"
    BUSINESS = "business"
    COMMUNITY = "community"
    ACADEMIC = "academic"
    ELECTED = "elected"


class Role(StrEnum):
    """What a person has to do with an entry."""

    AUTHOR = "author"
    PRACTITIONER = "practitioner"
    CONTACT = "contact"
    EDITOR = "editor"


class Relation(StrEnum):
    """How one entry relates to another."""

    ALTERNATIVE = "alternative"
    NEXT = "next"
    CONTRADICTS = "contradicts"
    SEE_ALSO = "see-also"


class ContactPolicy(StrEnum):
    """How a person may be reached."""

    PUBLIC = "public"
    VIA_COORDINATOR = "via-coordinator"
    NONE = "none"


class PersonKind(StrEnum):
    """A practitioner page is about one person or about a team."""

    PERSON = "person"
    TEAM = "team"
