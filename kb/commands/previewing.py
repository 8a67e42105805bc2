"""`kb preview` and `kb summary`: what a change looks like, for whoever reviews it."""

from __future__ import annotations

from pathlib import Path

import click

from kb import terminal
from kb.commands.frame import config_of, reported


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
