"""HTML in Markdown that would take text of its page along when it is dropped: such a tag is shown as text instead.

That are elements which are opened and never closed, and tags that HTML doesn't know: the cleaner drops those which are
known to drawings and formulas (`<path>`, `<set>`) with what follows them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from lxml.html import defs

from kb.markdown_parser import UnrenderableError
from kb.places import Place, place_at

# Stands at the end of what is cleaned: characters in private use, which are taken out before.
_END = "\uf8f0\uf8f1\uf8f0"
_COMMENT = "!--"
_TAG = re.compile(r"<(!--|/?[a-zA-Z][^\s/<>]*)")
# lxml's list is of HTML 4 and the first years of HTML 5.
_ELEMENTS = defs.tags | set(
    """
    bdi bgsound data dialog frame image listing main menuitem multicol nextid nobr noembed noframes picture plaintext
    portal rb rtc search slot spacer template xmp
    """.split()
)
_FOREIGN = {"svg", "math"}
_FOREIGN_WITH_HYPHEN = re.compile(r"annotation-xml|color-profile|font-face\S*|missing-glyph")


def cleaned_whole(unsafe: str, clean: Callable[[str], str], dropped: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """Clean HTML; return it with the names of the tags that had to be shown as text.

    `clean` drops the elements named in `dropped` with what they hold. Raises UnrenderableError where something else
    hides the end of the page.
    """
    unsafe = unsafe.replace(_END, "")
    html, names = _with_tags_as_text(unsafe, dropped)
    cleaned = clean(html + _END)
    if _END not in cleaned:  # elements of one name within each other, or payloads
        opened = re.compile(rf"<(?=({'|'.join(sorted(dropped))}|{_COMMENT}))", re.IGNORECASE)
        names = (*names, *dict.fromkeys(name.lower() for name in opened.findall(html)))
        cleaned = clean(opened.sub("&lt;", html) + _END)
    if _END not in cleaned:
        raise UnrenderableError("a tag or an element is never closed, and would hide what follows it")
    return cleaned.replace(_END, ""), names


def _with_tags_as_text(html: str, dropped: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """Return HTML with the tags as text that are unknown, or open what is dropped and never closed; and their names."""
    low = html.lower()
    parts: list[str] = []
    names: dict[str, None] = {}
    unclosed: set[str] = set()
    done = 0
    while found := _TAG.search(html, done):
        name = found[1].lower()
        parts.append(html[done : found.start()])
        done = found.end()
        end = None
        if name in dropped or name == _COMMENT:
            end = _end_of(name, low, done, unclosed)
        if end is not None:
            parts.append(html[found.start() : end])
            done = end
        elif name in dropped or name == _COMMENT or not _is_known(name.removeprefix("/")):
            names[name.removeprefix("/")] = None
            parts.append("&lt;" + found[1])
        else:
            parts.append(found[0])
    return "".join(parts) + html[done:], tuple(names)


def _end_of(name: str, low: str, start: int, unclosed: set[str]) -> int | None:
    """Return where the closing tag of an element begins, or where a comment ends; None where that never comes.

    `unclosed` keeps the names of which no more is closed, so that the search goes through a page but once.
    """
    if name in _FOREIGN:
        tag_end = low.find(">", start)
        if tag_end > 0 and low[tag_end - 1] == "/":
            return tag_end + 1
    if name in unclosed:
        return None
    mark = "-->" if name == _COMMENT else f"</{name}"
    end = low.find(mark, start)
    if end < 0:
        unclosed.add(name)
        return None
    return end + len(mark)


def _is_known(name: str) -> bool:
    """Whether HTML knows an element, or a program made it up for itself: such a tag stands for no text."""
    if ":" in name or ("-" in name and not _FOREIGN_WITH_HYPHEN.fullmatch(name)):
        return True
    return name in _ELEMENTS


def is_element(name: str) -> bool:
    """Whether HTML has an element of this name, or it is a comment."""
    return name == _COMMENT or name in _ELEMENTS


def place_of(name: str, text: str) -> Place | None:
    """Return where in a file a tag of this name first stands outside of code."""
    plain = re.sub(r"(`+)[^`\n]+\1", lambda code: " " * len(code[0]), text)
    found = re.search(rf"</?{re.escape(name)}(?![\w-])" if name != _COMMENT else _COMMENT, plain, re.IGNORECASE)
    return place_at(plain, found.start()) if found else None
