"""Remember pages as they were sent, for as long as they would be made just so again.

Each process remembers its own, up to a number of bytes; what was asked for longest ago is forgotten first.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TypeAlias

from flask import Response, current_app, g, request

KEY = "remembered-pages"
MOST_BYTES = 16_000_000
# Of a query or a list of codings: longer ones are nobody's second request.
_LONGEST = 200
_OVERHEAD = 1_000  # bytes of an entry besides its body and its key: about what Python takes for them and the headers
# What is made of the library alone: a search is seldom asked twice in the same words.
ENDPOINTS = {"home", "browse", "page", "source", "tags", "tag", "places", "place"}
# What the other handlers don't add by themselves.
_HEADERS = ("Content-Type", "Content-Encoding", "Vary")
_Key: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Sent:
    """A body, compressed or not, with the headers that belong to it."""

    body: bytes
    headers: tuple[tuple[str, str], ...]


class Remembered:
    """Bodies by what they depend on. Used by one thread."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._sent: OrderedDict[_Key, Sent] = OrderedDict()

    def find(self, key: _Key) -> Sent | None:
        """Return what was sent, and count it as asked for just now."""
        if key in self._sent:
            self._sent.move_to_end(key)
        return self._sent.get(key)

    def keep(self, key: _Key, sent: Sent) -> None:
        """Remember what was sent, and forget what was asked for longest ago."""
        if _size(key, sent) > self._most_bytes:
            return
        self._forget(key)
        self._sent[key] = sent
        self._bytes += _size(key, sent)
        while self._bytes > self._most_bytes:
            self._forget(next(iter(self._sent)))

    def _forget(self, key: _Key) -> None:
        forgotten = self._sent.pop(key, None)
        if forgotten is not None:
            self._bytes -= _size(key, forgotten)


def _size(key: _Key, sent: Sent) -> int:
    return len(sent.body) + sum(map(len, key)) + _OVERHEAD


def answer_again() -> Response | None:
    """Return the page as it was sent before, None where it has to be made."""
    key = _key()
    sent = _remembered().find(key) if key else None
    if sent is None:
        return None
    g.again = True
    response = Response(sent.body)
    for name, value in sent.headers:
        response.headers[name] = value
    return response


def remember(response: Response) -> Response:
    """Remember a page that was made whole. To be called after whatever else changes a response."""
    key = _key()
    if key and "again" not in g and response.status_code == 200 and "ETag" in response.headers:
        headers = tuple((name, response.headers[name]) for name in _HEADERS if name in response.headers)
        _remembered().keep(key, Sent(response.get_data(), headers))
    return response


def _key() -> _Key | None:
    """Return what a page depends on besides the library: None for requests whose answers aren't remembered."""
    if request.method != "GET" or request.endpoint not in ENDPOINTS or not g.get("tag"):
        return None
    codings = repr(list(request.accept_encodings))
    query = request.query_string.decode("ascii", "replace")
    if len(codings) > _LONGEST or len(query) > _LONGEST:
        return None
    return g.tag, request.scheme, request.host, request.root_path, request.path, query, codings


def _remembered() -> Remembered:
    found: Remembered = current_app.extensions[KEY]
    return found
