"""Addresses: of the pages of tags and places, and those that authors wrote.

Of the latter those that a browser may safely follow become links; all others stay text.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

from indexer import Facet
from webui.blocks import Link

FOLDERS = {Facet.TAG: "tags", Facet.PLACE: "places"}

_SCHEME = re.compile(r"https?://|mailto:", re.IGNORECASE)


def tag_url(tag: str) -> str:
    """Return the address of a tag's page."""
    return value_url(Facet.TAG, tag)


def value_url(facet: Facet, value: str) -> str:
    """Return the address of the page of a tag or a place; a search where no address can hold the value."""
    value = " ".join(value.split())
    if not value.strip(".") or value.startswith("/") or "//" in value:
        return f"/search?{urlencode({facet.value: value})}"
    return f"/{FOLDERS[facet]}/{quote(value, safe='')}"


def can_be_followed(url: str) -> bool:
    """Whether `url` leads to a page or to a mailbox, and runs nothing."""
    return _SCHEME.match(url) is not None


def without_scheme(url: str) -> str:
    """Return `url` as one reads it."""
    return _SCHEME.sub("", url, count=1).rstrip("/")


def maybe_link(text: str) -> Link:
    """Return a link where `text` is nothing but an address, else the text."""
    return address(text, text) if " " not in text.strip() else Link(text)


def address(url: str, text: str) -> Link:
    """Return a link where `url` is one that a browser may safely follow, else its text alone."""
    return Link(text, url) if can_be_followed(url) else Link(url)
