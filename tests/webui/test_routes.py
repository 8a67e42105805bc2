"""Every address of the site: what it answers with, in which form, under which headers."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.webui.conftest import AuditedClient
from webui.security import HEADERS

ENTRY = "/practices/mapping-important-issues"
COLLECTION = "collections/first-steps-for-a-coordinator"
PAGE = "/<path:page_id>"
ROUTES = {
    # address: rule, status, type, bytes at most
    "/": ("/", 200, "text/html", 30_000),
    "/search": ("/search", 200, "text/html", 30_000),
    "/search?q=who+should+be+in+the+room": ("/search", 200, "text/html", 60_000),
    "/search?kind=practice&sort=title": ("/search", 200, "text/html", 60_000),
    "/suggest?q=wo": ("/suggest", 200, "application/json", 3_000),
    "/suggest?q=wo&format=opensearch": ("/suggest", 200, "application/x-suggestions+json", 1_000),
    "/convene": ("/convene", 200, "text/html", 15_000),
    "/convene?q=who+should+be+in+the+room": ("/convene", 200, "text/html", 40_000),
    "/convene?q=zxqv+flumph+quasar": ("/convene", 200, "text/html", 15_000),
    "/convene.md": ("/convene.md", 302, "text/html", 1_000),
    "/convene.md?q=who+should+be+in+the+room": ("/convene.md", 200, "text/markdown", 10_000),
    "/contribute": ("/contribute", 200, "text/html", 10_000),
    "/contribute/case-study": ("/contribute/<kind>", 200, "text/html", 12_000),
    "/contribute/banana": ("/contribute/<kind>", 404, "text/html", 10_000),
    "/contribute/story/file": ("/contribute/<kind>/file", 200, "text/markdown", 1_000),
    "/contribute/file": ("/contribute/file", 302, "text/html", 1_000),
    f"/contribute/edit{ENTRY}": ("/contribute/edit/<path:page_id>", 200, "text/html", 40_000),
    "/contribute/edit/nothing/here": ("/contribute/edit/<path:page_id>", 404, "text/html", 10_000),
    f"/contribute/used{ENTRY}": ("/contribute/used/<path:page_id>", 200, "text/html", 12_000),
    "/contribute/used/people/example-coordinator": ("/contribute/used/<path:page_id>", 404, "text/html", 10_000),
    f"/contribute/outdated{ENTRY}": ("/contribute/outdated/<path:page_id>", 200, "text/html", 10_000),
    "/browse": ("/browse", 200, "text/html", 30_000),
    "/tags": ("/tags", 200, "text/html", 30_000),
    "/tags/trust": ("/tags/<path:value>", 200, "text/html", 30_000),
    "/tags/Trust": ("/tags/<path:value>", 302, "text/html", 1_000),
    "/tags/no-such-tag": ("/tags/<path:value>", 404, "text/html", 10_000),
    "/places": ("/places", 200, "text/html", 30_000),
    "/places/Example%20Borough": ("/places/<path:value>", 200, "text/html", 30_000),
    "/kept": ("/kept", 200, "text/html", 10_000),
    "/kept.md": ("/kept.md", 200, "text/markdown", 1_000),
    "/about": ("/about", 200, "text/html", 10_000),
    "/help": ("/help", 200, "text/html", 15_000),
    "/patterns": ("/patterns", 200, "text/html", 80_000),
    "/feed.xml": ("/feed.xml", 200, "application/atom+xml", 20_000),
    "/opensearch.xml": ("/opensearch.xml", 200, "application/opensearchdescription+xml", 1_000),
    ENTRY: (PAGE, 200, "text/html", 60_000),
    f"{ENTRY}?in={COLLECTION}": (PAGE, 200, "text/html", 60_000),
    f"{ENTRY}.md": ("/<path:page_id>.md", 200, "text/markdown", 20_000),
    "/nothing/here.md": ("/<path:page_id>.md", 404, "text/html", 10_000),
    "/domains/working-across-boundaries": (PAGE, 200, "text/html", 60_000),
    "/people/example-coordinator": (PAGE, 200, "text/html", 60_000),
    f"/{COLLECTION}": (PAGE, 200, "text/html", 60_000),
    "/communities/example-neighbours-network": (PAGE, 200, "text/html", 60_000),
    "/events/example-open-call": (PAGE, 200, "text/html", 60_000),
    "/practices": (PAGE, 302, "text/html", 1_000),
    "/nothing/here": (PAGE, 404, "text/html", 10_000),
    "/healthz": ("/healthz", 200, "text/plain", 100),
    "/robots.txt": ("/robots.txt", 200, "text/plain", 100),
    "/site.css": ("/site.css", 200, "text/css", 60_000),
    "/site.js": ("/site.js", 200, "text/javascript", 20_000),
    "/static/favicon.svg": ("/static/<path:filename>", 200, "image/svg+xml", 5_000),
    "/favicon.ico": ("/favicon.ico", 301, "text/html", 1_000),
}


@pytest.mark.parametrize("address", ROUTES)
def test_every_address_answers(client: AuditedClient, address: str) -> None:
    """Status, type, size and security headers of each address are as the table says."""
    _, status, mimetype, size = ROUTES[address]
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (status, mimetype)
    assert len(response.data) <= size
    for name, value in HEADERS.items():
        assert response.headers[name] == value


@pytest.mark.parametrize("address", ROUTES)
def test_asking_for_the_head_alone_tells_the_same(client: AuditedClient, address: str) -> None:
    """Programs that check links get the status and the headers of the page without its body, and no header twice."""
    whole, head = client.get(address), client.head(address)
    assert (head.status_code, head.data) == (whole.status_code, b"")
    assert dict(head.headers) == dict(whole.headers)
    names = [name.lower() for name, _ in whole.headers]
    assert sorted(names) == sorted(set(names))


def test_no_route_is_missing_from_the_table(app: Flask) -> None:
    """A route can neither vanish nor appear without the table above."""
    assert {rule.rule for rule in app.url_map.iter_rules()} == {rule for rule, *_ in ROUTES.values()}


def test_forms_are_taken_where_they_change_nothing_here(app: Flask) -> None:
    """The kept list changes a cookie, contributions are answered and forgotten: everything else is read."""
    taking = {(rule.rule, method) for rule in app.url_map.iter_rules() for method in rule.methods or ()}
    assert {(rule, method) for rule, method in taking if method not in {"GET", "HEAD", "OPTIONS"}} == {
        ("/kept", "POST"),
        *((rule, "POST") for rule, _ in taking if rule.startswith("/contribute/")),
    }


@pytest.mark.parametrize(
    ("form", "status", "size"),
    [
        ({"do": "keep", "page": ENTRY[1:], "back": ENTRY}, 303, 1_000),
        ({"do": "drop", "page": ENTRY[1:]}, 303, 1_000),
        ({"do": "keep", "page": "practices/none"}, 404, 10_000),
        ({"do": "shout"}, 400, 10_000),
        ({}, 400, 10_000),
    ],
)
def test_the_form_answers_like_a_page(client: AuditedClient, form: dict[str, str], status: int, size: int) -> None:
    """What is sent to /kept is answered in the site's form, under the same headers, and never from a cache."""
    response = client.post("/kept", data=form)
    assert (response.status_code, response.mimetype) == (status, "text/html")
    assert len(response.data) <= size
    assert {name: response.headers.getlist(name) for name in HEADERS} == {name: [HEADERS[name]] for name in HEADERS}
    assert "ETag" not in response.headers


