"""Asked again: unchanged pages are not made anew, changed ones are, and no reader gets another's page."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import brotli
import pytest
from flask import Flask

import indexer.encoders
from indexer import build_index
from kb.config import Config, load_config
from kb.errors import ModelError
from tests.webui.conftest import AuditedClient, audited, small_site
from tests.webui.test_routes import ENTRY, ROUTES
from webui.kept_list import COOKIE
from webui.remembered import Remembered, Sent
from webui.security import HEADERS
from webui.site import KEY

MADE = [
    address
    for address, (rule, status, *_) in ROUTES.items()
    if status == 200 and not rule.startswith(("/static", "/site.", "/healthz"))
]
# Shorter ones would hardly shrink.
LONG = [
    address
    for address, (_, status, _, size) in ROUTES.items()
    if status == 200 and size > 1_000 and not address.startswith("/static")
]


@pytest.fixture(scope="module")
def tomorrow(library_config: Config) -> Iterator[Flask]:
    """The same site a day later."""
    app = audited(library_config, date(2026, 11, 26))
    yield app
    app.extensions[KEY].live.close()


@pytest.mark.parametrize("address", MADE)
def test_an_unchanged_page_is_not_sent_again(client: AuditedClient, address: str) -> None:
    """A browser that names the tag gets 304 with the tag and no body, privately."""
    first = client.get(address)
    assert first.headers["ETag"].startswith('W/"')
    for known in (first.headers["ETag"], f'"else", {first.headers["ETag"]}'):
        again = client.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
        for answer in (first, again):
            assert "Cookie" in answer.headers["Vary"]
            assert answer.headers["Cache-Control"] == "private, no-cache"
            assert {name: answer.headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize("address", MADE)
def test_another_list_or_another_day_makes_it_anew(app: Flask, tomorrow: Flask, address: str) -> None:
    """Whoever keeps something else, or comes back on another day, never gets what was made before."""
    client = app.test_client()
    tag = client.get(address).headers["ETag"]
    assert tomorrow.test_client().get(address, headers={"If-None-Match": tag}).status_code == 200
    client.set_cookie(COOKIE, ENTRY[1:])
    mine = client.get(address, headers={"If-None-Match": tag})
    assert mine.status_code == 200
    assert mine.headers["ETag"] != tag


def test_an_answer_that_was_limited_is_not_remembered(
    library_config: Config, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Without its model a library answers worse, but perhaps not until the next index; the page is no less private."""

    def failing(name: str, _runtime: object) -> None:
        raise ModelError(name, "its package is not installed", "Install it.")

    monkeypatch.setattr(indexer.encoders, "load_encoder", failing)
    app = audited(library_config)
    page = app.test_client().get("/search?q=trust")
    assert "off for now" in page.text
    assert "ETag" not in page.headers
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in page.headers["Vary"]
    assert "ETag" in app.test_client().get("/search?kind=practice").headers, "a list needs no model"
    app.extensions[KEY].live.close()


def test_a_library_for_words_only_is_remembered(tmp_path: Path) -> None:
    """What was never indexed by meaning doesn't change before the next index."""
    with small_site(tmp_path, {"stories/a.md": "---\ntitle: Huddle\n---\n"}) as reader:
        page = reader.get("/search?q=huddle")
        assert "indexed for words only" in page.text
        tag = page.headers["ETag"]
        assert reader.get("/search?q=huddle", headers={"If-None-Match": tag}).status_code == 304


def test_a_form_is_always_read(client: AuditedClient) -> None:
    """A program that sends the tag with everything still changes the list."""
    tag = client.get("/kept").headers["ETag"]
    sent = client.post("/kept", data={"do": "keep", "page": ENTRY[1:]}, headers={"If-None-Match": tag})
    assert sent.status_code == 303
    assert client.get_cookie(COOKIE) is not None


@pytest.mark.parametrize("address", ["/healthz", "/site.css", "/site.js"])
def test_what_is_not_made_of_pages_has_no_tag_of_theirs(client: AuditedClient, address: str) -> None:
    """Whether the site is well is asked to be known now; files of the site go by the version in their address."""
    tag = client.get("/").headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200
    assert client.get(address).headers.get("ETag") != tag


