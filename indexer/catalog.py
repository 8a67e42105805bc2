"""The catalog of a generation: pages, rendered HTML, passages, terms, links and facets, in one SQLite file.

`indexer.catalog_writer` fills it once, `Catalog` reads it. Nothing outside these two modules knows SQL.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Numbers
from indexer.asked import Facet
from indexer.involved import Expert, Involved
from indexer.parts import Stretch
from indexer.passages import Heading
from indexer.results import Backlink, PageSummary, StoredPage, Tie, TocItem, Via
from indexer.suggestions import Named
from kb.choices import ENTRY_KINDS, Kind, Role, Status
from kb.errors import DamagedIndexError, UnknownPageError
from kb.page import HEADS, Head, Page
from kb.problems import Problem

FILE_NAME = "catalog.db"
TABLES = (
    "page",
    "origin",
    "redirect",
    "link",
    "facet",
    "involvement",
    "passage",
    "relation",
    "recommendation",
    "match",
    "similar",
    "term",
)

_TIES = {tie.value: tie for tie in Tie}


@dataclass(frozen=True)
class PageRecord:
    """A page as it is written. `links` are the pages that head or body refer to (id, by what); `people` (id, role)."""

    summary: PageSummary
    head: Head
    html: str
    markdown: str
    toc: tuple[TocItem, ...]
    source_path: str
    words: int
    problem: str
    facets: dict[Facet, tuple[str, ...]]
    people: tuple[tuple[str, Role], ...]
    links: tuple[tuple[str, Via], ...]


@dataclass(frozen=True)
class PassageRecord:
    """A passage as stored; `digest` identifies what was embedded."""

    page: int
    anchor: str
    section: str
    text: str
    digest: bytes
    later: tuple[Heading, ...] = ()

    def under(self, start: int) -> tuple[str, str]:
        """Return anchor and title of the heading that the text at `start` stands under."""
        passed = [heading for heading in self.later if heading.start <= start]
        return (passed[-1].anchor, passed[-1].title) if passed else (self.anchor, self.section)


@dataclass(frozen=True)
class RelationRecord:
    """A relation of a page to the page `target`, by number. `quote` is the sentence in its reason, if there is one."""

    target: int
    tie: Tie
    reason: str
    cosine: float = 0.0
    by_author: bool = False
    quote: str = ""


@dataclass(frozen=True)
class Origin:
    """What a page was made from, by digest: its own file and head, and what it takes from other pages.

    `hrefs` are the links in its body as written, `faults` what was found wrong while it was made.
    """

    own: bytes
    others: bytes
    hrefs: tuple[str, ...] = ()
    faults: tuple[Problem, ...] = ()


class Catalog:
    """Reads the catalog of a generation. One per thread of use; opening is cheap."""

    def __init__(self, folder: Path) -> None:
        """Open the catalog in `folder`, read-only."""
        self._path = folder / FILE_NAME
        self._db = sqlite3.connect(
            f"{self._path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )

    def _rows(self, query: str, *values: object) -> list[Any]:
        """Return the rows of a query. Raises DamagedIndexError where the file doesn't answer it."""
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise DamagedIndexError(self._path, f"can't be read ({error})") from error

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def number(self, page_id: str) -> int:
        """Return the number of a page. Raises UnknownPageError."""
        page_id = page_id.encode("utf-8", "replace").decode()  # a shell can hand over bytes that are no text
        found = self.numbers([page_id])
        if not found:
            raise UnknownPageError(page_id, self._nearest(page_id))
        return found[page_id]

    def _nearest(self, page_id: str) -> tuple[str, ...]:
        tail = page_id.rstrip("/").rsplit("/", 1)[-1]
        query = "SELECT id FROM page WHERE id LIKE ? ESCAPE '!' ORDER BY length(id), id LIMIT 2"
        escaped = tail.replace("!", "!!").replace("%", "!%").replace("_", "!_")[:100]
        return tuple(row[0] for row in self._rows(query, f"%{escaped}%")) if tail else ()

    def summaries(self, numbers: Iterable[int]) -> dict[int, PageSummary]:
        """Return the summaries of these pages, by number."""
        wanted = list(dict.fromkeys(int(number) for number in numbers))
        found = {}
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            query = f"SELECT number, summary FROM page WHERE number IN ({','.join('?' * len(part))})"  # noqa: S608 - only marks
            for number, summary in self._rows(query, *part):
                found[number] = _summary(summary)
        return found

    def head(self, number: int) -> Head:
        """Return the validated head of a page."""
        [(kind, head)] = self._rows("SELECT kind, head FROM page WHERE number = ?", number)
        return HEADS[Kind(kind)].model_validate_json(head)

    def page(self, page_id: str) -> StoredPage:
        """Return a page whole. Raises UnknownPageError."""
        number = self.number(page_id)
        query = "SELECT summary, head, html, toc, source_path, words, problem, markdown FROM page WHERE number = ?"
        [row] = self._rows(query, number)
        summary = _summary(row[0])
        targets = "WHERE number IN (SELECT target FROM link WHERE source = ?)"
        linked = self._summaries_where(targets, number)
        return StoredPage(
            summary=summary,
            head=HEADS[summary.kind].model_validate_json(row[1]),
            html=row[2],
            toc=tuple(TocItem(**item) for item in json.loads(row[3])),
            source_path=row[4],
            words=row[5],
            linked={page.id: page for page in linked},
            backlinks=self._backlinks(number),
            markdown=row[7],
            problem=row[6],
        )

    def _backlinks(self, number: int) -> tuple[Backlink, ...]:
        query = """SELECT page.summary, link.via FROM link JOIN page ON page.number = link.source
            WHERE link.target = ? AND link.via <> ? ORDER BY page.number, link.via"""
        rows = self._rows(query, number, Via.DOMAINS.value)
        return tuple(Backlink(_summary(summary), Via(via)) for summary, via in rows)

    def _summaries_where(self, condition: str, *values: object) -> list[PageSummary]:
        rows = self._rows(f"SELECT page.summary FROM page {condition} ORDER BY page.number", *values)  # noqa: S608
        return [_summary(row[0]) for row in rows]

    def numbers_of_kinds(self, *kinds: Kind) -> list[int]:
        """Return the numbers of all pages of these kinds."""
        marks = ",".join("?" * len(kinds))
        query = f"SELECT number FROM page WHERE kind IN ({marks}) ORDER BY number"  # noqa: S608 - only marks
        return [row[0] for row in self._rows(query, *(kind.value for kind in kinds))]

    def pages_of_kind(self, kind: Kind) -> list[PageSummary]:
        """Return the summaries of all pages of one kind, by title."""
        pages = self._summaries_where("WHERE page.kind = ?", kind.value)
        return sorted(pages, key=lambda page: (page.title.casefold(), page.id))

    def numbers(self, page_ids: Sequence[str]) -> dict[str, int]:
        """Return the numbers of these pages, by id; ids that no page has are left out."""
        rows = (self._rows("SELECT number FROM page WHERE id = ?", page_id) for page_id in page_ids)
        return {page_id: row[0][0] for page_id, row in zip(page_ids, rows, strict=True) if row}

    def redirect(self, path: str) -> str | None:
        """Return the id of the page that used to be at `path`."""
        query = "SELECT page.id FROM redirect JOIN page ON page.number = redirect.page WHERE redirect.path = ?"
        rows = self._rows(query, path.strip("/"))
        return rows[0][0] if rows else None

    def facets(self) -> list[tuple[int, Facet, str]]:
        """Return every page's facet values."""
        rows = self._rows("SELECT page, field, value FROM facet ORDER BY page, field, value")
        return [(page, Facet(field), value) for page, field, value in rows]

    def domains(self) -> list[list[int]]:
        """Return the domains of every page, all by number; a domain is of itself."""
        found: list[list[int]] = [[] for _ in self._rows("SELECT number FROM page")]
        query = """SELECT facet.page, page.number FROM facet JOIN page ON page.id = facet.value
            WHERE field = ? AND page.kind = ? ORDER BY facet.page, page.number"""
        for page, domain in self._rows(query, Facet.DOMAIN.value, Kind.DOMAIN.value):
            found[page].append(domain)
        return found

    def titles(self, *kinds: Kind) -> dict[str, str]:
        """Return the title of every page of these kinds, by id."""
        marks = ",".join("?" * len(kinds))
        query = f"SELECT id, json_extract(summary, '$.title') FROM page WHERE kind IN ({marks})"  # noqa: S608 - only marks
        return dict(self._rows(query, *(kind.value for kind in kinds)))

    def involved(self) -> list[Involved]:
        """Return who took part in what."""
        rows = self._rows("SELECT page, person, role FROM involvement ORDER BY page, person, role")
        return [Involved(page, person, Role(role)) for page, person, role in rows]

    def passage_pages(self) -> Numbers:
        """Return the page number of every passage, in order."""
        rows = self._rows("SELECT page FROM passage ORDER BY number")
        return np.array(rows, np.int64).reshape(-1)

    def passages(self, numbers: Iterable[int]) -> dict[int, PassageRecord]:
        """Return these passages, by number."""
        query = "SELECT page, anchor, section, text, digest, later FROM passage WHERE number = ?"
        found = {}
        for number in numbers:
            [(page, anchor, section, text, digest, later)] = self._rows(query, int(number))
            headings = tuple(Heading(*heading) for heading in json.loads(later))
            found[number] = PassageRecord(page, anchor, section, text, digest, headings)
        return found

    def passage_digests(self) -> list[bytes]:
        """Return what identifies each passage's embedded text, in order."""
        return [row[0] for row in self._rows("SELECT digest FROM passage ORDER BY number")]

    def stretches(self) -> list[list[Stretch]]:
        """Return under which headings the passages of each page stand, by page, in order."""
        found: list[list[Stretch]] = []
        for page, anchor, later in self._rows("SELECT page, anchor, later FROM passage ORDER BY number"):
            if page == len(found):  # every page has a passage
                found.append([])
            following = () if later == "[]" else tuple(heading[1] for heading in json.loads(later))
            found[-1].append(Stretch(anchor, following))
        return found

    def contents(self) -> list[tuple[TocItem, ...]]:
        """Return the headings of each page, by number."""
        rows = self._rows("SELECT toc FROM page ORDER BY number")
        return [() if toc == "[]" else tuple(TocItem(**item) for item in json.loads(toc)) for (toc,) in rows]

    def references(self, *ways: Via) -> list[tuple[int, int, Via]]:
        """Return which pages refer to which, by number, in one of these ways."""
        marks = ",".join("?" * len(ways))
        query = f"SELECT source, target, via FROM link WHERE via IN ({marks}) ORDER BY target, source, via"  # noqa: S608
        return [(source, target, Via(via)) for source, target, via in self._rows(query, *(way.value for way in ways))]

    def relations(self, number: int) -> list[RelationRecord]:
        """Return the relations of a page, in the order in which they are shown."""
        query = "SELECT target, tie, reason, cosine, by_author, quote FROM relation WHERE page = ? ORDER BY place"
        return [
            RelationRecord(target, Tie(tie), reason, cosine, bool(by_author), quote)
            for target, tie, reason, cosine, by_author, quote in self._rows(query, number)
        ]

    def recommendations(self, number: int) -> list[Expert]:
        """Return the people recommended on a page, the first of them first."""
        query = "SELECT person, score, evidence FROM recommendation WHERE page = ? ORDER BY place"
        return [
            Expert(person, score, tuple((page, Role(role)) for page, role in json.loads(evidence)))
            for person, score, evidence in self._rows(query, number)
        ]

    def quotes(self) -> dict[tuple[str, str, Tie], str]:
        """Return the sentences in the reasons of relations, by the ids of both pages and the relation."""
        query = """SELECT page.id, target.id, tie, quote FROM relation JOIN page ON page.number = relation.page
            JOIN page AS target ON target.number = relation.target WHERE quote <> ''"""
        return {(page, target, _TIES[tie]): quote for page, target, tie, quote in self._rows(query)}

    def term(self, term: str) -> tuple[int, int] | None:
        """Return a term's number and the number of passages that hold it."""
        rows = self._rows("SELECT number, frequency FROM term WHERE term = ?", term)
        return (rows[0][0], rows[0][1]) if rows else None

    def entries(self) -> frozenset[int]:
        """Return the numbers of the entries."""
        rows = self._rows("SELECT number, kind FROM page")
        return frozenset(number for number, kind in rows if Kind(kind) in ENTRY_KINDS)

    def recommendable_entries(self) -> frozenset[int]:
        """Return the numbers of the entries that are not archived."""
        kinds = ",".join(f"'{kind.value}'" for kind in ENTRY_KINDS)
        query = f"SELECT number FROM page WHERE kind IN ({kinds}) AND NOT json_extract(summary, '$.archived')"  # noqa: S608
        return frozenset(row[0] for row in self._rows(query))

    def published(self) -> NDArray[np.str_]:
        """Return the ISO day each page is dated by, empty for none, shape (pages,)."""
        rows = self._rows("SELECT json_extract(summary, '$.published') FROM page ORDER BY number")
        return np.array([row[0] for row in rows], dtype="U10")

    def names(self) -> list[Named]:
        """Return what pages may be suggested by: of people only those who may be recommended."""
        query = """SELECT number, kind, json_extract(summary, '$.title'), json_extract(summary, '$.published'),
            json_extract(summary, '$.archived') AS archived FROM page
            WHERE kind <> ? OR (json_extract(head, '$.recommendable') IS 1 AND NOT archived) ORDER BY number"""
        return [
            Named(title, Kind(kind), page, published, bool(archived))
            for page, kind, title, published, archived in self._rows(query, Kind.PERSON.value)
        ]

    def known_pages(self) -> list[Page]:
        """Return all pages with what a reference to them needs: names, former addresses, status, issues of domains."""
        query = """SELECT id, kind, source_path, head ->> '$.title', json_extract(head, '$.aliases'),
            json_extract(head, '$.redirect_from'), head ->> '$.status', iif(kind = ?, head, '')
            FROM page ORDER BY number"""
        pages = []
        for page_id, kind, path, title, aliases, former, status, whole in self._rows(query, Kind.DOMAIN.value):
            names = {"aliases": json.loads(aliases or "[]"), "redirect_from": json.loads(former or "[]")}
            head = Head(title=title, status=Status(status), **names)
            head = HEADS[Kind.DOMAIN].model_validate_json(whole) if whole else head
            pages.append(Page(page_id, Kind(kind), head, "", path))
        return pages

    def places_by_age(self) -> Numbers:
        """Return each page's place in the order of pages by date, the newest first and undated ones last."""
        query = "SELECT number FROM page ORDER BY json_extract(summary, '$.published') DESC, id"
        newest = [row[0] for row in self._rows(query)]
        places = np.empty(len(newest), np.int64)
        places[newest] = np.arange(len(newest))
        return places

    def places_by_title(self) -> Numbers:
        """Return each page's place in the order of pages by title, whatever its case."""
        rows = self._rows("SELECT number, json_extract(summary, '$.title'), id FROM page")
        order = sorted(rows, key=lambda row: (row[1].casefold(), row[2]))
        places = np.empty(len(order), np.int64)
        places[[row[0] for row in order]] = np.arange(len(order))
        return places

    def origins(self) -> dict[str, tuple[int, Origin]]:
        """Return every page's number and origin, by id."""
        query = "SELECT id, number, own, others, hrefs, faults FROM page JOIN origin ON origin.page = page.number"
        return {
            page_id: (number, Origin(own, others, tuple(json.loads(hrefs)), _problems(faults)))
            for page_id, number, own, others, hrefs, faults in self._rows(query)
        }

    def terms(self) -> list[str]:
        """Return all terms, by number."""
        return [row[0] for row in self._rows("SELECT term FROM term ORDER BY number")]

    def digest(self) -> str:
        """Return the digest of everything that the catalog holds: equal for equal catalogs."""
        digest = hashlib.sha256()
        for table in TABLES:
            for row in self._rows(f"SELECT * FROM {table} ORDER BY 1, 2"):  # noqa: S608 - names are ours
                digest.update(repr(row).encode("utf-8", "replace"))
        return digest.hexdigest()

    def term_count(self) -> int:
        """Return the number of distinct terms."""
        return int(self._rows("SELECT count(*) FROM term")[0][0])


def _problems(text: str) -> tuple[Problem, ...]:
    return tuple(Problem.from_dict(values) for values in json.loads(text))


def _summary(text: str) -> PageSummary:
    values = json.loads(text)
    values["kind"] = Kind(values["kind"])
    values["domains"] = tuple((page_id, title) for page_id, title in values["domains"])
    values["issues"] = tuple(values["issues"])
    values["tags"] = tuple(values["tags"])
    return PageSummary(**values)
