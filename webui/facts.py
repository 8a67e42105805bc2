"""The card of facts beside a page: what its head says in one or a few words, fitted to its kind.

What a head says is shown, and what Git knows where it says nothing; a fact that nobody knows has no line. Longer things
are blocks (`webui.kinds`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from indexer import Facet, PageHistory, StoredPage
from kb.page import CollectionHead, CommunityHead, EntryHead, EventHead, Head, PersonHead
from webui import labels
from webui.addresses import address, tag_url, value_url
from webui.blocks import Fact, Link

MOST_NAMES = 12  # contributors that are shown
LONG = 1000  # words, from which readers want to know before they begin


def facts(page: StoredPage, history: PageHistory | None = None) -> tuple[Fact, ...]:
    """Return the facts of a page, in the order in which readers ask for them.

    `history` is what Git knows of it: it is shown where the head doesn't say who and when.
    """
    head = page.head
    match head:
        case EntryHead():
            own = _entry(page, head)
        case PersonHead():
            own = _person(page, head)
        case EventHead():
            own = _event(page, head)
        case CommunityHead():
            own = _community(page, head)
        case CollectionHead():
            own = [Fact("Curator", linked(page, [head.curator] if head.curator else []))]
        case _:
            own = []
    return tuple(fact for fact in [*own, *_common(head), *_from_git(head, history)] if fact.values)


def when(head: Head) -> str:
    """Return when and where an event takes place, in one line; nothing for other kinds."""
    if not isinstance(head, EventHead) or head.start is None:
        return ""
    return ", ".join(filter(None, (labels.span(head.start, head.end, head.timezone), head.place)))


def linked(page: StoredPage, ids: Iterable[str]) -> tuple[Link, ...]:
    """Return links to pages that the head names."""
    found = (page.linked[page_id] for page_id in ids if page_id in page.linked)
    return tuple(Link(summary.title, summary.url, example=summary.example) for summary in found)


def tags(head: Head) -> tuple[Link, ...]:
    """Return links to the pages with each tag."""
    return tuple(Link(tag, tag_url(tag)) for tag in head.tags)


def _entry(page: StoredPage, head: EntryHead) -> list[Fact]:
    outcome = head.outcome or ""
    people = tuple(
        Link(person.title, person.url, labels.role(part.role), person.example)
        for part in head.people
        if (person := page.linked.get(part.person))
    )
    return [
        Fact("Outcome", _words(labels.outcome(outcome)), outcome),
        _text("Stage", labels.stage(head.stage or "")),
        _text("Organisation", head.organisation),
        _text("Sector", labels.sector(head.sector) if head.sector else ""),
        _place(head.place),
        Fact("Domain" if len(head.domains) == 1 else "Domains", linked(page, head.domains)),
        Fact("People", people),
        Fact("Builds on", linked(page, head.uses)),
        _text("Who it takes", head.effort.people),
        _text("Time", head.effort.time),
        _text("Cost", head.effort.cost),
        _text("Difficulty", head.effort.difficulty.capitalize()),
        _text("Length", labels.reading_time(page.words) if page.words >= LONG else ""),
    ]


def _person(page: StoredPage, head: PersonHead) -> list[Fact]:
    return [
        _text("Role", head.role),
        _text("Organisation", head.organisation),
        _text("Sector", labels.sector(head.sector) if head.sector else ""),
        _place(head.place),
        Fact("Domain" if len(head.domains) == 1 else "Domains", linked(page, head.domains)),
    ]


def _event(page: StoredPage, head: EventHead) -> list[Fact]:
    return [
        _text("Starts", "" if head.start else "No day has been named yet"),
        _text("Where", head.place),
        Fact("Link", (address(head.url, "Event page or registration"),) if head.url else ()),
        Fact("Communities", linked(page, head.communities)),
        Fact("Domains", linked(page, head.domains)),
    ]


def _community(page: StoredPage, head: CommunityHead) -> list[Fact]:
    return [
        _text("Meets", head.cadence),
        Fact("Domain" if len(head.domains) == 1 else "Domains", linked(page, head.domains)),
        Fact("Coordinators", linked(page, head.coordinators)),
        _text("Members listed", f"{len(head.members):,}" if head.members else ""),
        _text("Since", labels.day(head.started)),
    ]


def _common(head: Head) -> list[Fact]:
    review = f"to be reviewed after {head.review_in}" if head.review_in and head.reviewed else ""
    return [
        _text("Published", labels.day(head.published)),
        Fact("Last reviewed", (Link(labels.day(head.reviewed), note=review),) if head.reviewed else ()),
        _text("Licence", head.licence),
        Fact("Source", (address(head.source_url, "Original page"),) if head.source_url else ()),
    ]


def _from_git(head: Head, history: PageHistory | None) -> list[Fact]:
    """Return who wrote a page, and when it began and changed, as far as its head doesn't say so itself."""
    if history is None:
        return []
    contributors = tuple(
        Link(
            credit.page.title if credit.page else credit.name,
            credit.page.url if credit.page else "",
            "first contribution here" if credit.is_new else "",
            credit.page.example if credit.page else False,
        )
        for credit in history.credits
    )
    named = isinstance(head, EntryHead) and bool(head.people)
    return [
        Fact("Contributors" if len(contributors) > 1 else "Written by", () if named else contributors[:MOST_NAMES]),
        _text("Created", "" if head.published else _day(history.created)),
        _text("Updated", "" if head.reviewed or history.updated == history.created else _day(history.updated)),
    ]


def _day(day: str) -> str:
    return labels.day(date.fromisoformat(day)) if day else ""


def _place(place: str) -> Fact:
    return Fact("Place", (Link(place, value_url(Facet.PLACE, place)),) if place else ())


def _text(label: str, value: str) -> Fact:
    return Fact(label, _words(value))


def _words(value: str) -> tuple[Link, ...]:
    return (Link(value),) if value else ()
