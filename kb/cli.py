"""The command line: `kb [--config FILE] COMMAND`.

Composes content, search engine and site; imports the latter two inside the commands, so that `kb check` stays quick.
Exit codes: 0 done, 1 failed (or, for `check`, errors found), 2 misuse.
"""

from __future__ import annotations

import functools
import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from kb import terminal
from kb.choices import Kind
from kb.config import Config, load_config
from kb.errors import BadQueryError, ConfigError, IndexBusyError, IndexWriteError, PracticeCommonsError
from kb.problems import Problems

if TYPE_CHECKING:
    from indexer import Builder, BuildReport, Searcher

P = ParamSpec("P")
R = TypeVar("R")

MISUSE = (ConfigError, BadQueryError)
_PAUSE = 2  # seconds until a build is tried again


def _reported(command: Callable[P, R]) -> Callable[P, R]:
    """Turn the project's errors into one line and an exit code."""

    @functools.wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except BrokenPipeError:  # click ends quietly when a reader such as `head` has had enough
            raise
        except (PracticeCommonsError, OSError) as error:
            click.echo(_in_a_line(error), err=True)
            raise SystemExit(2 if isinstance(error, MISUSE) else 1) from error

    return wrapper


def _in_a_line(error: PracticeCommonsError | OSError) -> str:
    if isinstance(error, OSError):
        what = error.strerror or str(error)
        return f"kb: {error.filename or 'input or output'}: {what}. Check it, then try again."
    return f"kb: {error}"


_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/json.md) instead of text.")
_count = click.option("-k", "k", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="The library's kb.toml.")
@click.version_option(package_name="practice-commons")
@click.pass_context
def main(context: click.Context, config_file: Path | None) -> None:
    """Search what communities of practice know, and find the people who know it."""
    context.obj = config_file
    terminal.show_messages()


def _config(context: click.Context, **flags: object) -> Config:
    return load_config(context.find_root().obj, flags=flags)


def _searcher(config: Config) -> Searcher:
    from indexer import LiveSearcher  # noqa: PLC0415 - see the module's docstring

    return LiveSearcher(config.settings.index, config.settings.runtime, verify=True).current()


def _print_json(values: object) -> None:
    click.echo(json.dumps(values, ensure_ascii=False, indent=2))


@main.command()
@click.option("--rebuild", is_flag=True, help="Use nothing of the present index.")
@click.option("--verify", is_flag=True, help="Change nothing: compare the present index with its checksums.")
@click.option("--watch", is_flag=True, help="Go on, and index anew whenever a file changes, until Ctrl-C.")
@click.option("--strict", is_flag=True, help="Exit with 1 if any problem was found.")
@_as_json
@click.pass_context
@_reported
def index(context: click.Context, rebuild: bool, verify: bool, watch: bool, strict: bool, as_json: bool) -> None:
    """Read the content and publish a new generation of the index."""
    from indexer import Builder, load_encoder, verified  # noqa: PLC0415 - see the module's docstring

    config = _config(context)
    if verify:
        if rebuild or watch:
            raise BadQueryError("--verify", "changes nothing", "Leave out --rebuild and --watch.")
        name, files = verified(config.settings.index)
        if as_json:
            _print_json({"generation": name, "files": files, "whole": True})
        else:
            click.echo(f"Generation {name} is whole: {files} files are as they were written.")
        return
    with Builder(config, load_encoder(config.settings.model, config.settings.runtime)) as builder:
        with terminal.Steps() as steps:
            report = builder.build(rebuild=rebuild, progress=steps)
        if as_json:
            _print_json(terminal.report_values(report))
        else:
            terminal.print_problems(report.problems, limit=20)
            terminal.print_report(report)
        if watch:
            with suppress(KeyboardInterrupt):  # also amid a build, of which then nothing is left
                _index_again_and_again(builder, config, report, as_json=as_json)
    if strict and len(report.problems):
        raise SystemExit(1)


