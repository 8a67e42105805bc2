"""What a build did, printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kb import terminal

if TYPE_CHECKING:
    from indexer import (
        BuildReport,
    )


def print_report(report: BuildReport) -> None:
    """Print what an index run did."""
    pages = ", ".join(f"{count:,} {kind}" for kind, count in report.counts.items())
    if not report.published:
        click.echo(f"Nothing has changed; generation {report.generation} stays ({pages}).")
        return
    click.echo(f"Published generation {report.generation}: {pages}.")
    click.echo(f"{_changes(report)}; {terminal.counted(report.kept, 'page')} taken from the index before.")
    passages, vectors = terminal.counted(report.passages, "passage"), terminal.counted(report.reused, "vector")
    click.echo(f"{passages}, {report.embedded:,} embedded, {vectors} kept.")
    if report.left_out:
        click.echo(f"{terminal.counted(report.left_out, 'file')} left out by configuration.")
    if len(report.problems):
        kinds = ", ".join(f"{count:,} {code}" for code, count in report.problems.by_code().items())
        click.echo(f"{terminal.counted(len(report.problems), 'problem')}: {kinds}.")
    seconds = ", ".join(f"{step} {taken:.1f} s" for step, taken in report.seconds.items())
    click.echo(f"Time: {sum(report.seconds.values()):.1f} s ({seconds}).")


def print_update(report: BuildReport) -> None:
    """Print in one line what an index run did that followed a change."""
    taken = sum(report.seconds.values())
    click.echo(f"{_changes(report)}; generation {report.generation} after {taken:.1f} s.")


def _changes(report: BuildReport) -> str:
    """Return what became of the pages, in words."""
    done = ", ".join(f"{count:,} {change}" for change, count in report.changes.items() if count)
    return f"Pages: {done}"


def report_values(report: BuildReport) -> dict[str, Any]:
    """Return what an index run did as plain values for JSON."""
    return {
        "published": report.published,
        "generation": report.generation,
        "pages": report.counts,
        "changes": report.changes,
        "kept": report.kept,
        "passages": report.passages,
        "embedded": report.embedded,
        "reused": report.reused,
        "left_out": report.left_out,
        "problems": report.problems.by_code(),
        "seconds": report.seconds,
    }
