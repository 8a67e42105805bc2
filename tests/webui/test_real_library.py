"""The site over digital.gov, which has what small libraries lack: thousands of pages, many of them odd."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask

from indexer import IndexFolder
from indexer.catalog import FILE_NAME
from kb.choices import Kind
from kb.config import Config
from tests.webui.conftest import AuditedClient, audited
from webui.site import KEY

LISTS = [
    "/",
    "/browse",
    "/tags",
    "/places",
    "/about",
    "/help",
    "/feed.xml",
    "/kept",
    *(f"/{kind.folder}" for kind in Kind),
]
SEARCHES = [
    "/search?q=accessibility",
    "/search?q=accessibility&kind=person",
    "/search?q=plain+language&domain=topics/plain-language&sort=newest",
    "/search?kind=story&sort=title&page=231",
    "/search?kind=person&sort=title&page=1000000000",
    "/search?kind=event&sort=newest",
]


@pytest.fixture(scope="module")
def site(digitalgov: Config) -> Iterator[Flask]:
    """The site over digital.gov."""
    app = audited(digitalgov)
    yield app
    app.extensions[KEY].live.close()


@pytest.fixture
def reader(site: Flask) -> AuditedClient:
    """A reader of it."""
    client = site.test_client()
    assert isinstance(client, AuditedClient)
    return client


@pytest.fixture(scope="module")
def ids(digitalgov: Config) -> list[str]:
    """The ids of all pages, the longest first."""
    generation = IndexFolder(digitalgov.settings.index).open()
    with sqlite3.connect(generation.folder / FILE_NAME) as catalog:
        found = [row[0] for row in catalog.execute("SELECT id FROM page ORDER BY length(html) DESC, id")]
    catalog.close()
    generation.close()
    return found


def test_pages_of_all_sizes_are_sound(reader: AuditedClient, ids: list[str]) -> None:
    """The longest and the shortest, and every twentieth between: answered, audited, below 100 kB."""
    assert len(ids) == 3900
    for page_id in {*ids[:10], *ids[-10:], *ids[::20]}:
        response = reader.get(f"/{quote(page_id)}")
        assert response.status_code == 200
        assert len(response.data) < 100_000, page_id


@pytest.mark.parametrize("address", [*LISTS, *SEARCHES])
def test_lists_stay_short(reader: AuditedClient, address: str) -> None:
    """A list of thousands is cut where a reader would stop reading, with a way to the rest."""
    response = reader.get(address, follow_redirects=True)
    assert response.status_code == 200
    assert len(response.data) < 100_000


def test_a_person_of_a_hundred_pages_has_them_all(reader: AuditedClient) -> None:
    """The first are shown with what they say, the rest by title: nothing is left out."""
    page = reader.soup("/authors/bbrantley")
    written = page.select_one("section[aria-labelledby=_as-author]")
    shown = len(written.select(".page-list > li"))
    folded = len(written.select(".rest-list > li"))
    assert shown + folded > 100
    assert written.select_one("summary").get_text() == f"{folded} more"


def test_whoever_has_done_nothing_here_is_told_so(reader: AuditedClient) -> None:
    """Of a thousand authors a hundred are named by no page: theirs say that, those of the others list what is there."""
    told = 0
    for link in reader.soup("/search?kind=person&sort=title").select(".hit-title a"):
        page = reader.soup(link["href"])
        work = page.select("section[aria-labelledby^=_as-], section[aria-labelledby=_events]")
        nothing = page.select_one("section[aria-labelledby=_work]")
        assert bool(work) != bool(nothing), link["href"]
        told += bool(nothing)
    assert told