def _index_again_and_again(builder: Builder, config: Config, report: BuildReport, *, as_json: bool) -> None:
    """Build whenever the content changes, until Ctrl-C; what fails is said, and tried again or mended by a change."""
    from kb.watching import changes_below  # noqa: PLC0415 - see the module's docstring

    content = config.settings.content
    click.echo(f"Watching {content}; Ctrl-C ends it.", err=True)
    for _ in changes_below(content):
        fresh = _built(builder)
        if fresh is None or not fresh.published:
            continue
        if as_json:
            _print_json(terminal.report_values(fresh))
        else:
            before = set(report.problems)
            terminal.print_problems(Problems(p for p in fresh.problems if p not in before), limit=20)
            terminal.print_update(fresh)
        report = fresh


def _built(builder: Builder) -> BuildReport | None:
    """Build, as often as it takes where another indexer or the disk is in the way; None where the content is."""
    said = ""
    while True:
        try:
            return builder.build()
        except (PracticeCommonsError, OSError) as error:
            if _in_a_line(error) != said:
                said = _in_a_line(error)
                click.echo(said, err=True)
            if not isinstance(error, IndexBusyError | IndexWriteError | OSError):
                return None
            time.sleep(_PAUSE)


@main.command()
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.argument("title")
@click.pass_context
@_reported
def new(context: click.Context, kind: str, title: str) -> None:
    """Write a new page called TITLE from the template of its KIND, with notes on what goes where."""
    from kb.new_page import new_page  # noqa: PLC0415 - see the module's docstring

    file, text = new_page(_config(context), Kind(kind), title, today=date.today())  # noqa: DTZ011 - as on the wall
    file.parent.mkdir(parents=True, exist_ok=True)
    data = text.encode("utf-8", "replace")  # a shell can hand over bytes that are no text
    with file.open("xb") as opened:
        opened.write(data)
    click.echo(f"Wrote {file}. Fill it in, then run: kb check {file}")


@main.command()
@click.argument("words", nargs=-1, required=True, metavar="QUERY")
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice([kind.value for kind in Kind]), help="Only this kind."
)
@click.option("--domain", "domains", multiple=True, help="Only this domain (id, or its last part).")
@click.option("--tag", "tags", multiple=True, help="Only pages with this tag.")
@click.option("--mode", type=click.Choice(["hybrid", "keyword", "dense"]), default="hybrid", show_default=True)
@click.option("--explain", is_flag=True, help="Print the numbers behind the answer, step by step.")
@_count
@_as_json
@click.pass_context
@_reported
def search(  # noqa: PLR0917 - click passes options by name
    context: click.Context,
    words: tuple[str, ...],
    kinds: tuple[str, ...],
    domains: tuple[str, ...],
    tags: tuple[str, ...],
    mode: str,
    explain: bool,
    k: int,
    as_json: bool,
) -> None:
    """Find pages that answer QUERY, and people who know about it.

    Besides words, QUERY can hold "phrases", -excluded words, and fields: kind, domain, tag, person, organisation,
    place, stage, outcome, after and before, as in place:Leeds after:2019. Put it into single quotes, and "--" in front
    where it begins with a minus.
    """
    from indexer import Facet, Mode, Query, answer_values  # noqa: PLC0415 - see the module's docstring

    text = " ".join(words)
    if not text.strip():
        raise BadQueryError(
            "QUERY", "is empty", "Ask in your own words, for example: kb search how to start a community."
        )
    filters = {Facet.KIND: kinds, Facet.DOMAIN: domains, Facet.TAG: tags}
    answer = _searcher(_config(context)).search(Query(text, Mode(mode), filters, k))
    if as_json:
        _print_json(answer_values(answer, explain=explain))
    else:
        terminal.print_answer(answer, explain=explain)


@main.command()
@click.argument("words", nargs=-1, metavar="QUERY")
@click.option("--entry", help="People who know about what this page tells of.")
@_count
@_as_json
@click.pass_context
@_reported
def people(context: click.Context, words: tuple[str, ...], entry: str | None, k: int, as_json: bool) -> None:
    """Find the people who know about QUERY, or about an entry, with reasons."""
    from indexer import person_values  # noqa: PLC0415 - see the module's docstring

    text = " ".join(words).strip()
    if bool(text) == bool(entry):
        raise BadQueryError("QUERY", "give either words or --entry", "For example: kb people prize competitions.")
    searcher = _searcher(_config(context))
    found = searcher.people_for_page(entry, k) if entry else searcher.people(text, k)
    if as_json:
        _print_json({"query": text, "entry": entry or "", "people": [person_values(person) for person in found]})
    else:
        terminal.print_people(found)


