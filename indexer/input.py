"""What a generation is made from: a library as it was read, and the digests that tell what of it has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from indexer.catalog import Origin
from indexer.credits import digest_of, histories_of
from indexer.encoder import Encoder
from indexer.shape import Surroundings, input_of, own_of, shape_of
from kb.choices import Status
from kb.config import Config, GitUse
from kb.errors import NothingPublishedError
from kb.faults import faults_in
from kb.history import FileHistory, History, read_history
from kb.library import Library, PageReader, read_library
from kb.page import Page
from kb.rendering import Rendered


@dataclass(frozen=True)
class Input:
    """A library, of which `pages` are published; their places there are their numbers.

    `own` has for every page of the library the digest of what it brings itself; `shape` is the digest of all but the
    content, `digest` that of all, as far as it is known before pages are rendered. `histories` is what Git knows of
    pages, by id.
    """

    config: Config
    encoder: Encoder | None
    library: Library
    pages: list[Page]
    own: dict[str, bytes]
    shape: str
    digest: str
    histories: dict[str, FileHistory] = field(default_factory=dict)

    @cached_property
    def surroundings(self) -> Surroundings:
        """What pages may take from each other."""
        return Surroundings(self.library, self.config.settings.site)

    @cached_property
    def by_id(self) -> dict[str, Page]:
        """The published pages."""
        return {page.id: page for page in self.pages}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The published pages' numbers, by id."""
        return {page.id: number for number, page in enumerate(self.pages)}

    @property
    def counts(self) -> dict[str, int]:
        """How many pages of each kind are published."""
        return dict(Counter(page.kind.value for page in self.pages))

    def origin(self, page: Page, rendered: Rendered) -> Origin:
        """Return what a page that was rendered is made from, with what is wrong in its body."""
        hrefs = tuple(dict.fromkeys(link.href for link in rendered.links))
        faults = faults_in(page, rendered, self.library, self.config.settings.content)
        return Origin(self.own[page.id], self.surroundings.others_of(page, hrefs), hrefs, faults)


def read_input(config: Config, encoder: Encoder | None, read: PageReader, progress: Callable[[int], object]) -> Input:
    """Read a library, each page by `read`; `progress` is called with the number of files after each.

    Raises ContentMissingError, or NothingPublishedError where there is no page to index.
    """
    library = read_library(config, progress, read)
    pages = [page for page in library.pages.values() if page.head.status is not Status.DRAFT]
    if not pages and library.pages:
        raise NothingPublishedError("all pages are drafts", "Set `status: published` in those that are ready.")
    if not pages:
        remedy = "Check `content` and `[[kinds]]` in kb.toml, and run `kb check`."
        raise NothingPublishedError(f"{config.settings.content} holds no page that can be read", remedy)
    own = {page.id: own_of(page) for page in library.pages.values()}
    shape = shape_of(config, encoder)
    history = read_history(config.settings.content) if config.settings.git is GitUse.AUTO else History()
    histories = histories_of(history, pages)
    digest = input_of(shape, library, own, digest_of(histories))
    return Input(config, encoder, library, pages, own, shape, digest, histories)
