"""Who can introduce somebody who wants to be reached by way of a coordinator."""

from __future__ import annotations

from indexer.catalog import Catalog
from indexer.results import ContactWay, PageSummary
from kb.choices import Status
from kb.page import DomainHead, PersonHead


def introducers(catalog: Catalog, person: PageSummary) -> tuple[PageSummary, ...]:
    """Return the domains of somebody that others coordinate who can be reached: a chain that ends nowhere is no way."""
    numbers = catalog.numbers([domain for domain, _ in person.domains])
    pages = catalog.summaries(numbers.values())
    coordinated = (number for number in numbers.values() if _is_coordinated(catalog, number, without=person.id))
    return tuple(pages[number] for number in coordinated)


def _is_coordinated(catalog: Catalog, domain: int, without: str) -> bool:
    head = catalog.head(domain)
    others = [one for one in head.coordinators if one != without] if isinstance(head, DomainHead) else []
    return any(_is_reachable(catalog, number) for number in catalog.numbers(others).values())


def _is_reachable(catalog: Catalog, number: int) -> bool:
    head = catalog.head(number)
    if not isinstance(head, PersonHead) or head.status is not Status.PUBLISHED:
        return False
    return bool(ContactWay.of(head.contact).addresses)
