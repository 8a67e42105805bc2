"""How to reach people: an address appears only where its owner made it public, and only where it is one."""

from __future__ import annotations

from unittest.mock import create_autospec

import pytest

from indexer import ContactWay, PageSummary, Searcher
from kb.choices import ContactPolicy, Kind
from webui.reach import reach


def person(*domains: tuple[str, str], page_id: str = "people/ann", archived: bool = False) -> PageSummary:
    """Return the summary of somebody who belongs to these domains."""
    return PageSummary(page_id, Kind.PERSON, "Ann", f"/{page_id}", "", archived=archived, domains=domains)


HOMES = ("domains/homes", "Homes")
SEARCHER = create_autospec(Searcher, instance=True)
SEARCHER.introducers.return_value = (PageSummary("domains/homes", Kind.DOMAIN, "Homes", "/domains/homes", ""),)


@pytest.mark.parametrize("policy", [ContactPolicy.NONE, ContactPolicy.VIA_COORDINATOR])
def test_an_address_given_under_another_policy_is_kept_back(policy: ContactPolicy) -> None:
    """Even if the engine handed an address over, the page would not show it."""
    found = reach(SEARCHER, ContactWay(policy, "https://example.org/me", "me@example.org"), person(HOMES))
    assert "example.org" not in found.text
    assert all("example.org" not in link.href + link.text for link in found.links)


def test_a_coordinator_is_found_on_the_domain() -> None:
    """The way through a coordinator leads to the coordinators of the person's domains."""
    found = reach(SEARCHER, ContactWay(ContactPolicy.VIA_COORDINATOR), person(HOMES))
    assert [link.href for link in found.links] == ["/domains/homes#_coordinators"]


def test_who_is_archived_is_not_offered_for_contact() -> None:
    """Whatever policy they once chose, the page is kept for the record."""
    public = ContactWay(ContactPolicy.PUBLIC, "https://example.org", "me@example.org")
    assert reach(SEARCHER, public, person(archived=True)).links == ()


def test_public_addresses_are_links() -> None:
    """An address made public can be followed."""
    found = reach(SEARCHER, ContactWay(ContactPolicy.PUBLIC, "https://example.org/me/", "me@example.org"), person())
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
    for link in reach(SEARCHER, ContactWay(ContactPolicy.PUBLIC, url, email), person()).links:
        assert link.href.startswith("mailto:")
        assert "?" not in link.href
        assert "\n" not in link.href
