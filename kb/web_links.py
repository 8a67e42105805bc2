"""Ask web servers whether what pages link to is still there: few at once, one request a host at a time, never inside.

`kb check --links` runs on what strangers put into pull requests, perhaps in a council's network: an address is looked
up once, asked only if it is a public one (or its host is named in `link_hosts`), and the connection goes to the very
address that was looked up. Redirects are followed by the same rules. Proxies of the environment aren't used.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from http.client import HTTPException
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

_PERMANENT = {301, 308}
_REDIRECTS = {*_PERMANENT, 302, 303, 307}
_GONE = {404, 410}
_BUSY = {429, 503}
# Whoever may not look isn't told that nothing is there.
_CLOSED = {401, 403, 405, 406, 407, 451, 999}
_QUOTED = "/%:@!$&'()*+,;=?~[]#-._"


class Verdict(StrEnum):
    """What became of a link."""

    FINE = "fine"
    DEAD = "dead"
    MOVED = "moved"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Answer:
    """What is known of an address. `detail` is the new address of what has moved, or why nothing is known."""

    verdict: Verdict
    detail: str = ""


@dataclass(frozen=True)
class Manners:
    """How servers are asked: seconds between requests to a host, hosts at once, seconds a request and in all."""

    agent: str
    pause: float = 1.0
    hosts: int = 8
    seconds: float = 10.0
    seconds_in_all: float = 600.0
    longest_wait: float = 30.0
    redirects: int = 5
    allowed: Collection[str] = field(default=())


@dataclass(frozen=True)
class _Reply:
    status: int
    location: str = ""
    retry_after: str = ""


class _RefusedError(Exception):
    """The address may not be asked."""


def answers(addresses: Iterable[str], manners: Manners, done: Callable[[], object]) -> Mapping[str, Answer]:
    """Return what is known of each address; those for which the time in all was too short are left out.

    `done` is called after each.
    """
    by_host: dict[str, list[str]] = defaultdict(list)
    for address in dict.fromkeys(addresses):
        by_host[_host(address)].append(address)
    asker = _Asker(manners)
    found: dict[str, Answer] = {}

    def ask_host(host: str) -> None:
        for address in by_host[host]:
            if asker.is_late:
                return
            found[address] = asker.answer(address)
            done()

    with ThreadPoolExecutor(manners.hosts) as pool:
        for asked in [pool.submit(ask_host, host) for host in by_host]:
            asked.result()
    return found


class _Asker:
    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self._until = time.monotonic() + manners.seconds_in_all
        self._turns: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._next: dict[str, float] = {}
        self._guard = threading.Lock()

    @property
    def is_late(self) -> bool:
        return time.monotonic() > self._until

    def answer(self, address: str) -> Answer:
        """Return what is known of one address, after as many redirects as are allowed."""
        at, has_moved = address, True
        for _ in range(self._manners.redirects + 1):
            try:
                reply = self._reply(at)
            except _RefusedError as error:
                return Answer(Verdict.UNREACHABLE, str(error))
            except (OSError, HTTPError, HTTPException, ValueError) as error:
                return Answer(Verdict.UNREACHABLE, f"no answer ({type(error).__name__})")
            if reply.status not in _REDIRECTS or not reply.location:
                return self._final(reply, at, has_moved=has_moved and at != address)
            has_moved = has_moved and reply.status in _PERMANENT
            at = urldefrag(urljoin(at, reply.location)).url
        return Answer(Verdict.UNREACHABLE, f"more than {self._manners.redirects} redirects")

    @staticmethod
    def _final(reply: _Reply, at: str, *, has_moved: bool) -> Answer:
        if reply.status in _GONE:
            return Answer(Verdict.DEAD, f"the server says {reply.status}")
        if reply.status >= 400 and reply.status not in _CLOSED:
            return Answer(Verdict.UNREACHABLE, f"the server says {reply.status}")
        return Answer(Verdict.MOVED, at) if has_moved else Answer(Verdict.FINE)

    def _reply(self, address: str) -> _Reply:
        """Ask for the head, then for the whole where a server has none; wait once where it asks for that."""
        reply = self._asked("HEAD", address)
        if reply.status >= 400 and reply.status not in _BUSY:
            reply = self._asked("GET", address)
        if reply.status in _BUSY and reply.retry_after.isdigit():
            wait = float(reply.retry_after)
            with self._guard:
                self._next[_host(address)] = time.monotonic() + wait
            if wait <= self._manners.longest_wait:
                reply = self._asked("GET", address)
        return reply

    def _asked(self, method: str, address: str) -> _Reply:
        host = _host(address)
        with self._guard:
            turn = self._turns[host]
        with turn:
            wait = self._next.get(host, 0.0) - time.monotonic()
            if wait > self._manners.longest_wait:
                raise _RefusedError("the server asks to come back later")
            time.sleep(max(0.0, wait))
            try:
                return self._request(method, address)
            finally:
                with self._guard:
                    later = time.monotonic() + self._manners.pause
                    self._next[host] = max(self._next.get(host, 0.0), later)

    def _request(self, method: str, address: str) -> _Reply:
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise _RefusedError("it leads to no web address")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname
        number = _public_number(host, port, self._manners.allowed)
        target = quote(parts.path or "/", _QUOTED) + (f"?{quote(parts.query, _QUOTED)}" if parts.query else "")
        seconds = self._manners.seconds
        connection: HTTPConnection
        if parts.scheme == "https":
            connection = HTTPSConnection(number, port, timeout=seconds, server_hostname=host, assert_hostname=host)
        else:
            connection = HTTPConnection(number, port, timeout=seconds)
        with _closed_after(connection, 2 * seconds):
            given = f"[{host}]" if ":" in host else host
            headers = {"Host": f"{given}:{parts.port}" if parts.port else given, "User-Agent": self._manners.agent}
            connection.request(method, target, headers={**headers, "Accept": "*/*"}, preload_content=False)
            response = connection.getresponse()
            found = response.headers
            return _Reply(response.status, found.get("Location", ""), found.get("Retry-After", "").strip())


@contextlib.contextmanager
def _closed_after(connection: HTTPConnection, seconds: float) -> Iterator[None]:
    """Close a connection in the end, and in the middle where a server sends its answer drop by drop."""

    def end() -> None:
        if connection.sock is not None:
            with contextlib.suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        connection.close()


def _public_number(host: str, port: int, allowed: Collection[str]) -> str:
    """Return the address of a host as a number. Raises where one of its addresses is inside some network."""
    numbers = [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if host not in allowed and not all(_is_public(number) for number in numbers):
        raise _RefusedError("its address is in a private network; `link_hosts` in kb.toml names those to ask")
    return numbers[0]


def _is_public(number: str) -> bool:
    address = ipaddress.ip_address(number.split("%", 1)[0])
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    return address.is_global and not address.is_multicast and (inner is None or inner.is_global)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
