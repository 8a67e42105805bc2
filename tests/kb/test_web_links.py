"""Links to the web, asked of a real server on this machine: what is told, how it is asked, and whom nobody asks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kb.checking import check_library
from kb.config import Config
from kb.link_memory import FINE_SECONDS, OTHER_SECONDS, LinkMemory
from kb.web_links import Answer, Manners, Verdict, answers

LOCAL = "127.0.0.1"
QUICK = Manners("tests", pause=0.0, seconds=2.0, allowed=(LOCAL,))


@dataclass
class Server:
    """What was asked of a server, and how many requests at once."""

    address: str = ""
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class _Handler(BaseHTTPRequestHandler):
    server_facts: Server

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        facts = self.server_facts
        with facts.lock:
            facts.asked.append((self.command, self.path, self.headers["User-Agent"]))
            facts.at_once += 1
            facts.most_at_once = max(facts.most_at_once, facts.at_once)
        try:
            self._reply(self.path.strip("/").split("?")[0])
        finally:
            with facts.lock:
                facts.at_once -= 1

    def _reply(self, name: str) -> None:
        first, _, rest = name.partition("/")
        if first == "no-head" and self.command == "HEAD":
            self._send(405)
        elif first == "busy-once":
            again = sum(path == self.path for _, path, _ in self.server_facts.asked) > 1
            self._send(200 if again else 429, {"Retry-After": "0"})
        elif first == "busy":
            self._send(503, {"Retry-After": "3600"})
        elif first == "slow":
            time.sleep(0.05)
            self._send(200)
        elif first == "drip":
            for _ in range(200):
                self.wfile.write(b"H")
                self.wfile.flush()
                time.sleep(0.05)
        elif first == "junk":
            self.wfile.write(b"\x00\xff\r\n\r\n")
        elif first.isdigit():
            self._send(int(first), {"Location": f"/{rest}"} if rest else {})
        elif first == "inside":
            self._send(302, {"Location": "http://10.0.0.1/secret"})
        else:
            self._send(200)

    def _send(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on this machine, at a port of its own."""
    facts = Server()
    handler = type("Handler", (_Handler,), {"server_facts": facts})
    running = ThreadingHTTPServer((LOCAL, 0), handler)
    facts.address = f"http://{LOCAL}:{running.server_address[1]}"
    thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield facts
    running.shutdown()
    running.server_close()
    thread.join()


def ask(server: Server, *paths: str, manners: Manners = QUICK) -> list[Answer]:
    """Return the answers for these paths of the server."""
    found = answers([server.address + path for path in paths], manners, lambda: None)
    return [found[server.address + path] for path in paths]


@pytest.mark.parametrize(
    ("path", "verdict", "detail"),
    [
        ("/200", Verdict.FINE, ""),
        ("/no-head", Verdict.FINE, ""),
        ("/404", Verdict.DEAD, "the server says 404"),
        ("/410", Verdict.DEAD, "the server says 410"),
        ("/403", Verdict.FINE, ""),
        ("/500", Verdict.UNREACHABLE, "the server says 500"),
        ("/301/new", Verdict.MOVED, "{}/new"),
        ("/308/301/new", Verdict.MOVED, "{}/new"),
        ("/302/new", Verdict.FINE, ""),
        ("/301/302/new", Verdict.FINE, ""),
        ("/301/404", Verdict.DEAD, "the server says 404"),
        ("/301/301/301/301/301/301/x", Verdict.UNREACHABLE, "more than 5 redirects"),
        ("/busy-once", Verdict.FINE, ""),
        ("/busy", Verdict.UNREACHABLE, "the server says 503"),
        ("/junk", Verdict.UNREACHABLE, "no answer (BadStatusLine)"),
        ("/ä b?q=ö", Verdict.FINE, ""),
    ],
)
def test_what_servers_say_is_told_apart(server: Server, path: str, verdict: Verdict, detail: str) -> None:
    """Gone, moved for good, and everything that may be otherwise tomorrow; a closed door is no dead link."""
    (answer,) = ask(server, path)
    assert answer == Answer(verdict, detail.format(server.address))


def test_a_server_that_never_ends_its_answer_is_left(server: Server) -> None:
    """Each byte comes in time, the whole never does."""
    (answer,) = ask(server, "/drip", manners=Manners("tests", pause=0.0, seconds=0.2, allowed=(LOCAL,)))
    assert answer.verdict is Verdict.UNREACHABLE


def test_a_host_is_asked_one_thing_at_a_time_and_told_by_whom(server: Server) -> None:
    """Each address once, by its head, however many pages link to it."""
    paths = [f"/slow/{number}" for number in range(6)]
    ask(server, *paths, *paths)
    assert server.most_at_once == 1
    assert server.asked == [("HEAD", path, "tests") for path in paths]


