"""Turn a page and its rendered body into what the catalog stores: summary, facets, people, links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indexer.asked import Facet
from indexer.catalog import PageRecord
from indexer.results import PageSummary, TocItem, Via
from kb.choices import ContactPolicy, Role, Status
from kb.links import page_url
from kb.page import CommunityHead, DomainHead, EntryHead, EventHead, Head, IssueRef, Page, PersonHead, Ref
from kb.rendering import Rendered
from kb.resolving import resolve_references

_SUMMARY_LENGTH = 300
# Keys that refer to pages without a tie of their own: people are tied by their roles, and what is excluded by nothing.
_NO_TIES = {"people", "excluded"}


def page_record(page: Page, rendered: Rendered, pages: Mapping[str, Page]) -> PageRecord:
    """Return the record of one page; `pages` are all pages of the index, by id: drafts are none of them."""

    def shown(reference: str, mark: Ref | IssueRef, _field: str) -> str | None:
        return reference if isinstance(mark, IssueRef) or reference in pages else None

    return PageRecord(
        summary=_summary(page, rendered, pages),
        head=resolve_references(_without_private_address(page.head), shown),
        html=rendered.html,
        toc=tuple(TocItem(s.anchor, s.title, s.level) for s in rendered.sections if s.anchor and s.title),
        source_path=page.path,
        words=sum(len(block.split()) for section in rendered.sections for block in section.blocks),
        problem=rendered.problem,
        facets=_facets(page, pages),
        people=people_in(page, pages),
        markdown=page.body,
        links=_links(page, rendered, pages),
    )


def _summary(page: Page, rendered: Rendered, pages: Mapping[str, Page]) -> PageSummary:
    head = page.head
    text = head.summary or _opening(rendered)
    return PageSummary(
        id=page.id,
        kind=page.kind,
        title=page.title,
        url=page_url(page.id),
        summary=text if len(text) <= _SUMMARY_LENGTH else f"{text[:_SUMMARY_LENGTH].rsplit(' ', 1)[0]} …",
        organisation=getattr(head, "organisation", ""),
        place=getattr(head, "place", ""),
        stage=_value(head, "stage"),
        outcome="" if isinstance(head, DomainHead) else _value(head, "outcome"),
        published=_day(head),
        reviewed=head.reviewed.isoformat() if head.reviewed else "",
        archived=head.status is Status.ARCHIVED,
        example=head.example,
        domains=tuple((domain, pages[domain].title) for domain in _domains(page, pages)),
        issues=head.issues if isinstance(head, EntryHead) else (),
        tags=head.tags,
        start=_moment(head, "start"),
        end=_moment(head, "end") or _moment(head, "start"),
    )


def _day(head: Head) -> str:
    """Return the day a page is about or was published: for events the day they begin."""
    day = head.start.date() if isinstance(head, EventHead) and head.start else head.published
    return day.isoformat() if day else ""


def _moment(head: Head, name: str) -> str:
    """Return the day on which an event begins or ends; nothing for other kinds."""
    moment = getattr(head, name) if isinstance(head, EventHead) else None
    return moment.date().isoformat() if moment else ""


def _opening(rendered: Rendered) -> str:
    return next((block for section in rendered.sections for block in section.blocks), "")


def _value(head: Head, name: str) -> str:
    value = getattr(head, name, None)
    return str(value) if value is not None else ""


def _domains(page: Page, pages: Mapping[str, Page]) -> tuple[str, ...]:
    return tuple(domain for domain in getattr(page.head, "domains", ()) if domain in pages)


def _facets(page: Page, pages: Mapping[str, Page]) -> dict[Facet, tuple[str, ...]]:
    head = page.head
    return {
        Facet.KIND: (page.kind.value,),
        Facet.DOMAIN: (page.id,) if isinstance(head, DomainHead) else _domains(page, pages),
        Facet.TAG: head.tags,
        Facet.PERSON: tuple(dict.fromkeys(_named(page, pages))),
        Facet.ORGANISATION: (getattr(head, "organisation", ""),),
        Facet.PLACE: (getattr(head, "place", ""),),
        Facet.STAGE: (_value(head, "stage"),),
        Facet.OUTCOME: () if isinstance(head, DomainHead) else (_value(head, "outcome"),),
    }


def _named(page: Page, pages: Mapping[str, Page]) -> Iterator[str]:
    """Yield whom a page is by which to find it: its own person, or those who took part in what it tells of."""
    if isinstance(page.head, PersonHead):
        yield page.id
    yield from (person for person, _ in _people(page.head) if person in pages)


def people_in(page: Page, pages: Mapping[str, Page]) -> tuple[tuple[str, Role], ...]:
    """Return who took part in what a page tells of, and as what: those who may be suggested."""
    return tuple((person, role) for person, role in _people(page.head) if is_recommendable(pages.get(person)))


def _people(head: Head) -> Iterator[tuple[str, Role]]:
    """Yield who took part in what a page tells of, and as what."""
    match head:
        case EntryHead():
            yield from ((part.person, part.role) for part in head.people)
            yield from ((use.person, Role.PRACTITIONER) for use in head.used_by if use.person)
        case EventHead():
            yield from ((person, Role.PRACTITIONER) for person in head.speakers)
        case CommunityHead() | DomainHead():
            yield from ((person, Role.CONTACT) for person in head.coordinators)


def is_recommendable(page: Page | None) -> bool:
    """Whether a person may ever be suggested. Who may not takes part in no vote, so no later step can forget it."""
    head = page.head if page else None
    return isinstance(head, PersonHead) and head.recommendable and head.status is Status.PUBLISHED


def _links(page: Page, rendered: Rendered, pages: Mapping[str, Page]) -> tuple[tuple[str, Via], ...]:
    """Return what the page refers to, by id, and by what: once for each way."""
    found = [(link.target.page, Via.BODY) for link in rendered.links]
    if isinstance(page.head, EntryHead):
        found += [(part.person, Via(part.role.value)) for part in page.head.people]

    def note(reference: str, mark: Ref | IssueRef, field: str) -> str:
        if isinstance(mark, Ref) and field not in _NO_TIES:
            found.append((reference, Via(field)))
        return reference

    resolve_references(page.head, note)
    return tuple(dict.fromkeys((target, via) for target, via in found if target in pages))


def _without_private_address(head: Head) -> Head:
    """Return the head without addresses that its person doesn't make public, or left behind: they enter no index."""
    if not isinstance(head, PersonHead):
        return head
    if head.contact.policy is ContactPolicy.PUBLIC and head.status is not Status.ARCHIVED:
        return head
    return head.model_copy(update={"contact": head.contact.model_copy(update={"url": "", "email": ""})})
