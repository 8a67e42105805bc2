"""Find the page that a reference means: by id, by the last part of an id, by slug, title or alias.

Authors write references in many ways. An exact id or slug is taken as it stands; another spelling of the same name is
taken and reported, so that it can be mended; what fits nothing is reported with the nearest ids.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from kb.choices import Kind
from kb.page import Page


@lru_cache(maxsize=100_000)  # every name and reference of a library is asked for again with each reading
def slug(text: str) -> str:
    """Return `text` in lower case, accents folded, with everything but letters and digits as single hyphens."""
    folded = text
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        folded = "".join(char for char in decomposed if not unicodedata.combining(char))
    folded = folded.casefold()
    return re.sub(r"[\W_]+", "-", folded).strip("-")


@dataclass(frozen=True)
class Match:
    """The page that a reference means. `exact` is False when it was found by another spelling."""

    id: str
    exact: bool


class References:
    """All names of all pages of a library, by kind."""

    def __init__(self, pages: Iterable[tuple[Page, Iterable[str]]]) -> None:
        """Take pages with the further names (slugs) they are referred to by."""
        self._kinds: dict[str, Kind] = {}
        self._exact: dict[tuple[Kind, str], list[str]] = defaultdict(list)
        self._loose: dict[tuple[Kind, str], list[str]] = defaultdict(list)
        for page, names in pages:
            self._kinds[page.id] = page.kind
            tail = PurePosixPath(page.id).name
            for name in {tail, *names}:
                self._exact[page.kind, name].append(page.id)
            for name in {page.id, tail, *names, page.head.title, *page.head.aliases}:
                self._loose[page.kind, slug(name)].append(page.id)

    def resolve(self, reference: str, kinds: tuple[Kind, ...]) -> Match | None:
        """Return the page of one of `kinds` that `reference` means, or None where none or several fit."""
        plain = _plain(reference)
        if self._kinds.get(plain) in kinds:
            return Match(plain, exact=plain == reference)
        for table, exact, name in ((self._exact, True, plain), (self._loose, False, slug(plain))):
            found = {page for kind in kinds for page in table.get((kind, name), ())} if name else set()
            if len(found) == 1:
                return Match(found.pop(), exact)
        return None

    def sharing(self, reference: str, kinds: tuple[Kind, ...]) -> list[str]:
        """Return the ids of all pages of `kinds` that `reference` may mean, however it is spelt."""
        name = slug(_plain(reference))
        return sorted({page for kind in kinds for page in self._loose.get((kind, name), ())} if name else ())

    def nearest(self, reference: str, kinds: tuple[Kind, ...]) -> list[str]:
        """Return up to two ids whose last part is spelt most like `reference`."""
        tails: dict[str, list[str]] = defaultdict(list)
        for page, kind in self._kinds.items():
            if kind in kinds:
                tails[PurePosixPath(page).name].append(page)
        near = difflib.get_close_matches(slug(reference.strip("/ ").rsplit("/", 1)[-1]), tails, n=2)
        return [page for name in near for page in tails[name]][:2]


def _plain(reference: str) -> str:
    return reference.strip().strip("/").removesuffix(".md")
