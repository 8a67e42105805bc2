"""Whatever is asked, however oddly: an answer of ours, and never a fault."""

from __future__ import annotations

import string
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.webui.conftest import AuditedClient

PATHS = """
    / /search /suggest /convene /convene.md /browse /tags /tags/trust /places /places/Leeds /kept /kept.md /about
    /help /patterns /feed.xml /opensearch.xml /practices/mapping-important-issues
    /practices/mapping-important-issues.md /practices /nothing /healthz /robots.txt /site.css /site.js
    /static/favicon.svg /favicon.ico /contribute /contribute/story /contribute/story/file /contribute/file
    /contribute/edit/practices/mapping-important-issues /contribute/used/practices/mapping-important-issues
    /contribute/outdated/practices/mapping-important-issues
""".split()
NAMES = "q size format page sort mode kind domain tag place organisation stage outcome in full v x".split()
PLAIN = (
    "0 -1 1000000000 1e9 NaN trust practice title newest ../../etc/passwd % %zz * ~ {{7*7}} <script>alert(1)</script>"
)
VALUES = [
    *PLAIN.split(),
    "opensearch",
    *("", " ", "\x00", "\r\nX-Evil: 1", "\ud800", "\u202e", "'\"<>&;", "٣", "日本語"),
    "collections/first-steps-for-a-coordinator",
    "9" * 400,
    "x" * 100_000,
]


HEADERS = """
    Accept Accept-Charset Accept-Encoding Accept-Language Authorization Content-Length Content-Type Cookie Host
    If-Match If-Modified-Since If-None-Match If-Range Origin Range Referer Sec-Fetch-Site User-Agent X-Forwarded-Host
""".split()
ODD_HEADERS = """
    <script>alert(1)</script> "><script>alert(1)</script>.example W/" * W/"*" gzip;q=x,br;q=-1 identity;q=0 bytes=9-1
    bytes=0- kept=%ff:%00 kept="\\777" kept=<script>alert(1)</script> -1 Thu,01Jan1970 evil.example:99999 [::1
""".split()


def ask(client: AuditedClient, path: str, pairs: list[tuple[str, str]]) -> None:
    """Ask for an address; the answer must be no fault, and must not repeat markup as markup."""
    query = urlencode(
        [(name.encode("utf-8", "surrogatepass"), value.encode("utf-8", "surrogatepass")) for name, value in pairs]
    )
    response = client.get(f"{path}?{query}")
    assert response.status_code in {200, 301, 302, 304, 404}, f"{path}?{query[:200]} answered {response.status}"
    if response.mimetype != "text/markdown":
        assert "<script>alert(1)" not in response.text
    if response.mimetype.endswith("xml") and response.status_code == 200:
        etree.fromstring(response.data)  # or a feed reader gives up
    assert "X-Evil" not in response.headers


def test_no_address_is_spared(app: Flask) -> None:
    """A new route is asked for oddly like all others."""
    urls = app.url_map.bind("localhost")
    asked = {urls.match(path, return_rule=True)[0].rule for path in PATHS}
    assert asked == {rule.rule for rule in app.url_map.iter_rules()}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("value", VALUES, ids=lambda value: ascii(value[:20]))
def test_every_parameter_with_every_odd_value(client: AuditedClient, path: str, value: str) -> None:
    """Each value in all parameters at once, and each of them twice."""
    ask(client, path, [(name, value) for name in NAMES] * 2)


@settings(
    derandomize=True, deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(PATHS),
    st.lists(
        st.tuples(st.sampled_from(NAMES), st.one_of(st.sampled_from(VALUES[:-1]), st.text(max_size=30))), max_size=8
    ),
)
def test_any_mixture_of_parameters(client: AuditedClient, path: str, pairs: list[tuple[str, str]]) -> None:
    """Parameters that make sense alone may make none together."""
    ask(client, path, pairs)


@settings(
    derandomize=True, deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(alphabet=string.printable + "é日\x00\u202e", max_size=60))
def test_any_address(client: AuditedClient, path: str) -> None:
    """Most addresses that people and programs make up lead nowhere, and say so in a page."""
    response = client.get(f"/{quote(path)}")
    assert response.status_code in {200, 301, 302, 308, 404}


@settings(
    derandomize=True, deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(PATHS),
    st.dictionaries(
        st.sampled_from(HEADERS),
        st.one_of(st.sampled_from(ODD_HEADERS), st.text(alphabet=string.printable[:95] + "é", max_size=60)),
        max_size=4,
    ),
)
def test_any_headers(client: AuditedClient, path: str, headers: dict[str, str]) -> None:
    """Programs, proxies and old browsers send headers of all sorts: none of them makes a fault of ours."""
    response = client.get(path, headers=headers)
    assert response.status_code < 500
    assert b"<script>alert(1)" not in response.data  # which is no text where the headers made it compressed


@pytest.mark.parametrize("path", ["/search", "/feed.xml"])
def test_thousands_of_parameters(client: AuditedClient, path: str) -> None:
    """An address that a program went mad on is answered with what makes sense in it."""
    pairs = [("tag", f"t{number}") for number in range(3000)] + [("q", "trust")]
    ask(client, path, pairs)


@pytest.mark.parametrize("path", ["/", "/search?q=trust", "/feed.xml", "/opensearch.xml", "/nothing/"])
@pytest.mark.parametrize("host", ["xn--a", "xn--", "xn--.example"])
def test_a_host_whose_name_cannot_be_read_is_a_bad_request(app: Flask, path: str, host: str) -> None:
    """Feeds name the site by its host. The test client builds addresses of its own, so it is passed by here."""
    environ = EnvironBuilder(path).get_environ() | {"HTTP_HOST": host}
    _, status, headers = run_wsgi_app(app, environ, buffered=True)
    assert status.startswith("400")
    assert headers["Content-Security-Policy"]
