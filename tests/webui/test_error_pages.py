"""When something is wrong: each error has its status and a page that says what to do, without naming the machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from kb import errors
from kb.config import Config, load_config
from tests.webui.conftest import AuditedClient, audited
from webui import create_app
from webui.failures import STATUS, status_of


@pytest.fixture
def unindexed(tmp_path: Path) -> AuditedClient:
    """A reader of a site that has no index yet."""
    client = audited(load_config(environ={}, flags={"index": tmp_path / "no-such-folder"})).test_client()
    assert isinstance(client, AuditedClient)
    return client


@pytest.mark.parametrize("address", ["/", "/search?q=x", "/search", "/practices/x"])
def test_before_the_first_index_pages_say_how_to_make_one(unindexed: AuditedClient, address: str) -> None:
    """Without an index the site starts, and names the command, but no folder."""
    response = unindexed.get(address)
    assert response.status_code == 503
    assert "kb index" in response.text
    assert "no-such-folder" not in response.text
    assert response.headers["Retry-After"]


def test_health_is_honest(client: AuditedClient, unindexed: AuditedClient) -> None:
    """A site that can't answer readers doesn't call itself well."""
    assert client.get("/healthz").text == "ok\n"
    assert unindexed.get("/healthz").status_code == 503


def test_styles_are_served_without_an_index(unindexed: AuditedClient) -> None:
    """The page that says how to make an index has its looks."""
    assert unindexed.get("/site.css").status_code == 200


def test_a_damaged_index_says_how_to_rebuild(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """An index that can't be trusted is not read, and the page names the remedy; what is wrong is in the log."""
    folder = tmp_path / "index"
    folder.mkdir()
    (folder / "CURRENT").write_text("20200101T000000000000")
    config = load_config(environ={}, flags={"index": folder})
    response = audited(config).test_client().get("/")
    assert response.status_code == 503
    assert "kb index --rebuild" in response.text
    assert str(tmp_path) not in response.text
    assert "the generation that CURRENT names is missing" in caplog.text


def test_a_readers_mistake_is_not_in_the_log(client: AuditedClient, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever looks after the site is told of what they can mend, not of every address that was cut short."""
    assert client.get("/practices/none").status_code == 404
    assert client.post("/kept", data={"do": "shout"}).status_code == 400
    assert caplog.messages == []


def test_a_fault_of_ours_shows_a_page_and_no_details(library_config: Config, caplog: pytest.LogCaptureFixture) -> None:
    """An unexpected error answers 500 in the site's form; what went wrong is for the log alone."""
    app = create_app(library_config)
    app.test_client_class = AuditedClient

    def broken() -> str:
        raise RuntimeError("secret detail")

    app.add_url_rule("/broken", "broken", broken)
    response = app.test_client().get("/broken")
    assert response.status_code == 500
    assert "secret detail" not in response.text
    assert "Traceback" not in response.text
    assert caplog.messages == ["unexpected error"]
    assert "secret detail" in caplog.text


def test_a_bad_request_shows_a_page(app: Flask, library_config: Config) -> None:
    """A query that the engine refuses is answered with 400 in the site's form."""
    other = audited(library_config)

    def refused() -> str:
        raise errors.BadQueryError("q", "can't be read", "Try other words")

    other.add_url_rule("/refused", "refused", refused)
    assert other.test_client().get("/refused").status_code == 400


def test_every_error_has_a_status() -> None:
    """The table covers errors by class, and what it leaves out counts as our fault."""
    for kind, status in STATUS.items():
        assert 400 <= status < 600
        assert issubclass(kind, errors.PracticeCommonsError)
    assert status_of(errors.NothingPublishedError("x", "y")) == 500
    assert status_of(errors.UnknownPageError("x")) == 404
