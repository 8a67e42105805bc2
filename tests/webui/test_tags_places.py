"""Pages of tags and places: however odd the word, each has one address with everything that has it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.webui.conftest import AuditedClient, small_site
from tests.webui.every_kind import pages

ODD = [
    "two  blanks",
    "/lead",
    "a//b",
    ".",
    "a/b",
    "50% off?",
    "#1",
    "a & b",
    "<i>x</i>",
    "日本",
    "a.md",
    "..",
    "x" * 300,
    "tag: 'q'",
]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditedClient]:
    """A reader of the small library with a page a tag that is an odd word."""
    odd = {
        f"practices/odd{number}.md": f"---\ntitle: Odd {number}\ntags: [{tag!r}]\nplace: {tag!r}\n---\n\nText.\n"
        for number, tag in enumerate(tag.replace("'", "") for tag in ODD)
    }
    with small_site(tmp_path_factory.mktemp("tags"), pages() | odd) as client:
        yield client


@pytest.mark.parametrize("folder", ["tags", "places"])
def test_every_value_has_a_page_that_lists_what_has_it(reader: AuditedClient, folder: str) -> None:
    """However odd the word: its link from the list, by name, leads to as many pages as it says."""
    values = reader.soup(f"/{folder}").select(".values li")
    assert len(values) >= len(ODD)
    names = [value.a.get_text().casefold() for value in values]
    assert names == sorted(names)
    for value in values:
        page = reader.soup(value.a["href"])
        if value.a["href"].startswith("/search"):  # no address can hold it
            assert page.select_one(".hit-title")
            continue
        assert page.select_one("h1").get_text() == value.a.get_text()
        shown = page.select(".page-main :is(.page-list, .rest-list) > li")
        assert len(shown) == int(value.select_one(".count").get_text().split()[0])
        assert (
            page.select_one(".lede").get_text().startswith(f"{value.select_one('.count').get_text().split()[0]} page")
        )


def test_a_tag_is_one_in_whatever_case(reader: AuditedClient) -> None:
    """`discharge` and `Discharge` are one tag at one address, with the pages of both."""
    response = reader.get("/tags/DISCHARGE")
    assert (response.status_code, response.headers["Location"]) == (302, "/tags/Discharge")
    page = reader.soup("/tags/discharge")
    assert {"/case-studies/leeds", "/stories/plain"} <= {a["href"] for a in page.select("h3 a")}
    assert page.select_one(".person a[href='/people/ada']"), "people whom its pages speak for"
    assert [a["href"] for a in page.select(".page-side .values a")] == ["/tags/beds"]
    beside = reader.soup("/tags/beds").select(".page-side .values li")
    assert [" ".join(value.get_text().split()) for value in beside] == ["Discharge 1 page"]


def test_a_place_names_who_is_there(reader: AuditedClient) -> None:
    """Work done there, its tags, and practitioners there stand on one page, with a slash at its end or without."""
    page = reader.soup("/places/Leeds")
    assert reader.get("/places/Leeds/").text == reader.get("/places/Leeds").text
    assert [a["href"] for a in page.select(".page-side .values a")] == ["/tags/Discharge", "/tags/beds"]
    assert {"/case-studies/leeds", "/stories/plain", "/people/shy"} <= {a["href"] for a in page.select("main a")}


@pytest.mark.parametrize(
    "address", ["/tags/none", "/places/none", f"/tags/{quote('x' * 3000)}", "/tags/%00", "/places/%20"]
)
def test_a_value_that_no_page_has_is_not_found(reader: AuditedClient, address: str) -> None:
    """An address that was cut short says so."""
    assert reader.get(address).status_code == 404


def test_a_library_without_tags_and_places_says_so(tmp_path: Path) -> None:
    """Empty lists are explained, and not offered where one browses."""
    with small_site(tmp_path, {"stories/a.md": "---\ntitle: A\n---\n\nText.\n"}) as reader:
        assert "No page has a tag yet." in reader.soup("/tags").text
        assert "No page names a place yet." in reader.soup("/places").text
        assert not reader.soup("/browse").select("#_tags, #_places")
        assert reader.soup("/browse").select("#_domains p"), "that nobody described a domain is said"
