"""Browse: every way into the library on one page, and the lists of a kind that it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.webui.conftest import AuditedClient, small_site
from tests.webui.every_kind import pages
from webui.browse import MOST_VALUES


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditedClient]:
    """A reader of the small library."""
    with small_site(tmp_path_factory.mktemp("browse"), pages(), today=date(2026, 11, 25)) as client:
        yield client


def test_browsing_reaches_every_page(reader: AuditedClient) -> None:
    """Whoever would rather look around than ask gets everywhere from there, without the search box."""
    found = reader.crawl("/browse")
    assert {f"/{path.removesuffix('.md')}" for path, text in pages().items() if "status: draft" not in text} <= found


def test_each_kind_is_counted_as_its_list_counts(reader: AuditedClient) -> None:
    """The number beside a kind is how many pages its list has, and no kind that there is lacks a number."""
    kinds = {kind.a.get_text(): kind for kind in reader.soup("/browse").select(".browse-head .values li")}
    assert [*kinds] == [
        "Practices", "Case studies", "Stories", "Domains", "Practitioners", "Communities", "Collections", "Events",
    ]  # fmt: skip
    for kind in kinds.values():
        page = reader.soup(kind.a["href"])
        number = int(kind.select_one(".count").contents[0])
        assert page.select_one("h1").contents[0].split()[0] == str(number)
        assert len(page.select(".hit")) == min(number, 10)


@pytest.mark.parametrize(
    ("folder", "heading"), [("practices", "1 practice"), ("people", "8 practitioners"), ("events", "2 events")]
)
def test_a_kinds_folder_leads_to_its_list(reader: AuditedClient, folder: str, heading: str) -> None:
    """Whoever cuts the end off an address gets the list it came from."""
    for address in (f"/{folder}", f"/{folder}/"):
        assert reader.get(address).status_code == 302, "a page may be called so one day"
        assert reader.soup(address).select_one("h1").get_text() == heading


def test_people_are_listed_by_name_and_entries_by_age(reader: AuditedClient) -> None:
    """People are looked up, so their list is in the order of a register; what is written is of interest when new."""
    names = [title.get_text() for title in reader.soup("/people").select(".hit-title")]
    assert names == sorted(names)
    assert reader.soup("/people").select_one(".choice[aria-current]").get_text() == "Title"
    stories = reader.soup("/stories")
    assert stories.select_one(".hit-title a")["href"] == "/stories/plain", "the other one has no date"
    assert stories.select_one(".choice[aria-current]").get_text() == "Newest"


def test_events_stand_apart_by_the_day(reader: AuditedClient) -> None:
    """What one can still go to comes before what was, with the way to all of them."""
    page = reader.soup("/browse")
    assert [a["href"] for a in page.select("#_events h3 a")] == ["/events/call"]
    assert [a["href"] for a in page.select("#_past-events h3 a")] == ["/events/past"]
    assert "kind=event" in page.select_one("#_past-events .more a")["href"]
    assert [band["id"] for band in page.select(".band")] == [
        "_domains", "_collections", "_communities", "_events", "_past-events", "_tags", "_places",
    ]  # fmt: skip


def test_only_the_most_frequent_tags_are_shown(tmp_path: Path) -> None:
    """A library has hundreds: those that lead to most pages come first, and all are a link away."""
    library = {
        f"stories/s{number:03}.md": f"---\ntitle: S{number}\ntags: [often, t{number:03}]\n---\n"
        for number in range(MOST_VALUES + 5)
    }
    with small_site(tmp_path, library) as reader:
        tags = reader.soup("/browse").select("#_tags .values a")
        everything = reader.soup("/tags").select(".values a")
    assert len(tags) == MOST_VALUES
    assert tags[0].get_text() == "often"
    assert len(everything) == MOST_VALUES + 6
