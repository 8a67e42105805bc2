"""A page as Markdown at its own address: what the content model knows, and nothing that was to stay private."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.webui.conftest import AuditedClient, small_site
from tests.webui.every_kind import ADDRESSES, pages


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditedClient]:
    """A reader of the small library."""
    with small_site(tmp_path_factory.mktemp("source"), pages()) as client:
        yield client


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_there_as_markdown(reader: AuditedClient, address: str) -> None:
    """Title and body are the page's own, and no address that its owner keeps back is in it."""
    response = reader.get(f"{address}.md")
    assert (response.status_code, response.mimetype) == (200, "text/markdown")
    assert response.text.startswith("---\ntitle: ")
    assert "## What it is\n\nA huddle about beds.\n" in response.text
    assert "unlisted" not in response.text


def test_unknown_keys_and_drafts_do_not_leave(tmp_path: Path) -> None:
    """A key that the content model doesn't know may hold anything; a draft isn't published, nor is a link to it."""
    library = {
        "stories/a.md": "---\ntitle: A\nphone: 0113 496 0000\npeople: [people/draft]\n---\n\nText.\n",
        "people/draft.md": "---\ntitle: D\nstatus: draft\n---\n",
    }
    with small_site(tmp_path, library) as reader:
        assert reader.get("/stories/a.md").text == "---\ntitle: A\n---\n\nText.\n"
        assert reader.get("/people/draft.md").status_code == 404


def test_a_mapped_page_comes_in_our_own_form(tmp_path: Path) -> None:
    """Whatever a library calls its keys, the Markdown can be put into a library that calls them as we do."""
    toml = '[[kinds]]\nkind = "story"\nfiles = "news/*.md"\nfields = {summary = "deck"}\nbody = {why = "Why"}\n'
    library = {"news/a.md": "---\ntitle: A\ndeck: In short\nwhy: Because.\n---\n\nText.\n"}
    with small_site(tmp_path, library, toml=toml) as reader:
        text = reader.get("/news/a.md").text
    assert text.startswith("---\ntitle: A\nsummary: In short\n---\n")
    assert "## Why" in text
    assert "Because." in text


@pytest.mark.parametrize("name", ["nothing", "", "..", "a/../b", "\x00", "x" * 3000])
def test_what_is_no_page_has_no_markdown(reader: AuditedClient, name: str) -> None:
    """Unknown names are not found, in the site's own form."""
    assert reader.get(f"/practices/{quote(name)}.md").status_code == 404
