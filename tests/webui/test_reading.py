"""Reading along a collection: the page is the same, with the way on and back, and the curator's note."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup

from tests.webui.conftest import AuditedClient, small_site

PATH = {
    "collections/path.md": """title: Path
items:
  - {entry: practices/one, note: Begin here.}
  - practices/gone
  - {entry: practices/draft}
  - {entry: people/ada, note: "Ask <b>her</b>."}
  - practices/three
  - {entry: practices/one, note: Again.}
  - collections/path""",
    "collections/other.md": "title: Other\nitems: [practices/three]",
    "practices/one.md": "title: One",
    "practices/draft.md": "title: Draft\nstatus: draft",
    "practices/three.md": "title: Three\nexample: true",
    "people/ada.md": "title: Ada",
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditedClient]:
    """A reader of a collection with gaps: a page that doesn't exist, a draft, and one page twice."""
    library = {path: f"---\n{head}\n---\n\nText.\n" for path, head in PATH.items()}
    with small_site(tmp_path_factory.mktemp("path"), library) as client:
        yield client


def ways(page: BeautifulSoup) -> dict[str, str]:
    """Return the addresses of the ways on and back, the same above and below the text."""
    bars = page.select("nav.path")
    assert len(bars) == 2
    found = [{link["rel"][0]: link["href"] for link in bar.select("a[rel]")} for bar in bars]
    assert found[0] == found[1]
    return found[0]


def test_each_page_leads_to_the_next_and_back(reader: AuditedClient) -> None:
    """What doesn't exist, or is a draft, is passed over; a page twice in the list is read once."""
    address, read = "/practices/one?in=collections/path", []
    while address:
        read.append(address)
        page = reader.soup(address)
        before = ways(page).get("prev")
        assert before == (read[-2] if len(read) > 1 else None)
        address = ways(page).get("next", "")
    assert [step.split("?")[0] for step in read] == ["/practices/one", "/people/ada", "/practices/three"]
    assert page.select_one(".path-next a")["href"] == "/collections/path"


def test_the_note_and_the_place_are_shown(reader: AuditedClient) -> None:
    """The curator's words stand above the page they are about, as text."""
    page = reader.soup("/people/ada?in=collections/path")
    assert page.select_one(".path-note").get_text() == "Ask <b>her</b>."
    assert page.select_one(".path-number").get_text() == "2 of 3"
    assert page.select_one(".path-where a")["href"] == "/collections/path"


def test_the_collection_leads_along(reader: AuditedClient) -> None:
    """Its items, and the button to begin, lead to pages that know where they stand; the list is what is read."""
    page = reader.soup("/collections/path")
    assert [a.get_text() for a in page.select(".noted-list h3 a")] == ["One", "Ada", "Three"]
    assert page.select_one(".begin a")["href"] == "/practices/one?in=collections/path"
    assert {a["href"].partition("?")[2] for a in page.select(".noted-list h3 a")} == {"in=collections/path"}


def test_a_list_of_one_has_nothing_to_begin(reader: AuditedClient) -> None:
    """A button that leads to the only item would be a detour."""
    assert not reader.soup("/collections/other").select(".begin")


@pytest.mark.parametrize(
    "collection", ["collections/other", "collections/none", "people/ada", "", "../../etc", "%00", "x" * 3000]
)
def test_a_page_that_is_not_in_the_collection_is_just_a_page(reader: AuditedClient, collection: str) -> None:
    """An address with a wrong collection shows the page without a path, not an error."""
    assert not reader.soup(f"/practices/one?in={collection}").select("nav.path")


def test_an_example_ahead_is_called_one(reader: AuditedClient) -> None:
    """The way on says that what comes next is made up."""
    assert reader.soup("/people/ada?in=collections/path").select(".path-next .label-example")


def test_keeping_leads_back_to_the_same_place(reader: AuditedClient) -> None:
    """Whoever keeps a page while reading along is not thrown off the path."""
    field = reader.soup("/people/ada?in=collections/path").select_one("form.keep input[name=back]")
    assert field["value"] == "/people/ada?in=collections/path"
