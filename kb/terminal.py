"""What the command line prints for people: progress, problems, answers. JSON is made by `indexer.serialise`."""

from __future__ import annotations

import html
import logging
import re
import shutil
import sys
import textwrap
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any

import click

from kb.problems import Problem, Problems, Severity

if TYPE_CHECKING:
    from indexer import (
        Answer,
        BuildReport,
        Comparison,
        Evaluation,
        Explanation,
        Finding,
        Hit,
        PersonSuggestion,
        RelatedPage,
        Snippet,
        StoredPage,
    )


class Steps:
    """Progress on standard error: one bar a step, called with the step's name, the amount done and the whole."""

    def __init__(self) -> None:
        self._name = ""
        self._bar: Any = None

    def __enter__(self) -> Steps:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def __call__(self, name: str, done: int, whole: int) -> None:
        """Advance the bar of the step `name` by `done` of `whole`."""
        if name != self._name:
            self._close()
            self._name = name
            self._bar = click.progressbar(
                length=whole, label=f"{name:<10}", file=sys.stderr, show_pos=True, item_show_func=self._rate
            )
            self._bar.__enter__()
        self._bar.update(done)

    def _rate(self, _: object) -> str:
        """Return how many a second are done, next to the bar's time left."""
        seconds = time.time() - self._bar.start
        return f"{self._bar.pos / seconds:,.0f} a second" if seconds > 0.1 else ""

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None


def show_messages() -> None:
    """Print what the program has to say meanwhile to standard error."""
    logger = logging.getLogger("practice_commons")
    if not logger.handlers:
        logger.addHandler(_ToStandardError())
        logger.setLevel(logging.INFO)
        logger.propagate = False


