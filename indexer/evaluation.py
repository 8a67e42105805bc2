"""Measure search on a test collection, through the same code that reads, indexes and searches a library.

A collection's documents become the pages of a library of their own (`indexer.measured_library`), and where it knows
their people, it is measured, too, whether these are found (`indexer.evaluating_people`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.asked import Mode
from indexer.build import Progress
from indexer.evaluating_people import PeopleFigures, evaluate_people
from indexer.judged import JudgedCollection
from indexer.measured_library import searchable
from indexer.measures import figures_of, means
from indexer.searcher import Searcher
from kb.config import Config

MEASURES = ("nDCG@10", "R@100", "RR@10", "Judged@10")
DEPTH = 100
# The run of a collection that judges people alone has no name among those of people, and this one among all runs.
PEOPLE_ALONE, PEOPLE_RUN = "", "people"


@dataclass(frozen=True)
class Evaluation:
    """The figures of a collection: `runs` has the means by mode and measure, `by_query` those of each query.

    `unanswerable` are the queries that no document is relevant to: they are not part of the means. `people` has the
    figures of finding people, where the collection knows them. Where people are all that it judges there are no `runs`,
    and `by_query` has the figures of people under the name `people`.
    """

    collection: str
    documents: int
    queries: int
    runs: dict[str, dict[str, float]]
    by_query: dict[str, dict[str, dict[str, float]]]
    unanswerable: tuple[str, ...]
    seconds: float
    people: PeopleFigures | None = None

    @property
    def last_figure(self) -> float:
        """The nDCG@10 of the last run of documents, else that of people."""
        runs: list[Mapping[str, float]] = [*self.runs.values()]
        if not runs and self.people is not None:
            runs = [*self.people.runs.values()]
        return runs[-1].get("nDCG@10", 0.0) if runs else 0.0


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
    runs: dict[str, dict[str, dict[str, float]]] = {}
    documents = len(collection.documents or ())
    if collection.judges_documents:
        with searchable(collection.name, collection.documents, config, progress, cache) as (searcher, names):
            known = [mode for mode in modes if mode is Mode.KEYWORD or searcher.knows_meaning]
            runs = {mode.value: _run(mode, collection, searcher, names, progress) for mode in known}
            documents = documents or sum(searcher.stats().pages.values())
    people = None
    if collection.people is not None:
        people = evaluate_people(collection.name, collection.people, config, progress, cache)
    return _evaluation(collection, documents, runs, people, time.perf_counter() - started)


def _run(
    mode: Mode, collection: JudgedCollection, searcher: Searcher, names: Callable[[str], str], progress: Progress
) -> dict[str, dict[str, float]]:
    """Return the figures of each answerable query in one mode."""
    found = {}
    for query in collection.answerable:
        found[query] = [names(page_id) for page_id in searcher.ranked(collection.queries[query], mode, DEPTH)]
        progress(f"Searching ({mode.value})", 1, len(collection.answerable))
    return measured(found, collection.grades)


def _evaluation(
    collection: JudgedCollection,
    documents: int,
    runs: Mapping[str, Mapping[str, dict[str, float]]],
    people: PeopleFigures | None,
    seconds: float,
) -> Evaluation:
    answerable = collection.answerable
    by_query = {query: {mode: by_query[query] for mode, by_query in runs.items()} for query in answerable}
    if people and PEOPLE_ALONE in people.by_question:
        for query, figures in people.by_question[PEOPLE_ALONE].items():
            by_query[query] = {PEOPLE_RUN: dict(figures)}
    return Evaluation(
        collection=collection.name,
        documents=documents,
        queries=len(by_query),
        runs={mode: means(figures.values()) or dict.fromkeys(MEASURES, 0.0) for mode, figures in runs.items()},
        by_query=by_query,
        unanswerable=tuple(query for query in collection.queries if query not in by_query),
        seconds=round(seconds, 2),
        people=people,
    )


def measured(
    found: Mapping[str, Sequence[str]], grades: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, float]]:
    """Return each query's figures by the name of the measure; `found` has the documents of each, best first."""
    return figures_of(found, grades, MEASURES)
