"""`kb preview` and `kb summary`: what a change looks like, for whoever reviews it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kb import terminal
from kb.commands.frame import as_json_option, config_of, print_json, reported


@click.command()
@click.option("--changed", "base", metavar="BASE", required=True, help="Show what differs from this commit or branch.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the files: new or empty.")
@click.pass_context
@reported
def preview(context: click.Context, base: str, out: Path) -> None:
    """Write the changed pages as HTML files, with the site's look and what has changed in each."""
    from kb.changes import changes_since  # noqa: PLC0415 - see kb.cli
    from webui.preview import INDEX, write_preview  # noqa: PLC0415

    config = config_of(context)
    changes = changes_since(base, config.settings.content)
    written = write_preview(config, changes, base, out)
    if not written.files:
        click.echo(f"Nothing in the content differs from {base}; {out / INDEX} says so.")
        return
    left = f" ({written.left_out} more files are too many to show)" if written.left_out else ""
    files, pages = terminal.counted(written.files, "changed file"), terminal.counted(written.pages, "page")
    click.echo(f"{files}, {pages} as the site will show them{left}: open {out / INDEX}")


@click.command()
@click.option("--changed", "base", metavar="BASE", required=True, help="Tell of what differs from it.")
@as_json_option
@click.pass_context
@reported
def summary(context: click.Context, base: str, *, as_json: bool) -> None:
    """Print one comment about a change, as Markdown for a pull or merge request."""
    from kb.changes import changes_since  # noqa: PLC0415 - see kb.cli
    from kb.checking import check_changes  # noqa: PLC0415
    from kb.summary import summary as comment  # noqa: PLC0415

    config = config_of(context)
    changes = changes_since(base, config.settings.content)
    today = date.today()  # noqa: DTZ011 - as on the wall
    with terminal.Steps() as steps:
        found = check_changes(config, changes, steps, today=today)
    problems, text = found.problems, comment(found)
    if as_json:
        numbers = {"errors": problems.errors, "warnings": problems.warnings, "notes": problems.notes}
        print_json({"pages": found.pages, "levels": dict(found.levels), **numbers, "comment": text})
    else:
        click.echo(text, nl=False)