class _ToStandardError(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        click.echo(f"kb: {record.getMessage()}", err=True)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun in the singular or plural."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def print_problems(problems: Problems, limit: int | None = None) -> None:
    """Print problems to standard error where they come with other output (`limit`), else to standard output."""
    shown = list(problems)[:limit]
    for problem in shown:
        click.echo(_coloured(problem), err=limit is not None)
    if len(problems) > len(shown):
        click.echo(f"… and {len(problems) - len(shown):,} more; `kb check` lists them all.", err=True)


def _coloured(problem: Problem) -> str:
    colour = "red" if problem.severity is Severity.ERROR else "yellow"
    return str(problem).replace(f" {problem.severity} ", f" {click.style(problem.severity, fg=colour)} ", 1)


def print_report(report: BuildReport) -> None:
    """Print what an index run did."""
    pages = ", ".join(f"{count:,} {kind}" for kind, count in report.counts.items())
    if not report.published:
        click.echo(f"Nothing has changed; generation {report.generation} stays ({pages}).")
        return
    click.echo(f"Published generation {report.generation}: {pages}.")
    click.echo(f"{_changes(report)}; {counted(report.kept, 'page')} taken from the index before.")
    click.echo(
        f"{counted(report.passages, 'passage')}, {report.embedded:,} embedded, {counted(report.reused, 'vector')} kept."
    )
    if report.left_out:
        click.echo(f"{counted(report.left_out, 'file')} left out by configuration.")
    if len(report.problems):
        kinds = ", ".join(f"{count:,} {code}" for code, count in report.problems.by_code().items())
        click.echo(f"{counted(len(report.problems), 'problem')}: {kinds}.")
    seconds = ", ".join(f"{step} {taken:.1f} s" for step, taken in report.seconds.items())
    click.echo(f"Time: {sum(report.seconds.values()):.1f} s ({seconds}).")


def print_update(report: BuildReport) -> None:
    """Print in one line what an index run did that followed a change."""
    taken = sum(report.seconds.values())
    click.echo(f"{_changes(report)}; generation {report.generation} after {taken:.1f} s.")


def _changes(report: BuildReport) -> str:
    """Return what became of the pages, in words."""
    done = ", ".join(f"{count:,} {change}" for change, count in report.changes.items() if count)
    return f"Pages: {done}"


def report_values(report: BuildReport) -> dict[str, Any]:
    """Return what an index run did as plain values for JSON."""
    return {
        "published": report.published,
        "generation": report.generation,
        "pages": report.counts,
        "changes": report.changes,
        "kept": report.kept,
        "passages": report.passages,
        "embedded": report.embedded,
        "reused": report.reused,
        "left_out": report.left_out,
        "problems": report.problems.by_code(),
        "seconds": report.seconds,
    }


def print_answer(answer: Answer, *, explain: bool = False) -> None:
    """Print hits, people and what to know about the answer, on request with the numbers behind it."""
    _print_notes(answer)
    if answer.answered:
        click.echo(f"{counted(answer.total, 'page')}, {answer.took_ms:.0f} ms\n")
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
        print_people(answer.people)


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
        click.echo(f"  {word.word} ({word.term}): in {counted(word.passages, 'passage')}, weighs {word.idf:.2f}")
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


def print_people(people: Iterable[PersonSuggestion]) -> None:
    """Print recommended people with their reasons."""
    people = list(people)
    if not people:
        click.echo("Nobody is recommended for this.")
    for person in people:
        label = " (example)" if person.page.example else ""
        about = ", ".join(filter(None, (person.role, person.page.organisation, person.page.place)))
        click.echo(f"  {click.style(person.page.title, bold=True)}{label}  {about}".rstrip())
        for reason in person.reasons:
            role = f" ({reason.role.value})" if reason.role else ""
            click.echo(f"     {reason.page.title}{role}  {click.style(reason.page.id, dim=True)}")
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
        label = " (example)" if page.page.example else ""
        click.echo(f"  {click.style(page.page.title, bold=True)}{label}  {click.style(page.page.id, dim=True)}")
        click.echo(f"     {'; '.join(page.reasons)}")


def print_page(page: StoredPage) -> None:
    """Print a page: its known keys, then its text."""
    click.secho(page.summary.title, bold=True)
    head = page.head.model_dump(mode="json", exclude_defaults=True, exclude={"title"})
    print_values({"id": page.summary.id, "kind": page.summary.kind.value, **head})
    text = re.sub(r"<(/?(?:p|li|h[1-6]|tr|div|ul|ol|table|pre|blockquote))\b[^>]*>", "\n", page.html)
    text = re.sub(r"<[^>]+>", "", text)
    click.echo("\n" + re.sub(r"\n\s*\n+", "\n\n", html.unescape(text)).strip())


def print_evaluation(evaluation: Evaluation, queries: Mapping[str, str]) -> None:
    """Print the figures of a test collection; before them, those of `queries`, worst first."""
    last = next(reversed(evaluation.runs), "people")
    for query in sorted(queries.keys() & evaluation.by_query.keys(), key=lambda q: _score(evaluation, q, last)):
        figures = "  ".join(f"{mode} {run['nDCG@10']:.3f}" for mode, run in evaluation.by_query[query].items())
        click.echo(
            f"{figures}  {click.style(query, dim=True)}  {textwrap.shorten(queries[query], 80, placeholder=' …')}"
        )
    asked = f"{evaluation.queries:,} {'query' if evaluation.queries == 1 else 'queries'}"
    click.echo(f"{evaluation.collection}: {counted(evaluation.documents, 'document')}, {asked}")
    _print_means(evaluation.runs)
    if evaluation.people is not None:
        _print_means({f"people {run}".rstrip(): means for run, means in evaluation.people.runs.items()})
    if evaluation.unanswerable:
        click.echo(f"Not part of it, since no document is relevant: {', '.join(evaluation.unanswerable)}.")


def _print_means(runs: Mapping[str, Mapping[str, float]]) -> None:
    """Print the means of runs, a line each, under the names of their measures."""
    width = max([8, *(len(name) + 1 for name in runs)])
    measures = list(next(iter(runs.values()), {}))
    if measures:
        click.secho(" " * width + "".join(f"{measure:>11}" for measure in measures), dim=True)
    for name, means in runs.items():
        click.echo(f"{name:<{width}}" + "".join(f"{means[measure]:>11.4f}" for measure in measures))


def print_comparisons(comparisons: Sequence[Comparison], queries: Mapping[str, str], most: int = 10) -> None:
    """Print on standard error what became of each mode, with the queries that lost most."""
    for found in comparisons:
        change = found.after - found.before
        click.echo(
            f"{found.mode}: nDCG@10 of {found.queries:,} queries {found.before:.4f} before, "
            f"{found.after:.4f} now ({change:+.4f}); "
            f"{found.better} better, {len(found.worse)} worse",
            err=True,
        )
        for lost in found.worse[:most]:
            text = textwrap.shorten(queries.get(lost.query, ""), 60, placeholder=" …")
            click.echo(f"  {lost.before:.3f} → {lost.after:.3f}  {lost.query}  {text}", err=True)


def _score(evaluation: Evaluation, query: str, mode: str) -> float:
    return evaluation.by_query[query].get(mode, {}).get("nDCG@10", 0.0)


_HEALTH = {"fine": ("✓", "green"), "warning": ("!", "yellow"), "fault": ("✗", "red")}


def print_findings(findings: Iterable[Finding]) -> None:
    """Print what was examined, a line each, and how to mend what isn't fine."""
    for finding in findings:
        mark, colour = _HEALTH[finding.health.value]
        click.echo(f"{click.style(mark, fg=colour)} {finding.subject}: {finding.message}")
        if finding.remedy:
            click.echo(f"  {finding.remedy}")


def print_values(values: Mapping[str, Any]) -> None:
    """Print names and values in two columns; lists and tables on one line."""
    width = max(map(len, values), default=0)
    for name, value in values.items():
        click.echo(f"{click.style(name.ljust(width), dim=True)}  {_in_line(value)}")


def _in_line(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_in_line(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(_in_line(item) for item in value)
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
