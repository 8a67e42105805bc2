"""`kb init` and `kb schema`: begin a library, and tell editors what its pages hold."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kb import terminal
from kb.choices import Kind
from kb.commands.frame import print_json, reported
from kb.config import ForgeKind


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option("--title", default="Practice Commons", show_default=True, help="Name of the library.")
@click.option("--forge", type=click.Choice(["github", "gitlab", "none"]), default="none", show_default=True,
              help="Add the workflow files of this forge.")  # fmt: skip
@reported
def init(folder: Path, title: str, forge: str) -> None:
    """Begin a library in FOLDER: settings, folders, templates, an example. Files that are there stay as they are."""
    from kb.starting import files_of, start  # noqa: PLC0415 - see kb.cli

    today = date.today()  # noqa: DTZ011 - as on the wall
    written, left = start(folder, files_of(title, ForgeKind(forge), today))
    for name in left:
        click.echo(f"kb: {folder / name}: it is there already, and is left as it is.", err=True)
    click.echo(
        f"Wrote {terminal.counted(len(written), 'file')} in {folder}. Go there, then run: kb check, kb index, kb serve"
    )


@click.command()
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@reported
def schema(kind: str) -> None:
    """Print the JSON Schema of what pages of a KIND say at their head."""
    from kb.schemas import schema as schema_of  # noqa: PLC0415 - see kb.cli

    print_json(schema_of(Kind(kind)))
