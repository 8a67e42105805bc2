"""`kb suggest`: what to add to a page before it is published, and who may review it; `kb check --suggest`, too."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pathspec

from kb.commands import answers
from kb.commands.frame import as_json_option, config_of, in_a_line, print_json, reported, searcher_of
from kb.config import Config
from kb.errors import NoIndexError
from kb.library import DEFAULT_EXCLUDE, MARKDOWN
from kb.scope import changed

if TYPE_CHECKING:
    from indexer import Advice, NearCopy, PageSummary, SuggestedValue
    from kb.changes import Changes

MOST_PAGES = 20  # that a check makes suggestions for


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@as_json_option
@click.pass_context
@reported
def suggest(context: click.Context, file: Path, as_json: bool) -> None:
    """Suggest what to add to the page in FILE, which need not be in the index yet.

    Pages that say nearly the same, domains, issues and tags of near pages, practices it seems to use, people to ask for
    a review, and words that could be links. Nothing is changed.
    """
    from indexer import advice_values  # noqa: PLC0415 - see kb.cli
    from kb.draft_files import read_draft_file  # noqa: PLC0415 - starts child processes only here

    searcher = searcher_of(context)
    advice = searcher.advise(read_draft_file(config_of(context), file))
    if as_json:
        print_json(advice_values(advice))
    else:
        print_advice(advice)


def changed_files(config: Config, changes: Changes) -> tuple[Path, ...]:
    """Return the files of pages that have changed and are still there."""
    content = config.settings.content
    wanted = changed(content, changes, config.source).wanted or frozenset()
    is_kept = pathspec.GitIgnoreSpec.from_lines((*DEFAULT_EXCLUDE, *config.settings.exclude)).match_file
    pages = (content / name for name in sorted(wanted) if name.lower().endswith(MARKDOWN) and not is_kept(name))
    return tuple(file for file in pages if file.is_file())


def print_suggestions(context: click.Context, config: Config, paths: Sequence[Path]) -> None:
    """Print what is suggested for the pages below these paths, for people."""
    for advice in _advice_for(context, config, paths):
        click.echo()
        print_advice(advice)


def _advice_for(context: click.Context, config: Config, paths: Sequence[Path]) -> list[Advice]:
    """Return what is suggested for the pages below these paths; where there is no index that is said, and no fault."""
    from kb.draft_files import read_draft_files  # noqa: PLC0415 - starts child processes only here

    try:
        searcher = searcher_of(context)
    except NoIndexError as error:
        click.echo(f"No suggestions: {in_a_line(error).removeprefix('kb: ')}", err=True)
        return []
    files = [file for path in paths for file in _files(config, path)]
    if len(files) > MOST_PAGES:
        click.echo(f"Suggestions for the first {MOST_PAGES} of {len(files):,} pages only.", err=True)
    return [searcher.advise(draft) for draft in read_draft_files(config, files[:MOST_PAGES])]


def _files(config: Config, path: Path) -> list[Path]:
    """Return the Markdown files of a path, which check has found to be below the content folder."""
    found = path if path.exists() else config.settings.content / path
    return sorted(file for file in found.rglob("*") if file.suffix.lower() in MARKDOWN) if found.is_dir() else [found]


def print_advice(advice: Advice) -> None:
    """Print what is suggested for a page, for people."""
    click.secho(f"{advice.title}  {advice.path}", bold=True)
    if advice.notice:
        click.secho(advice.notice, fg="yellow")
    for copy in advice.near_copies:
        _heading("Says nearly the same", first=copy is advice.near_copies[0])
        _print_copy(copy)
    for name, values in (("domains", advice.domains), ("issues", advice.issues), ("tags", advice.tags)):
        for value in values:
            _heading(f"Could go into `{name}`", first=value is values[0])
            _print_value(value)
    for practice in advice.practices:
        _heading("Could go into `uses`", first=practice is advice.practices[0])
        click.echo(f"  {_named(practice.page)}\n     {practice.reason}")
    for link in advice.links:
        _heading("Could be links", first=link is advice.links[0])
        click.echo(f"  line {link.mention.line}: {link.mention.markdown}")
    if advice.people:
        _heading("Could review it", first=True)
        answers.print_people(advice.people, briefly=True)
    if not any((advice.near_copies, advice.domains, advice.issues, advice.tags, advice.practices, advice.links)):
        click.echo("Nothing to add that the library could tell.")


def _print_copy(copy: NearCopy) -> None:
    click.echo(f"  {_named(copy.page)}")
    click.echo(f"     {copy.words:.0%} of the runs of three words here stand there, too.")
    for text in copy.shared:
        click.secho(f"     both:  {text}", dim=True)
    for text in copy.new:
        click.secho(f"     only here:  {text}", dim=True)


def _print_value(value: SuggestedValue) -> None:
    name = value.value if value.label == value.value else f"{value.label}  {click.style(value.value, dim=True)}"
    click.echo(f"  {name}\n     as in {'; '.join(page.title for page in value.pages)}")


def _named(page: PageSummary) -> str:
    return f"{page.title}{answers.label_of(page)}  {click.style(page.id, dim=True)}"


def _heading(text: str, *, first: bool) -> None:
    if first:
        click.secho(f"\n{text}", bold=True)
