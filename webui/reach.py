"""How a person may be reached, said in words, under the policy that the person chose.

Every page that shows a person goes through `reach`, so that an address can appear only where its owner made it public.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from indexer import ContactWay, Searcher
from kb.choices import ContactPolicy
from kb.errors import UnknownPageError
from kb.links import page_url
from kb.page import DomainHead, PersonHead
from webui.addresses import can_be_followed, without_scheme
from webui.blocks import Link, Reach

COORDINATORS = "_coordinators"
_EMAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\".]+")


def reach(searcher: Searcher, way: ContactWay, domains: Iterable[tuple[str, str]]) -> Reach:
    """Return how to reach a person who belongs to `domains` (ids with titles), whose coordinators can introduce.

    Domains are those of a page's summary, which all exist; the ones without a coordinator are not offered.
    """
    if way.policy is ContactPolicy.NONE:
        return Reach("No way to make contact is given here.")
    if way.policy is ContactPolicy.VIA_COORDINATOR:
        coordinated = ((page_id, title) for page_id, title in domains if _is_coordinated(searcher, page_id))
        links = tuple(Link(title, page_url(page_id, COORDINATORS)) for page_id, title in coordinated)
        return Reach("Ask a coordinator to introduce you:" if links else "No coordinator is named yet.", links)
    links = (*_email(way.email), *_address(way.url))
    return Reach("Get in touch:" if links else "Glad to be contacted, but has given no address yet.", links)


def _is_coordinated(searcher: Searcher, domain: str) -> bool:
    head = searcher.head(domain)
    return isinstance(head, DomainHead) and any(_is_person(searcher, page_id) for page_id in head.coordinators)


def _is_person(searcher: Searcher, page_id: str) -> bool:
    try:
        return isinstance(searcher.head(page_id), PersonHead)
    except UnknownPageError:  # a draft, say
        return False


def _email(email: str) -> tuple[Link, ...]:
    return (Link(email, f"mailto:{quote(email, safe='@+')}"),) if _EMAIL.fullmatch(email) else ()


def _address(url: str) -> tuple[Link, ...]:
    return (Link(without_scheme(url), url),) if can_be_followed(url) else ()
