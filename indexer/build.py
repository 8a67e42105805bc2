"""Build a generation from a library: render, cut into passages, analyse, embed what is new, write, publish.

Called by `kb index`. Passages whose embedded text hasn't changed keep the vectors of the live generation.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from indexer import analysis
from indexer.arrays import Vectors
from indexer.catalog import PageRecord, PassageRecord
from indexer.catalog_writer import CatalogWriter
from indexer.embedding import embed, known_vectors, page_vectors
from indexer.encoder import Encoder
from indexer.generation import FORMAT, IndexFolder, Manifest, new_name
from indexer.head_text import head_section
from indexer.keyword import FOLDER as KEYWORD_FOLDER
from indexer.keyword import build_keyword_index, choose_engine
from indexer.passages import Passage, approximate_pieces, passages_of
from indexer.postings import Postings
from indexer.records import page_record
from indexer.related import FILE_NAME as PAGE_VECTORS_FILE
from indexer.vectors import FILE_NAME as VECTORS_FILE
from indexer.vectors import VectorIndex
from kb.choices import Status
from kb.config import NO_MODEL, Config, KeywordEngine
from kb.errors import DamagedIndexError, NoIndexError, NothingPublishedError
from kb.library import Library, read_library
from kb.page import Page
from kb.problems import Problem, Problems, Severity
from kb.render_pool import render_library
from kb.rendering import Rendered

# Where things lie and how they are served: a change of these needs no new index.
_NOT_SHAPING = {"content", "index", "repository", "edit_url", "host", "port", "workers", "runtime"}
# Called with the name of a step, the amount just done and the amount in all.
Progress = Callable[[str, int, int], object]
_PROBLEMS_FILE = "problems.json"
# Another release of these may make something else of the same content.
_SHAPING = ("practice-commons", "markdown", "nh3", "lxml", "pystemmer", "tokenizers")


@dataclass(frozen=True)
class BuildReport:
    """What a build did. `published` is False where nothing had changed; seconds are by step."""

    published: bool
    generation: str
    counts: dict[str, int]
    problems: Problems
    left_out: int
    seconds: dict[str, float]
    passages: int = 0
    embedded: int = 0
    reused: int = 0


@dataclass(frozen=True)
class _Cut:
    """The passages of all pages: what is stored, what is embedded, and the terms."""

    records: list[PassageRecord]
    embedded: list[str]
    terms: list[list[str]]


def build_index(
    config: Config,
    encoder: Encoder | None,
    *,
    rebuild: bool = False,
    progress: Progress = lambda _step, _done, _all: None,
) -> BuildReport:
    """Read the library that `config` describes and publish a generation of its index.

    With `rebuild` nothing of the live generation is used. Without an encoder the index answers by keyword only.

    Raises ContentMissingError, NothingPublishedError, ModelError or IndexBusyError.
    """
    clock = _Clock()
    folder = IndexFolder(config.settings.index)
    library = read_library(config, lambda files: progress("Reading", 1, files))
    pages = [page for page in library.pages.values() if page.head.status is not Status.DRAFT]
    if not pages and library.pages:
        raise NothingPublishedError("all pages are drafts", "Set `status: published` in those that are ready.")
    if not pages:
        remedy = "Check `content` and `[[kinds]]` in kb.toml, and run `kb check`."
        raise NothingPublishedError(f"{config.settings.content} holds no page that can be read", remedy)
    clock.step("read")
    identity = _input_digest(config, library, encoder)
    counts = dict(Counter(page.kind.value for page in pages))
    with folder.writing() as beside:
        if not rebuild and (unchanged := _unchanged(folder, identity)):
            generation, problems = unchanged
            return BuildReport(False, generation, counts, problems, library.left_out, clock.seconds)
        rendered = render_library(library, config, pages, lambda: progress("Rendering", 1, len(pages)))
        clock.step("render")
        by_id = {page.id: page for page in pages}
        records = [page_record(page, rendered[page.id], by_id) for page in pages]
        cut = _cut(pages, rendered, encoder)
        clock.step("passages")
        dimensions, reused = 0, 0
        if encoder:
            known = {} if rebuild else known_vectors(folder, encoder)
            dimensions, reused = _write_vectors(beside, cut, records, encoder, known, progress)
            clock.step("embed")
        engine = choose_engine(config.settings.keyword_engine, len(cut.records))
        catalog = _write(beside, cut, records, library.problems, engine)
        clock.step("write")
        manifest = Manifest(
            generation=new_name(),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            settings=_stored_settings(config),
            model=encoder.name if encoder else NO_MODEL,
            runtime=encoder.runtime if encoder else "",
            fingerprint=encoder.fingerprint if encoder else "",
            model_digest=encoder.model_digest if encoder else "",
            dimensions=dimensions,
            keyword_engine=engine.value,
            input=identity,
            catalog=catalog,
            counts=counts,
            problems=library.problems.by_code(),
        )
        folder.publish(beside, manifest)
        clock.step("publish")
    passages = len(cut.records)
    return BuildReport(
        published=True,
        generation=manifest.generation,
        counts=counts,
        problems=library.problems,
        left_out=library.left_out,
        seconds=clock.seconds,
        passages=passages,
        embedded=passages - reused if encoder else 0,
        reused=reused,
    )


def _cut(pages: Sequence[Page], rendered: dict[str, Rendered], encoder: Encoder | None) -> _Cut:
    """Cut all pages into passages. Page numbers are their places in `pages`."""
    cut = _Cut([], [], [])
    count = encoder.count_pieces if encoder else approximate_pieces
    model = encoder.fingerprint if encoder else NO_MODEL
    for number, page in enumerate(pages):
        sections = rendered[page.id].sections
        # A page without any text is still found by its title.
        for passage in passages_of([head_section(page, sections), *sections], count) or [Passage("", "", (), "")]:
            embedded = passage.with_context(page.title)
            digest = hashlib.sha256(f"{model}\n{embedded}".encode("utf-8", "replace")).digest()[:16]
            record = PassageRecord(number, passage.anchor, passage.section, passage.text, digest, passage.later)
            cut.records.append(record)
            cut.embedded.append(embedded)
            # The title counts twice: it says what the page is about.
            cut.terms.append([*analysis.terms(page.title), *analysis.terms(embedded)])
    return cut


def _write_vectors(
    beside: Path,
    cut: _Cut,
    records: Sequence[PageRecord],
    encoder: Encoder,
    known: dict[bytes, Vectors],
    progress: Progress,
) -> tuple[int, int]:
    """Write the vectors of passages and pages; return their dimensions, and how many were known."""
    digests = [record.digest for record in cut.records]
    vectors, reused = embed(digests, cut.embedded, encoder, known, lambda n, whole: progress("Embedding", n, whole))
    VectorIndex.build(vectors).save(beside / VECTORS_FILE)
    by_page = [record.page for record in cut.records]
    np.save(beside / PAGE_VECTORS_FILE, page_vectors(vectors, by_page, len(records), _work(records)))
    return vectors.shape[1], reused


def _work(records: Sequence[PageRecord]) -> dict[int, list[int]]:
    """Return the pages that each person took part in, all by number."""
    numbers = {record.summary.id: number for number, record in enumerate(records)}
    work: dict[int, list[int]] = {}
    for number, record in enumerate(records):
        for person in {person for person, _ in record.people if person in numbers}:
            work.setdefault(numbers[person], []).append(number)
    return work


def _write(beside: Path, cut: _Cut, records: Sequence[PageRecord], problems: Problems, engine: KeywordEngine) -> str:
    """Write keyword index, catalog and problems; return the catalog's digest."""
    postings, vocabulary, frequency = Postings.build(cut.terms)
    postings.save(beside)
    build_keyword_index(engine, beside / KEYWORD_FOLDER, cut.terms)
    catalog = CatalogWriter(beside)
    catalog.write_pages(records)
    catalog.write_passages(cut.records)
    catalog.write_terms(vocabulary, frequency)
    stored = [problem.as_dict() for problem in problems]
    (beside / _PROBLEMS_FILE).write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")
    return catalog.finish()


