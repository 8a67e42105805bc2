"""Cards of practitioners: from a recommendation with its reasons, or from the page of a person named elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from indexer import ContactWay, PageSummary, PersonSuggestion, Searcher, StoredPage
from kb.page import PersonHead
from webui import labels
from webui.blocks import PersonCard, PersonReasonLine
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
