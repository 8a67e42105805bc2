"""Elements that are opened and never closed, and would take the rest of a page with them when they are dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from kb.markdown_parser import UnrenderableError

# Stands at the end of what is cleaned: characters in private use, which nobody writes so.
_END = "\uf8f0\uf8f1\uf8f0"
_COMMENT = "!--"
# Elements of other languages, which HTML knows to close themselves.
_FOREIGN = {"svg", "math"}


def cleaned_whole(unsafe: str, clean: Callable[[str], str], dropped: Collection[str]) -> tuple[str, str]:
    """Clean HTML; return it with the name of the element that had to be shown as text, or with an empty one.

    `clean` drops the elements named in `dropped` with what they hold. Where one that is never closed would take the end
    of the page with it, it is text, and no element. Raises UnrenderableError where something else hides the end.
    """
    for name, html in _shown_as_text(unsafe, dropped):
        cleaned = clean(html + _END)
        if _END in cleaned:
            return cleaned.replace(_END, ""), name
    raise UnrenderableError("a tag or an element is never closed, and would hide what follows it")


def _shown_as_text(unsafe: str, dropped: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the HTML as it is, with each element that is left open as text, and with all that are dropped so.

    As it is it doesn't do where a drawing or formula is left open: the next paragraph ends it, and its text is lost.
    """
    named = "|".join(map(re.escape, sorted(dropped)))
    opened = re.compile(rf"<(?=({named}|{_COMMENT}))", re.IGNORECASE)
    names = list(dict.fromkeys(name.lower() for name in opened.findall(unsafe)))
    left_open = [name for name in names if _is_left_open(name, unsafe)]
    if not _FOREIGN.intersection(left_open):
        yield "", unsafe
    for name in left_open:
        yield name, re.sub(rf"<(?={name})", "&lt;", unsafe, flags=re.IGNORECASE)
    if names:
        yield names[0], opened.sub("&lt;", unsafe)


def _is_left_open(name: str, html: str) -> bool:
    end = "-->" if name == _COMMENT else f"</{name}"
    closed = html.lower().count(end)
    if name in _FOREIGN:
        closed += len(re.findall(rf"<{name}\b[^<>]*/>", html, re.IGNORECASE))
    return html.lower().count(f"<{name}") > closed


def line_of(name: str, text: str) -> int | None:
    """Return the line of a file on which an element of this name is first opened, from 1."""
    found = re.search(rf"<{re.escape(name)}", text, re.IGNORECASE)
    return text.count("\n", 0, found.start()) + 1 if found else None
