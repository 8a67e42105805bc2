"""Build a generation from a library, and publish it. Called by `kb index`.

A page for which nothing has changed that it depends on is kept from the live generation. Of the others, passages whose
embedded text hasn't changed keep their vectors.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from indexer.catalog import Origin
from indexer.credits import save_histories
from indexer.encoder import Encoder
from indexer.generation import IndexFolder, Manifest, new_name
from indexer.input import Input, read_input
from indexer.keyword import FOLDER as KEYWORD_FOLDER
from indexer.keyword import build_keyword_index, choose_engine
from indexer.layout import FAILED, Layout, pages_to_keep
from indexer.making import MadePage, make_page
from indexer.pairing import write_pairs
from indexer.previous import Previous, previous, save_problems
from indexer.recommending import write_recommendations
from indexer.relating import write_relations
from indexer.shape import stored_settings
from indexer.vocabulary import save_vocabulary
from indexer.writing import write_catalog, write_terms, write_vectors, write_words
from kb.config import NO_MODEL, Config, KeywordEngine
from kb.errors import DamagedIndexError, NoIndexError
from kb.memory import ReadMemory
from kb.problems import Problems
from kb.render_pool import RenderPool

# Called with the name of a step, the amount just done and the amount in all.
Progress = Callable[[str, int, int], object]


@dataclass(frozen=True)
class BuildReport:
    """What a build did. `published` is False where nothing had changed; seconds are by step.

    `changes` counts the pages that were added, changed, removed and unchanged since the live generation, `kept` those
    that were taken from it. `embedded` and `reused` count passages.
    """

    published: bool
    generation: str
    counts: dict[str, int]
    changes: dict[str, int]
    problems: Problems
    left_out: int
    seconds: dict[str, float]
    kept: int = 0
    passages: int = 0
    embedded: int = 0
    reused: int = 0


def build_index(
    config: Config,
    encoder: Encoder | None,
    *,
    rebuild: bool = False,
    progress: Progress = lambda _step, _done, _all: None,
) -> BuildReport:
    """Read the library that `config` describes and publish a generation of its index.

    With `rebuild` nothing of the live generation is used. Without an encoder the index answers by keyword only.

    Raises ContentMissingError, NothingPublishedError, ModelError, IndexBusyError or IndexWriteError.
    """
    with Builder(config, encoder) as builder:
        return builder.build(rebuild=rebuild, progress=progress)


class Builder:
    """Builds generations of one library's index, and keeps at hand what makes the next build quick."""

    def __init__(self, config: Config, encoder: Encoder | None) -> None:
        self._config, self._encoder = config, encoder
        self._folder = IndexFolder(config.settings.index)
        self._memory = ReadMemory()
        self._renderers = RenderPool()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._renderers.close()

    def build(self, *, rebuild: bool = False, progress: Progress = lambda _step, _done, _all: None) -> BuildReport:
        """Publish a generation, unless nothing has changed; see `build_index`."""
        clock = _Clock()
        name = self._live_name()
        made_from = self._read(progress)
        with self._folder.writing() as beside:
            if self._live_name() != name:  # somebody was quicker, with content that may be newer than ours
                made_from = self._read(progress)
            clock.step("read")
            with previous(self._folder) as live:
                before = None if rebuild else live
                if before and before.manifest.input == made_from.digest and FAILED not in before.manifest.problems:
                    return _unchanged(made_from, before, clock)
                changes = _changes(made_from, before)
                kept = pages_to_keep(before, made_from)
                clock.step("compare")
                made, origins = self._make(made_from, kept, beside, progress, clock)
                layout = Layout.of(made_from.pages, made, origins, before)
                clock.step("passages")
                written = _write(beside, made_from, layout, before, progress, clock)
            manifest = _manifest(made_from, written)
            self._folder.publish(beside, manifest)  # the one before is closed: nothing of ours keeps it
            clock.step("publish")
        passages = len(layout.sources)
        return BuildReport(
            published=True,
            generation=manifest.generation,
            counts=made_from.counts,
            changes=changes,
            problems=made_from.library.problems,
            left_out=made_from.library.left_out,
            seconds=clock.seconds,
            kept=len(kept),
            passages=passages,
            embedded=passages - written.reused if self._encoder else 0,
            reused=written.reused,
        )

    def _live_name(self) -> str:
        try:
            return self._folder.current_name()
        except (NoIndexError, DamagedIndexError):
            return ""

    def _read(self, progress: Progress) -> Input:
        read = self._memory.read
        made_from = read_input(self._config, self._encoder, read, lambda files: progress("Reading", 1, files))
        self._memory.forget_unread()
        return made_from

    def _make(
        self, made_from: Input, kept: dict[str, Origin], scratch: Path, progress: Progress, clock: _Clock
    ) -> tuple[dict[str, MadePage], dict[str, Origin]]:
        """Render and make all pages but those kept; return them, and the origins of all, by id."""
        fresh = [page for page in made_from.pages if page.id not in kept]
        library, numbers, by_id = made_from.library, made_from.numbers, made_from.by_id
        rendered = self._renderers.render(
            library, self._config, fresh, lambda: progress("Rendering", 1, len(fresh)), scratch
        )
        origins = kept | {page.id: made_from.origin(page, rendered[page.id]) for page in fresh}
        library.problems.extend(fault for origin in origins.values() for fault in origin.faults)
        clock.step("render")
        encoder = self._encoder
        made = {}
        for page in fresh:
            made[page.id] = make_page(page, numbers[page.id], rendered[page.id], by_id, encoder)
            progress("Cutting", 1, len(fresh))
        return made, origins


