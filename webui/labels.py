"""The words in which readers see the closed choices of the content model, and dates.

Templates use these as filters, views to build headings, so that one thing is called the same everywhere.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kb.choices import Kind, Outcome, PersonKind, Relation, Role, Sector, Stage

_KINDS = {
    Kind.PRACTICE: ("Practice", "Practices"),
    Kind.CASE_STUDY: ("Case study", "Case studies"),
    Kind.STORY: ("Story", "Stories"),
    Kind.DOMAIN: ("Domain", "Domains"),
    Kind.PERSON: ("Practitioner", "Practitioners"),
    Kind.COMMUNITY: ("Community", "Communities"),
    Kind.COLLECTION: ("Collection", "Collections"),
    Kind.EVENT: ("Event", "Events"),
}
_STAGES = {Stage.PLANNED: "Planned", Stage.UNDER_WAY: "Under way", Stage.FINISHED: "Finished"}
_OUTCOMES = {
    Outcome.WORKED: "Worked",
    Outcome.PARTLY: "Partly worked",
    Outcome.FAILED: "Did not work",
    Outcome.TOO_EARLY: "Too early to say",
}
_SECTORS = {
    Sector.PUBLIC: "Public sector",
    Sector.VOLUNTARY: "Voluntary sector",
    Sector.BUSINESS: "Business",
    Sector.COMMUNITY: "Community",
    Sector.ACADEMIC: "Academic",
    Sector.ELECTED: "Elected",
}
_ROLES = {Role.AUTHOR: "wrote it", Role.PRACTITIONER: "has done it", Role.CONTACT: "contact", Role.EDITOR: "edited it"}
_PARTS = {Role.AUTHOR: "Wrote:", Role.PRACTITIONER: "Has done:", Role.CONTACT: "Contact for:", Role.EDITOR: "Edited:"}
_WORK = {
    Role.PRACTITIONER: "Has done",
    Role.AUTHOR: "Has written",
    Role.CONTACT: "Is the contact for",
    Role.EDITOR: "Has edited",
}
_RELATIONS = {
    Relation.ALTERNATIVE: "Another way",
    Relation.NEXT: "Next step",
    Relation.CONTRADICTS: "Says otherwise",
    Relation.SEE_ALSO: "See also",
}


def kind(value: Kind | PersonKind) -> str:
    """Return a kind as one reads it above a title."""
    if isinstance(value, PersonKind):
        return "Team" if value is PersonKind.TEAM else "Practitioner"
    return _KINDS[value][0]


def kinds(value: Kind) -> str:
    """Return what several pages of a kind are called."""
    return _KINDS[value][1]


def counted(value: Kind, number: int) -> str:
    """Return a number of pages of a kind, such as "1 case study"."""
    return f"{number:,} {_KINDS[value][number != 1].lower()}"


def stage(value: str) -> str:
    """Return a stage in words; an unknown one as it is."""
    return next((words for known, words in _STAGES.items() if known.value == value), value)


def outcome(value: str) -> str:
    """Return an outcome in words; an unknown one as it is."""
    return next((words for known, words in _OUTCOMES.items() if known.value == value), value)


def sector(value: Sector) -> str:
    """Return a sector in words."""
    return _SECTORS[value]


def role(value: Role) -> str:
    """Return what somebody has to do with an entry."""
    return _ROLES[value]


def part(value: Role | None) -> str:
    """Return somebody's part in an entry, to stand before its title."""
    return _PARTS[value] if value else "Named in:"


def work(value: Role) -> str:
    """Return the heading above the entries in which somebody had this part."""
    return _WORK[value]


def relation(value: Relation) -> str:
    """Return how one entry relates to another."""
    return _RELATIONS[value]


def when(value: str) -> str:
    """Return a year, month or day of a head, or two of them, in words: "May 2019", "2019 to 2022"."""
    return " to ".join(map(_year_month_or_day, value.split("\u2013")))


def _year_month_or_day(value: str) -> str:
    return f"{date.fromisoformat(f'{value}-01'):%B %Y}" if len(value) == len("2019-05") else day(value)


def day(value: date | str | None) -> str:
    """Return a date such as "3 May 2026"; a text that is no ISO date comes back as it is."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value[:10])
        except ValueError:
            return str(value)
    return f"{value.day} {value:%B %Y}" if value else ""


def moment(value: datetime) -> str:
    """Return a date with its time, unless that is midnight, as it is for events that name only a day."""
    time = f", {value:%H:%M}" if (value.hour or value.minute) else ""
    return f"{day(value.date())}{time}"


def span(start: datetime, end: datetime | None, zone: str) -> str:
    """Return from when to when, such as "Wednesday 20 January 2027, 14:00 to 15:00 (Europe/London)".

    A moment with an offset is told in the event's own `zone`, or with its offset where there is none; one without
    stands in that zone already.
    """
    begins, ends = _in_zone(start, zone), _in_zone(end, zone) if end else None
    named = zone if begins.tzinfo is None or isinstance(begins.tzinfo, ZoneInfo) else str(begins.tzname())
    first = f"{begins:%A} {moment(begins)}"
    suffix = f" ({named})" if named and (begins.hour or begins.minute) else ""
    if ends is None or ends.replace(tzinfo=None) <= begins.replace(tzinfo=None):
        return f"{first}{suffix}"
    last = f"{ends:%H:%M}" if ends.date() == begins.date() else f"{ends:%A} {moment(ends)}"
    return f"{first} to {last}{suffix}"


def _in_zone(value: datetime, zone: str) -> datetime:
    if value.tzinfo is None or not zone:
        return value
    try:
        return value.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return value


def reading_time(words: int) -> str:
    """Return how long a text is, and how long it takes to read at 230 words a minute."""
    return f"{words:,} words, about {max(1, round(words / 230))} minutes"


def shortened(text: str, length: int) -> str:
    """Return `text` cut at a word before `length`, with an ellipsis where something is missing."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    cut = text[: length - 1].rsplit(" ", 1)[0]
    return f"{cut.rstrip('.,;:')[: length - 1]}…"
