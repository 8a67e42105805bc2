"""Lists of results: cut into pages that can be turned, with only those choices that would change something."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup

from tests.webui.conftest import AuditedClient, small_site

STORIES = 20
LIBRARY = {
    **{
        f"stories/s{number:02}.md": f"""title: Story {number:02}
tags: [many]
published: 2026-01-{number:02}
people: [{{person: people/ann, role: author}}]"""
        for number in range(1, STORIES + 1)
    },
    "practices/one.md": "title: Quokka\ntags: [few]\nplace: Hull",
    "people/ann.md": "title: Ann",
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditedClient]:
    """A reader of a library with exactly two pages of results for one tag."""
    pages = {path: f"---\n{head}\n---\n\nWombats at night.\n" for path, head in LIBRARY.items()}
    with small_site(tmp_path_factory.mktemp("results"), pages) as client:
        yield client


def hits(page: BeautifulSoup) -> list[str]:
    """Return the titles of the results on a page."""
    return [title.get_text() for title in page.select(".hits .hit-title")]


@pytest.mark.parametrize("address", ["/search?tag=many", "/search?q=wombats&kind=story&sort=newest"])
def test_pages_of_results_are_turned_until_the_last(reader: AuditedClient, address: str) -> None:
    """Following "next" shows each result once and ends; a page says which it shows, and numbers them on."""
    found: list[str] = []
    shown: list[str] = []
    numbers: list[str] = []
    while address:
        page = reader.soup(address)
        found += hits(page)
        shown.append(page.select_one(".results-shown").get_text())
        numbers += [ordered["start"] for ordered in page.select("ol.hits")]
        onward = page.select_one(".pagination a[rel=next]")
        address = onward["href"] if onward else ""
    assert found == [f"Story {number:02}" for number in range(STORIES, 0, -1)]
    assert shown == [", 1 to 10", ", 11 to 20"]
    assert numbers == ["1", "4", "11", "14"]


def test_a_page_behind_the_last_leads_to_the_last(reader: AuditedClient) -> None:
    """Twenty results have no third page, and the page says so instead of pretending to be one of results."""
    page = reader.soup("/search?tag=many&page=3")
    assert not hits(page)
    assert not page.select(".pagination")
    assert page.select_one(".results-main a")["href"] == "/search?tag=many&page=2"


def test_people_stand_on_the_first_page_only(reader: AuditedClient) -> None:
    """They are a way on from the question, not results that are turned with the others."""
    assert reader.soup("/search?q=wombats").select(".strip .person")
    assert not reader.soup("/search?q=wombats&page=2").select(".strip")


def test_what_changes_nothing_is_not_offered(reader: AuditedClient) -> None:
    """Results of one kind need no tabs, a single one no order, and a filter that all results share narrows nothing."""
    many = reader.soup("/search?tag=many")
    assert not many.select(".tab")
    assert many.select(".choice")
    assert not reader.soup("/search?q=quokka").select(".choice, .tab, .pagination, .results-shown")
    facets = {value["data-facet"] for value in reader.soup("/search?q=wombats").select(".facet-value[data-facet]")}
    assert facets == {"tag many", "tag few", "place Hull"}, "these narrow it"
    assert not reader.soup("/search?q=wombats&kind=practice").select(".facet-value[data-facet]"), "these would not"


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/search?q=quokka", "1 result for “quokka”"),
        ("/search?q=wombats", "22 results for “wombats”, 1 to 10"),
        ("/search?tag=few", "1 page with these filters"),
        ("/search?tag=many", "20 pages with these filters, 1 to 10"),
        ("/search?kind=practice", "1 practice"),
        ("/search?kind=story&tag=many", "20 stories, 1 to 10"),
        ("/search?kind=story&kind=practice", "21 pages with these filters, 1 to 10"),
        ("/search?q=quokka&kind=person", "No profile answers “quokka”"),
        ("/search?q=quokka&kind=story", "Nothing with these filters answers “quokka”"),
        ("/search?q=flumph", "Nothing here answers “flumph”"),
    ],
)
def test_the_heading_says_what_was_found(reader: AuditedClient, address: str, heading: str) -> None:
    """One and many have their words, and of nothing it is said where nothing is."""
    assert reader.soup(address).select_one("h1").get_text() == heading


def test_the_title_of_the_window_says_it_too(reader: AuditedClient) -> None:
    """Somebody with twenty tabs open finds this one."""
    titles = {
        "/search": "Search – Practice Commons",
        "/search?q=wombats": "wombats – Search – Practice Commons",
        "/search?tag=few": "1 page with these filters – Practice Commons",
    }
    assert {address: reader.soup(address).title.get_text() for address in titles} == titles


def test_a_tab_that_was_chosen_stays(reader: AuditedClient) -> None:
    """Also where it holds nothing: its number says so, and the way back to all results is beside it."""
    tabs = {
        tab.contents[0].strip(): (tab.select_one(".count").get_text(), tab.get("aria-current"))
        for tab in reader.soup("/search?q=wombats&kind=domain").select(".tab")
    }
    assert tabs == {
        "All": ("22", None),
        "Practices": ("1", None),
        "Stories": ("20", None),
        "Domains": ("0", "true"),
        "Practitioners": ("1", None),
    }
