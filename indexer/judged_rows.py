"""The files of a test collection: objects and tables, a row a line, each fault with its place."""

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


def table(file: Path, last_heading: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of a table's rows, each with its line's number; a first line that ends so is its headings."""
    for number, line in enumerate(lines_of(file), 1):
        cells = line.rstrip("\r\n").split("\t")
        if line.strip() and not (number == 1 and cells[-1] in last_heading):
            yield number, cells


def rows_of(file: Path, wanted: tuple[str, ...]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of a file with one a line, each with its line's number and all `wanted` keys as texts."""
    for number, line in enumerate(lines_of(file), 1):
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


def lines_of(file: Path) -> Iterator[str]:
    try:
        with file.open(encoding="utf-8-sig") as opened:
            yield from opened
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        remedy = f"A collection has {QUERIES} and {QRELS}, and {CORPUS} where it doesn't judge a library's own pages."
        raise CollectionError(file, 1, f"can't be read ({reason})", remedy) from error
