"""`kb new` and `kb check`: write pages, and see that they are in order."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb import terminal
from kb.annotations import annotation
from kb.choices import Kind
from kb.commands.frame import as_json_option, config_of, print_json, reported

if TYPE_CHECKING:
    from kb.checking import Checked


@click.command()
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.argument("title")
@click.pass_context
@reported
def new(context: click.Context, kind: str, title: str) -> None:
    """Write a new page called TITLE from the template of its KIND, with notes on what goes where."""
    from kb.new_page import new_page  # noqa: PLC0415 - see kb.cli

    file, text = new_page(config_of(context), Kind(kind), title, today=_today())
    file.parent.mkdir(parents=True, exist_ok=True)
    data = text.encode("utf-8", "replace")  # a shell can hand over bytes that are no text
    with file.open("xb") as opened:
        opened.write(data)
    click.echo(f"Wrote {file}. Fill it in, then run: kb check {file}")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--changed", metavar="BASE", help="Check what differs from the branch or commit BASE, and what that broke."
)
@click.option("--strict", is_flag=True, help="Warnings fail, too.")
@click.option("--format", "output", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@as_json_option
@click.pass_context
@reported
def check(
    context: click.Context, paths: tuple[Path, ...], *, changed: str | None, strict: bool, output: str, as_json: bool
) -> None:
    """Check the content, or only the files and folders PATHS, and say how to mend what is wrong."""
    from kb.changes import changes_since  # noqa: PLC0415 - starts child processes only here
    from kb.checking import check_changes, check_library  # noqa: PLC0415

    if changed is not None and paths:
        raise click.UsageError("give PATHS or --changed, not both")
    config = config_of(context)
    with terminal.Steps() as steps:
        if changed is None:
            found = check_library(config, paths, steps, today=_today())
        else:
            found = check_changes(config, changes_since(changed, config.settings.content), steps, today=_today())
    problems = found.problems
    if as_json or output == "json":
        print_json([problem.as_dict() for problem in problems])
    elif output == "github":
        checkout = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
        for problem in problems:
            click.echo(annotation(problem, config.settings.content, checkout))
    else:
        terminal.print_problems(problems)
        click.echo(_verdict(found))
    if problems.errors or (strict and problems.warnings):
        raise SystemExit(1)


def _today() -> date:
    return date.today()  # noqa: DTZ011 - as on the wall


def _verdict(found: Checked) -> str:
    problems, pages = found.problems, f"{terminal.counted(found.pages, 'page')} checked"
    if not len(problems):
        return f"{pages}; nothing to mend."
    notes = f", {terminal.counted(problems.notes, 'note')}" if problems.notes else ""
    errors, warnings = terminal.counted(problems.errors, "error"), terminal.counted(problems.warnings, "warning")
    return f"{pages}: {errors}, {warnings}{notes}."
