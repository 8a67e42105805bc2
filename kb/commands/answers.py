"""What the index answers, printed for people: hits, practitioners, relations, pages."""

from __future__ import annotations

import html
import re
import shutil
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from kb import terminal

if TYPE_CHECKING:
    from indexer import (
        Answer,
        Explanation,
        Hit,
        PageSummary,
        PersonSuggestion,
        RelatedPage,
        Snippet,
        StoredPage,
    )


def print_answer(answer: Answer, *, explain: bool = False) -> None:
    """Print hits, people and what to know about the answer, on request with the numbers behind it."""
    _print_notes(answer)
    if answer.answered:
        click.echo(f"{terminal.counted(answer.total, 'page')}, {answer.took_ms:.0f} ms\n")
    else:
        click.echo("Nothing here answers this." + (" What comes nearest:\n" if answer.near_misses else ""))
    if explain:
        _print_explanation(answer.explanation)
    for quote in answer.quotes:
        where = f", under “{quote.section}”" if quote.section else ""
        for line in _highlighted_lines(quote.snippet):
            click.echo(f"  │  {line}")
        click.secho(f"     {quote.page.title}{where}  {quote.page.id}\n", dim=True)
    for hit in answer.hits or answer.near_misses:
        _print_hit(hit, explain=explain)
    if answer.people:
        click.secho("Who knows about this", bold=True)
        print_people(answer.people, briefly=True)


def _print_notes(answer: Answer) -> None:
    """Print how the question was read."""
    if answer.notice:
        click.secho(answer.notice, fg="yellow")
    if answer.did_you_mean:
        click.echo(f"Did you mean: {click.style(answer.did_you_mean, bold=True)}")
    for expansion in answer.expanded:
        click.secho(f"Also looked for: {'; '.join(expansion.also)} (for {expansion.text})", dim=True)
    for ignored in answer.ignored:
        click.secho(f"Not used: {ignored.text} ({ignored.why})", dim=True)


def _print_explanation(explanation: Explanation) -> None:
    for word in explanation.words:
        click.echo(
            f"  {word.word} ({word.term}): in {terminal.counted(word.passages, 'passage')}, weighs {word.idf:.2f}"
        )
    for name, best in explanation.best.items():
        wanted = [
            f"{what} from {values[name]:.3f} on"
            for what, values in (("answers", explanation.answers), ("results", explanation.results))
            if name in values
        ]
        click.echo(f"  best {name} {best:.3f}: {', '.join(wanted)}")
    click.echo(f"  weight of meaning {explanation.alpha:.2f}, of words {1 - explanation.alpha:.2f}\n")


def _print_hit(hit: Hit, *, explain: bool) -> None:
    label = "example" if hit.page.example else ""
    facts = " · ".join(
        filter(None, (hit.page.kind.value, label, hit.page.organisation, hit.page.place, hit.page.outcome))
    )
    click.echo(f"{hit.rank:>3}. {click.style(hit.page.title, bold=True)}  {click.style(f'({facts})', dim=True)}")
    where = f"under “{hit.section}”" if hit.section else ""
    for line in _highlighted_lines(hit.snippet):
        click.echo(f"     {line}")
    reasons = " + ".join(hit.reasons)
    missing = f"lacks “{', '.join(hit.missing)}”" if hit.words and hit.missing and not hit.by_meaning_alone else ""
    click.secho(f"     {'; '.join(filter(None, (reasons, missing, where)))}  {hit.page.id}", dim=True)
    if explain:
        steps = ", ".join(f"{name} {value:.3f}" for name, value in hit.steps.items())
        click.secho(f"     {steps}; score {hit.score:.3f}", dim=True)
    click.echo()


def _highlighted_lines(snippet: Snippet) -> Iterator[str]:
    """Yield the extract in lines that fit the terminal, the matched words in bold. Wrapped before it is styled."""
    width = min(100, shutil.get_terminal_size().columns) - 5
    at = 0
    for line in textwrap.wrap(snippet.text, width):
        start = max(at, snippet.text.find(line, at))
        at = start + len(line)
        marks = tuple(
            (max(first - start, 0), min(last, at) - start)
            for first, last in snippet.marks
            if start < last and first < at
        )
        yield "".join(
            click.style(text, bold=True) if marked else text
            for text, marked in replace(snippet, text=line, marks=marks).pieces()
        )


def print_people(people: Iterable[PersonSuggestion], *, briefly: bool = False) -> None:
    """Print recommended people with their reasons, which are titles alone where it is to be brief."""
    people = list(people)
    if not people:
        click.echo("Nobody is recommended for this.")
    for person in people:
        label = label_of(person.page)
        about = ", ".join(filter(None, (person.role, person.page.organisation, person.page.place)))
        click.echo(f"  {click.style(person.page.title, bold=True)}{label}  {about}".rstrip())
        for reason in person.reasons:
            said = ", ".join(filter(None, (reason.role.value if reason.role else "", reason.page.published)))
            said = f" ({said})" if said else ""
            click.echo(f"     {reason.page.title}{said}  {click.style(reason.page.id, dim=True)}")
            for line in () if briefly else _highlighted_lines(reason.snippet):
                click.echo(f"       {line}")
        if person.offers and not briefly:
            click.echo(f"     offers: {'; '.join(person.offers)}")
        contact = " ".join(filter(None, (person.contact.policy.value, person.contact.url, person.contact.email)))
        click.secho(f"     contact: {contact}\n", dim=True)


_TIES = {
    "contradicts": "Says otherwise",
    "alternative": "Another way",
    "next": "Next step",
    "other-approach": "Same problem, another way",
    "other-place": "Same way, another place",
    "from-elsewhere": "From elsewhere",
    "see-also": "See also",
    "linked-from": "Refers to it",
}


def print_related(related: Iterable[RelatedPage]) -> None:
    """Print related pages by relation, with their reasons."""
    related = list(related)
    if not related:
        click.echo("Nothing is near to it.")
    said: tuple[str, bool] | None = None
    for page in related:
        if said != (page.relation.value, page.by_author):
            said = (page.relation.value, page.by_author)
            click.secho(f"{_TIES[page.relation.value]}{' (by the authors)' if page.by_author else ''}:", bold=True)
        label = label_of(page.page)
        click.echo(f"  {click.style(page.page.title, bold=True)}{label}  {click.style(page.page.id, dim=True)}")
        click.echo(f"     {'; '.join(page.reasons)}")


def label_of(page: PageSummary) -> str:
    """Return the label of an example, to stand behind its title."""
    return " (example)" if page.example else ""


def print_page(page: StoredPage) -> None:
    """Print a page: its known keys, then its text."""
    click.secho(page.summary.title, bold=True)
    head = page.head.model_dump(mode="json", exclude_defaults=True, exclude={"title"})
    terminal.print_values({"id": page.summary.id, "kind": page.summary.kind.value, **head})
    text = re.sub(r"<(/?(?:p|li|h[1-6]|tr|div|ul|ol|table|pre|blockquote))\b[^>]*>", "\n", page.html)
    text = re.sub(r"<[^>]+>", "", text)
    click.echo("\n" + re.sub(r"\n\s*\n+", "\n\n", html.unescape(text)).strip())
