"""Cards of practitioners: from a recommendation with its reasons, or from the page of a person named elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from indexer import ContactWay, PageSummary, Person, PersonSuggestion, Searcher, SimilarPerson, Snippet, StoredPage
from kb.choices import ContactPolicy
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
            PersonReasonLine(
                reason.page, reason.url, labels.part(reason.role), labels.day(reason.page.published), reason.snippet
            )
            for reason in suggestion.reasons[:MOST_REASONS]
        ),
        reach=reach(searcher, suggestion.contact, page),
    )


def similar(searcher: Searcher, found: SimilarPerson) -> PersonCard:
    """Return the card of somebody who is like the person of a page."""
    page, theirs = found.person.page, found.theirs
    near = f"Near to “{found.own.title}”" if found.own else ""
    reasons: tuple[PersonReasonLine, ...] = ()
    if theirs:
        told = Snippet(f"{theirs.place}. {near}" if theirs.place else near)
        reasons = (PersonReasonLine(theirs, theirs.url, labels.part(found.role), labels.day(theirs.published), told),)
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


def named(searcher: Searcher, page: StoredPage, ids: Iterable[str]) -> tuple[PersonCard, ...]:
    """Return the cards of people whom the head of `page` names, without reasons: being named is the reason."""
    return tuple(_named(searcher, person, head) for person, head in _people(searcher, page, ids))


def contacts(searcher: Searcher, page: StoredPage, parts: Mapping[str, str]) -> tuple[PersonCard, ...]:
    """Return the cards of those whom readers may ask about `page`, by id with the part they had in it.

    Whoever doesn't want to be recommended, or isn't there any more, is credited elsewhere, and not offered here.
    """
    return tuple(
        _named(searcher, person, head, parts[person.id])
        for person, head in _people(searcher, page, parts)
        if _is_offered(person, head)
    )


def may_be_asked(searcher: Searcher, person: PageSummary) -> bool:
    """Whether readers may be told to ask somebody."""
    head = searcher.head(person.id)
    return isinstance(head, PersonHead) and _is_offered(person, head) and head.contact.policy is not ContactPolicy.NONE


def _is_offered(person: PageSummary, head: PersonHead) -> bool:
    return head.recommendable and not person.archived


def _people(searcher: Searcher, page: StoredPage, ids: Iterable[str]) -> Iterator[tuple[PageSummary, PersonHead]]:
    for person in (page.linked[page_id] for page_id in ids if page_id in page.linked):
        head = searcher.head(person.id)
        if isinstance(head, PersonHead):
            yield person, head


def _named(searcher: Searcher, person: PageSummary, head: PersonHead, part: str = "") -> PersonCard:
    return PersonCard(
        name=person.title,
        href=person.url,
        about=about(head.role, person),
        part=part,
        example=person.example,
        archived=person.archived,
        offers=head.offers[:MOST_OFFERS],
        reasons=(),
        reach=reach(searcher, ContactWay.of(head.contact), person),
    )


def about(role: str, page: PageSummary) -> str:
    """Return who somebody is in one line."""
    return ", ".join(filter(None, (role, page.organisation, page.place)))
