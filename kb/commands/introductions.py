"""`kb introductions`: whom a coordinator may introduce to whom, and who stands alone."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from kb import terminal
from kb.commands.frame import as_json_option, count_option, print_json, reported, searcher_of

if TYPE_CHECKING:
    from indexer import Introduction, Introductions, IsolatedPerson, PageSummary


@click.command()
@click.option("--domain", default="", help="Only problems and people of this domain (id, or its last part).")
@count_option
@as_json_option
@click.pass_context
@reported
def introductions(context: click.Context, domain: str, k: int, as_json: bool) -> None:
    """Say whom to introduce to whom: people with near problems who share nothing yet, with a draft to send.

    People who share no entry, collection, event or community with anybody are named after the pairs.
    """
    from indexer import introductions_values  # noqa: PLC0415 - see kb.cli

    found = searcher_of(context).introductions(domain)
    if as_json:
        print_json(introductions_values(found, k))
    else:
        _print(found, k)


def _print(found: Introductions, k: int) -> None:
    if found.notice:
        click.secho(found.notice, fg="yellow")
    where = f" in {found.domain.title}" if found.domain else ""
    click.echo(f"{terminal.counted(len(found.pairs), 'introduction')} to make{where}.\n")
    for number, pair in enumerate(found.pairs[:k], 1):
        _print_pair(number, pair)
    if len(found.pairs) > k:
        click.secho(f"… and {len(found.pairs) - k:,} more: -k says how many are shown.\n", dim=True)
    if found.isolated:
        click.secho("Shares no entry, collection, event or community with anybody", bold=True)
    for alone in found.isolated[:k]:
        _print_alone(alone, unknown=bool(found.notice))
    if len(found.isolated) > k:
        click.secho(f"… and {len(found.isolated) - k:,} more: --json has them all.", dim=True)


def _print_pair(number: int, pair: Introduction) -> None:
    first, second = (_name(person.page) for person in pair.people)
    click.echo(f"{number:>3}. {click.style(first, bold=True)} and {click.style(second, bold=True)}")
    click.echo(textwrap.fill(pair.reason, 100, initial_indent="     ", subsequent_indent="     "))
    click.secho(textwrap.indent(pair.draft, "     | ", lambda _: True) + "\n", dim=True)


def _print_alone(alone: IsolatedPerson, *, unknown: bool) -> None:
    others = [person for person in alone.introduction.people if person != alone.person] if alone.introduction else []
    nobody = "" if unknown else "nobody here has a problem near to theirs"
    first = f"introduce to {_name(others[0].page)}" if others else nobody
    click.echo(f"  {_name(alone.person.page)}  {click.style(f'{first}  {alone.person.page.id}', dim=True)}")


def _name(page: PageSummary) -> str:
    return f"{page.title} (example)" if page.example else page.title
