"""`kb search`, `kb people`, `kb related` and `kb show`: ask the index."""

from __future__ import annotations

import click

from kb.choices import Kind
from kb.commands import answers
from kb.commands.frame import as_json_option, count_option, print_json, reported, searcher_of
from kb.errors import BadQueryError


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="QUERY")
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice([kind.value for kind in Kind]), help="Only this kind."
)
@click.option("--domain", "domains", multiple=True, help="Only this domain (id, or its last part).")
@click.option("--tag", "tags", multiple=True, help="Only pages with this tag.")
@click.option("--mode", type=click.Choice(["hybrid", "keyword", "dense"]), default="hybrid", show_default=True)
@click.option("--explain", is_flag=True, help="Print the numbers behind the answer, step by step.")
@count_option
@as_json_option
@click.pass_context
@reported
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
    from indexer import Facet, Mode, Query, answer_values  # noqa: PLC0415 - see kb.cli

    text = " ".join(words)
    if not text.strip():
        raise BadQueryError(
            "QUERY", "is empty", "Ask in your own words, for example: kb search how to start a community."
        )
    filters = {Facet.KIND: kinds, Facet.DOMAIN: domains, Facet.TAG: tags}
    answer = searcher_of(context).search(Query(text, Mode(mode), filters, k))
    if as_json:
        print_json(answer_values(answer, explain=explain))
    else:
        answers.print_answer(answer, explain=explain)


@click.command()
@click.argument("words", nargs=-1, metavar="QUERY")
@click.option("--entry", help="People who know about what this page tells of.")
@count_option
@as_json_option
@click.pass_context
@reported
def people(context: click.Context, words: tuple[str, ...], entry: str | None, k: int, as_json: bool) -> None:
    """Find the people who know about QUERY, or about an entry (five at most are known of one), with reasons."""
    from indexer import person_values  # noqa: PLC0415 - see kb.cli

    text = " ".join(words).strip()
    if bool(text) == bool(entry):
        raise BadQueryError("QUERY", "give either words or --entry", "For example: kb people prize competitions.")
    searcher = searcher_of(context)
    found = searcher.people_for_page(entry, k) if entry else searcher.people(text, k)
    if as_json:
        print_json({"query": text, "entry": entry or "", "people": [person_values(person) for person in found]})
    else:
        answers.print_people(found)


@click.command()
@click.argument("page_id", metavar="ID")
@count_option
@as_json_option
@click.pass_context
@reported
def related(context: click.Context, page_id: str, k: int, as_json: bool) -> None:
    """List the entries tied to the page ID, by how they stand to it, with reasons."""
    from indexer import related_values  # noqa: PLC0415 - see kb.cli

    found = searcher_of(context).related(page_id, k)
    if as_json:
        print_json({"id": page_id, "related": [related_values(page) for page in found]})
    else:
        answers.print_related(found)


@click.command()
@click.argument("page_id", metavar="ID")
@as_json_option
@click.pass_context
@reported
def show(context: click.Context, page_id: str, as_json: bool) -> None:
    """Show the page ID as the index holds it."""
    from indexer import page_values  # noqa: PLC0415 - see kb.cli

    page = searcher_of(context).page(page_id)
    if as_json:
        print_json(page_values(page))
    else:
        answers.print_page(page)