@pytest.mark.parametrize("address", ["/nothing/here", "/tags/none", "/practices", "/practices/gone.md"])
def test_what_is_no_page_has_no_tag(client: AuditedClient, address: str) -> None:
    """An error or a redirect is not remembered as a page, nor answered as if it were one that a browser has."""
    assert "ETag" not in client.get(address).headers
    assert client.get(address, headers={"If-None-Match": "*"}).status_code != 304


def test_what_a_reader_keeps_changes_their_pages_only(client: AuditedClient) -> None:
    """The button and the count are the reader's own: their pages are made anew, those of others aren't."""
    tag = client.get(ENTRY).headers["ETag"]
    client.post("/kept", data={"do": "keep", "page": ENTRY[1:]})
    mine = client.get(ENTRY, headers={"If-None-Match": tag})
    assert mine.status_code == 200
    assert mine.headers["ETag"] != tag
    client.delete_cookie(COOKIE)
    assert client.get(ENTRY, headers={"If-None-Match": tag}).status_code == 304


def test_a_new_generation_is_seen_at_once(tmp_path: Path) -> None:
    """Whoever asks again after an index gets the new page, without restart."""
    with small_site(tmp_path, {"stories/a.md": "---\ntitle: Before\n---\n"}) as reader:
        tag = reader.get("/stories/a").headers["ETag"]
        (tmp_path / "content/stories/a.md").write_text("---\ntitle: After\n---\n", "utf-8")
        build_index(load_config(tmp_path / "kb.toml", environ={}), None)
        response = reader.get("/stories/a", headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert "After" in response.text


def test_a_new_day_and_new_settings_are_seen(tmp_path: Path) -> None:
    """Events to come depend on the day, links for editing on kb.toml: neither needs an index."""
    tags = []
    with small_site(tmp_path, {"stories/a.md": "---\ntitle: A\n---\n"}):
        for toml, day in (("", 1), ("", 2), ('edit_url = "https://example.org/{path}"\n', 2)):
            (tmp_path / "kb.toml").write_text(f'index = "index"\nmodel = "none"\n{toml}', "utf-8")
            app = audited(load_config(tmp_path / "kb.toml", environ={}), date(2026, 1, day))
            tags.append(app.test_client().get("/stories/a").headers["ETag"])
            app.extensions[KEY].live.close()
    assert len(set(tags)) == 3


@pytest.mark.parametrize(("asked", "unpack"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
@pytest.mark.parametrize("address", LONG)
def test_text_is_sent_small(client: AuditedClient, address: str, asked: str, unpack: object) -> None:
    """Compressed as the browser asks, the same text, under the same tag, and never to a browser that didn't ask."""
    plain = client.get(address)
    small = client.get(address, headers={"Accept-Encoding": asked})
    assert small.headers["Content-Encoding"] == asked
    assert unpack(small.data) == plain.data  # type: ignore[operator]
    assert len(small.data) < len(plain.data) * 0.6
    assert "Accept-Encoding" in small.headers["Vary"]
    assert small.headers.get("ETag") == plain.headers.get("ETag")
    assert "Content-Encoding" not in plain.headers


def test_a_compressed_page_is_recognised_too(client: AuditedClient) -> None:
    """Browsers always ask for compression: that must not cost them the 304."""
    asking = {"Accept-Encoding": "gzip, deflate, br, zstd"}
    tag = client.get(ENTRY, headers=asking).headers["ETag"]
    assert client.get(ENTRY, headers={**asking, "If-None-Match": tag}).status_code == 304


# --- pages remembered as they were sent ---


@pytest.fixture
def fresh(library_config: Config) -> Iterator[AuditedClient]:
    """A reader of a site that remembers nothing yet."""
    app = audited(library_config)
    client = app.test_client()
    assert isinstance(client, AuditedClient)
    yield client
    app.extensions[KEY].live.close()


@pytest.mark.parametrize("address", MADE)
@pytest.mark.parametrize("coding", ["", "br", "gzip"])
def test_a_page_sent_again_is_the_same_with_all_its_headers(fresh: AuditedClient, address: str, coding: str) -> None:
    """Readers can't tell whether a page was remembered; it is sent in the coding that this reader asked for."""
    first, again = (fresh.get(address, headers={"Accept-Encoding": coding}) for _ in range(2))
    if address.startswith("/search"):
        return  # which says how long it took
    assert again.data == first.data
    for answer in (first, again):
        answer.headers.pop("Date", None)  # the server's to say
    assert sorted(again.headers) == sorted(first.headers)


def test_a_remembered_page_is_not_made_again(fresh: AuditedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the same address, list and coding; anything else is made."""
    made: list[str] = []
    show = fresh.application.view_functions["page"]

    def noted(page_id: str) -> object:
        made.append(page_id)
        return show(page_id)

    monkeypatch.setitem(fresh.application.view_functions, "page", noted)
    fresh.get(ENTRY)
    fresh.get(ENTRY)
    assert len(made) == 1
    fresh.get(ENTRY, headers={"Accept-Encoding": "br"})
    fresh.get(f"{ENTRY}?in=collections/first-meetings")
    fresh.set_cookie(COOKIE, ENTRY[1:])
    fresh.get(ENTRY)
    assert len(made) == 4
    fresh.head(ENTRY)
    assert len(made) == 5
    assert [fresh.get("/stories/nowhere").status_code for _ in range(2)] == [404, 404]
    assert len(made) == 7


def test_a_remembered_page_gives_way_to_the_next_generation(tmp_path: Path) -> None:
    """What was published since is seen at once."""
    with small_site(tmp_path, {"stories/a.md": "---\ntitle: A\n---\nOld words."}) as client:
        assert "Old words." in client.get("/stories/a").text
        (tmp_path / "content/stories/a.md").write_text("---\ntitle: A\n---\nNew words.", encoding="utf-8")
        build_index(load_config(tmp_path / "kb.toml", environ={}), None)
        assert "New words." in client.get("/stories/a").text


def test_two_addresses_never_share_a_page(tmp_path: Path) -> None:
    """Not even where one is the other, quoted once more."""
    page = "---\ntitle: {0}\n---\nOnly in {0}."
    with small_site(tmp_path, {f"stories/{name}.md": page.format(name) for name in ("b c", "b%20c")}) as client:
        for _ in range(2):
            assert "Only in b c." in client.get("/stories/b%20c").text
            assert "Only in b%20c." in client.get("/stories/b%2520c").text
            assert client.get("/stories/%2562%20c").status_code == 404


def test_what_is_long_is_not_remembered(fresh: AuditedClient) -> None:
    """Whoever asks chooses the query and the codings: neither may fill the memory."""
    memory = fresh.application.extensions["remembered-pages"]
    fresh.get(f"{ENTRY}?x={'y' * 300}")
    fresh.get(ENTRY, headers={"Accept-Encoding": "gzip, " + ", ".join(f"x{number}" for number in range(99))})
    assert len(memory._sent) == 0
    fresh.get(ENTRY)
    assert len(memory._sent) == 1


def test_memory_is_bounded() -> None:
    """What was asked for longest ago is forgotten first, and a page larger than all is not kept."""
    memory = Remembered(most_bytes=2012)
    for name in "ab":
        memory.keep((name,), Sent(b"1234", ()))
    assert memory.find(("a",))
    memory.keep(("c",), Sent(b"1234", ()))
    assert [bool(memory.find((name,))) for name in "abc"] == [True, False, True]
    memory.keep(("c",), Sent(b"12", ()))
    memory.keep(("d",), Sent(b"1234", ()))
    assert [bool(memory.find((name,))) for name in "acd"] == [False, True, True]
    memory.keep(("e",), Sent(b"1" * 3000, ()))
    assert [bool(memory.find((name,))) for name in "cde"] == [True, True, False]


def test_a_star_holds_for_no_page_however_it_is_sent(fresh: AuditedClient) -> None:
    """`If-None-Match: *` would hold for pages that don't exist, too: made or remembered, compressed or plain."""
    headers = {"If-None-Match": "*"}
    for coding in ("", "br"):
        answers = [fresh.get(ENTRY, headers={**headers, "Accept-Encoding": coding}).status_code for _ in range(2)]
        assert answers == [200, 200]
