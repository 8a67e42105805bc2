"""`kb new` and `kb check`: write pages, and see that they are in order."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb import terminal
from kb.annotations import annotation, code_quality
from kb.choices import Kind
from kb.commands.frame import as_json_option, config_of, print_json, reported
from kb.commands.suggesting import changed_files, print_suggestions
from kb.config import Config

if TYPE_CHECKING:
    from kb.changes import Changes
    from kb.checking import Ask, Checked
    from kb.web_links import Answer


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
@click.option("--changed", metavar="BASE", help="Check what differs from the commit or branch BASE.")
@click.option("--fix", is_flag=True, help="First mend dates, tags and ends of lines, and show it.")
@click.option("--dry-run", is_flag=True, help="With --fix, show what would change and write nothing.")
@click.option("--links", is_flag=True, help="Ask the web about links, too; answers are kept for days.")
@click.option("--strict", is_flag=True, help="Warnings fail, too.")
@click.option("--suggest", is_flag=True, help="Also say what could be added to these pages, by the index.")
@click.option(
    "--format", "output", type=click.Choice(["text", "json", "github", "gitlab"]), default="text", show_default=True
)
@as_json_option
@click.pass_context
@reported
def check(
    context: click.Context,
    paths: tuple[Path, ...],
    *,
    changed: str | None,
    fix: bool,
    dry_run: bool,
    links: bool,
    strict: bool,
    suggest: bool,
    output: str,
    as_json: bool,
) -> None:
    """Check the content, or only the files and folders PATHS, and say how to mend what is wrong."""
    from kb.changes import changes_since  # noqa: PLC0415 - starts child processes only here
    from kb.checking import check_changes, check_library  # noqa: PLC0415

    if changed is not None and paths:
        raise click.UsageError("give PATHS or --changed, not both")
    if dry_run and not fix:
        raise click.UsageError("--dry-run is for --fix")
    if suggest and (not (paths or changed) or as_json or output != "text"):
        raise click.UsageError("--suggest is for some pages, and prints text: name them, or add --changed BASE")
    config = config_of(context)
    changes = None if changed is None else changes_since(changed, config.settings.content)
    output = "json" if as_json else output
    if fix:
        _fix(config, paths, changes, write_them=not dry_run, aside=output != "text")
    with terminal.Steps() as steps:
        ask = _asking(config, steps) if links else None
        if changes is None:
            found = check_library(config, paths, steps, today=_today(), ask=ask)
        else:
            found = check_changes(config, changes, steps, today=_today(), ask=ask)
    _print(found, output, config)
    if suggest:
        print_suggestions(context, config, paths if changes is None else changed_files(config, changes))
    if found.problems.errors or (strict and found.problems.warnings):
        raise SystemExit(1)


def _asking(config: Config, progress: terminal.Steps) -> Ask:
    """Return what finds out about links: from what is known, or else from their servers."""
    from kb.link_memory import LinkMemory, default_file  # noqa: PLC0415 - only here
    from kb.web_links import Manners, answers  # noqa: PLC0415

    memory, now = LinkMemory(default_file()), time.time()
    about = config.settings.repository
    agent = f"practice-commons/{version('practice-commons')} (link check{f'; {about}' if about else ''})"

    def ask(addresses: Sequence[str]) -> Mapping[str, Answer]:
        known = memory.known(addresses, now)
        unknown = [address for address in addresses if address not in known]
        manners = Manners(agent, allowed=config.settings.link_hosts)
        found = answers(unknown, manners, lambda: progress("Asking", 1, len(unknown)))
        memory.keep(found, now)
        if left := len(unknown) - len(found):
            click.echo(f"kb: {terminal.counted(left, 'link')} not asked for lack of time; run it again.", err=True)
        return {**known, **found}

    return ask


def _fix(config: Config, paths: tuple[Path, ...], changes: Changes | None, *, write_them: bool, aside: bool) -> None:
    """Mend what is safe to mend, and show it; on standard error where the output is for a program (`aside`)."""
    from kb import fixing, scope  # noqa: PLC0415 - only here
    from kb.library import read_library  # noqa: PLC0415

    content = config.settings.content
    asked = scope.below(content, paths) if changes is None else scope.changed(content, changes, config.source)
    for mended in fixing.mended_pages(config, read_library(config), asked):
        if write_them and not fixing.write(mended, content):
            click.echo(f"kb: {mended.path}: it has changed meanwhile, and is left as it is.", err=True)
        else:
            click.echo(mended.diff(), nl=False, err=aside)


def _print(found: Checked, output: str, config: Config) -> None:
    if output == "json":
        print_json([problem.as_dict() for problem in found.problems])
    elif output == "gitlab":
        checkout = Path(os.environ.get("CI_PROJECT_DIR") or Path.cwd())
        print_json(code_quality(found.problems, config.settings.content, checkout))
    elif output == "github":
        checkout = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
        for problem in found.problems:
            click.echo(annotation(problem, config.settings.content, checkout))
    else:
        terminal.print_problems(found.problems)
        click.echo(_verdict(found))


def _today() -> date:
    return date.today()  # noqa: DTZ011 - as on the wall


def _verdict(found: Checked) -> str:
    problems, pages = found.problems, f"{terminal.counted(found.pages, 'page')} checked"
    if not len(problems):
        return f"{pages}; nothing to mend."
    notes = f", {terminal.counted(problems.notes, 'note')}" if problems.notes else ""
    errors, warnings = terminal.counted(problems.errors, "error"), terminal.counted(problems.warnings, "warning")
    return f"{pages}: {errors}, {warnings}{notes}."