def test_a_server_that_asks_for_an_hour_is_not_asked_again(server: Server) -> None:
    """Its other pages are told as not checked, without a request."""
    ask(server, "/busy", "/other")
    assert [path for _, path, _ in server.asked] == ["/busy"]


def test_what_there_was_no_time_for_has_no_answer(server: Server) -> None:
    """Nothing is said of it, rather than something wrong."""
    manners = Manners("tests", pause=0.0, seconds_in_all=-1.0, allowed=(LOCAL,))
    assert answers([f"{server.address}/x"], manners, lambda: None) == {}
    assert server.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/",
        "http://localhost:9/",
        "http://[::1]:9/",
        "http://[::ffff:127.0.0.1]:9/",
        "http://0.0.0.0:9/",
        "http://2130706433:9/",
        "http://0x7f.1:9/",
        "http://10.1.2.3/",
        "http://192.168.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://[fd00::1]/",
        "http://[fe80::1]/",
        "http://user@127.0.0.1:9/",
    ],
)
def test_nothing_inside_a_network_is_asked(address: str) -> None:
    """However it is spelt: a stranger's page could ask a cloud's metadata, or a router, in the name of the check."""
    (answer,) = answers([address], Manners("tests", pause=0.0, seconds=1.0), lambda: None).values()
    assert answer.verdict is Verdict.UNREACHABLE
    assert "private network" in answer.detail


def test_a_redirect_leads_nobody_inside(server: Server) -> None:
    """The server that is allowed can't send the check to one that isn't."""
    (answer,) = ask(server, "/inside")
    assert (answer.verdict, "private network" in answer.detail) == (Verdict.UNREACHABLE, True)


@pytest.mark.parametrize("address", ["http://", "http:///x", "https://[", "http://a:b/", "ftp://x/", "http://\ud800/"])
def test_addresses_that_are_none_are_no_fault_of_the_check(address: str) -> None:
    """Content holds anything."""
    (answer,) = answers([address], QUICK, lambda: None).values()
    assert answer.verdict is Verdict.UNREACHABLE


def test_answers_are_kept_those_of_failures_shorter(tmp_path: Path) -> None:
    """A broken file is a new one, and a folder that can't be written is no fault."""
    memory = LinkMemory(tmp_path / "cache/links.json")
    memory.keep({"a": Answer(Verdict.FINE), "b": Answer(Verdict.DEAD, "x")}, now=1000.0)
    both = memory.known(["a", "b", "c"], now=1000.0 + OTHER_SECONDS - 1)
    assert both == {"a": Answer(Verdict.FINE), "b": Answer(Verdict.DEAD, "x")}
    assert memory.known(["a", "b"], now=1000.0 + FINE_SECONDS - 1).keys() == {"a"}
    assert memory.known(["a"], now=1000.0 + FINE_SECONDS) == {}
    assert memory.known(["a"], now=10.0) == {}, "kept by a clock that was wrong"
    for broken in ("", "[]", "{", '{"a": 1}', '{"a": [1, "odd", ""]}', '{"a": ["x", "fine", ""]}'):
        memory.file.write_text(broken, encoding="utf-8")
        assert memory.known(["a"], now=1.0) == {}
    LinkMemory(memory.file / "below").keep({"a": Answer(Verdict.FINE)}, now=1.0)


def test_links_in_text_and_head_are_told_where_they_stand(write_library: Callable[..., Config], server: Server) -> None:
    """Anchors are the page's own affair; each address is asked once; without `ask` nothing is asked."""
    url = server.address
    text = (
        f"---\ntitle: A\nsource_url: {url}/410\nevidence:\n  - {{title: E, url: '{url}/301/new'}}\n---\n"
        f"[x]({url}/404#a) [y]({url}/404#b)\n\n<{url}/200> [z]({url}/500)\n"
    )
    config = write_library({"practices/a.md": text})
    assert (
        not {"dead-link"}
        & check_library(config, [], lambda *_: None, today=date(2026, 12, 1)).problems.by_code().keys()
    )
    assert server.asked == []
    found = check_library(
        config, [], lambda *_: None, today=date(2026, 12, 1), ask=lambda some: answers(some, QUICK, lambda: None)
    )
    assert [(p.line, p.column, p.code) for p in found.problems if p.code.endswith("-link")] == [
        (3, 1, "dead-link"),
        (5, 5, "moved-link"),
        (7, 5, "dead-link"),
        (7, 5 + len(f"{url}/404#a) [y]("), "dead-link"),
        (9, len(f"<{url}/200> [z](") + 1, "unreachable-link"),
    ]
