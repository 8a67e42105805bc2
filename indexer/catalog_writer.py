"""Write the catalog of a generation, once: from complete records, and from the catalog of the one before.

`indexer.catalog` reads it.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from indexer.catalog import FILE_NAME, Origin, PageRecord, PassageRecord, RelationRecord
from indexer.catalog_pairs import MatchRecord, SimilarRecord
from indexer.involved import Expert

_TABLES = """
CREATE TABLE page (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, kind TEXT NOT NULL, summary TEXT NOT NULL, head TEXT NOT NULL,
    html TEXT NOT NULL, markdown TEXT NOT NULL, toc TEXT NOT NULL, source_path TEXT NOT NULL, words INTEGER NOT NULL,
    problem TEXT NOT NULL
);
CREATE TABLE origin (page INTEGER PRIMARY KEY, own BLOB NOT NULL, others BLOB NOT NULL, hrefs TEXT NOT NULL,
    faults TEXT NOT NULL);
CREATE TABLE redirect (path TEXT PRIMARY KEY, page INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE link (source INTEGER NOT NULL, target INTEGER NOT NULL, via TEXT NOT NULL,
    PRIMARY KEY (source, target, via)) WITHOUT ROWID;
CREATE TABLE facet (page INTEGER NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (page, field, value))
    WITHOUT ROWID;
CREATE TABLE involvement (page INTEGER NOT NULL, person INTEGER NOT NULL, role TEXT NOT NULL,
    PRIMARY KEY (page, person, role)) WITHOUT ROWID;
CREATE TABLE passage (
    number INTEGER PRIMARY KEY, page INTEGER NOT NULL, anchor TEXT NOT NULL, section TEXT NOT NULL, text TEXT NOT NULL,
    digest BLOB NOT NULL, later TEXT NOT NULL
);
CREATE TABLE relation (page INTEGER NOT NULL, place INTEGER NOT NULL, target INTEGER NOT NULL, tie TEXT NOT NULL,
    by_author INTEGER NOT NULL, cosine REAL NOT NULL, quote TEXT NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (page, place)) WITHOUT ROWID;
CREATE TABLE recommendation (page INTEGER NOT NULL, place INTEGER NOT NULL, person INTEGER NOT NULL,
    score REAL NOT NULL, evidence TEXT NOT NULL, PRIMARY KEY (page, place)) WITHOUT ROWID;
CREATE TABLE match (asker INTEGER NOT NULL, place INTEGER NOT NULL, ask TEXT NOT NULL, offerer INTEGER NOT NULL,
    offer TEXT NOT NULL, cosine REAL NOT NULL, PRIMARY KEY (asker, place)) WITHOUT ROWID;
CREATE TABLE similar (page INTEGER NOT NULL, place INTEGER NOT NULL, person INTEGER NOT NULL, own INTEGER,
    other INTEGER, role TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (page, place)) WITHOUT ROWID;
CREATE TABLE term (term TEXT PRIMARY KEY, number INTEGER NOT NULL, frequency INTEGER NOT NULL) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX page_kind ON page(kind);
CREATE INDEX link_target ON link(target);
CREATE INDEX match_offerer ON match(offerer);
CREATE INDEX passage_page ON passage(page);
"""
# A page that is kept takes its rows along; what they refer to has moved with it.
_TAKE_OVER = """
INSERT INTO page SELECT moved.new, id, kind, summary, head, html, markdown, toc, source_path, words, problem
    FROM moved JOIN before.page ON number = moved.old WHERE moved.kept ORDER BY moved.new;
INSERT INTO facet SELECT moved.new, field, value
    FROM moved JOIN before.facet ON page = moved.old WHERE moved.kept ORDER BY moved.new;
INSERT INTO involvement SELECT moved.new, other.new, role FROM moved JOIN before.involvement ON page = moved.old
    JOIN moved AS other ON other.old = person WHERE moved.kept ORDER BY moved.new;
INSERT INTO link SELECT moved.new, other.new, via FROM moved JOIN before.link ON source = moved.old
    JOIN moved AS other ON other.old = target WHERE moved.kept ORDER BY moved.new;
INSERT INTO passage SELECT passage.number + moved.shift, moved.new, anchor, section, text, digest, later
    FROM moved JOIN before.passage ON page = moved.old WHERE moved.kept ORDER BY passage.number + moved.shift;
"""


@dataclass(frozen=True)
class Move:
    """Where a page of the catalog before stands now. `kept` pages take their rows along, passages moved by `shift`."""

    old: int
    new: int
    kept: bool = False
    shift: int = 0


@contextmanager
def new_catalog(folder: Path) -> Iterator[CatalogWriter]:
    """Create the catalog's file in `folder`, and commit it in the end. Raises OSError where it can't be written."""
    try:
        with closing(sqlite3.connect(folder / FILE_NAME, uri=True)) as db:
            yield CatalogWriter(db)
            db.commit()
            db.executescript(_INDEXES)
    except sqlite3.Error as error:
        raise OSError(f"{FILE_NAME}: {error}") from error


def add_relations(folder: Path, relations: Iterable[tuple[int, int, RelationRecord]]) -> None:
    """Add relations to the complete catalog in `folder`: page, place among those of the page, relation.

    They come late, since they need all vectors and all links. Raises OSError where the file can't be written.
    """
    rows = (
        (page, place, r.target, r.tie.value, r.by_author, r.cosine, r.quote, r.reason) for page, place, r in relations
    )
    _add(folder, "INSERT INTO relation VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)


def add_recommendations(folder: Path, recommended: Iterable[tuple[int, Sequence[Expert]]]) -> None:
    """Add to the complete catalog in `folder` whom each page recommends, in order. Raises OSError likewise."""
    rows = (
        (page, place, expert.person, expert.score, _json(expert.evidence))
        for page, experts in recommended
        for place, expert in enumerate(experts)
    )
    _add(folder, "INSERT INTO recommendation VALUES (?, ?, ?, ?, ?)", rows)


def _add(folder: Path, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
    try:
        with closing(sqlite3.connect(folder / FILE_NAME)) as db:
            db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
            db.executemany(statement, rows)
            db.commit()
    except sqlite3.Error as error:
        raise OSError(f"{FILE_NAME}: {error}") from error


def add_pairs(folder: Path, matches: Iterable[MatchRecord], similar: Iterable[SimilarRecord]) -> None:
    """Add what ties people to the complete catalog in `folder`, each in the order in which it is shown.

    Raises OSError where the file can't be written.
    """
    asked: Counter[int] = Counter()
    alike: Counter[int] = Counter()
    try:
        with closing(sqlite3.connect(folder / FILE_NAME)) as db:
            db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
            for m in matches:
                row = (m.asker, asked[m.asker], m.ask, m.offerer, m.offer, m.cosine)
                db.execute("INSERT INTO match VALUES (?, ?, ?, ?, ?, ?)", row)
                asked[m.asker] += 1
            for s in similar:
                told = (s.page, alike[s.page], s.person, s.own, s.other, s.role, s.reason)
                db.execute("INSERT INTO similar VALUES (?, ?, ?, ?, ?, ?, ?)", told)
                alike[s.page] += 1
            db.commit()
    except sqlite3.Error as error:
        raise OSError(f"{FILE_NAME}: {error}") from error


class CatalogWriter:
    """Writes a catalog, once. Page and passage numbers are their order, from 0."""

    def __init__(self, db: sqlite3.Connection) -> None:
        """Create the tables in an empty file; `new_catalog` opens it."""
        self._db = db
        # The generation as a whole is synced before it is published; a journal would only be thrown away.
        self._db.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLES}")

    def take_over(self, before: Path, moves: Iterable[Move]) -> None:
        """Copy the kept pages from the catalog in the folder `before`, with all that hangs on them but redirects."""
        address = f"{(before / FILE_NAME).absolute().as_uri()}?mode=ro&immutable=1"
        self._db.execute("ATTACH ? AS before", (address,))
        self._db.execute("CREATE TEMP TABLE moved (old INTEGER PRIMARY KEY, new INTEGER, kept INTEGER, shift INTEGER)")
        rows = ((move.old, move.new, move.kept, move.shift) for move in moves)
        self._db.executemany("INSERT INTO moved VALUES (?, ?, ?, ?)", rows)
        for statement in _TAKE_OVER.split(";"):
            self._db.execute(statement)
        self._db.commit()
        self._db.execute("DETACH before")

    def write_pages(self, pages: Mapping[int, PageRecord], numbers: Mapping[str, int]) -> None:
        """Write these pages, by number, with what hangs on them; `numbers` has all pages of the catalog."""
        for number, page in pages.items():
            summary = page.summary
            row = (
                number, summary.id, summary.kind.value, _json(asdict(summary)), page.head.model_dump_json(), page.html,
                page.markdown, _json([asdict(item) for item in page.toc]), page.source_path, page.words, page.problem,
            )  # fmt: skip
            self._db.execute("INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            self._db.executemany(
                "INSERT OR IGNORE INTO facet VALUES (?, ?, ?)",
                [(number, field.value, value) for field, values in page.facets.items() for value in values if value],
            )
            self._db.executemany(
                "INSERT OR IGNORE INTO involvement VALUES (?, ?, ?)",
                [(number, numbers[person], role.value) for person, role in page.people if person in numbers],
            )
            self._db.executemany(
                "INSERT OR IGNORE INTO link VALUES (?, ?, ?)",
                [
                    (number, numbers[target], via.value)
                    for target, via in page.links
                    if target in numbers and numbers[target] != number
                ],
            )

    def write_origins(self, origins: Iterable[Origin]) -> None:
        """Write what each page was made from, in order."""
        rows = (
            (
                number,
                origin.own,
                origin.others,
                _json(origin.hrefs),
                _json([fault.as_dict() for fault in origin.faults]),
            )
            for number, origin in enumerate(origins)
        )
        self._db.executemany("INSERT INTO origin VALUES (?, ?, ?, ?, ?)", rows)

    def write_redirects(self, addresses: Iterable[tuple[str, int]]) -> None:
        """Write where pages used to be, each with the page's number; the first page to name an address has it."""
        rows = ((path.strip("/"), number) for path, number in addresses if path.strip("/"))
        self._db.executemany("INSERT OR IGNORE INTO redirect VALUES (?, ?)", rows)

    def write_passages(self, passages: Mapping[int, PassageRecord]) -> None:
        """Write these passages, by number."""
        self._db.executemany(
            "INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?)",
            ((n, p.page, p.anchor, p.section, p.text, p.digest, _json(p.later)) for n, p in passages.items()),
        )

    def write_terms(self, terms: Sequence[str], frequencies: Sequence[int]) -> None:
        """Write every term, by number, with the number of passages that hold it."""
        rows = (
            (term, number, frequency) for number, (term, frequency) in enumerate(zip(terms, frequencies, strict=True))
        )
        self._db.executemany("INSERT INTO term VALUES (?, ?, ?)", rows)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
