"""The production server: it announces itself, answers pages, and refuses in the site's own form."""

from __future__ import annotations

import http.client
import logging
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from kb.config import Config
from kb.errors import AddressError
from tests.webui.audit import audit
from webui.serve import OneAtATime, Worker, serve
from webui.site import KEY

_START = "import sys; from kb.config import load_config; from webui import serve; serve(load_config(flags={'port': 0}))"


@pytest.fixture(scope="module")
def address(library_config: Config) -> Iterator[str]:
    """The address of a site that runs under gunicorn in a process of its own."""
    settings = library_config.settings
    environ = {"KB_CONTENT": str(settings.content), "KB_INDEX": str(settings.index), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen([sys.executable, "-c", _START], stdout=subprocess.PIPE, env=environ, text=True) as process:
        timer = threading.Timer(60, process.kill)
        timer.start()
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert "http://" in line, "the server ended before it listened"
            yield next(word for word in line.split() if word.startswith("http://"))
        finally:
            timer.cancel()
            process.terminate()


def ask(address: str, path: str) -> tuple[int, str]:
    """Return status and text of an answer."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def test_pages_come_from_the_production_server(address: str) -> None:
    """The announced address serves home and a search with the model, loaded after the fork."""
    assert ask(address, "/")[0] == 200
    status, text = ask(address, "/search?q=issue+map")
    assert status == 200
    assert "similar meaning" in text


def test_a_silent_connection_keeps_nobody_waiting(address: str) -> None:
    """Browsers open connections ahead of need; while some are silent, others are answered."""
    parts = urlsplit(address)
    silent = [http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10) for _ in range(3)]
    try:
        for connection in silent:
            connection.connect()
        assert ask(address, "/healthz") == (200, "ok\n")
    finally:
        for connection in silent:
            connection.close()


def test_a_request_beyond_the_servers_limit_gets_a_page_of_ours(address: str) -> None:
    """100 kB in the address are refused before the site sees them, and still the reader sees the site."""
    status, text = ask(address, "/search?q=" + "x" * 100_000)
    assert status == 414
    assert audit(text) == ()


def test_a_failed_warm_up_is_in_the_log(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody waits for the outcome of warming up, so what goes wrong there has no other place to show."""

    def broken() -> None:
        raise MemoryError("no room for the model")

    monkeypatch.setattr(app.extensions[KEY].live, "current", broken)
    site = OneAtATime(app)
    with caplog.at_level(logging.ERROR):
        site.warm()
        site.close()
    assert "the first question will be slow" in caplog.text
    assert "no room for the model" in caplog.text


def test_whoever_is_refused_may_be_gone(app: Flask) -> None:
    """A reader who hangs up before the refusal arrives is no error of the server."""

    class LimitRequestLine(Exception):  # noqa: N818 - gunicorn's name
        """A request line that is too long."""

    def hung_up(data: bytes) -> None:
        assert data.startswith(b"HTTP/1.1 414 ")
        raise BrokenPipeError

    worker: Any = SimpleNamespace(wsgi=SimpleNamespace(app=app))
    Worker.handle_error(worker, None, SimpleNamespace(sendall=hung_up), None, LimitRequestLine())


def test_an_address_in_use_is_said_at_once(library_config: Config) -> None:
    """One line says what is wrong and what to do, in place of gunicorn's tries."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = library_config.settings.model_copy(update={"port": taken.getsockname()[1]})
        with pytest.raises(AddressError, match="choose another with --host and --port"):
            serve(library_config.model_copy(update={"settings": settings}))
