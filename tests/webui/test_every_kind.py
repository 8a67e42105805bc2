"""A small library with a page of every kind, and heads that say all they may: each fact has its place on the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from bs4 import BeautifulSoup

from kb.choices import Kind
from tests.webui.conftest import AuditedClient, small_site
from tests.webui.every_kind import ADDRESSES, pages
from webui import labels

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditedClient]:
    """A reader of the small library, indexed for words only."""
    with small_site(tmp_path_factory.mktemp("every-kind"), pages(), today=TODAY) as client:
        yield client


def facts(page: BeautifulSoup) -> dict[str, str]:
    """Return the card of facts."""
    return {fact.dt.get_text(strip=True): fact.get_text(" ", strip=True) for fact in page.select(".fact")}


def block(page: BeautifulSoup, name: str) -> str:
    """Return the text of a block."""
    found = page.select_one(f"section[aria-labelledby={name}]")
    assert found is not None, f"there is no block {name}"
    return found.get_text(" ", strip=True)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_kind_has_a_page(reader: AuditedClient, address: str) -> None:
    """A page of any kind has its title once, its kind above it, and its text."""
    page = reader.soup(address)
    words = {labels.kind(kind) for kind in Kind} | {"Team"}
    assert any(page.select_one(".page-kind").get_text(strip=True).startswith(word) for word in words)
    assert "A huddle about beds." in page.select_one(".prose").get_text()


def test_a_failure_is_stated_as_plainly_as_a_success(reader: AuditedClient) -> None:
    """Outcome, stage and where others used it stand on a case study's page, whatever they were."""
    page = reader.soup("/case-studies/leeds")
    card = facts(page)
    assert card["Outcome"] == "Outcome Did not work"
    assert card["Stage"] == "Stage Finished"
    assert card["Builds on"] == "Builds on Morning huddle"
    assert "Hull Trust, Hull 2 March 2025 Partly worked No flats." in block(page, "_used")


def test_results_state_outcomes_too(reader: AuditedClient) -> None:
    """A hit says place and outcome, and the notice says that meaning was not searched; a mere list misses nothing."""
    page = reader.soup("/search?q=huddles+leeds")
    assert "Did not work" in page.select_one(".hit .meta").get_text()
    assert page.select_one(".notice")
    assert not reader.soup("/search?kind=story").select(".notice")
    assert not page.select(".facet-mode"), "ways of matching that this library can't offer are not offered"


def test_only_public_addresses_are_shown(reader: AuditedClient) -> None:
    """An address in a head appears under the policy public and under no other, on no page."""
    assert "mailto:ada@example.org" in reader.get("/people/ada").text
    for address in [*ADDRESSES, "/", "/search?q=huddle"]:
        assert "unlisted" not in reader.get(address).text


def test_only_coordinators_who_can_be_reached_are_offered(reader: AuditedClient) -> None:
    """A chain of introductions must not end at a draft, at somebody without an address, or at oneself."""
    for person in ("noor", "tom", "vic"):
        assert "none who can be contacted is named yet" in block(reader.soup(f"/people/{person}"), "_contact")
    links = reader.soup("/people/both").select("section[aria-labelledby=_contact] a")
    assert [link["href"] for link in links] == ["/domains/days#_coordinators"]


@pytest.mark.parametrize(
    ("story", "credited", "offered"), [("long", ["Gwen"], []), ("plain", ["Ada", "Shy"], ["Ada Shah"])]
)
def test_who_is_not_to_be_asked_is_credited_alone(
    reader: AuditedClient, story: str, credited: list[str], offered: list[str]
) -> None:
    """Who is archived, or doesn't want to be recommended, stands among the facts of a page, and not as its contact."""
    page = reader.soup(f"/stories/{story}")
    assert all(name in facts(page)["People"] for name in credited)
    assert [card.h3.a.get_text() for card in page.select("section[aria-labelledby=_named] .person")] == offered


def test_who_is_archived_can_not_be_reached(reader: AuditedClient) -> None:
    """The address of somebody who may have moved on is offered nowhere."""
    assert "may have moved on" in block(reader.soup("/people/gwen"), "_contact")
    assert "gwen@" not in reader.get("/people/gwen").text + reader.get("/stories/long").text


def test_a_community_says_how_to_join(reader: AuditedClient) -> None:
    """Joining is the first thing on a community's page."""
    page = reader.soup("/communities/clerks")
    assert page.select_one("section[aria-labelledby=_join] a[href='https://example.org/join']")
    assert facts(page)["Meets"] == "Meets Monthly"


def test_a_collection_keeps_order_and_notes(reader: AuditedClient) -> None:
    """Items stand in the curator's order with the curator's words."""
    text = block(reader.soup("/collections/first"), "_items")
    assert text.index("Read this first.") < text.index("Huddles in Leeds")


def test_an_event_says_when_in_its_own_zone(reader: AuditedClient) -> None:
    """Start and end have day, time and zone, once on the page, and what came of it is told."""
    page = reader.soup("/events/call")
    assert page.select_one(".page-when").get_text().startswith("Thursday 3 December 2026, 14:00 to 15:30")
    assert "Starts" not in facts(page)
    assert "Forty people came." in block(page, "_recap")


def test_an_archived_page_says_so(reader: AuditedClient) -> None:
    """Archived pages can be read, and can't be taken for current ones."""
    page = reader.soup("/stories/long")
    assert page.select_one(".label-archived")
    assert page.select_one(".notice")


def test_a_former_address_leads_to_the_page(reader: AuditedClient) -> None:
    """A moved page is found under its old address for good."""
    response = reader.get("/old/huddle")
    assert (response.status_code, response.headers["Location"]) == (301, "/practices/huddle")


def test_an_issue_nobody_answered_is_a_gap(reader: AuditedClient) -> None:
    """On the map an issue either has entries or an open invitation."""
    issues = reader.soup("/domains/home").select(".issue")
    assert issues[0].select_one(".issue-known a")["href"] == "/case-studies/leeds"
    assert issues[1].select_one(".issue-gap")
