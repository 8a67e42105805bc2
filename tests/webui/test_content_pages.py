"""Pages of the library: facts fitted to the kind, people with reasons, and labels that can't be missed."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.webui.conftest import AuditedClient, small_site

ENTRY = "/practices/convening-a-mixed-group"
DOMAIN = "/domains/working-across-boundaries"
PEOPLE = ["/people/example-coordinator", "/people/example-link-worker"]


def facts(page: BeautifulSoup) -> dict[str, list[str]]:
    """Return the card of facts as texts."""
    return {
        fact.dt.get_text(strip=True): [value.get_text(" ", strip=True) for value in fact.find_all("dd")]
        for fact in page.select(".fact")
    }


def test_an_entry_states_its_facts(client: AuditedClient) -> None:
    """Effort, domain, issues, people with their parts, and the date of review stand on the card."""
    card = facts(client.soup(ENTRY))
    assert card["Domain"] == ["Working across boundaries"]
    assert card["Issue"] == ["Getting the right people into the room"]
    assert card["Difficulty"] == ["Moderate"]
    assert card["People"] == ["Example coordinator Example has done it", "Example link worker Example contact"]
    assert card["Last reviewed"] == ["23 November 2026 to be reviewed after 12 months"]


def test_an_entry_says_what_stands_in_the_way_and_what_it_rests_on(client: AuditedClient) -> None:
    """Barriers are a block of the page; evidence that the text links to isn't listed twice."""
    page = client.soup(ENTRY)
    assert (
        "One organisation is seen to own the group" in page.select_one("section[aria-labelledby=_barriers]").get_text()
    )
    assert page.select(".prose a[href^='https://doi.org/']")
    assert not page.select_one("section[aria-labelledby=_evidence]")


def test_evidence_that_the_text_does_not_link_to_is_listed(tmp_path: Path) -> None:
    """An address is the same however its signs are written."""
    head = (
        "evidence:\n  - {title: One, url: 'https://one.example/?a=1&b=2'}\n  - {title: Two, url: 'https://two.example'}"
    )
    story = f"---\ntitle: A\n{head}\n---\n\nSee [one](https://one.example/?a=1&b=2).\n"
    with small_site(tmp_path, {"stories/a.md": story}) as reader:
        listed = reader.soup("/stories/a").select("section[aria-labelledby=_evidence] a")
    assert [link["href"] for link in listed] == ["https://two.example"]


def test_an_entry_leads_on_with_reasons(client: AuditedClient) -> None:
    """Pages that the authors point to have their words; near ones say why they are, and repeat none of those."""
    page = client.soup(ENTRY)
    written = page.select("section[aria-labelledby=_next] .noted-list > li")
    assert written[0].select_one(".noted-relation").get_text() == "Next step"
    assert "it needs handling" in written[0].get_text()
    near = page.select(".block-related_list .page-list > li")
    assert near
    assert all(item.select(".related-why li") for item in near)
    assert not {item.h3.a["href"] for item in written} & {item.h3.a["href"] for item in near}


def test_a_long_page_has_contents_that_lead_to_its_headings(client: AuditedClient) -> None:
    """Every entry of the contents names a heading of the text or of a block around it, in order."""
    page = client.soup(ENTRY)
    listed = [link["href"][1:] for link in page.select(".contents a")]
    assert listed == [heading["id"] for heading in page.select(".page-main h2")]


def test_a_domain_maps_issues_to_entries_and_owns_up_to_gaps(client: AuditedClient) -> None:
    """Each question has the entries that name it; the one without any says so."""
    issues = client.soup(DOMAIN).select(".issue")
    assert len(issues) == 6
    known = {issue["id"]: [link["href"] for link in issue.select(".issue-known a")] for issue in issues}
    assert "/practices/mapping-important-issues" in known["_issue-what-matters"]
    assert known["_issue-lasting"] == []
    assert issues[5].select_one(".issue-gap")


def test_a_domain_starts_with_the_curators_choice(client: AuditedClient) -> None:
    """Start here keeps the curator's order and words."""
    items = client.soup(DOMAIN).select("section[aria-labelledby=_start] li")
    assert items[0].select_one("h3 a")["href"] == "/practices/mapping-important-issues"
    assert "new to coordinating" in items[0].get_text()


@pytest.mark.parametrize("address", PEOPLE)
def test_an_example_is_called_one_on_its_own_page(client: AuditedClient, address: str) -> None:
    """Nobody can take an example profile for a person."""
    assert client.soup(address).select_one(".page-head .label-example")


@pytest.mark.parametrize(
    "address", ["/search?q=who+should+be+in+the+room", "/practices/mapping-important-issues", DOMAIN]
)
def test_an_example_is_called_one_wherever_it_is_shown(client: AuditedClient, address: str) -> None:
    """Cards of example people carry the label on every page."""
    cards = client.soup(address).select(".person")
    assert cards
    assert all(card.select_one(".label-example") for card in cards)


@pytest.mark.parametrize("address", [*PEOPLE, ENTRY, DOMAIN, "/search?q=issue+map"])
def test_no_address_is_shown_that_nobody_made_public(client: AuditedClient, address: str) -> None:
    """The example coordinator made one address public; no page holds any other."""
    found = {link["href"] for link in client.soup(address).select("a[href^='mailto:'], a[href^='tel:']")}
    assert found <= {"mailto:example-coordinator@example.org"}


def test_via_coordinator_leads_to_the_coordinators(client: AuditedClient) -> None:
    """Whoever is reached through a coordinator has a link to where the coordinators are named."""
    link = client.soup(PEOPLE[1]).select_one("section[aria-labelledby=_contact] a")
    address, anchor = link["href"].split("#")
    assert client.soup(address).select_one(f"section[aria-labelledby={anchor}] .person")


def test_pages_say_what_links_to_them_and_how(client: AuditedClient) -> None:
    """Where a curator chose the page, where it was discussed, and what else mentions it stand apart, each page once."""
    page = client.soup(ENTRY)
    links = {
        block: {link["href"] for link in page.select(f"section[aria-labelledby={block}] a")}
        for block in ("_collections", "_events", "_backlinks")
    }
    assert links["_collections"] == {DOMAIN, "/collections/first-steps-for-a-coordinator"}
    assert links["_events"] == {"/events/example-open-call"}
    near = {link["href"] for link in page.select(":is([aria-labelledby=_next], .block-related_list) h3 a")}
    assert not links["_backlinks"] & (links["_collections"] | links["_events"] | near)


@pytest.mark.parametrize(
    "address",
    [
        "/nothing",
        "/practices/mapping",
        "/practices/..%2f..%2fetc%2fpasswd",
        "/%00",
        "/%FF%FE",
        "/practices/mapping-important-issues%00",
        "/" + "x" * 5000,
        "/" + "a/" * 500,
        "/<script>alert(1)</script>",
        "/.git/config",
        "/static/../app.py",
        "/static/nothing.css",
    ],
)
def test_unknown_addresses_are_not_found(client: AuditedClient, address: str) -> None:
    """Any address that no page has answers 404 with a search box and a way home."""
    page = client.soup(address, 404)
    assert page.select_one("main form[role=search] input[name=q]")
    assert page.select_one("main a[href='/']")
