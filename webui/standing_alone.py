"""Make a page of the site one that stands alone in a folder: links lead to files beside it, or to the public site.

What needs a server is taken out (forms, feeds); a link that leads to nothing here says so. Used by `webui.preview`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import quote, unquote, urlsplit

from lxml import html

NOT_HERE = "Not in this preview"


@dataclass(frozen=True)
class Folder:
    """What lies in a folder: the file of each address of the site; `site` is the address of the public one, if any."""

    files: Mapping[str, str]
    site: str = ""


def standing_alone(page: str, file: str, folder: Folder, changes: str = "") -> str:
    """Return the HTML of a page as it stands in `file` of a folder; `changes` is the file that compares it."""
    root = html.document_fromstring(page)
    for element in _found(root, "//form | //link[@rel='alternate' or @rel='search']"):
        element.drop_tree()
    for name in ("href", "src"):
        for element in _found(root, f"//*[@{name}]"):
            _lead(element, name, element.get(name, ""), file, folder)
    main = root.find(".//main")
    if changes and main is not None:
        main.insert(0, _note(file, changes))
    written: str = html.tostring(root, encoding="unicode", method="html")
    return f"<!doctype html>\n{written}"


def _found(root: html.HtmlElement, path: str) -> list[html.HtmlElement]:
    return cast("list[html.HtmlElement]", root.xpath(path))


def _lead(element: html.HtmlElement, name: str, address: str, file: str, folder: Folder) -> None:
    """Make an address lead where it can from here."""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return
    beside = folder.files.get(unquote(parts.path).rstrip("/") or "/")
    if beside is not None:
        element.set(name, relative(beside, file) + (f"#{parts.fragment}" if parts.fragment else ""))
    elif folder.site:
        element.set(name, f"{folder.site.rstrip('/')}{address}")
    else:
        del element.attrib[name]
        if element.tag == "a":
            element.attrib.update({"role": "link", "aria-disabled": "true", "title": NOT_HERE})
            element.classes.add("not-here")


def _note(file: str, changes: str) -> html.HtmlElement:
    """Return the lines that lead from a page back to what has changed."""
    what, back = relative(changes, file), relative("index.html", file)
    return html.fromstring(
        f'<p class="notice preview-note">A preview, not published. <a href="{what}">What has changed in this page</a>. '
        f'<a href="{back}">All changes</a></p>'
    )


def relative(target: str, file: str) -> str:
    """Return the address of a file, seen from another in the same folder."""
    return quote(posixpath.relpath(target, posixpath.dirname(file) or "."))
