"""The command line: `kb [--config FILE] COMMAND`.

Composes content, search engine and site; its commands import the latter two inside, so that `kb check` stays quick.
Exit codes: 0 done, 1 failed (or, for `check`, errors found), 2 misuse.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kb import terminal
from kb.commands import (
    asking,
    contributing,
    convening,
    indexing,
    introductions,
    measuring,
    previewing,
    serving,
    starting,
    suggesting,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="The library's kb.toml.")
@click.version_option(package_name="practice-commons")
@click.pass_context
def main(context: click.Context, config_file: Path | None) -> None:
    """Search what communities of practice know, and find the people who know it."""
    context.obj = config_file
    terminal.show_messages()


_COMMANDS = (
    starting.init,
    indexing.index,
    contributing.new,
    contributing.check,
    suggesting.suggest,
    starting.schema,
    previewing.summary,
    previewing.preview,
    asking.search,
    asking.people,
    convening.convene,
    asking.related,
    asking.show,
    introductions.introductions,
    measuring.evaluate,
    measuring.stats,
    measuring.doctor,
    serving.serve,
)
for _command in _COMMANDS:
    main.add_command(_command)


def run() -> Any:
    """Run the command line as `python -m kb`."""
    return main(prog_name="kb")
