"""Kept pages: a list in the reader's browser, changed by plain forms, that no other site can touch."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from kb.library import read_library
from kb.page import CollectionHead
from tests.kb.conftest import write_library  # noqa: F401 - a fixture
from tests.webui.conftest import AuditedClient
from webui.kept_list import BYTES, COOKIE, KeptList

FIRST, SECOND = "practices/mapping-important-issues", "practices/mediating-between-views"
PERSON = "people/example-link-worker"


def press(client: AuditedClient, do: str, page: str = "", **more: str) -> TestResponse:
    """Send the form that changes the list."""
    return client.post("/kept", data={"do": do, "page": page, "back": f"/{page}", **more})


def kept(client: AuditedClient) -> list[str]:
    """Return the ids of the pages on the list, as the page shows them."""
    return [link["href"][1:] for link in client.soup("/kept").select(".kept-list .item-title a")]


def test_a_page_is_kept_and_let_go(client: AuditedClient) -> None:
    """The button says what it does, leads back to the page, and turns into its opposite."""
    form = client.soup(f"/{FIRST}").select_one("form.keep")
    fields = {field["name"]: field["value"] for field in form.select("input")}
    assert (form["action"], form["method"]) == ("/kept", "post")
    response = client.post("/kept", data=fields)
    assert (response.status_code, response.headers["Location"]) == (303, f"/{FIRST}")
    page = client.soup(f"/{FIRST}")
    assert page.select_one("form.keep button").get_text().startswith("Kept")
    assert page.select_one("#_kept-count").get_text().split() == ["1", "page"]
    client.post("/kept", data={field["name"]: field["value"] for field in page.select("form.keep input")})
    assert kept(client) == []
    assert client.get_cookie(COOKIE) is None


def test_the_list_has_an_order_that_readers_choose(client: AuditedClient) -> None:
    """Pages stand in the order of keeping, keeping twice doesn't double them, and each can be moved up."""
    for page in (FIRST, SECOND, PERSON, FIRST):
        press(client, "keep", page)
    assert kept(client) == [SECOND, PERSON, FIRST]
    press(client, "up", FIRST)
    assert kept(client) == [SECOND, FIRST, PERSON]
    press(client, "up", SECOND)
    press(client, "up", "practices/never-kept")
    assert kept(client) == [SECOND, FIRST, PERSON]
    press(client, "empty")
    assert kept(client) == []


def test_the_export_is_a_draft_collection(
    client: AuditedClient,
    write_library: Callable[..., object],  # noqa: F811 - the fixture
) -> None:
    """Put into a library it is read without a problem, as a draft with the pages in order, to be annotated."""
    press(client, "keep", SECOND)
    press(client, "keep", FIRST)
    response = client.get("/kept.md")
    assert response.headers["Content-Disposition"] == 'attachment; filename="collection.md"'
    others = {f"{page}.md": "---\ntitle: X\n---\n" for page in (FIRST, SECOND)}
    library = read_library(write_library({**others, "collections/mine.md": response.text}))  # type: ignore[arg-type]
    head = library.pages["collections/mine"].head
    assert isinstance(head, CollectionHead)
    assert [item.entry for item in head.items] == [SECOND, FIRST]
    assert head.status == "draft"
    assert list(library.problems) == []


def test_an_empty_list_exports_an_empty_collection(client: AuditedClient) -> None:
    """An address that somebody bookmarked still answers."""
    assert client.get("/kept.md").text.startswith("---\ntitle: My collection\n")


def test_only_pages_that_exist_are_kept(client: AuditedClient) -> None:
    """A list of dead names helps nobody; the error names the nearest page."""
    response = press(client, "keep", "practices/mapping")
    assert response.status_code == 404
    assert f'href="/{FIRST}"' in response.text
    assert client.get_cookie(COOKIE) is None


def test_a_page_that_is_gone_is_named(client: AuditedClient) -> None:
    """Whoever kept a page that was since removed learns which, and can let go of it."""
    client.set_cookie(COOKIE, f"practices/gone:{FIRST}")
    page = client.soup("/kept")
    assert "practices/gone" in page.select_one("section[aria-labelledby=_gone]").get_text()
    assert kept(client) == [FIRST]
    press(client, "drop", "practices/gone")
    assert not client.soup("/kept").select("section[aria-labelledby=_gone]")


def test_a_full_list_loses_nothing(client: AuditedClient) -> None:
    """Browsers drop cookies that are too large, silently: the site refuses the page instead, and says so."""
    full = KeptList(tuple(f"practices/{number:04}-{'x' * 30}" for number in range(70)))
    full = full.with_page("y" * (BYTES - len(full.with_page(FIRST).value()) - 1))
    client.set_cookie(COOKIE, full.with_page(FIRST).value())
    response = press(client, "keep", SECOND)
    assert response.headers["Location"] == "/kept?full=1"
    assert "Set-Cookie" not in response.headers
    assert "didn’t fit" in client.soup("/kept?full=1").select_one(".notice").get_text()
    assert kept(client) == [FIRST]
    press(client, "drop", full.ids[0])
    press(client, "keep", SECOND)
    assert kept(client) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example/x",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "",
        "x",
        "/a\r\nX: y",
        "/\t/x",
    ],
)
def test_the_way_back_leads_nowhere_else(client: AuditedClient, back: str) -> None:
    """A form on this site can't be made to send readers to another one."""
    location = press(client, "keep", FIRST, back=back).headers["Location"]
    assert location == "/kept"


