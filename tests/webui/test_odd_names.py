"""Files may be called almost anything: a page is reachable by every link to it, whatever its id holds."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.webui.conftest import AuditedClient, small_site

DOMAIN = "domains/home & 50% care #1?"
ENTRIES = [
    "practices/huddle #1",
    "practices/100% more",
    "practices/a%20b",
    "practices/what next?",
    "practices/café + ü",
]
PERSON = "people/ada #2"
LIBRARY = {
    f"{DOMAIN}.md": f"""title: Home
issues: [{{id: beds, title: Beds}}]
coordinators: ["{PERSON}"]""",
    f"{PERSON}.md": f"""title: Ada Shah
domains: ["{DOMAIN}"]
contact: {{policy: via-coordinator}}""",
} | {
    f"{entry}.md": f"""title: Entry {number}
domains: ["{DOMAIN}"]
issues: [beds]
people: [{{person: "{PERSON}", role: practitioner}}]
redirect_from: ["old %20 #{number}"]"""
    for number, entry in enumerate(ENTRIES)
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditedClient]:
    """A reader of a library of odd names."""
    pages = {path: f"---\n{head}\n---\n\nA huddle about beds.\n" for path, head in LIBRARY.items()}
    with small_site(tmp_path_factory.mktemp("odd-names"), pages) as client:
        yield client


def test_every_link_leads_to_its_page(reader: AuditedClient) -> None:
    """Crumbs, facts, maps, cards, hits and tiles: each address on any page is answered, and every page is reached."""
    pages = reader.crawl("/", "/search?q=huddle")
    assert pages >= {f"/{quote(path.removesuffix('.md'))}" for path in LIBRARY}


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_leads_to_its_issue_and_back(reader: AuditedClient, entry: str) -> None:
    """The crumb and the issue of an entry name its domain's address, and the anchor stands there."""
    page = reader.soup(f"/{quote(entry)}")
    assert [crumb["href"] for crumb in page.select(".crumbs a")] == ["/", f"/{quote(DOMAIN)}"]
    address, anchor = page.select_one(".fact a[href*='_issue-']")["href"].split("#")
    assert reader.soup(address).select_one(f"#{anchor}")


@pytest.mark.parametrize(("number", "entry"), list(enumerate(ENTRIES)))
def test_redirects_keep_the_name(reader: AuditedClient, number: int, entry: str) -> None:
    """A former address and one slash too many lead to the page itself."""
    for address in (quote(f"/old %20 #{number}"), f"/{quote(entry)}/"):
        response = reader.get(address, follow_redirects=True)
        assert response.status_code == 200
        assert f"<h1>Entry {number}</h1>" in response.text
