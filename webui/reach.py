"""How a person may be reached, said in words, under the policy that the person chose.

Every page that shows a person goes through `reach`, so that an address can appear only where its owner made it public.
"""

from __future__ import annotations

from urllib.parse import quote

from indexer import ContactWay, PageSummary, Searcher
from kb.choices import ContactPolicy
from kb.links import page_url
from webui.addresses import can_be_followed, without_scheme
from webui.blocks import Link, Reach

COORDINATORS = "_coordinators"
_NO_COORDINATOR = "Is reached by way of a coordinator, and none who can be contacted is named yet."


def reach(searcher: Searcher, way: ContactWay, person: PageSummary) -> Reach:
    """Return how to reach a person; coordinators of their domains can introduce.

    A domain is offered only where somebody else coordinates it, who can be reached.
    """
    if person.archived:
        return Reach("This page is kept for the record: who it is about may have moved on.")
    if way.policy is ContactPolicy.NONE:
        return Reach("No way to make contact is given here.")
    if way.policy is ContactPolicy.VIA_COORDINATOR:
        domains = searcher.introducers(person)
        links = tuple(Link(domain.title, page_url(domain.id, COORDINATORS)) for domain in domains)
        return Reach("Ask a coordinator to introduce you:" if links else _NO_COORDINATOR, links)
    links = tuple(_link(address) for address in way.addresses)
    return Reach("Get in touch:" if links else "Glad to be contacted, but has given no address yet.", links)


def _link(address: str) -> Link:
    if can_be_followed(address):
        return Link(without_scheme(address), address)
    return Link(address, f"mailto:{quote(address, safe='@+')}")