@pytest.mark.parametrize("address", ["/", "/search", ENTRY])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_pages_are_only_read(client: AuditedClient, address: str, method: str) -> None:
    """Other methods get a page of ours that names the allowed ones in its header."""
    response = client.open(address, method=method)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_the_first_visit_is_small(client: AuditedClient) -> None:
    """The home page with its stylesheet, script and icon stays below 100 kB, without compression."""
    addresses = ["/", "/site.css", "/site.js", "/static/favicon.svg"]
    assert sum(len(client.get(address).data) for address in addresses) < 100_000


def test_versioned_files_may_be_kept_and_others_not_for_ever(client: AuditedClient) -> None:
    """The address of the stylesheet changes with its content, so browsers may keep what it names."""
    sheet = client.soup("/").select_one("link[rel=stylesheet]")
    assert sheet is not None
    assert "immutable" in client.get(str(sheet["href"])).headers["Cache-Control"]
    assert "immutable" not in client.get("/site.css").headers.get("Cache-Control", "")


def test_all_links_lead_somewhere(client: AuditedClient) -> None:
    """Following every link from the first page, save the filters of searches, never meets an error."""
    pages = {address for address in client.crawl("/") if not address.startswith("/search")}
    assert pages >= {"/", "/browse", "/kept", "/help", "/about", "/tags", "/places", "/tags/trust", ENTRY}
    assert {address for address in pages if "?in=" in address}, "collections lead along"


def test_slashes_at_the_end_lead_to_the_page(client: AuditedClient) -> None:
    """An address typed with a slash too many is not an error, and what it says else is kept."""
    response = client.get(f"{ENTRY}/?in={COLLECTION}")
    assert (response.status_code, response.headers["Location"]) == (301, f"{ENTRY}?in={COLLECTION}")
    assert response.headers["Cache-Control"] == "no-cache", "where it leads may change with the next index"
    for address in (
        "/browse/",
        "/tags/",
        "/tags/trust/",
        "/places/Example%20Borough/",
        "/about/",
        "/kept/",
        "/search/",
    ):
        assert client.get(address).status_code == 200, address