@main.command()
@click.argument("page_id", metavar="ID")
@_count
@_as_json
@click.pass_context
@_reported
def related(context: click.Context, page_id: str, k: int, as_json: bool) -> None:
    """List the entries tied to the page ID, by how they stand to it, with reasons."""
    from indexer import related_values  # noqa: PLC0415 - see the module's docstring

    found = _searcher(_config(context)).related(page_id, k)
    if as_json:
        _print_json({"id": page_id, "related": [related_values(page) for page in found]})
    else:
        terminal.print_related(found)


@main.command()
@click.argument("page_id", metavar="ID")
@_as_json
@click.pass_context
@_reported
def show(context: click.Context, page_id: str, as_json: bool) -> None:
    """Show the page ID as the index holds it."""
    from indexer import page_values  # noqa: PLC0415 - see the module's docstring

    page = _searcher(_config(context)).page(page_id)
    if as_json:
        _print_json(page_values(page))
    else:
        terminal.print_page(page)


@main.command(name="eval")
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
@_as_json
@click.pass_context
@_reported
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
    from indexer import (  # noqa: PLC0415 - see the module's docstring
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
        evaluation = measure(collection, _config(context), wanted, steps)
    if as_json:
        _print_json(evaluation_values(evaluation, per_query=per_query))
    else:
        terminal.print_evaluation(evaluation, collection.queries if per_query else {})
    comparisons = compare(before, evaluation) if before else ()
    terminal.print_comparisons(comparisons, collection.queries)
    if any(comparison.lost for comparison in comparisons):
        raise SystemExit(1)
    reached = evaluation.last_figure
    if at_least is not None and reached < at_least:
        click.echo(f"kb: nDCG@10 is {reached:.4f}, less than {at_least:g}.", err=True)
        raise SystemExit(1)


@main.command()
@_as_json
@click.pass_context
@_reported
def stats(context: click.Context, as_json: bool) -> None:
    """Say what the index holds."""
    from indexer import stats_values  # noqa: PLC0415 - see the module's docstring

    values = stats_values(_searcher(_config(context)).stats())
    if as_json:
        _print_json(values)
    else:
        terminal.print_values(values)


@main.command()
@_as_json
@click.pass_context
@_reported
def doctor(context: click.Context, as_json: bool) -> None:
    """Say what is wrong with this library's content, model and index, and how to mend it."""
    from indexer import Health, examine, finding_values  # noqa: PLC0415 - see the module's docstring

    findings = examine(_config(context))
    if as_json:
        _print_json([finding_values(finding) for finding in findings])
    else:
        terminal.print_findings(findings)
    if any(finding.health is Health.FAULT for finding in findings):
        raise SystemExit(1)


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Warnings fail, too.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True)
@_as_json
@click.pass_context
@_reported
def check(context: click.Context, paths: tuple[Path, ...], strict: bool, output: str, as_json: bool) -> None:
    """Check the content, or only the files and folders PATHS, and say how to mend what is wrong."""
    from kb.checking import check_library  # noqa: PLC0415 - starts child processes only here

    config = _config(context)
    with terminal.Steps() as steps:
        problems, checked = check_library(config, paths, steps)
    if as_json or output == "json":
        _print_json([problem.as_dict() for problem in problems])
    else:
        terminal.print_problems(problems)
        click.echo(_verdict(problems, checked))
    if problems.errors or (strict and len(problems)):
        raise SystemExit(1)


def _verdict(problems: Problems, checked: int) -> str:
    pages = f"{terminal.counted(checked, 'page')} checked"
    if not len(problems):
        return f"{pages}; nothing to mend."
    warnings = len(problems) - problems.errors
    return f"{pages}: {terminal.counted(problems.errors, 'error')}, {terminal.counted(warnings, 'warning')}."


@main.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer requests.")
@click.pass_context
@_reported
def serve(context: click.Context, host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the site."""
    # Each worker answers one request at a time: threads for its small products only wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from webui.serve import serve as serve_site  # noqa: PLC0415 - see the module's docstring

    serve_site(_config(context, host=host, port=port, workers=workers))


def run() -> Any:
    """Run the command line as `python -m kb`."""
    return main(prog_name="kb")
