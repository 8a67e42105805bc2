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
class Change:
    """A query whose figure changed."""

    query: str
    before: float
    after: float


@dataclass(frozen=True)
class Comparison:
    """The mean nDCG@10 of one mode before and after, with the queries that lost, the greatest loss first."""

    mode: str
    before: float
    after: float
    better: int
    worse: tuple[Change, ...]

    @property
    def lost(self) -> bool:
        """Whether the mean fell by more than what runs differ by."""
        return self.after < self.before - TOLERANCE


def read_figures(file: Path) -> dict[str, dict[str, float]]:
    """Return the nDCG@10 of each query by mode, from what `kb eval --json --per-query` printed.

    Raises CollectionError.
    """
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
        by_query = {
            query: {mode: float(figures[MEASURE]) for mode, figures in runs.items()}
            for query, runs in values["by_query"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CollectionError(file, 1, f"these are no figures of queries ({error})", _REMEDY) from error
    modes = {mode for runs in by_query.values() for mode in runs}
    return {mode: {query: runs[mode] for query, runs in by_query.items() if mode in runs} for mode in sorted(modes)}


def compare(before: Mapping[str, Mapping[str, float]], evaluation: Evaluation) -> tuple[Comparison, ...]:
    """Compare, mode by mode, over the queries that both have."""
    found = []
    for mode in evaluation.runs:
        old = before.get(mode, {})
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
        found.append(Comparison(mode, mean[0], mean[1], better, tuple(worse)))
    return tuple(found)


def _loss(change: Change) -> tuple[float, str]:
    return change.after - change.before, change.query
