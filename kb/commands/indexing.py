"""`kb index`: make the index, once or after each change."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from kb import terminal
from kb.commands import reports
from kb.commands.frame import as_json_option, config_of, in_a_line, print_json, reported
from kb.config import Config
from kb.errors import BadQueryError, IndexBusyError, IndexWriteError, PracticeCommonsError
from kb.problems import Problems

if TYPE_CHECKING:
    from indexer import Builder, BuildReport

_PAUSE = 2  # seconds until a build is tried again


@click.command()
@click.option("--rebuild", is_flag=True, help="Use nothing of the present index.")
@click.option("--verify", is_flag=True, help="Change nothing: compare the present index with its checksums.")
@click.option("--watch", is_flag=True, help="Go on, and index anew whenever a file changes, until Ctrl-C.")
@click.option("--strict", is_flag=True, help="Exit with 1 if any problem was found.")
@as_json_option
@click.pass_context
@reported
def index(context: click.Context, rebuild: bool, verify: bool, watch: bool, strict: bool, as_json: bool) -> None:
    """Read the content and publish a new generation of the index."""
    from indexer import Builder, load_encoder, verified  # noqa: PLC0415 - see kb.cli

    config = config_of(context)
    if verify:
        if rebuild or watch:
            raise BadQueryError("--verify", "changes nothing", "Leave out --rebuild and --watch.")
        name, files = verified(config.settings.index)
        if as_json:
            print_json({"generation": name, "files": files, "whole": True})
        else:
            click.echo(f"Generation {name} is whole: {files} files are as they were written.")
        return
    with Builder(config, load_encoder(config.settings.model, config.settings.runtime)) as builder:
        with terminal.Steps() as steps:
            report = builder.build(rebuild=rebuild, progress=steps)
        if as_json:
            print_json(reports.report_values(report))
        else:
            terminal.print_problems(report.problems, limit=20)
            reports.print_report(report)
        if watch:
            with suppress(KeyboardInterrupt):  # also amid a build, of which then nothing is left
                _index_again_and_again(builder, config, report, as_json=as_json)
    if strict and len(report.problems):
        raise SystemExit(1)


def _index_again_and_again(builder: Builder, config: Config, report: BuildReport, *, as_json: bool) -> None:
    """Build whenever the content changes, until Ctrl-C; what fails is said, and tried again or mended by a change."""
    from kb.watching import changes_below  # noqa: PLC0415 - see kb.cli

    content = config.settings.content
    click.echo(f"Watching {content}; Ctrl-C ends it.", err=True)
    for _ in changes_below(content):
        fresh = _built(builder)
        if fresh is None or not fresh.published:
            continue
        if as_json:
            print_json(reports.report_values(fresh))
        else:
            before = set(report.problems)
            terminal.print_problems(Problems(p for p in fresh.problems if p not in before), limit=20)
            reports.print_update(fresh)
        report = fresh


def _built(builder: Builder) -> BuildReport | None:
    """Build, as often as it takes where another indexer or the disk is in the way; None where the content is."""
    said = ""
    while True:
        try:
            return builder.build()
        except (PracticeCommonsError, OSError) as error:
            if in_a_line(error) != said:
                said = in_a_line(error)
                click.echo(said, err=True)
            if not isinstance(error, IndexBusyError | IndexWriteError | OSError):
                return None
            time.sleep(_PAUSE)
