"""Published payloads in a real browser: no dialog, no error, and no request to anybody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from indexer import build_index
from kb.config import load_config
from tests.browser.conftest import running
from tests.payloads import LISTS

Window = Callable[..., Page]
_A_PAGE = 250


@pytest.fixture(scope="module")
def site(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """The address of a site with all payloads on one page, and again on many pages; how many pages there are."""
    root = tmp_path_factory.mktemp("payloads")
    stories = root / "content/stories"
    stories.mkdir(parents=True)
    payloads = [payload.strip() for read in LISTS.values() for payload in read(shared)]
    pages = [payloads[first : first + _A_PAGE] for first in range(0, len(payloads), _A_PAGE)]
    for number, some in enumerate([payloads, *pages]):
        body = "\n\n".join(some)
        (stories / f"{number}.md").write_bytes(
            f"---\ntitle: {number}\n---\n\n{body}\n\nThe end.\n".encode("utf-8", "replace")
        )
    flags = {"content": root / "content", "index": root / "index", "model": "none", "max_page_bytes": 10_000_000}
    config = load_config(environ={}, flags={**flags, "render_seconds": 60})
    build_index(config, None)
    with running(config) as address:
        yield address, len(pages) + 1


def test_no_payload_does_anything(window: Window, site: tuple[str, int]) -> None:
    """Not when a page is read to its end, nor when one comes back to it; the window complains of requests by itself."""
    address, pages = site
    said: list[str] = []
    page = window(address)
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    for number in range(pages):
        page.goto(f"{address}/stories/{number}")
        assert "The end." in page.locator(".prose").inner_text()[-200:], number
        page.mouse.wheel(0, 100_000)
    page.goto(f"{address}/search?q=alert")
    assert page.locator("main").inner_text()
    assert said == []


def test_the_window_would_notice(window: Window, site: tuple[str, int]) -> None:
    """A page that does what payloads try is noticed, or the test above would pass for anything."""
    said: list[str] = []
    page = window(site[0])
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.evaluate("alert('noticed')")
    assert said == ["noticed"]
