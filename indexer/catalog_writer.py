"""Write the catalog of a generation, once, from complete records. `indexer.catalog` reads it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from indexer.catalog import FILE_NAME, PageRecord, PassageRecord

_SCHEMA = """
CREATE TABLE page (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, kind TEXT NOT NULL, summary TEXT NOT NULL, head TEXT NOT NULL,
    html TEXT NOT NULL, markdown TEXT NOT NULL, toc TEXT NOT NULL, source_path TEXT NOT NULL, words INTEGER NOT NULL,
    problem TEXT NOT NULL
);
CREATE INDEX page_kind ON page(kind);
CREATE TABLE redirect (path TEXT PRIMARY KEY, page INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE link (source INTEGER NOT NULL, target INTEGER NOT NULL, via TEXT NOT NULL,
    PRIMARY KEY (source, target, via)) WITHOUT ROWID;
CREATE INDEX link_target ON link(target);
CREATE TABLE facet (page INTEGER NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (page, field, value))
    WITHOUT ROWID;
CREATE TABLE involvement (page INTEGER NOT NULL, person INTEGER NOT NULL, role TEXT NOT NULL,
    PRIMARY KEY (page, person, role)) WITHOUT ROWID;
CREATE TABLE passage (
    number INTEGER PRIMARY KEY, page INTEGER NOT NULL, anchor TEXT NOT NULL, section TEXT NOT NULL, text TEXT NOT NULL,
    digest BLOB NOT NULL, later TEXT NOT NULL
);
CREATE INDEX passage_page ON passage(page);
CREATE TABLE term (term TEXT PRIMARY KEY, number INTEGER NOT NULL, frequency INTEGER NOT NULL) WITHOUT ROWID;
"""
_TABLES = ("page", "redirect", "link", "facet", "involvement", "passage", "term")


class CatalogWriter:
    """Writes a catalog in one transaction. Page and passage numbers are their order, from 0."""

    def __init__(self, folder: Path) -> None:
        """Create the catalog's file in `folder`."""
        self._path = folder / FILE_NAME
        self._db = sqlite3.connect(self._path)
        # The generation as a whole is synced before it is published; a journal would only be thrown away.
        self._db.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")

    def write_pages(self, pages: Sequence[PageRecord]) -> None:
        """Write all pages with what hangs on them."""
        numbers = {page.summary.id: number for number, page in enumerate(pages)}
        for number, page in enumerate(pages):
            summary = page.summary
            row = (
                number, summary.id, summary.kind.value, _json(asdict(summary)), page.head.model_dump_json(), page.html,
                page.markdown, _json([asdict(item) for item in page.toc]), page.source_path, page.words, page.problem,
            )  # fmt: skip
            self._db.execute("INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            self._db.executemany(
                "INSERT OR IGNORE INTO redirect VALUES (?, ?)",
                [(path.strip("/"), number) for path in page.head.redirect_from if path.strip("/")],
            )
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

    def write_passages(self, passages: Iterable[PassageRecord]) -> None:
        """Write all passages, in order."""
        self._db.executemany(
            "INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?)",
            ((n, p.page, p.anchor, p.section, p.text, p.digest, _json(p.later)) for n, p in enumerate(passages)),
        )

    def write_terms(self, vocabulary: dict[str, int], frequency: dict[str, int]) -> None:
        """Write every term with its number and the number of passages that hold it."""
        rows = ((term, number, frequency[term]) for term, number in vocabulary.items())
        self._db.executemany("INSERT INTO term VALUES (?, ?, ?)", rows)

    def finish(self) -> str:
        """Commit and close; return the digest of everything the catalog holds."""
        self._db.commit()
        digest = hashlib.sha256()
        for table in _TABLES:
            for row in self._db.execute(f"SELECT * FROM {table} ORDER BY 1, 2"):  # noqa: S608 - names are ours
                digest.update(repr(row).encode("utf-8", "replace"))
        self._db.close()
        return digest.hexdigest()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
