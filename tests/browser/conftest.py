"""The site in a real browser: a running server over the bundled content, and Chromium to read it with."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from kb.config import Config
from webui import create_app
from webui.serve import OneAtATime
from webui.site import KEY

CHOSEN = os.environ.get("KB_CHROMIUM")  # read here: tests see no variables of ours
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the name is werkzeug's
        """Say nothing: the tests say what went wrong."""


@pytest.fixture(scope="session")
def live(library_config: Config) -> Iterator[str]:
    """The address of a running site over the bundled content."""
    app = create_app(library_config)
    wrapped = OneAtATime(app)
    server = make_server("127.0.0.1", 0, wrapped, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    wrapped.close()
    app.extensions[KEY].live.current().close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real Chromium. Without one the tests fail, because nothing else shows what readers will see."""
    with sync_playwright() as playwright:
        named = CHOSEN or next(filter(None, map(shutil.which, NAMES)), None)
        path = named or playwright.chromium.executable_path
        if not Path(path).exists():
            pytest.fail(
                "No Chromium was found. Install one (Debian and Ubuntu: apt install chromium; "
                "elsewhere: playwright install chromium), or name it in the variable KB_CHROMIUM."
            )
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, live: str) -> Iterator[Page]:
    """A fresh window on the site, 1280 pixels wide, that takes no complaint from the browser."""
    context = chromium.new_context(base_url=live, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"{request.url} failed"))
    yield page
    context.close()
    assert complaints == []
