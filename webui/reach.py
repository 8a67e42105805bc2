"""How a person may be reached, said in words, under the policy that the person chose.

Every page that shows a person goes through `reach`, so that an address can appear only where its owner made it public.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from indexer import ContactWay, PageSummary, Searcher
from kb.choices import ContactPolicy, Status
from kb.errors import UnknownPageError
from kb.links import page_url
from kb.page import DomainHead, PersonHead
from webui.addresses import can_be_followed, without_scheme
from webui.blocks import Link, Reach

COORDINATORS = "_coordinators"
_NO_COORDINATOR = "Is reached by way of a coordinator, and none who can be contacted is named yet."
_EMAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\".]+")


def reach(searcher: Searcher, way: ContactWay, person: PageSummary) -> Reach:
    """Return how to reach a person; coordinators of their domains can introduce.

    A domain is offered only where somebody else coordinates it, who can be reached.
    """
    if person.archived:
        return Reach("This page is kept for the record: who it is about may have moved on.")
    if way.policy is ContactPolicy.NONE:
        return Reach("No way to make contact is given here.")
    if way.policy is ContactPolicy.VIA_COORDINATOR:
        coordinated = (one for one in person.domains if _is_coordinated(searcher, one[0], without=person.id))
        links = tuple(Link(title, page_url(page_id, COORDINATORS)) for page_id, title in coordinated)
        return Reach("Ask a coordinator to introduce you:" if links else _NO_COORDINATOR, links)
    links = (*_email(way.email), *_address(way.url))
    return Reach("Get in touch:" if links else "Glad to be contacted, but has given no address yet.", links)


def _is_coordinated(searcher: Searcher, domain: str, without: str) -> bool:
    head = searcher.head(domain)
    others = [page_id for page_id in getattr(head, "coordinators", ()) if page_id != without]
    return isinstance(head, DomainHead) and any(_is_reachable(searcher, page_id) for page_id in others)


def _is_reachable(searcher: Searcher, page_id: str) -> bool:
    try:
        head = searcher.head(page_id)
    except UnknownPageError:  # a draft, say
        return False
    if not isinstance(head, PersonHead) or head.status is not Status.PUBLISHED:
        return False
    way = ContactWay.of(head.contact)
    return bool(_email(way.email) or _address(way.url))


def _email(email: str) -> tuple[Link, ...]:
    return (Link(email, f"mailto:{quote(email, safe='@+')}"),) if _EMAIL.fullmatch(email) else ()


def _address(url: str) -> tuple[Link, ...]:
    return (Link(without_scheme(url), url),) if can_be_followed(url) else ()


def public_email(searcher: Searcher, person: str) -> str:
    """Return the mailbox of a person who made it public; empty where there is none."""
    try:
        head = searcher.head(person)
    except UnknownPageError:
        return ""
    if not isinstance(head, PersonHead) or head.status is not Status.PUBLISHED:
        return ""
    email = ContactWay.of(head.contact).email
    return email if _EMAIL.fullmatch(email) else ""
