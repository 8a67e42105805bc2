"""The site over the small library, with a client that audits every page it fetches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from indexer import build_index
from indexer.encoder import Encoder
from kb.config import Config, load_config
from tests.webui.audit import audit
from webui import create_app
from webui.contributing import desk
from webui.security import POLICY
from webui.site import KEY


class AuditedClient(FlaskClient):
    """Audits every response, so that no test has to remember to."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("buffered", True)  # files are closed when they have been read
        response = super().open(*args, **kwargs)
        assert response.headers["Content-Security-Policy"] == POLICY, "every response says what browsers may load"
        is_page = response.mimetype == "text/html" and not 300 <= response.status_code < 400
        is_page = is_page and "Content-Encoding" not in response.headers  # the same page is audited uncompressed
        is_page = is_page and response.request.method != "HEAD"  # which has no body
        if is_page and (problems := audit(response.get_data(as_text=True))):
            pytest.fail(f"{response.request.full_path}:\n" + "\n".join(f"- {problem}" for problem in problems))
        return response

    def soup(self, address: str, status: int = 200) -> BeautifulSoup:
        """Return the parsed page at an address, which has to answer with this status, if need be after redirects."""
        response = self.get(address, follow_redirects=True)
        assert response.status_code == status, f"{address} answered {response.status}"
        assert response.mimetype == "text/html", f"{address} is no page but {response.mimetype}"
        return BeautifulSoup(response.get_data(as_text=True), "html.parser")

    def crawl(self, *starts: str) -> set[str]:
        """Follow every link from these pages, save from searches to searches; return the addresses of all pages.

        Every address has to be answered.
        """
        waiting, seen, pages = list(starts), set(starts), set()
        while waiting:
            address = waiting.pop()
            response = self.get(address, follow_redirects=True)
            assert response.status_code == 200, f"{address} answered {response.status}"
            if response.mimetype != "text/html":
                continue
            pages.add(address)
            soup = BeautifulSoup(response.get_data(as_text=True), "html.parser")
            for link in soup.select("a[href^='/']"):
                target = str(link["href"]).split("#")[0]
                among = address.startswith("/search") and target.startswith("/search")
                if target not in seen and not among:
                    seen.add(target)
                    waiting.append(target)
        return pages


def audited(config: Config, today: date | None = None) -> Flask:
    """Return the site for a configuration, with audited clients, and errors raised rather than shown."""
    app = create_app(config, today=lambda: today or date(2026, 11, 25))
    app.testing = True
    app.test_client_class = AuditedClient
    return app


@contextmanager
def small_site(
    root: Path,
    pages: Mapping[str, str],
    *,
    toml: str = "",
    today: date | None = None,
    encoder: Encoder | None = None,
) -> Iterator[AuditedClient]:
    """Give a reader of a library made of these files (path, text), indexed in `root`.

    Without an encoder that is for words only.
    """
    for path, text in pages.items():
        file = root / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (root / "kb.toml").write_text(f'index = "index"\nmodel = "none"\n{toml}', "utf-8")
    config = load_config(root / "kb.toml", environ={})
    build_index(config, encoder)
    app = audited(config, today)
    client = app.test_client()
    assert isinstance(client, AuditedClient)
    try:
        yield client
    finally:
        app.extensions[desk.KEY].close()
        app.extensions[KEY].live.close()


@pytest.fixture(scope="session")
def app(library_config: Config) -> Iterator[Flask]:
    """The site over the small library."""
    app = audited(library_config)
    yield app
    app.extensions[desk.KEY].close()
    app.extensions[KEY].live.current().close()


@pytest.fixture
def client(app: Flask) -> AuditedClient:
    """A reader of the site over the small library."""
    client = app.test_client()
    assert isinstance(client, AuditedClient)
    return client
