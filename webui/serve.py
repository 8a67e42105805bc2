"""Run the site under gunicorn: several processes, each with its own reader of the index. Called by `kb serve`.

Nothing is loaded before the fork: FAISS and torch start threads that a forked child would wait for in vain.
"""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker

from indexer import IndexFolder
from kb.config import Config
from kb.errors import AddressError, DamagedIndexError, NoIndexError
from webui.app import create_app
from webui.failures import error_page
from webui.security import HEADERS
from webui.site import searcher, site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LONGEST_REQUEST_LINE = 8190  # the most that gunicorn takes
CONNECTIONS = 8
_log = logging.getLogger(__name__)


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()  # at once, also where the output is a file that somebody follows


def serve(config: Config, announce: Callable[[str], object] = _say) -> None:
    """Serve the library until interrupted; `announce` gets the address once the site listens.

    All checksums of the index are verified once, here, so that the workers needn't.

    Raises DamagedIndexError or AddressError.
    """
    with suppress(NoIndexError):  # the site then says how to make one
        IndexFolder(config.settings.index).open(verify=True).close()
    _check_address(config.settings.host, config.settings.port)
    _Server(config, announce).run()


def _check_address(host: str, port: int) -> None:
    """Try the address first: gunicorn would try again for seconds, and say it many times."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as error:
        raise AddressError(host, port, error.strerror or str(error)) from error


class OneAtATime:
    """Runs the application in a single thread, whichever thread a request comes in on.

    Browsers open connections ahead of need and leave them silent; several threads hold those, so that they keep no
    reader waiting. The engine still sees one thread, which its readers of SQLite and FAISS are made for.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._thread = ThreadPoolExecutor(1, "site")

    def warm(self) -> None:
        """Load the model and see what the library holds, behind the first visitor's back: requests wait in line."""
        self._thread.submit(self._warm)

    def _warm(self) -> None:
        try:
            with suppress(NoIndexError, DamagedIndexError), self.app.app_context():
                engine = searcher()
                site().overviews.of(engine)
                engine.warm()
        except Exception:  # noqa: BLE001 - logged, since nobody waits for the outcome
            _log.exception("warming up failed; the first question will be slow")

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self._thread.submit(self.app, environ, start_response).result()


class Worker(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """A worker whose answer to a request that gunicorn refuses is a page of this site."""

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """Answer a request that is too long or malformed."""
        if type(exc).__name__ not in {"LimitRequestLine", "LimitRequestHeaders", "InvalidRequestLine"}:
            super().handle_error(req, client, addr, exc)
            return
        status = "414 URI Too Long" if type(exc).__name__ == "LimitRequestLine" else "400 Bad Request"
        with self.wsgi.app.app_context():
            body = error_page(int(status[:3])).encode()
        headers = {
            "Connection": "close",
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(body)),
            **HEADERS,
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        with suppress(OSError):  # whoever asked may be gone
            client.sendall(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body)


class _Server(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    def __init__(self, config: Config, announce: Callable[[str], object]) -> None:
        self.config, self._announce = config, announce
        super().__init__()

    def load_config(self) -> None:
        settings = self.config.settings
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        chosen = {
            "bind": f"{host}:{settings.port}",
            "workers": settings.workers,
            "worker_class": Worker,
            "threads": CONNECTIONS,
            "preload_app": False,
            "accesslog": None,
            "loglevel": "warning",
            "limit_request_line": LONGEST_REQUEST_LINE,
            "control_socket_disable": True,
            "when_ready": self._ready,
        }
        for name, value in chosen.items():
            if name in self.cfg.settings:  # older releases have no control socket
                self.cfg.set(name, value)

    def load(self) -> OneAtATime:
        app = OneAtATime(create_app(self.config))
        app.warm()
        return app

    def _ready(self, arbiter: Any) -> None:
        host, port = arbiter.LISTENERS[0].sock.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        self._announce(f"{self.config.settings.title} is at http://{shown}:{port} (stop with Ctrl+C)\n")
