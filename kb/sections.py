"""The sections of a rendered page: what lies under each heading, as plain text.

Search takes its passages from here, the site its table of contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = frozenset(HEADINGS) | frozenset(
    """
    p div ul ol li dl dt dd table thead tbody tfoot tr caption blockquote pre section article aside header footer figure
    figcaption details summary hr
    """.split()
)
_GAPS = BLOCKS | {"br", "td", "th"}
_MARKS = {"footnote-ref", "footnote-backref"}
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Section:
    """What stands under one heading, up to the next. The first section of a page, before any heading, has no anchor.

    `path` holds the titles of the headings above it and its own; `blocks` the paragraphs, items and rows as plain
    text.
    """

    anchor: str
    title: str
    level: int
    path: tuple[str, ...]
    blocks: tuple[str, ...]


def sections_of(root: HtmlElement) -> tuple[Section, ...]:
    """Return the sections of a page's element tree, in order, without empty ones that have no heading."""
    found: list[Section] = []
    anchor, title, level = "", "", 1
    above: list[tuple[int, str]] = []
    blocks: list[str] = []

    def close() -> None:
        if title or blocks:
            found.append(Section(anchor, title, level, tuple(name for _, name in above), tuple(blocks)))

    for element, text in _blocks(root):
        if element.tag not in HEADINGS:
            blocks.append(text)
            continue
        close()
        anchor, title, level, blocks = element.get("id", ""), text, int(element.tag[1]), []
        above = [(depth, name) for depth, name in above if depth < level] + [(level, title)]
    close()
    return tuple(found)


def _blocks(element: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Yield the text of each block that holds text of its own, with its element, in reading order."""
    if element.tag == "tr":
        cells = (_text(cell) for cell in element if cell.tag in {"td", "th"})
        yield from ((element, row) for row in [" | ".join(filter(None, cells))] if row)
        return
    if element.tag in HEADINGS or not any(child.tag in BLOCKS for child in element.iterdescendants()):
        yield from ((element, text) for text in [_text(element)] if text)
        return
    inline = [element.text or ""]
    for child in element:
        if any(inner.tag in BLOCKS for inner in child.iter()):
            yield from ((element, text) for text in [_plain("".join(inline))] if text)
            yield from _blocks(child)
            inline = [child.tail or ""]
        else:
            inline.append(f"{_spaced(child)}{child.tail or ''}")
    yield from ((element, text) for text in [_plain("".join(inline))] if text)


def _text(element: HtmlElement) -> str:
    return _plain(_spaced(element))


def _spaced(element: HtmlElement) -> str:
    """Return the text of an element, with space where it breaks, and without the marks of footnotes."""
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walk:
        gap = " " if inner.tag in _GAPS else ""
        if event == "start" and inner.get("class") in _MARKS:
            walk.skip_subtree()
        elif event == "start":
            parts += (gap, inner.text or "")
        elif inner is not element:
            parts += (gap, inner.tail or "")
    return "".join(parts)


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