@pytest.mark.parametrize("back", ["/", "/search?q=a+b&kind=story&page=2", f"/{FIRST}?in=collections/x", "/tags/a%2Fb"])
def test_the_way_back_is_the_very_page(client: AuditedClient, back: str) -> None:
    """Whoever keeps a page from a list, or along a path, is there again, with all that was chosen."""
    assert press(client, "keep", FIRST, back=back).headers["Location"] == back


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_other_site_changes_the_list(client: AuditedClient, site: str) -> None:
    """A form elsewhere that keeps or empties would otherwise wipe out what the reader has."""
    press(client, "keep", FIRST)
    response = client.post("/kept", data={"do": "empty"}, headers={"Sec-Fetch-Site": site})
    assert response.status_code == 403
    assert kept(client) == [FIRST]
    for ours in ("same-origin", "none"):
        assert client.post("/kept", data={"do": "empty"}, headers={"Sec-Fetch-Site": ours}).status_code == 303


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_browsers_without_fetch_metadata_are_told_apart_by_origin(client: AuditedClient, origin: str) -> None:
    """Older browsers send no Sec-Fetch-Site; where the form came from stands in Origin."""
    assert client.post("/kept", data={"do": "empty"}, headers={"Origin": origin}).status_code == 403
    assert client.post("/kept", data={"do": "empty"}, headers={"Origin": "http://localhost"}).status_code == 303


def test_the_cookie_is_the_sites_alone(client: AuditedClient) -> None:
    """Scripts can't read it, other sites don't make browsers send it, and on https it travels on nothing else."""
    plain = press(client, "keep", FIRST).headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in plain.split(";")}
    assert "Secure" not in plain
    assert "Max-Age=31536000" in plain, "a list outlives the browser's session"
    assert "Domain" not in plain
    safe = client.post("/kept", data={"do": "keep", "page": FIRST}, base_url="https://localhost")
    assert "Secure" in safe.headers["Set-Cookie"]

    gone = client.post("/kept", data={"do": "empty"}, base_url="https://localhost").headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Secure", "Max-Age=0"} <= {part.strip() for part in gone.split(";")}


@pytest.mark.parametrize("do", ["", "shout", "KEEP"])
def test_what_is_no_change_is_refused(client: AuditedClient, do: str) -> None:
    """A form that says nothing changes nothing."""
    assert press(client, do, FIRST).status_code == 400


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"x" * 1_000_000, "application/x-www-form-urlencoded", 400),
        (b'{"do": "empty"}', "application/json", 400),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", 400),
        (b"do=keep&page=%00", "application/x-www-form-urlencoded", 404),
        (b"do=keep&page=%ff%fe", "application/x-www-form-urlencoded", 404),
        (b"do=keep&do=empty&page=" + b"y" * 10_000, "application/x-www-form-urlencoded", 404),
        (b"do=drop&page=never-kept", "application/x-www-form-urlencoded", 303),
    ],
)
def test_odd_forms_lose_nothing(client: AuditedClient, body: bytes, kind: str, status: int) -> None:
    """Whatever a program sends, the answer is a page of ours, and the list is as it was."""
    press(client, "keep", FIRST)
    assert client.post("/kept", data=body, content_type=kind).status_code == status
    assert kept(client) == [FIRST]


HOSTILE = [
    ":" * 5000,
    "%",
    "%ff%fe",
    "%00",
    "a%0d%0ab",
    quote("<script>alert(1)</script>"),
    "../../etc/passwd",
    "x" * 9000,
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_cookie_does_no_harm(client: AuditedClient, value: str) -> None:
    """Cookies come from anywhere: pages, list and export answer, and nothing in them becomes markup."""
    sent = {"Cookie": f"{COOKIE}={value}"}
    for address in ("/", "/kept", "/kept.md", f"/{FIRST}"):
        response = client.get(address, headers=sent)
        assert response.status_code == 200
        assert "<script>alert" not in response.text
    assert client.post("/kept", data={"do": "keep", "page": FIRST}, headers=sent).status_code == 303


def test_the_list_survives_being_written_and_read(client: AuditedClient) -> None:
    """Ids may hold anything that a file's name may."""
    ids = ("practices/a b", "practices/ü:;,%", 'practices/"q"', "日本/語")
    text = KeptList(ids).value()
    assert re.fullmatch(r"[!#-+\--:<-\[\]-~]*", text), "only what a cookie may hold without quotes"
    with client.application.test_request_context(headers={"Cookie": f"{COOKIE}={text}"}):
        assert KeptList.of_request().ids == ids


def test_examples_on_the_list_are_called_examples(client: AuditedClient) -> None:
    """The list goes to meetings on paper, where nothing else would tell."""
    press(client, "keep", PERSON)
    page: BeautifulSoup = client.soup("/kept")
    assert page.select_one(".kept-list .label-example")