def _unchanged(folder: IndexFolder, identity: str) -> tuple[str, Problems] | None:
    """Return the live generation's name and problems where it was built from just this input, and nothing failed."""
    try:
        generation = folder.open(verify=True)
    except (NoIndexError, DamagedIndexError):
        return None
    try:
        if generation.manifest.input != identity:
            return None
        stored = json.loads((generation.folder / _PROBLEMS_FILE).read_text(encoding="utf-8"))
        problems = Problems(Problem(**{**values, "severity": Severity(values["severity"])}) for values in stored)
        # What could not be rendered may have failed because the machine was busy: it gets another try.
        return None if "unrenderable" in problems.by_code() else (generation.name, problems)
    finally:
        generation.close()


def _input_digest(config: Config, library: Library, encoder: Encoder | None) -> str:
    """Return what a generation depends on: pages as read, settings, model, and the programs that shape it."""
    digest = hashlib.sha256(f"{FORMAT}|{encoder.fingerprint if encoder else NO_MODEL}|".encode())
    digest.update(repr([version(package) for package in _SHAPING]).encode())
    digest.update(json.dumps(_stored_settings(config), sort_keys=True).encode())
    digest.update(config.model_dump_json(include={"kinds", "shortcodes", "unlisted"}).encode())
    digest.update(repr(list(library.problems)).encode("utf-8", "replace"))
    for page in library.pages.values():
        digest.update(f"{page.path}|{page.id}|{page.kind}|".encode("utf-8", "replace"))
        digest.update(f"{page.head.model_dump_json()}|{page.body}".encode("utf-8", "replace"))
    return digest.hexdigest()


def _stored_settings(config: Config) -> dict[str, Any]:
    """Return the settings that shape an index."""
    return config.settings.model_dump(mode="json", exclude=_NOT_SHAPING)


class _Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def step(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name] = round(now - self._last, 3)
        self._last = now
