"""Test collections: documents, queries, and judgments of which documents answer which query.

A collection is a folder with `queries.jsonl` (`_id`, `text`), `qrels.tsv` (query, document and grade, separated by
tabs, under a line of headings), and usually `corpus.jsonl` (`_id`, `title`, `text`). Without documents of its own it
judges the pages of a library, by their ids.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.errors import CollectionError

CORPUS, QUERIES, QRELS = "corpus.jsonl", "queries.jsonl", "qrels.tsv"


@dataclass(frozen=True)
class Document:
    """One document of a collection, in plain text."""

    id: str
    title: str
    text: str


@dataclass(frozen=True)
class JudgedCollection:
    """Queries by id with their text, and grades by query and document; more is better, 0 and less is not relevant.

    `documents` is None where the pages of a library are judged.
    """

    name: str
    documents: tuple[Document, ...] | None
    queries: dict[str, str]
    grades: dict[str, dict[str, int]]

    @property
    def answerable(self) -> tuple[str, ...]:
        """The queries that at least one document is relevant to."""
        return tuple(query for query in self.queries if any(grade > 0 for grade in self.grades.get(query, {}).values()))


def read_collection(folder: Path) -> JudgedCollection:
    """Read the collection in `folder`. Raises CollectionError with the place of the first fault."""
    documents = None
    if (folder / CORPUS).is_file():
        rows = _rows(folder / CORPUS, ("_id", "text"))
        documents = tuple(Document(row["_id"], str(row.get("title") or ""), row["text"]) for _, row in rows)
    queries: dict[str, str] = {}
    for number, row in _rows(folder / QUERIES, ("_id", "text")):
        if row["_id"] in queries:
            raise CollectionError(folder / QUERIES, number, f"the query {row['_id']!r} was there before", "Remove one.")
        queries[row["_id"]] = row["text"]
    if not queries:
        raise CollectionError(folder / QUERIES, 1, "there is no query", 'Write one a line: {"_id": "q1", "text": "…"}.')
    return JudgedCollection(folder.resolve().name, documents, queries, _grades(folder / QRELS, queries))


def _grades(file: Path, queries: dict[str, str]) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_lines(file), 1):
        cells = line.rstrip("\n").split("\t")
        if (number == 1 and cells[-1] == "score") or not line.strip():
            continue
        if len(cells) != 3 or not cells[2].strip().lstrip("-").isdigit():
            raise CollectionError(
                file, number, "expected a query, a document and a whole number, separated by tabs", "Correct the line."
            )
        query, document, grade = cells[0], cells[1], int(cells[2])
        if query not in queries:
            raise CollectionError(file, number, f"{QUERIES} has no query {query!r}", "Add it there, or drop the line.")
        grades.setdefault(query, {})[document] = grade
    return grades


def _rows(file: Path, wanted: tuple[str, ...]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of a file with one a line, each with its line's number and all `wanted` keys as texts."""
    for number, line in enumerate(_lines(file), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise CollectionError(file, number, f"not valid JSON ({error})", "Correct the line.") from error
        missing = [key for key in wanted if not isinstance(row, dict) or not isinstance(row.get(key), str)]
        if missing:
            raise CollectionError(file, number, f"{missing[0]!r} is no text", f"Write {', '.join(wanted)} as texts.")
        yield number, row


def _lines(file: Path) -> Iterator[str]:
    try:
        with file.open(encoding="utf-8-sig") as opened:
            yield from opened
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        remedy = f"A collection has {QUERIES} and {QRELS}, and {CORPUS} where it doesn't judge a library's own pages."
        raise CollectionError(file, 1, f"can't be read ({reason})", remedy) from error
