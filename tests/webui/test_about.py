"""About and help say what is so: how this library is searched, what it knows of its readers, what the marks mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer import Reason
from kb.choices import Kind, Outcome
from tests.webui.conftest import AuditedClient, small_site
from tests.webui.test_routes import ROUTES
from webui import labels
from webui.kept_list import COOKIE

STORY = {"stories/a.md": "---\ntitle: A\n---\n\nText.\n"}


def test_about_tells_how_this_library_is_searched(client: AuditedClient, tmp_path: Path) -> None:
    """It names the model that is used, and claims no search by meaning where there is none; nor does help."""
    assert "all-MiniLM-L6-v2" in client.soup("/about").text
    assert "Whoosh" in client.soup("/about").text
    assert "similar meaning" in client.soup("/help").text
    with small_site(tmp_path, STORY) as reader:
        about, help_page = reader.soup("/about").text, reader.soup("/help").text
    assert "meaning" not in about
    assert "similar meaning" not in help_page
    assert "1 story" in about


def test_about_tells_of_the_one_cookie(client: AuditedClient) -> None:
    """Readers are told before they keep anything, and told the truth: the tests below and of kept pages hold it."""
    assert "your browser holds their names in one cookie" in client.soup("/about").text


@pytest.mark.parametrize("address", ROUTES)
def test_reading_sets_no_cookie(client: AuditedClient, address: str) -> None:
    """Whoever only reads leaves nothing behind; whoever keeps a page has the list changed by that form alone."""
    assert "Set-Cookie" not in client.get(address).headers
    client.post("/kept", data={"do": "keep", "page": "practices/mapping-important-issues"})
    assert "Set-Cookie" not in client.get(address).headers
    assert client.get_cookie(COOKIE) is not None


@pytest.mark.parametrize("address", ["/about", "/help"])
def test_what_they_point_to_is_there(client: AuditedClient, address: str) -> None:
    """Every link is answered, and one into a page names a part of it."""
    links = {str(a["href"]) for a in client.soup(address).select("main a[href^='/'], footer a[href^='/']")}
    assert links
    for link in links:
        path, _, anchor = link.partition("#")
        response = client.get(path, follow_redirects=True)
        assert response.status_code == 200, link
        assert f'id="{anchor}"' in response.text or not anchor, link


def test_the_repository_is_linked_where_it_is_known(tmp_path: Path) -> None:
    """Help leads contributors there, and promises no repository that nobody configured; a form stands in."""
    with small_site(tmp_path, STORY) as reader:
        assert not reader.soup("/help").select("a[href^=http]")
        assert "choose “Edit”" not in reader.soup("/help").text
        [edit] = [a["href"] for a in reader.soup("/stories/a").select(".tools a") if a.get_text() == "Edit"]
        assert edit == "/contribute/edit/stories/a", "a form of the site stands in for the forge"
    toml = 'repository = "https://example.org/r"\nedit_url = "https://example.org/edit/{path}"\n'
    with small_site(tmp_path, STORY, toml=toml) as reader:
        for address in ("/help", "/about"):
            assert reader.soup(address).select("a[href='https://example.org/r']")
        assert "choose “Edit”" in reader.soup("/help").text
        assert any(a.get_text() == "Edit" for a in reader.soup("/stories/a").select(".tools a"))


def test_help_explains_every_mark(client: AuditedClient) -> None:
    """Each outcome, each reason and each kind of page is named there as it is on the pages."""
    text = client.soup("/help").text.lower()
    for outcome in Outcome:
        assert labels.outcome(outcome.value).lower() in text
    for kind in Kind:
        assert labels.kind(kind).lower() in text
    for reason in Reason:
        assert reason.value in text


def test_about_counts_what_there_is(client: AuditedClient) -> None:
    """Its numbers are those of the lists that they lead to."""
    for link in client.soup("/about").select("main li a"):
        assert client.soup(str(link["href"])).select_one("h1").get_text() == link.get_text()
