"""When pages were created and updated, and who contributed, as Git knows it: stored with a generation, read for pages.

`kb.history` asks Git; what it answers stands in a file of its own, since the catalog holds what content says.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from indexer.results import PageSummary
from kb.errors import DamagedIndexError
from kb.history import FileHistory, History
from kb.page import Page

FILE_NAME = "history.json"


@dataclass(frozen=True)
class Credit:
    """Somebody who contributed to a page, by name; `page` is theirs, if they have one.

    `is_new` is whether their first contribution to the library was to this page.
    """

    name: str
    page: PageSummary | None = None
    is_new: bool = False


@dataclass(frozen=True)
class PageHistory:
    """What Git knows of a page: ISO days, empty where unknown, and who contributed, those who began first."""

    created: str
    updated: str
    credits: tuple[Credit, ...]


def histories_of(history: History, pages: Iterable[Page]) -> dict[str, FileHistory]:
    """Return what is known of these pages' files, by the id of the page."""
    found = {page.id: history.of(page.path) for page in pages if page.path}
    return {page_id: known for page_id, known in found.items() if known}


def digest_of(histories: Mapping[str, FileHistory]) -> str:
    """Return the digest of all that is known: equal where a new generation would show the same."""
    return hashlib.sha256(_as_json(histories)).hexdigest()


def save_histories(folder: Path, histories: Mapping[str, FileHistory]) -> None:
    """Store what is known in a new generation."""
    (folder / FILE_NAME).write_bytes(_as_json(histories))


def read_histories(folder: Path) -> dict[str, FileHistory]:
    """Return what a generation knows. Raises DamagedIndexError."""
    path = folder / FILE_NAME
    if not path.is_file():  # written by a version that didn't ask Git
        return {}
    try:
        stored = json.loads(path.read_bytes())
        return {
            page_id: FileHistory(
                values["updated"], tuple(values["contributors"]), values["created"], tuple(values["newcomers"])
            )
            for page_id, values in stored.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedIndexError(path, f"can't be read ({error})") from error


def page_history(known: FileHistory, people: Mapping[str, PageSummary]) -> PageHistory:
    """Return what is known of one page, with the `people` who have a page of their own, by folded name."""
    return PageHistory(
        known.created,
        known.updated,
        tuple(Credit(name, people.get(name.casefold()), name in known.newcomers) for name in known.contributors),
    )


def by_name(people: Iterable[PageSummary]) -> dict[str, PageSummary]:
    """Return people by folded name; where several share one, nobody can tell who is meant."""
    found: dict[str, list[PageSummary]] = defaultdict(list)
    for person in people:
        found[person.title.casefold()].append(person)
    return {name: pages[0] for name, pages in found.items() if len(pages) == 1}


def _as_json(histories: Mapping[str, FileHistory]) -> bytes:
    values = {page_id: asdict(histories[page_id]) for page_id in sorted(histories)}
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")
