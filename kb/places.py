"""Where in a text something stands: line and column, both from 1. Used by whatever reports problems in files."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """Line and column in a file, both from 1."""

    line: int
    column: int = 1


def place_at(text: str, offset: int) -> Place:
    """Return the place of the character at `offset`."""
    return Place(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


# A link whose address is empty: quotes of prose are not taken for one.
_EMPTY = re.compile(r"""\]\((?=[ \t]*(?:<>)?[ \t]*(?:\)|["']))|href=(?=""|'')""")


def places_of(href: str, text: str) -> list[Place]:
    """Return where in `text` a link or image with the address `href` is written; wherever it stands at all, if not."""
    if not href:
        return [place_at(text, match.end()) for match in _EMPTY.finditer(text)]
    written = re.compile(rf"""(?:[(<"'=]|\]:)[ \t]*({re.escape(href)})(?:[)>"'\s]|$)""", re.MULTILINE)
    found = [place_at(text, match.start(1)) for match in written.finditer(text)]
    return found or [place_at(text, match.start()) for match in re.finditer(re.escape(href), text)]
