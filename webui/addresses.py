"""Addresses that authors wrote: those that a browser may safely follow become links, all others stay text."""

from __future__ import annotations

import re

from webui.blocks import Link

_SCHEME = re.compile(r"https?://|mailto:", re.IGNORECASE)


def can_be_followed(url: str) -> bool:
    """Whether `url` leads to a page or to a mailbox, and runs nothing."""
    return _SCHEME.match(url) is not None


def without_scheme(url: str) -> str:
    """Return `url` as one reads it."""
    return _SCHEME.sub("", url, count=1).rstrip("/")


def address(url: str, text: str) -> Link:
    """Return a link where `url` is one that a browser may safely follow, else its text alone."""
    return Link(text, url) if can_be_followed(url) else Link(url)
