"""`kb eval`, `kb stats` and `kb doctor`: how good the index is, what it holds, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import click

from kb import terminal
from kb.commands import figures
from kb.commands.frame import as_json_option, config_of, print_json, reported, searcher_of


@click.command(name="eval")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--mode",
    "modes",
    multiple=True,
    type=click.Choice(["keyword", "dense", "hybrid"]),
    help="Only this; may be repeated.",
)
@click.option("--per-query", is_flag=True, help="Show each query's figures, too.")
@click.option(
    "--at-least", type=click.FloatRange(0, 1), help="Exit with 1 if the last mode's nDCG@10 is below this: for CI."
)
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    help="Compare with figures that `--json --per-query` printed before; exit with 1 if a mean fell.",
)
@as_json_option
@click.pass_context
@reported
def evaluate(
    context: click.Context,
    folder: Path,
    modes: tuple[str, ...],
    per_query: bool,
    at_least: float | None,
    against: Path | None,
    as_json: bool,
) -> None:
    """Measure search on the test collection in FOLDER: its documents, or the library's pages."""
    from indexer import (  # noqa: PLC0415 - see kb.cli
        Mode,
        compare,
        evaluation_values,
        read_collection,
        read_figures,
    )
    from indexer import evaluate as measure  # noqa: PLC0415

    before = read_figures(against) if against else None
    wanted = [Mode(mode) for mode in dict.fromkeys(modes or ("keyword", "dense", "hybrid"))]
    collection = read_collection(folder)
    with terminal.Steps() as steps:
        evaluation = measure(collection, config_of(context), wanted, steps)
    if as_json:
        print_json(evaluation_values(evaluation, per_query=per_query))
    else:
        figures.print_evaluation(evaluation, collection.queries if per_query else {})
    comparisons = compare(before, evaluation) if before else ()
    figures.print_comparisons(comparisons, collection.queries)
    if any(comparison.lost for comparison in comparisons):
        raise SystemExit(1)
    reached = evaluation.last_figure
    if at_least is not None and reached < at_least:
        click.echo(f"kb: nDCG@10 is {reached:.4f}, less than {at_least:g}.", err=True)
        raise SystemExit(1)


@click.command()
@as_json_option
@click.pass_context
@reported
def stats(context: click.Context, as_json: bool) -> None:
    """Say what the index holds."""
    from indexer import stats_values  # noqa: PLC0415 - see kb.cli

    values = stats_values(searcher_of(context).stats())
    if as_json:
        print_json(values)
    else:
        terminal.print_values(values)


@click.command()
@as_json_option
@click.pass_context
@reported
def doctor(context: click.Context, as_json: bool) -> None:
    """Say what is wrong with this library's content, model and index, and how to mend it."""
    from indexer import Health, examine, finding_values  # noqa: PLC0415 - see kb.cli

    findings = examine(config_of(context))
    if as_json:
        print_json([finding_values(finding) for finding in findings])
    else:
        figures.print_findings(findings)
    if any(finding.health is Health.FAULT for finding in findings):
        raise SystemExit(1)
