"""`kb new` and `kb check`: write pages, and see that they are in order."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kb import terminal
from kb.choices import Kind
from kb.commands.frame import as_json_option, config_of, print_json, reported
from kb.commands.suggesting import advice_as_values, advice_for, changed_pages, print_advice
from kb.errors import BadQueryError
from kb.problems import Problems


@click.command()
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.argument("title")
@click.pass_context
@reported
def new(context: click.Context, kind: str, title: str) -> None:
    """Write a new page called TITLE from the template of its KIND, with notes on what goes where."""
    from kb.new_page import new_page  # noqa: PLC0415 - see kb.cli

    file, text = new_page(config_of(context), Kind(kind), title, today=date.today())  # noqa: DTZ011 - as on the wall
    file.parent.mkdir(parents=True, exist_ok=True)
    data = text.encode("utf-8", "replace")  # a shell can hand over bytes that are no text
    with file.open("xb") as opened:
        opened.write(data)
    click.echo(f"Wrote {file}. Fill it in, then run: kb check {file}")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Warnings fail, too.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--changed", default="", metavar="BASE", help="Only pages that differ from where Git's BASE was left.")
@click.option("--suggest", is_flag=True, help="Also say what could be added to these pages, by the index.")
@as_json_option
@click.pass_context
@reported
def check(
    context: click.Context,
    paths: tuple[Path, ...],
    strict: bool,
    output: str,
    changed: str,
    suggest: bool,
    as_json: bool,
) -> None:
    """Check the content, or only the files and folders PATHS, and say how to mend what is wrong."""
    from kb.checking import check_library  # noqa: PLC0415 - starts child processes only here

    config = config_of(context)
    if changed:
        if paths:
            raise BadQueryError("--changed", "names the pages, and PATHS do", "Leave one of them out.")
        paths = changed_pages(config, changed)
    if suggest and not (changed or paths):
        raise BadQueryError("--suggest", "is for some pages, not for all", "Name them, or add --changed main.")
    with terminal.Steps() as steps:
        problems, checked = check_library(config, paths, steps) if paths or not changed else (Problems(), 0)
    advice = advice_for(context, config, paths) if suggest else ()
    in_json = as_json or output == "json"
    if in_json and suggest:
        print_json({"problems": [problem.as_dict() for problem in problems], "suggestions": advice_as_values(advice)})
    elif in_json:
        print_json([problem.as_dict() for problem in problems])
    else:
        terminal.print_problems(problems)
        click.echo(_verdict(problems, checked))
        for one in advice:
            click.echo()
            print_advice(one)
    if problems.errors or (strict and len(problems)):
        raise SystemExit(1)


def _verdict(problems: Problems, checked: int) -> str:
    pages = f"{terminal.counted(checked, 'page')} checked"
    if not len(problems):
        return f"{pages}; nothing to mend."
    warnings = len(problems) - problems.errors
    return f"{pages}: {terminal.counted(problems.errors, 'error')}, {terminal.counted(warnings, 'warning')}."
