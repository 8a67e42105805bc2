"""The first page: what is shown of a library that holds more than fits, and of one that holds nothing yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.webui.conftest import small_site

DOMAINS = 14
HEADS = {
    **{
        f"domains/d{number:02}.md": f"title: Domain {DOMAINS - number:02}\noutcome: Outcome {number}"
        for number in range(DOMAINS)
    },
    "domains/d13.md": "title: Domain largest\nsummary: In short.\nissues: [{id: a, title: A}, {id: b, title: B}]",
    "domains/d12.md": f"""title: Domain second
issues:
  - {{id: c, title: C, question: "{"Long " * 30}?"}}
  - {{id: d, title: D, question: Who pays?}}
  - {{id: e, title: E}}
  - {{id: f, title: F}}""",
    "domains/old.md": "title: Domain old\nstatus: archived\nissues: [{id: z, title: Z}]",
    **{
        f"stories/s{number}.md": f"title: Story {number}\ndomains: [domains/d13]\npublished: 2026-01-0{number}"
        for number in range(1, 9)
    },
    "practices/p.md": "title: Practice\ndomains: [domains/d12]\npublished: 2025-01-01",
    "practices/undated.md": "title: Undated",
    "practices/old.md": "title: Old\nstatus: archived\ndomains: [domains/old]\npublished: 2026-09-09",
    "people/ann.md": "title: Ann\npublished: 2026-10-10",
    "collections/example.md": "title: Made up\nexample: true\nitems: [practices/p]\nreviewed: 2026-09-01",
    "collections/archived.md": "title: Archived\nstatus: archived\nitems: [practices/p]\nreviewed: 2026-09-01",
    "collections/empty.md": "title: Empty\nreviewed: 2026-09-01",
    "collections/older.md": "title: Older\nitems: [practices/p]\nreviewed: 2026-03-01\npublished: 2026-05-01",
    "collections/newer.md": """title: Newer
purpose: For newcomers.
curator: people/ann
items: [practices/p, stories/s1]
reviewed: 2026-04-01
published: 2020-01-01""",
    **{f"events/e{number}.md": f"title: Event {number}\nstart: 2026-12-0{number}" for number in range(1, 6)},
}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BeautifulSoup]:
    """The first page of a library with more than fits on it."""
    library = {path: f"---\n{head}\n---\n\nText.\n" for path, head in HEADS.items()}
    with small_site(tmp_path_factory.mktemp("home"), library, today=date(2026, 12, 2)) as client:
        yield client.soup("/")


def hrefs(page: BeautifulSoup, where: str) -> list[str]:
    """Return where the links in a part of the page lead."""
    return [a["href"] for a in page.select(f"{where} a")]


def test_the_largest_domains_come_first_and_none_is_left_out(page: BeautifulSoup) -> None:
    """Twelve have a tile, by the number of their entries, then by name; the others are named, archived ones not."""
    tiles = hrefs(page, ".tile-title")[:12]
    assert tiles[:3] == ["/domains/d13", "/domains/d12", "/domains/d11"]
    assert len(page.select(".tiles .tile")) == 12
    counts = [count.get_text() for count in page.select(".tiles .tile-count")]
    assert counts[:3] == ["8 entries", "1 entry", "No entries yet"]
    others = [a.get_text() for a in page.select("#_domains .inline-links a")]
    assert others == sorted(others)
    assert len(others) == DOMAINS - 12
    assert "Domain old" not in page.get_text()


def test_a_tile_says_what_its_domain_is_for(page: BeautifulSoup) -> None:
    """The outcome where somebody wrote one, else the summary."""
    texts = [tile.get_text(" ", strip=True) for tile in page.select(".tiles .tile")]
    assert "In short." in texts[0]
    assert "Outcome 11" in texts[2]


def test_the_newest_entries_are_shown(page: BeautifulSoup) -> None:
    """Six, by the day they were published; people, events and what is archived are no news here."""
    assert hrefs(page, "#_newest h3") == [f"/stories/s{number}" for number in range(8, 2, -1)]


def test_a_real_and_tended_collection_is_shown(page: BeautifulSoup) -> None:
    """The one that was reviewed last, ahead of examples; one that is empty or archived leads nobody anywhere."""
    band = page.select_one("section[aria-labelledby=_collection-heading]")
    assert band.select_one("h3 a")["href"] == "/collections/newer"
    assert "For newcomers." in band.get_text()
    assert band.select_one(".tile-count").get_text() == "2 pages in reading order, chosen by Ann"


def test_the_next_events_are_shown(page: BeautifulSoup) -> None:
    """Three, the next one first, from today on."""
    assert hrefs(page, "section[aria-labelledby=_events-heading] h3") == [f"/events/e{number}" for number in (2, 3, 4)]


def test_the_example_questions_come_from_the_maps(page: BeautifulSoup) -> None:
    """Four, one of each domain in turn, short enough for a button; those of archived domains are not asked."""
    assert [a.get_text() for a in page.select(".examples a")] == ["A", "B", "Who pays?", "E"]
    assert "/search?q=Who%20pays%3F" in hrefs(page, ".examples")


def test_what_there_is_is_counted(page: BeautifulSoup) -> None:
    """Each kind that has pages, with a word for one and for many; each leads to them."""
    numbers = {a.get_text(): a["href"] for a in page.select(".numbers a")}
    assert numbers["8 stories"] == "/stories"
    assert numbers["1 practitioner"] == "/people"
    assert "0" not in " ".join(numbers)


def test_without_maps_titles_are_the_examples(tmp_path: Path) -> None:
    """A young library still shows what one may ask, and says what is missing instead of leaving holes."""
    with small_site(tmp_path, {"stories/a.md": "---\ntitle: Keys at night\n---\n"}) as reader:
        page = reader.soup("/")
    assert [a.get_text() for a in page.select(".examples a")] == ["Keys at night"]
    assert "No domain has been described yet." in page.select_one("#_domains").get_text()
    assert not page.select("section[aria-labelledby=_collection-heading], section[aria-labelledby=_events-heading]")


def test_an_empty_library_has_a_first_page(tmp_path: Path) -> None:
    """With nothing but people in it, it says so, and asks for the first entry."""
    with small_site(tmp_path, {"people/ann.md": "---\ntitle: Ann\n---\n"}) as reader:
        page = reader.soup("/")
    assert "No practice, case study or story has been written yet." in page.select_one("#_newest").get_text()
    assert not page.select(".examples")


def test_a_smart_collection_says_how_it_is_filled(tmp_path: Path) -> None:
    """One that has a question and no items is not called a list of no pages."""
    library = {"collections/a.md": "---\ntitle: Fresh\nquery: keys\n---\n", "stories/a.md": "---\ntitle: A\n---\n"}
    with small_site(tmp_path, library) as reader:
        text = reader.soup("/").select_one("section[aria-labelledby=_collection-heading] .tile-count").get_text()
    assert text == "Keeps itself fresh by a question"