@dataclass(frozen=True)
class _Written:
    """What is only known once a generation has been written. `reused` counts vectors."""

    engine: KeywordEngine
    dimensions: int = 0
    reused: int = 0


def _write(
    beside: Path,
    made_from: Input,
    layout: Layout,
    before: Previous | None,
    progress: Progress,
    clock: _Clock,
) -> _Written:
    terms = write_terms(beside, layout, before)
    engine = choose_engine(made_from.config.settings.keyword_engine, len(terms))
    encoder = made_from.encoder
    dimensions, reused = 0, 0
    with ThreadPoolExecutor(2) as others:  # tantivy and SQLite do their work beside Python's
        keyword = others.submit(build_keyword_index, engine, beside / KEYWORD_FOLDER, terms)
        catalog = others.submit(write_catalog, beside, made_from, layout, before)
        if encoder:
            dimensions, reused = write_vectors(
                beside, made_from, encoder, layout, before, lambda done, whole: progress("Embedding", done, whole)
            )
        save_histories(beside, made_from.histories)
        save_problems(beside, made_from.library.problems)
        save_vocabulary(beside, made_from.library.vocabulary)
        write_words(beside, layout, before)
        clock.step("embed")
        keyword.result()
        catalog.result()
    clock.step("write")
    write_relations(beside, made_from, layout, before)
    write_recommendations(beside, made_from)
    clock.step("relate")
    write_pairs(beside, made_from, before)
    clock.step("pair")
    return _Written(engine, dimensions, reused)


def _manifest(made_from: Input, written: _Written) -> Manifest:
    encoder = made_from.encoder
    return Manifest(
        generation=new_name(),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        settings=stored_settings(made_from.config),
        model=encoder.name if encoder else NO_MODEL,
        runtime=encoder.runtime if encoder else "",
        fingerprint=encoder.fingerprint if encoder else "",
        model_digest=encoder.model_digest if encoder else "",
        dimensions=written.dimensions,
        keyword_engine=written.engine.value,
        shape=made_from.shape,
        surroundings=made_from.surroundings.digest,
        input=made_from.digest,
        counts=made_from.counts,
        problems=made_from.library.problems.by_code(),
    )


def _changes(made_from: Input, before: Previous | None) -> dict[str, int]:
    """Return how many pages were added, changed, removed and unchanged."""
    origins = before.origins if before else {}
    known = [page.id for page in made_from.pages if page.id in origins]
    unchanged = sum(origins[page_id][1].own == made_from.own[page_id] for page_id in known)
    return {
        "added": len(made_from.pages) - len(known),
        "changed": len(known) - unchanged,
        "removed": len(origins) - len(known),
        "unchanged": unchanged,
    }


def _unchanged(made_from: Input, before: Previous, clock: _Clock) -> BuildReport:
    changes = {"added": 0, "changed": 0, "removed": 0, "unchanged": len(made_from.pages)}
    return BuildReport(
        published=False,
        generation=before.manifest.generation,
        counts=made_from.counts,
        changes=changes,
        problems=before.problems,
        left_out=made_from.library.left_out,
        seconds=clock.seconds,
        kept=len(made_from.pages),
    )


class _Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def step(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name] = round(now - self._last, 3)
        self._last = now
