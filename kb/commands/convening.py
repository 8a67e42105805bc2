"""`kb convene`: who should be in the room for a problem, and what to bring there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kb.choices import Sector
from kb.commands import answers
from kb.commands.frame import as_json_option, print_json, reported, searcher_of
from kb.errors import BadQueryError

if TYPE_CHECKING:
    from indexer import PageSummary, Room


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="PROBLEM")
@click.option("--size", default=8, show_default=True, type=click.IntRange(1, 30), help="How many people.")
@click.option("--brief", is_flag=True, help="Print the invitation brief, as Markdown.")
@as_json_option
@click.pass_context
@reported
def convene(context: click.Context, words: tuple[str, ...], size: int, brief: bool, as_json: bool) -> None:
    """Find who should be in the room for PROBLEM: people from different sides of it.

    They are balanced over organisations, sectors and roles; with communities to involve, sectors that nobody covers,
    methods that near cases used, and what to read before.
    """
    from indexer import invitation_brief, room_values  # noqa: PLC0415 - see kb.cli

    text = " ".join(words)
    if not text.strip():
        raise BadQueryError("PROBLEM", "is empty", "Say what it is: kb convene tenants who keep losing their flats.")
    if brief and as_json:
        raise BadQueryError("--brief", "is Markdown, and --json isn't", "Leave one of them out.")
    room = searcher_of(context).convene(text, size)
    if as_json:
        print_json(room_values(room))
    elif brief:
        click.echo(invitation_brief(room), nl=False)
    else:
        _print_room(room)


def _print_room(room: Room) -> None:
    if room.notice:
        click.secho(room.notice, fg="yellow")
    if room.did_you_mean:
        click.echo(f"Did you mean: {click.style(room.did_you_mean, bold=True)}")
    for ignored in room.ignored:
        click.secho(f"Not used: {ignored.text} ({ignored.why})", dim=True)
    if not room.answered:
        click.echo("Nothing here is near to this. `kb search` shows what comes closest.")
        return
    click.secho("Whom to invite", bold=True)
    _print_seats(room)
    for community in room.communities:
        _print_heading("Communities to involve", first=community is room.communities[0])
        coordinators = ", ".join(map(_named, community.coordinators)) or "nobody yet"
        click.echo(f"  {_named(community.page)}  {click.style(community.page.id, dim=True)}")
        click.echo(f"     {community.reason} Coordinated by {coordinators}.")
    for method in room.methods:
        _print_heading("Methods that near entries used", first=method is room.methods[0])
        used = "; ".join(_told(page) for page in method.used_in)
        click.echo(f"  {_named(method.page)}  {click.style(method.page.id, dim=True)}\n     {used}")
    for page in room.read:
        _print_heading("To read before", first=page is room.read[0])
        click.echo(f"  {_told(page)}  {click.style(page.id, dim=True)}")


def _print_seats(room: Room) -> None:
    from indexer import reach_of  # noqa: PLC0415 - see kb.cli

    if not room.seats:
        click.echo("  Nobody who took part in what is near to it is in the library.")
    for seat in room.seats:
        person = seat.person
        about = ", ".join(filter(None, (person.role, person.page.organisation, person.page.place)))
        click.echo(f"  {click.style(person.page.title, bold=True)}{answers.label_of(person.page)}  {about}".rstrip())
        if seat.adds:
            click.echo(f"     {seat.adds}")
        for reason in person.reasons:
            role = f" ({reason.role.value})" if reason.role else ""
            click.echo(f"     {reason.page.title}{role}  {click.style(reason.page.id, dim=True)}")
        click.secho(f"     {reach_of(seat)}\n", dim=True)
    names = {sector: ", ".join(seat.person.page.title for seat in room.of_sector(sector)) for sector in Sector}
    click.secho("Sectors", bold=True)
    for sector, named in names.items():
        click.echo(f"  {sector.value}: {named or 'nobody'}")


def _print_heading(text: str, *, first: bool) -> None:
    if first:
        click.secho(f"\n{text}", bold=True)


def _named(page: PageSummary) -> str:
    return f"{page.title}{answers.label_of(page)}"


def _told(page: PageSummary) -> str:
    return f"{_named(page)}{f' [{page.outcome}]' if page.outcome else ''}"
