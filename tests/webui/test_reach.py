"""How to reach people: an address appears only where its owner made it public, and only where it is one."""

from __future__ import annotations

from unittest.mock import create_autospec

import pytest

from indexer import ContactWay, Searcher
from kb.choices import ContactPolicy
from kb.page import DomainHead, PersonHead
from webui.reach import reach

DOMAINS = (("domains/homes", "Homes"),)
HEADS = {
    "domains/homes": DomainHead(title="Homes", coordinators=("people/cora",)),
    "people/cora": PersonHead(title="Cora Lane"),
}
SEARCHER = create_autospec(Searcher, instance=True)
SEARCHER.head.side_effect = HEADS.__getitem__


@pytest.mark.parametrize("policy", [ContactPolicy.NONE, ContactPolicy.VIA_COORDINATOR])
def test_an_address_given_under_another_policy_is_kept_back(policy: ContactPolicy) -> None:
    """Even if the engine handed an address over, the page would not show it."""
    found = reach(SEARCHER, ContactWay(policy, "https://example.org/me", "me@example.org"), DOMAINS)
    assert "example.org" not in found.text
    assert all("example.org" not in link.href + link.text for link in found.links)


def test_a_coordinator_is_found_on_the_domain() -> None:
    """The way through a coordinator leads to the coordinators of the person's domains."""
    found = reach(SEARCHER, ContactWay(ContactPolicy.VIA_COORDINATOR), DOMAINS)
    assert [link.href for link in found.links] == ["/domains/homes#_coordinators"]


def test_public_addresses_are_links() -> None:
    """An address made public can be followed."""
    found = reach(SEARCHER, ContactWay(ContactPolicy.PUBLIC, "https://example.org/me/", "me@example.org"), ())
    assert [(link.text, link.href) for link in found.links] == [
        ("me@example.org", "mailto:me@example.org"),
        ("example.org/me", "https://example.org/me/"),
    ]


@pytest.mark.parametrize(
    ("url", "email"),
    [("javascript:alert(1)", ""), ("", "nobody"), ("", "a@b.c?cc=x@y.z"), ("", "a@b.example\nBcc: c@d.example")],
)
def test_what_is_no_address_is_no_link(url: str, email: str) -> None:
    """A field that holds something else never becomes something to click that does more than it says."""
    for link in reach(SEARCHER, ContactWay(ContactPolicy.PUBLIC, url, email), ()).links:
        assert link.href.startswith("mailto:")
        assert "?" not in link.href
        assert "\n" not in link.href
