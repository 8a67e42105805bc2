"""The production server: it announces itself, answers pages, and refuses in the site's own form."""

from __future__ import annotations

import http.client
import logging
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from indexer import build_index
from kb.config import Config, load_config
from kb.errors import AddressError, DamagedIndexError
from tests.webui.audit import audit
from webui.serve import OneAtATime, Worker, serve
from webui.site import KEY

_START = "import sys; from kb.config import load_config; from webui import serve; serve(load_config(flags={'port': 0}))"


@contextmanager
def served(**settings: object) -> Iterator[str]:
    """Give the address of a site that runs under gunicorn in a process of its own."""
    environ = {f"KB_{name.upper()}": str(value) for name, value in settings.items()} | {"PYTHONUNBUFFERED": "1"}
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


@pytest.fixture(scope="module")
def address(library_config: Config) -> Iterator[str]:
    """The address of a site over the small library."""
    settings = library_config.settings
    with served(content=settings.content, index=settings.index) as found:
        yield found


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


def test_a_running_site_shows_what_a_watcher_indexes(tmp_path: Path) -> None:
    """A page is saved, and after a moment readers see it in every worker, without anybody starting anything anew."""
    stories = tmp_path / "content/stories"
    stories.mkdir(parents=True)
    (stories / "one.md").write_text("---\ntitle: One\n---\nQuokkas smile.\n", "utf-8")
    settings = {"content": tmp_path / "content", "index": tmp_path / "index", "model": "none"}
    environ = {f"KB_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "kb", "index", "--watch"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environ, text=True
    ) as watcher:
        try:
            assert watcher.stderr is not None
            assert any(line.startswith("Watching") for line in watcher.stderr)
            with served(**settings, workers=2) as address:
                assert "Quokkas smile" in ask(address, "/stories/one")[1]
                (stories / "one.md").write_text("---\ntitle: One\n---\nQuokkas frown.\n", "utf-8")
                until = time.monotonic() + 30
                seen = 0  # answers in a row: whichever worker gives them
                while seen < 20:
                    seen = seen + 1 if "Quokkas frown" in ask(address, "/stories/one")[1] else 0
                    assert time.monotonic() < until, "readers still see the page as it was"
        finally:
            watcher.kill()


def test_a_damaged_index_is_not_served(tmp_path: Path) -> None:
    """Every checksum is compared before the first request: also of a file whose size is right."""
    (tmp_path / "content/stories").mkdir(parents=True)
    (tmp_path / "content/stories/one.md").write_text("---\ntitle: One\n---\nQuokkas smile.\n", "utf-8")
    settings = {"content": tmp_path / "content", "index": tmp_path / "index", "model": "none"}
    config = load_config(environ={}, flags=settings)
    build_index(config, None)
    lengths = next((tmp_path / "index/generations").glob("*/lengths.npy"))
    lengths.write_bytes(lengths.read_bytes()[:-1] + b"\x07")
    with pytest.raises(DamagedIndexError, match=r"lengths\.npy"):
        serve(config, announce=lambda _: pytest.fail("it is served"))


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
