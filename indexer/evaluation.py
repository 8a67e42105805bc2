"""Measure search on a test collection, through the same code that reads, indexes and searches a library.

A collection's documents become the pages of a library of their own, whose index is kept in the user's cache: pages that
haven't changed are kept from one run to the next (decision 0009), and so are their vectors.
"""

from __future__ import annotations

import hashlib
import json
import re
import string
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from platformdirs import user_cache_path

from indexer.asked import Mode
from indexer.build import Progress, build_index
from indexer.encoders import Encoders, load_encoder
from indexer.generation import IndexFolder
from indexer.judged import Document, JudgedCollection
from indexer.searcher import Searcher
from kb.choices import Kind
from kb.config import DEFAULT_KINDS, Config

MEASURES = ("nDCG@10", "R@100", "RR@10", "Judged@10")
DEPTH = 100
_SIGNS = re.compile(f"([{re.escape(string.punctuation)}])")
_WORDS_OF_A_TITLE = 12


@dataclass(frozen=True)
class Evaluation:
    """The figures of a collection: `runs` has the means by mode and measure, `by_query` those of each query.

    `unanswerable` are the queries that no document is relevant to: they are not part of the means.
    """

    collection: str
    documents: int
    queries: int
    runs: dict[str, dict[str, float]]
    by_query: dict[str, dict[str, dict[str, float]]]
    unanswerable: tuple[str, ...]
    seconds: float


def evaluate(
    collection: JudgedCollection,
    config: Config,
    modes: Sequence[Mode] = (Mode.KEYWORD, Mode.DENSE, Mode.HYBRID),
    progress: Progress = lambda _step, _done, _all: None,
    cache: Path | None = None,
) -> Evaluation:
    """Return the figures of a collection, searched as `config` says.

    A collection without documents is measured on the published index of the library. Without embeddings only words can
    be searched: the other modes are left out. Raises NoIndexError, DamagedIndexError or ModelError.
    """
    started = time.perf_counter()
    with _searchable(collection, config, progress, cache) as (searcher, names):
        known = [mode for mode in modes if mode is Mode.KEYWORD or searcher.knows_meaning]
        answerable = collection.answerable
        runs: dict[str, dict[str, dict[str, float]]] = {}
        for mode in known:
            found = {}
            for query in answerable:
                ranked = searcher.ranked(collection.queries[query], mode, DEPTH)
                found[query] = [names(page_id) for page_id in ranked]
                progress(f"Searching ({mode.value})", 1, len(answerable))
            runs[mode.value] = measured(found, collection.grades)
        documents = len(collection.documents) if collection.documents else sum(searcher.stats().pages.values())
    return Evaluation(
        collection=collection.name,
        documents=documents,
        queries=len(answerable),
        runs={mode: _means(by_query.values()) for mode, by_query in runs.items()},
        by_query={query: {mode: by_query[query] for mode, by_query in runs.items()} for query in answerable},
        unanswerable=tuple(query for query in collection.queries if query not in set(answerable)),
        seconds=round(time.perf_counter() - started, 2),
    )


def measured(
    found: Mapping[str, Sequence[str]], grades: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, float]]:
    """Return each query's figures by the name of the measure; `found` has the documents of each, best first."""
    import ir_measures  # noqa: PLC0415 - nobody who serves or searches needs it

    judgments = [ir_measures.Qrel(q, d, max(grade, 0)) for q in found for d, grade in grades[q].items()]
    ranked = [ir_measures.ScoredDoc(q, d, float(-place)) for q, docs in found.items() for place, d in enumerate(docs)]
    figures = {query: dict.fromkeys(MEASURES, 0.0) for query in found}
    for metric in ir_measures.iter_calc(map(ir_measures.parse_measure, MEASURES), judgments, ranked):
        figures[metric.query_id][str(metric.measure)] = metric.value
    return figures


def _means(figures: Iterable[Mapping[str, float]]) -> dict[str, float]:
    rows = list(figures)
    return {measure: sum(row[measure] for row in rows) / max(1, len(rows)) for measure in MEASURES}


@contextmanager
def _searchable(
    collection: JudgedCollection, config: Config, progress: Progress, cache: Path | None
) -> Iterator[tuple[Searcher, Callable[[str], str]]]:
    """Open a searcher over what a collection judges, with the name that its judgments give to each page."""
    names: Mapping[str, str] = MappingProxyType({})
    if collection.documents is not None:
        config, names = _indexed(collection.name, collection.documents, config, progress, cache)
    encoders = Encoders(config.settings.runtime)
    searcher = Searcher(IndexFolder(config.settings.index).open(verify=True), encoders)
    try:
        yield searcher, lambda page_id: names.get(page_id, page_id)
    finally:
        searcher.close()


def _indexed(
    name: str, documents: Sequence[Document], config: Config, progress: Progress, cache: Path | None
) -> tuple[Config, dict[str, str]]:
    """Index documents as a library of practices; return its configuration, and each page's document."""
    folder = f"{Kind.PRACTICE.folder}/{{:07}}"
    names = {folder.format(number): document.id for number, document in enumerate(documents)}
    index = (cache or user_cache_path("practice-commons") / "evaluations") / _folder_name(name, documents)
    with tempfile.TemporaryDirectory(prefix="practice-commons-") as content:
        (Path(content) / Kind.PRACTICE.folder).mkdir()
        for page_id, document in zip(names, documents, strict=True):
            Path(content, f"{page_id}.md").write_text(_as_page(document), encoding="utf-8", errors="replace")
        own = {"content": Path(content), "index": index, "site": "", "exclude": (), "max_page_bytes": 100_000_000}
        settings = config.settings.model_copy(update=own)
        library = Config(source=None, settings=settings, kinds=DEFAULT_KINDS)
        build_index(library, load_encoder(settings.model, settings.runtime), progress=progress)
    return library, names


def _folder_name(name: str, documents: Sequence[Document]) -> str:
    """Return the name of the folder that keeps a collection's index: two of one name don't share it."""
    digest = hashlib.sha256("\n".join(document.id for document in documents).encode("utf-8", "replace"))
    return f"{re.sub(r'[^a-zA-Z0-9-]', '-', name)[:40]}-{digest.hexdigest()[:12]}"


def _as_page(document: Document) -> str:
    """Return a page whose text is the document's, sign by sign: none of it is Markdown."""
    title = document.title.strip() or " ".join(document.text.split()[:_WORDS_OF_A_TITLE]) or document.id
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", document.text))
    body = "\n\n".join(_SIGNS.sub(r"\\\1", part) for part in paragraphs if part)
    return f"---\ntitle: {json.dumps(' '.join(title.split()), ensure_ascii=True)}\n---\n\n{body}\n"
