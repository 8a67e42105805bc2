"""The frame of every command: options, the configuration and the index, JSON, and errors turned into exit codes."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from kb.config import Config, load_config
from kb.errors import BadQueryError, ConfigError, GitError, PracticeCommonsError

if TYPE_CHECKING:
    from indexer import Searcher

P = ParamSpec("P")
R = TypeVar("R")

MISUSE = (ConfigError, BadQueryError, GitError)

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/json.md) instead of text.")
count_option = click.option("-k", "k", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many.")


def reported(command: Callable[P, R]) -> Callable[P, R]:
    """Turn the project's errors into one line and an exit code."""

    @functools.wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except BrokenPipeError:  # click ends quietly when a reader such as `head` has had enough
            raise
        except (PracticeCommonsError, OSError) as error:
            click.echo(in_a_line(error), err=True)
            raise SystemExit(2 if isinstance(error, MISUSE) else 1) from error

    return wrapper


def in_a_line(error: PracticeCommonsError | OSError) -> str:
    """Return an error as people read it."""
    if isinstance(error, OSError):
        what = error.strerror or str(error)
        return f"kb: {error.filename or 'input or output'}: {what}. Check it, then try again."
    return f"kb: {error}"


def config_of(context: click.Context, **flags: object) -> Config:
    """Return the library's configuration. Raises ConfigError."""
    return load_config(context.find_root().obj, flags=flags)


def searcher_of(context: click.Context) -> Searcher:
    """Return the searcher of the live generation. Raises NoIndexError or DamagedIndexError."""
    from indexer import LiveSearcher  # noqa: PLC0415 - see kb.cli

    config = config_of(context)
    return LiveSearcher(config.settings.index, config.settings.runtime, verify=True).current()


def print_json(values: object) -> None:
    """Print values as one JSON document."""
    click.echo(json.dumps(values, ensure_ascii=False, indent=2))
