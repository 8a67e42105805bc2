"""What the command line prints for people: progress, problems, answers. JSON is made by `indexer.serialise`."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import click

from kb.problems import Problem, Problems, Severity


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


_COLOURS = dict(zip(Severity, ("red", "yellow", "cyan"), strict=True))


def _coloured(problem: Problem) -> str:
    colour = _COLOURS[problem.severity]
    return str(problem).replace(f" {problem.severity} ", f" {click.style(problem.severity, fg=colour)} ", 1)


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
