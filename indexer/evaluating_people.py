"""Measure whom the search engine finds for a text, in a test collection that knows the people of its documents.

The document that a text comes from is hidden: nobody is found for what they are asked by. `indexer.evaluation` calls it
and adds the figures to those of documents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.build import Progress
from indexer.judged_people import JudgedPeople, PeopleQuestion
from indexer.measured_library import PageNames, searchable_people
from indexer.measures import figures_of, means
from indexer.searcher import Searcher
from kb.config import Config

# One run of questions about all there is to know of a topic, and runs that ask for somebody in particular.
MEASURES = ("nDCG@10", "RR", "R@5")
MEASURES_OF_HIDDEN = ("RR", "R@5")
# Enough to hold everybody in the collections there are, so that nobody who is found is cut off.
DEPTH = 10_000


@dataclass(frozen=True)
class PeopleFigures:
    """The means of each run by measure, and those of each question; the one run of judged queries has no name."""

    runs: Mapping[str, Mapping[str, float]]
    by_question: Mapping[str, Mapping[str, Mapping[str, float]]]


def evaluate_people(
    name: str, judged: JudgedPeople, config: Config, progress: Progress, cache: Path | None
) -> PeopleFigures:
    """Return how well the people are found who should be. Raises NoIndexError, DamagedIndexError or ModelError."""
    by_question = {}
    with searchable_people(name, judged, config, progress, cache) as (searcher, names):
        pages = {document: page for page, document in names.documents.items()}
        for run, questions in judged.runs.items():
            found = {}
            for question in questions:
                found[question.id] = _found(searcher, names, pages, question, judged.candidates)
                progress("Searching (people)", 1, sum(map(len, judged.runs.values())))
            by_question[run] = _measured(found, questions, MEASURES_OF_HIDDEN if run else MEASURES)
    return PeopleFigures({run: means(figures.values()) for run, figures in by_question.items()}, by_question)


def _found(
    searcher: Searcher,
    names: PageNames,
    pages: Mapping[str, str],
    question: PeopleQuestion,
    candidates: frozenset[str] | None,
) -> list[str]:
    """Return whom the engine finds for a question, best first, by the ids of the collection."""
    hidden = [pages[question.hidden]] if question.hidden in pages else []
    people = searcher.ranked_people(question.text, k=DEPTH, without_pages=hidden)
    found = (names.people[person] for person in people)
    return [person for person in found if candidates is None or person in candidates]


def _measured(
    found: Mapping[str, Sequence[str]], questions: Sequence[PeopleQuestion], measures: Sequence[str]
) -> dict[str, dict[str, float]]:
    return figures_of(found, {q.id: dict.fromkeys(q.relevant, 1) for q in questions}, measures)
