"""Figures and findings, printed for people: evaluations, comparisons, what `kb doctor` found."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from kb import terminal

if TYPE_CHECKING:
    from indexer import (
        Comparison,
        Evaluation,
        Finding,
    )


def print_evaluation(evaluation: Evaluation, queries: Mapping[str, str]) -> None:
    """Print the figures of a test collection; before them, those of `queries`, worst first."""
    last = next(reversed(evaluation.runs), "people")
    for query in sorted(queries.keys() & evaluation.by_query.keys(), key=lambda q: _score(evaluation, q, last)):
        figures = "  ".join(f"{mode} {run['nDCG@10']:.3f}" for mode, run in evaluation.by_query[query].items())
        click.echo(
            f"{figures}  {click.style(query, dim=True)}  {textwrap.shorten(queries[query], 80, placeholder=' …')}"
        )
    asked = f"{evaluation.queries:,} {'query' if evaluation.queries == 1 else 'queries'}"
    click.echo(f"{evaluation.collection}: {terminal.counted(evaluation.documents, 'document')}, {asked}")
    _print_means(evaluation.runs)
    if evaluation.people is not None:
        _print_means({f"people {run}".rstrip(): means for run, means in evaluation.people.runs.items()})
    if evaluation.unanswerable:
        click.echo(f"Not part of it, since no document is relevant: {', '.join(evaluation.unanswerable)}.")


def _print_means(runs: Mapping[str, Mapping[str, float]]) -> None:
    """Print the means of runs, a line each, under the names of their measures."""
    width = max([8, *(len(name) + 1 for name in runs)])
    measures = list(next(iter(runs.values()), {}))
    if measures:
        click.secho(" " * width + "".join(f"{measure:>11}" for measure in measures), dim=True)
    for name, means in runs.items():
        click.echo(f"{name:<{width}}" + "".join(f"{means[measure]:>11.4f}" for measure in measures))


def print_comparisons(comparisons: Sequence[Comparison], queries: Mapping[str, str], most: int = 10) -> None:
    """Print on standard error what became of each mode, with the queries that lost most."""
    for found in comparisons:
        change = found.after - found.before
        click.echo(
            f"{found.mode}: nDCG@10 of {found.queries:,} queries {found.before:.4f} before, "
            f"{found.after:.4f} now ({change:+.4f}); "
            f"{found.better} better, {len(found.worse)} worse",
            err=True,
        )
        for lost in found.worse[:most]:
            text = textwrap.shorten(queries.get(lost.query, ""), 60, placeholder=" …")
            click.echo(f"  {lost.before:.3f} → {lost.after:.3f}  {lost.query}  {text}", err=True)


def _score(evaluation: Evaluation, query: str, mode: str) -> float:
    return evaluation.by_query[query].get(mode, {}).get("nDCG@10", 0.0)


_HEALTH = {"fine": ("✓", "green"), "warning": ("!", "yellow"), "fault": ("✗", "red")}


def print_findings(findings: Iterable[Finding]) -> None:
    """Print what was examined, a line each, and how to mend what isn't fine."""
    for finding in findings:
        mark, colour = _HEALTH[finding.health.value]
        click.echo(f"{click.style(mark, fg=colour)} {finding.subject}: {finding.message}")
        if finding.remedy:
            click.echo(f"  {finding.remedy}")
