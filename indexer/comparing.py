"""Compare the figures of a test collection with those of an earlier run: what rose, what fell, which queries lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.evaluation import Evaluation
from kb.errors import CollectionError

MEASURE = "nDCG@10"
# What a mean may fall by before it is a loss: runtimes and processors differ in the last digits.
TOLERANCE = 0.005
_NOTICEABLE = 0.005
_REMEDY = "Make it with `kb eval FOLDER --json --per-query`."


@dataclass(frozen=True)
class Figures:
    """The nDCG@10 of each query, by mode, as an earlier run wrote them to a file."""

    file: Path
    by_mode: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Change:
    """A query whose figure changed."""

    query: str
    before: float
    after: float


@dataclass(frozen=True)
class Comparison:
    """The mean nDCG@10 of one mode before and after over `queries`, with those that lost, the greatest loss first."""

    mode: str
    queries: int
    before: float
    after: float
    better: int
    worse: tuple[Change, ...]

    @property
    def lost(self) -> bool:
        """Whether the mean fell by more than what runs differ by."""
        return self.after < self.before - TOLERANCE


def read_figures(file: Path) -> Figures:
    """Read what `kb eval --json --per-query` printed. Raises CollectionError."""
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
        by_query = {
            query: {mode: _share(figures[MEASURE]) for mode, figures in runs.items()}
            for query, runs in values["by_query"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CollectionError(file, 1, f"these are no figures of queries ({error})", _REMEDY) from error
    modes = {mode for runs in by_query.values() for mode in runs}
    return Figures(file, {mode: {q: runs[mode] for q, runs in by_query.items() if mode in runs} for mode in modes})


def compare(before: Figures, evaluation: Evaluation) -> tuple[Comparison, ...]:
    """Compare, mode by mode, over the queries that both have. Raises CollectionError where they have none in common."""
    found = []
    modes = dict.fromkeys(mode for runs in evaluation.by_query.values() for mode in runs)
    for mode in modes:
        old = before.by_mode.get(mode, {})
        pairs = [
            Change(query, old[query], runs[mode][MEASURE])
            for query, runs in evaluation.by_query.items()
            if query in old
        ]
        if not pairs:
            continue
        worse = sorted((pair for pair in pairs if pair.after < pair.before - _NOTICEABLE), key=_loss)
        better = sum(pair.after > pair.before + _NOTICEABLE for pair in pairs)
        mean = [sum(getattr(pair, side) for pair in pairs) / len(pairs) for side in ("before", "after")]
        found.append(Comparison(mode, len(pairs), mean[0], mean[1], better, tuple(worse)))
    if not found:
        raise CollectionError(before.file, 1, "it has none of these queries in these modes", _REMEDY)
    return tuple(found)


def _share(figure: float) -> float:
    if not 0 <= figure <= 1:
        raise ValueError(f"{figure} is not from 0 to 1")
    return float(figure)


def _loss(change: Change) -> tuple[float, str]:
    return change.after - change.before, change.query
