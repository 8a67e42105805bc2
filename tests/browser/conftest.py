"""The site in a real browser: running servers over the small library and over a page of every kind, and Chromium."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from indexer import build_index
from indexer.encoder import Encoder
from kb.config import Config, load_config
from webui import create_app
from webui.contributing import desk
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


def _is_fault(said: ConsoleMessage) -> bool:
    """Whether a browser complains; that a page which doesn't exist isn't found is no fault."""
    return said.type == "error" and not said.location["url"].endswith("/nothing/here")


def _is_given_up(request: Request) -> bool:
    """Whether the browser itself gave a request up, because its page was left."""
    return request.failure == "net::ERR_ABORTED"


@contextmanager
def running(config: Config) -> Iterator[str]:
    """Give the address of a running site for a configuration."""
    app = create_app(config)
    wrapped = OneAtATime(app)
    server = make_server("127.0.0.1", 0, wrapped, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    wrapped.close()
    app.extensions[desk.KEY].close()
    app.extensions[KEY].live.close()


@pytest.fixture(scope="session")
def live(library_config: Config) -> Iterator[str]:
    """The address of a running site over the small library."""
    with running(library_config) as address:
        yield address


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[str]:
    """The address of a running site over `library/`, which has a page of every kind, all of them made up."""
    flags = {"content": Path(__file__).parent / "library", "index": tmp_path_factory.mktemp("examples")}
    config = load_config(environ={}, flags=flags)
    build_index(config, encoder)
    with running(config) as address:
        yield address


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


def _note_faults(context: BrowserContext, host: str, faults: list[str]) -> None:
    """Write down what goes wrong in any window of a context, also in those that a page opens itself."""
    context.on("console", lambda said: faults.append(said.text) if _is_fault(said) else None)
    context.on("weberror", lambda thrown: faults.append(str(thrown.error)))
    context.on("requestfailed", lambda failed: faults.append(failed.url) if not _is_given_up(failed) else None)
    context.on("request", lambda sent: None if urlsplit(sent.url).netloc == host else faults.append(sent.url))


@pytest.fixture
def window(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a fresh window on a site, `window(address, width=..., **options)`, that takes no complaint.

    At the end of the test no window may have seen an error, a failed request, or a request to another host.
    """
    complaints: list[str] = []
    with ExitStack() as stack:

        def open_window(address: str, width: int = 1280, **options: Any) -> Page:
            size = {"width": width, "height": 900 if width > 600 else 844}
            context = stack.enter_context(chromium.new_context(base_url=address, viewport=size, **options))
            _note_faults(context, urlsplit(address).netloc, complaints)
            return context.new_page()

        yield open_window
    assert complaints == []


@pytest.fixture
def page(window: Callable[..., Page], live: str) -> Page:
    """A fresh window on the small library, 1280 pixels wide."""
    return window(live)
