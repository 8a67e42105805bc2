"""Find the page that a link in a body leads to: by relative path, by id, by a former address, or by file name."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from kb.page import Page

_INDEXES = {"index.md", "_index.md"}  # say nothing about the page
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """Where a link leads. `page` is set for links within the library; `href` is empty where nothing was found."""

    href: str
    page: str = ""
    anchor: str = ""


class LinkTargets:
    """Every address by which a page of one library can be meant. Plain data, so that it travels to child processes."""

    def __init__(self, pages: Iterable[Page], site: str = "") -> None:
        """Take the pages, and the address at which the library is already published, if it is."""
        self._site = site.rstrip("/")
        self._addresses: dict[str, str] = {}
        former: dict[str, str] = {}
        names: dict[str, set[str]] = defaultdict(set)
        for page in pages:
            self._addresses[page.id] = page.id
            if page.path:
                self._addresses[page.path] = page.id
                name = posixpath.basename(page.path)
                if name not in _INDEXES:
                    names[name].add(page.id)
            for address in page.head.redirect_from:
                former[address.strip("/")] = page.id
        self._addresses = former | self._addresses
        self._names = {name: ids.pop() for name, ids in names.items() if len(ids) == 1}

    @property
    def fingerprint(self) -> str:
        """What is equal for targets to which all links lead alike."""
        return repr((self._site, sorted(self._addresses.items()), sorted(self._names.items())))

    def resolve(self, href: str, path: str) -> Target:
        """Return the target of `href` as written in the file `path`."""
        href = href.strip()
        if self._site and (href == self._site or href.startswith(f"{self._site}/")):
            found = self._page(href.removeprefix(self._site), path)
            return found if found.page else Target(href)
        if not href or _SCHEME.match(href) or href.startswith("//"):
            return Target(href)
        if href == "#":  # what every browser takes for the top
            return Target("#top", anchor="top")
        if href.startswith("#"):
            return Target(href, anchor=unquote(href[1:]))
        found = self._page(href, path)
        if not found.page and self._site and href.startswith("/"):
            return Target(f"{self._site}{href}")
        return found

    def _page(self, href: str, path: str) -> Target:
        try:
            parts = urlsplit(href)
        except ValueError:
            return Target("")
        address, anchor = unquote(parts.path), unquote(parts.fragment)
        if not address:
            return Target("")
        for candidate in self._candidates(address, posixpath.dirname(path)):
            page = self._addresses.get(candidate)
            if page:
                return Target(page_url(page, anchor), page, anchor)
        page = self._names.get(posixpath.basename(address))
        return Target(page_url(page, anchor), page, anchor) if page else Target("")

    @staticmethod
    def _candidates(address: str, folder: str) -> Iterable[str]:
        """Yield the addresses that may be meant: from the page's folder first, then from the top of the library."""
        roots = [""] if address.startswith("/") else [folder, ""]
        for root in roots:
            whole = posixpath.normpath(posixpath.join(root, address.lstrip("/"))).strip("/")
            for suffix in ("", ".md", "/_index.md", "/index.md"):
                yield whole + suffix


def page_url(page: str, anchor: str = "") -> str:
    """Return the address of a page on the site, quoted."""
    return f"/{quote(page)}" + (f"#{quote(anchor)}" if anchor else "")
