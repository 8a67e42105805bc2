"""A library's own pages at addresses of the site: readers get those, with all that belongs to a page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.webui.conftest import AuditedClient, small_site

NAMES = ["about", "help", "browse", "patterns", "suggest", "people", "places", "tags/x", "places/y", "tags/deep/er"]
ANY = '[[kinds]]\nkind = "practice"\nfiles = "**/*.md"\n'


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditedClient]:
    """A reader of a library read in place, whose pages are called as some of the site's are."""
    library = {f"{name}.md": f"---\ntitle: Our {name}\ntags: [x, z]\n---\n\nText.\n" for name in NAMES}
    library["moved.md"] = "---\ntitle: Moved\nredirect_from: [tags/before]\n---\n"
    library["tags/secret.md"] = "---\ntitle: Secret\nstatus: draft\n---\n"
    with small_site(tmp_path_factory.mktemp("own"), library, toml=ANY) as client:
        yield client


@pytest.mark.parametrize("name", NAMES)
def test_a_librarys_own_page_comes_before_the_sites(reader: AuditedClient, name: str) -> None:
    """It would be odd not to be able to read them; a slash at the end changes nothing."""
    for address in (f"/{name}", f"/{name}/"):
        assert reader.soup(address).select_one("h1").get_text() == f"Our {name}"


@pytest.mark.parametrize("name", NAMES)
def test_its_markdown_is_where_its_page_says(reader: AuditedClient, name: str) -> None:
    """The link to the Markdown leads there also where the address looks like a tag's or a place's."""
    link = next(a["href"] for a in reader.soup(f"/{name}").select(".tools a") if a.get_text() == "Markdown")
    assert reader.get(link).text.startswith(f"---\ntitle: Our {name}\n")


def test_what_no_page_is_called_stays_the_sites(reader: AuditedClient) -> None:
    """Tags that have no page of their own, and the list of all, are as in any library."""
    assert reader.soup("/tags").select_one("h1").get_text() == "Tags"
    assert reader.soup("/tags/z").select_one(".page-kind").get_text() == "Tag"
    assert reader.soup("/kept").select_one("h1").get_text() == "Kept pages"


def test_former_addresses_count_and_drafts_do_not(reader: AuditedClient) -> None:
    """A page that moved away from such an address is still found there; one that isn't published isn't there."""
    assert reader.get("/tags/before").headers["Location"] == "/moved"
    for address in ("/tags/secret", "/tags/secret.md"):
        assert "Secret" not in reader.get(address).text
        assert reader.get(address).status_code == 404


def test_every_link_still_leads_somewhere(reader: AuditedClient) -> None:
    """Whatever the pages are called, nobody ends up at an error."""
    assert {f"/{name}" for name in NAMES} <= reader.crawl("/", "/search?kind=practice")
