"""Cards of practitioners: from a recommendation with its reasons, or from the page of a person named elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from indexer import ContactWay, PageSummary, Person, PersonSuggestion, Searcher, SimilarPerson, Snippet, StoredPage
from kb.page import PersonHead
from webui import labels
from webui.blocks import Link, MatchLine, PersonCard, PersonReasonLine
from webui.reach import reach

MOST_OFFERS = 2
MOST_REASONS = 2


def suggested(searcher: Searcher, suggestion: PersonSuggestion) -> PersonCard:
    """Return the card of a recommended practitioner."""
    page = suggestion.page
    return PersonCard(
        name=page.title,
        href=page.url,
        about=about(suggestion.role, page),
        part="",
        example=page.example,
        archived=page.archived,
        offers=suggestion.offers[:MOST_OFFERS],
        reasons=tuple(
            PersonReasonLine(reason.page, reason.url, labels.part(reason.role), reason.snippet)
            for reason in suggestion.reasons[:MOST_REASONS]
        ),
        reach=reach(searcher, suggestion.contact, page),
    )


def similar(searcher: Searcher, found: SimilarPerson) -> PersonCard:
    """Return the card of somebody who is like the person of a page."""
    page, theirs = found.person.page, found.theirs
    near = f"Near to “{found.own.title}”" if found.own else ""
    place = f"{theirs.place}. " if theirs and theirs.place else ""
    reasons = (PersonReasonLine(theirs, theirs.url, labels.part(found.role), Snippet(place + near)),) if theirs else ()
    return PersonCard(
        name=page.title,
        href=page.url,
        about=about(found.person.role, page),
        part="",
        example=page.example,
        archived=page.archived,
        offers=(),
        reasons=reasons,
        reach=reach(searcher, found.person.contact, page),
        why=found.reason,
    )


def match_line(searcher: Searcher, own: str, other: str, person: Person) -> MatchLine:
    """Return an ask that an offer meets, seen from the page of one of the two."""
    page = person.page
    return MatchLine(
        own,
        other,
        Link(page.title, page.url, example=page.example),
        about(person.role, page),
        reach(searcher, person.contact, page),
    )


def named(searcher: Searcher, page: StoredPage, ids: Iterable[str] | Mapping[str, str]) -> tuple[PersonCard, ...]:
    """Return the cards of people whom the head of `page` names, without reasons: being named is the reason.

    `ids` may map each to their part.
    """
    parts = ids if isinstance(ids, Mapping) else {}
    people = ((person, searcher.head(person.id)) for page_id in ids if (person := page.linked.get(page_id)))
    return tuple(
        PersonCard(
            name=person.title,
            href=person.url,
            about=about(head.role, person),
            part=parts.get(person.id, ""),
            example=person.example,
            archived=person.archived,
            offers=head.offers[:MOST_OFFERS],
            reasons=(),
            reach=reach(searcher, ContactWay.of(head.contact), person),
        )
        for person, head in people
        if isinstance(head, PersonHead)
    )


def about(role: str, page: PageSummary) -> str:
    """Return who somebody is in one line."""
    return ", ".join(filter(None, (role, page.organisation, page.place)))
