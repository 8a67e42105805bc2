"""What the library holds as a whole: domains, newest entries, numbers, and questions worth asking.

The home page shows it, and search offers it as a way on. It is the same for every reader, so it is worked out once a
generation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indexer import Facet, PageSummary, Searcher
from kb.choices import ENTRY_KINDS, Kind
from kb.page import CollectionHead, DomainHead
from webui import labels
from webui.blocks import Link

TILES = 12
NEWEST = 6
EXAMPLES = 4
LONGEST_EXAMPLE = 95


@dataclass(frozen=True)
class DomainTile:
    """A domain with the outcome it wants and how many entries it holds."""

    page: PageSummary
    outcome: str
    entries: int


@dataclass(frozen=True)
class FeaturedCollection:
    """A collection with what it is for, who chose, and how many pages are in it."""

    page: PageSummary
    purpose: str
    curator: Link | None
    items: int


@dataclass(frozen=True)
class Overview:
    """The library at a glance. `numbers` are links such as "5 practices" to what they count.

    `collection` is the one to show first, with its curator; `events` are all events, the latest first; `created` is the
    day of the index.
    """

    domains: tuple[DomainTile, ...]
    other_domains: tuple[PageSummary, ...]
    newest: tuple[PageSummary, ...]
    collection: FeaturedCollection | None
    events: tuple[PageSummary, ...]
    numbers: tuple[Link, ...]
    examples: tuple[str, ...]
    created: str


class Overviews:
    """Keeps the overview of the newest generation."""

    def __init__(self) -> None:
        self._kept: tuple[str, Overview] | None = None

    def of(self, searcher: Searcher) -> Overview:
        """Return the overview of the generation that `searcher` reads."""
        if self._kept is None or self._kept[0] != searcher.generation:
            self._kept = searcher.generation, _overview(searcher)
        return self._kept[1]


def _overview(searcher: Searcher) -> Overview:
    domains = [page for page in searcher.pages_of_kind(Kind.DOMAIN) if not page.archived]
    counts = {page.id: len(searcher.entries_in_domain(page.id)) for page in domains}
    largest = sorted(domains, key=lambda page: (-counts[page.id], page.title))
    heads = {page.id: searcher.head(page.id) for page in largest[:TILES]}
    tiles = tuple(
        DomainTile(page, head.outcome or page.summary, counts[page.id])
        for page in largest[:TILES]
        if isinstance(head := heads[page.id], DomainHead)
    )
    entries = [page for kind in ENTRY_KINDS for page in searcher.pages_of_kind(kind) if not page.archived]
    entries.sort(key=lambda page: (page.published, page.title), reverse=True)
    stats = searcher.stats()
    return Overview(
        domains=tiles,
        other_domains=tuple(sorted(largest[TILES:], key=lambda page: page.title.casefold())),
        newest=tuple(entries[:NEWEST]),
        collection=_collection(searcher),
        events=searcher.pages_with(Facet.KIND, Kind.EVENT),
        numbers=tuple(
            Link(labels.counted(kind, number), f"/{kind.folder}")
            for kind in Kind
            if (number := stats.pages.get(kind, 0))
        ),
        examples=_examples([head for head in heads.values() if isinstance(head, DomainHead)], entries),
        created=stats.created,
    )


def _collection(searcher: Searcher) -> FeaturedCollection | None:
    """Return the collection that was reviewed or published last, real ones before examples."""
    pages = [page for page in searcher.pages_of_kind(Kind.COLLECTION) if not page.archived]
    pages.sort(key=lambda page: (not page.example, page.reviewed or page.published, page.id), reverse=True)
    heads = ((page, searcher.head(page.id)) for page in pages)
    filled = ((page, head) for page, head in heads if isinstance(head, CollectionHead) and (head.items or head.query))
    page, head = next(filled, (None, None))
    if page is None or head is None:
        return None
    curators = searcher.summaries([head.curator]) if head.curator else {}
    curator = next((Link(found.title, found.url, example=found.example) for found in curators.values()), None)
    return FeaturedCollection(page, head.purpose or page.summary, curator, len(head.items))


def _examples(domains: Iterable[DomainHead], entries: Iterable[PageSummary]) -> tuple[str, ...]:
    """Return questions from the issue maps, one domain after the other; failing that, titles of entries."""
    maps = [[issue.question or issue.title for issue in head.issues] for head in domains]
    depth = max(map(len, maps), default=0)
    asked = [questions[at] for at in range(depth) for questions in maps if at < len(questions)]
    found = [text for text in asked if len(text) <= LONGEST_EXAMPLE] or [page.title for page in entries]
    return tuple(dict.fromkeys(text for text in found if len(text) <= LONGEST_EXAMPLE))[:EXAMPLES]
