"""Test collections: documents, queries, and judgments of which documents answer which query.

A collection is a folder with `queries.jsonl` (`_id`, `text`), `qrels.tsv` (query, document and grade, separated by
tabs, under a line of headings), and usually `corpus.jsonl` (`_id`, `title`, `text`). Without documents of its own it
judges the pages of a library, by their ids. It may know the people of its documents (`indexer.judged_people`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.judged_people import (
    DOC_PEOPLE,
    EXPERTS,
    PEOPLE,
    JudgedPeople,
    documents_in,
    read_hidden_pages,
    read_judged_queries,
)
from indexer.judged_rows import CORPUS, QRELS, QUERIES, Document, rows_of, table
from kb.errors import CollectionError


@dataclass(frozen=True)
class JudgedCollection:
    """Queries by id with their text, and grades by query and document; more is better, 0 and less is not relevant.

    `documents` is None where the pages of a library are judged. `people` is None where nobody is known; where people
    are all that is judged, there are no `grades` of documents.
    """

    name: str
    documents: tuple[Document, ...] | None
    queries: dict[str, str]
    grades: dict[str, dict[str, int]]
    people: JudgedPeople | None = None

    @property
    def judges_documents(self) -> bool:
        """Whether documents are judged, and not people alone."""
        return self.people is None or bool(self.grades)

    @property
    def answerable(self) -> tuple[str, ...]:
        """The queries that at least one document is relevant to."""
        return tuple(query for query in self.queries if any(grade > 0 for grade in self.grades.get(query, {}).values()))


def read_collection(folder: Path) -> JudgedCollection:
    """Read the collection in `folder`. Raises CollectionError with the place of the first fault."""
    documents = documents_in(folder / CORPUS) if (folder / CORPUS).is_file() else None
    queries: dict[str, str] = {}
    for number, row in rows_of(folder / QUERIES, ("_id", "text")):
        if row["_id"] in queries:
            raise CollectionError(folder / QUERIES, number, f"the query {row['_id']!r} was there before", "Remove one.")
        queries[row["_id"]] = row["text"]
    if not queries:
        raise CollectionError(folder / QUERIES, 1, "there is no query", 'Write one a line: {"_id": "q1", "text": "…"}.')
    name, grades = folder.resolve().name, _grades(folder / QRELS, queries)
    if (folder / DOC_PEOPLE).is_file():
        people = read_judged_queries(folder, queries, grades, documents or ())
        return JudgedCollection(name, people.documents, queries, {}, people)
    hidden = documents is not None and (folder / PEOPLE).is_file() and (folder / EXPERTS).is_file()
    return JudgedCollection(
        name, documents, queries, grades, read_hidden_pages(folder, documents) if documents and hidden else None
    )


def _grades(file: Path, queries: dict[str, str]) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for number, cells in table(file, last_heading=("score",)):
        if len(cells) != 3 or not cells[2].strip().lstrip("-").isdigit():
            raise CollectionError(
                file, number, "expected a query, a document and a whole number, separated by tabs", "Correct the line."
            )
        query, document, grade = cells[0], cells[1], int(cells[2])
        if query not in queries:
            raise CollectionError(file, number, f"{QUERIES} has no query {query!r}", "Add it there, or drop the line.")
        grades.setdefault(query, {})[document] = grade
    return grades
