"""The desk at which a site checks drafts: one for the generation that is read, made when the first draft comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from flask import current_app

from indexer import Searcher
from kb.choices import Kind, Status
from kb.config import Config
from kb.drafts import DraftDesk
from kb.page import Page
from kb.references import slug
from webui.site import searcher, site

KEY = "draft-desk"
FOUND = 8
_FEWEST_LETTERS = 2


@dataclass(frozen=True)
class OpenDesk:
    """A desk with the pages that it knows, by id."""

    generation: str
    desk: DraftDesk
    pages: Mapping[str, Page]

    def find(self, typed: str, kinds: Sequence[Kind]) -> list[Page]:
        """Return pages of these kinds with words that begin like all those typed: a few, by title."""
        wanted = [word for word in slug(typed[:200]).split("-") if word]
        if sum(map(len, wanted)) < _FEWEST_LETTERS:
            return []
        fitting = (page for page in self._of(kinds) if _fits(page, wanted))
        return sorted(fitting, key=lambda page: (page.title.casefold(), page.id))[:FOUND]

    def few(self, kinds: Sequence[Kind], most: int) -> list[Page]:
        """Return all pages of these kinds, by title, where they are few: people are found by name only."""
        found = [] if Kind.PERSON in kinds else list(self._of(kinds))
        return sorted(found, key=lambda page: (page.title.casefold(), page.id)) if len(found) <= most else []

    def _of(self, kinds: Sequence[Kind]) -> Iterator[Page]:
        return (page for page in self.pages.values() if page.kind in kinds and page.head.status is Status.PUBLISHED)


class Desks:
    """Keeps the desk of one generation, and closes the one before. Used by one thread."""

    def __init__(self) -> None:
        self._open: OpenDesk | None = None

    def of(self, config: Config, engine: Searcher) -> OpenDesk:
        """Return the desk for a generation."""
        if self._open is None or self._open.generation != engine.generation:
            self.close()
            pages = engine.known_pages()
            by_id = {page.id: page for page in pages}
            self._open = OpenDesk(engine.generation, DraftDesk(config, pages), by_id)
        return self._open

    def close(self) -> None:
        """End the children of the desk."""
        if self._open is not None:
            self._open.desk.close()
            self._open = None


def open_desk() -> OpenDesk:
    """Return the desk for the request that is answered."""
    return cast("Desks", current_app.extensions[KEY]).of(site().config, searcher())


def _fits(page: Page, wanted: list[str]) -> bool:
    words = slug(" ".join((page.title, *page.head.aliases))).split("-")
    return all(any(word.startswith(start) for word in words) for start in wanted)
