"""Who knows about what, as a test collection has it: people of documents, and texts with those who should be found.

Two forms are read (docs/evaluation.md). With `doc_people.tsv`, `queries.jsonl` asks and `qrels.tsv` judges people, who
stand in `corpus.jsonl`; the documents stand in `documents.jsonl`. With `people.tsv` and `experts.json`, documents are
hidden one at a time, and their own text asks for their people.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.judged_rows import Document, rows_of, table
from kb.errors import CollectionError

DOCUMENTS, DOC_PEOPLE = "documents.jsonl", "doc_people.tsv"
PEOPLE, EXPERTS, AUTHORS = "people.tsv", "experts.json", "authors.jsonl"
OPENING_WORDS = 180
# The name of a column stands before a colon or a dash in so many titles.
_COLUMN_TITLES = 5
_IN_COLUMN = re.compile(r"(.+?)(?::| [–—-] )\s*(.+)", re.DOTALL)


@dataclass(frozen=True)
class PeopleQuestion:
    """A text, the people who should be found for it, and the document that nothing may be taken from."""

    id: str
    text: str
    hidden: str
    relevant: frozenset[str]


@dataclass(frozen=True)
class JudgedPeople:
    """Documents with the people of each, by id, and the questions of each run by its name.

    Whoever isn't among the `candidates` is left out of what is found, where there are any.
    """

    documents: tuple[Document, ...]
    people: Mapping[str, tuple[str, ...]]
    runs: Mapping[str, tuple[PeopleQuestion, ...]]
    candidates: frozenset[str] | None = None

    @property
    def all_people(self) -> tuple[str, ...]:
        """Everybody, once, in order."""
        return tuple(sorted({person for people in self.people.values() for person in people}))


def read_judged_queries(
    folder: Path,
    queries: Mapping[str, str],
    grades: Mapping[str, Mapping[str, int]],
    candidates: Sequence[Document],
) -> JudgedPeople:
    """Read the form whose queries are judged; a query of a document's id hides it. Raises CollectionError."""
    documents = documents_in(folder / DOCUMENTS)
    relevant = {query: frozenset(p for p, grade in grades.get(query, {}).items() if grade > 0) for query in queries}
    questions = tuple(PeopleQuestion(q, text, q, relevant[q]) for q, text in queries.items() if relevant[q])
    known = frozenset(person.id for person in candidates) or None
    return JudgedPeople(documents, _people_of(folder / DOC_PEOPLE, documents), {"": questions}, known)


def read_hidden_pages(folder: Path, documents: Sequence[Document]) -> JudgedPeople:
    """Read the form that hides documents: asked by opening and by title alone. Raises CollectionError."""
    people = _people_of(folder / PEOPLE, documents)
    names = {}
    if (folder / AUTHORS).is_file():
        names = {r["author_id"]: r["display_name"] for _, r in rows_of(folder / AUTHORS, ("author_id", "display_name"))}
    by_id = {document.id: document for document in documents}
    columns = _columns(document.title for document in documents)
    asked: dict[str, list[PeopleQuestion]] = {"opening": [], "title": []}
    for hidden, relevant in _sample(folder / EXPERTS, by_id):
        document = by_id[hidden]
        own = [names[person] for person in people.get(hidden, ()) if names.get(person)]
        opening = " ".join((document.title + ".", *document.text.split()[:OPENING_WORDS]))
        for run, text in (("opening", opening), ("title", _without_column(document.title, columns))):
            asked[run].append(PeopleQuestion(hidden, _without_names(text, own), hidden, relevant))
    return JudgedPeople(tuple(documents), people, {run: tuple(questions) for run, questions in asked.items()})


def documents_in(file: Path) -> tuple[Document, ...]:
    """Read documents, one a line. Raises CollectionError."""
    rows = rows_of(file, ("_id", "text"))
    return tuple(Document(row["_id"], str(row.get("title") or ""), row["text"]) for _, row in rows)


def _people_of(file: Path, documents: Sequence[Document]) -> dict[str, tuple[str, ...]]:
    known = {document.id for document in documents}
    people: dict[str, dict[str, None]] = defaultdict(dict)
    for number, cells in table(file, last_heading=("person-id", "author-id")):
        if len(cells) != 2 or not all(cell.strip() for cell in cells):
            raise CollectionError(file, number, "expected a document and a person, separated by a tab", "Correct it.")
        document, person = (cell.strip() for cell in cells)
        if document not in known:
            raise CollectionError(file, number, f"expected a document's id, there is no {document!r}", "Correct it.")
        people[document][person] = None
    return {document: tuple(those) for document, those in people.items()}


def _sample(file: Path, documents: Mapping[str, Document]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the documents to hide, with the people to find for each."""
    text = ""
    try:
        text = file.read_text(encoding="utf-8-sig")
        values = json.loads(text)
    except (OSError, ValueError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise CollectionError(file, line, f"expected JSON ({error})", "Correct the file.") from error
    sample = values.get("sample") if isinstance(values, dict) else None
    if not isinstance(sample, list) or not sample:
        raise CollectionError(file, 1, "expected 'sample' with a list of documents to hide", "Write it.")
    for item in sample:
        fault = _fault(item, documents)
        if fault:
            raise CollectionError(file, _line_of(item, text), f"expected {fault}", "Correct it.")
        yield item["doc"], frozenset(item["relevant"])


def _fault(item: Any, documents: Mapping[str, Document]) -> str:
    """Return what was expected of an item of the sample and isn't there."""
    if not isinstance(item, dict) or not isinstance(item.get("doc"), str) or item["doc"] not in documents:
        return "'doc' with the id of a document in each item of 'sample'"
    relevant = item.get("relevant")
    if not isinstance(relevant, list) or not relevant or not all(isinstance(person, str) for person in relevant):
        return f"'relevant' with a list of people for {item['doc']!r}"
    return ""


def _line_of(item: Any, text: str) -> int:
    """Return the line that names an item's document, as far as it has one."""
    written = json.dumps(item.get("doc"), ensure_ascii=False) if isinstance(item, dict) else ""
    return text[: max(0, text.find(written))].count("\n") + 1


def _columns(titles: Iterator[str]) -> frozenset[str]:
    found = Counter(match[1].strip() for title in titles if (match := _IN_COLUMN.match(title)))
    return frozenset(column for column, count in found.items() if count >= _COLUMN_TITLES)


def _without_column(title: str, columns: frozenset[str]) -> str:
    match = _IN_COLUMN.match(title)
    return match[2] if match and match[1].strip() in columns else title


def _without_names(text: str, names: Sequence[str]) -> str:
    for name in names:
        text = re.sub(re.escape(name), " ", text, flags=re.IGNORECASE)
    return " ".join(text.split())
