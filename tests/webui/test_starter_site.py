"""The site over the bundled library: every page is answered and passes the audit, and every link leads on."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, unquote

import pytest
from bs4 import BeautifulSoup

from kb.config import Config
from kb.library import read_library
from tests.webui.conftest import AuditedClient, audited
from webui.site import KEY


@pytest.fixture(scope="module")
def starter(starter_config: Config) -> Iterator[AuditedClient]:
    """A reader of the bundled library."""
    app = audited(starter_config)
    client = app.test_client()
    assert isinstance(client, AuditedClient)
    yield client
    app.extensions[KEY].live.close()


def test_every_page_is_answered_and_links_to_pages(starter: AuditedClient, starter_config: Config) -> None:
    """Facts, blocks and bodies: whatever a page of the library links to in it is a page, a list or a heading."""
    library = read_library(starter_config)
    others = set()
    for page_id in library.pages:
        soup = BeautifulSoup(starter.get(f"/{quote(page_id)}").text, "html.parser")
        assert soup.select_one("h1"), page_id
        for link in soup.select("main a[href^='/']"):
            address = str(link["href"]).split("#")[0]
            if unquote(address).strip("/").removesuffix(".md") not in library.pages:
                others.add(address)
    assert len(others) > 100
    for address in others:
        assert starter.get(address, follow_redirects=True).status_code == 200, address
