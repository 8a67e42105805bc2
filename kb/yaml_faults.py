"""Say in plain words what is wrong with a piece of YAML, and hold off nesting before a parser that recurses meets it.

Heads of pages (`kb.head`) and the vocabulary (`kb.vocabulary_file`) are read with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

_KEY = re.compile(r"[\s-]*([\w.-]+)\s*:")
# The lines that Git leaves where two changes meet.
_CONFLICT = re.compile(r"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)
# What libyaml says, what it means to whoever wrote the head, and how to mend it.
_IN_PLAIN_WORDS = (
    (
        "could not find expected ':'",
        "a line is no `key: value`, nor part of one",
        "Write a key, or indent the line.",
    ),
    ("did not find expected key", "a line doesn't fit those above", "Close quotes, and indent lines of a kind alike."),
    ("expected alphabetic or numeric", "a value begins with & or *, which YAML reserves", "Put the value in quotes."),
    ("expected '-' indicator", "a line in a list begins without -", "Begin it with -, or indent it as the keys are."),
    ("expected node content", "a value begins with a sign that YAML reserves", "Put the value in quotes."),
    ("block sequence entries are not", "a list begins beside its key", "Begin the list on a line of its own."),
    ("unexpected end of stream", "a quote is opened and never closed", "Close it with the same quote."),
    ("unknown escape character", "a backslash in double quotes is no letter", "Use single quotes, or write it twice."),
)


@dataclass(frozen=True)
class YamlFault:
    """What is wrong where; line and column are those of the piece, from 1."""

    message: str
    remedy: str
    line: int
    column: int


def explained(error: yaml.YAMLError, text: str, what: str, deepest: int) -> YamlFault:
    """Return what a parser's error about `text` means.

    `what` says what the text is, such as "the head", and `deepest` how deep its values may be nested.
    """
    if conflict := _CONFLICT.search(text):
        remedy = "Choose one of the two, and take out the lines that begin with <<<<<<<, ======= and >>>>>>>."
        return YamlFault(f"{what} holds a conflict that Git left", remedy, text.count("\n", 0, conflict.start()) + 1, 1)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if isinstance(error, yaml.reader.ReaderError):  # knows only how many bytes it has read
        line += text.encode(errors="replace")[: error.position].count(b"\n")
    lines = text.split("\n")
    line = min(line, len(lines))  # what is never closed is missed behind the end
    reason = getattr(error, "problem", None) or str(error).split("\n", 1)[0]
    if "maximum nesting depth" in reason:  # newer scanners refuse by themselves what lies this deep
        return too_deep(what, deepest, line, column)
    before = lines[line - 1][: column + 1]
    return YamlFault(*_explained(reason, before, what), line, column)


def too_deep(what: str, deepest: int, line: int, column: int = 1) -> YamlFault:
    """Return the fault of values that are nested too deep."""
    return YamlFault(f"values are nested more than {deepest} deep", f"Simplify {what}.", line, column)


def _explained(reason: str, before: str, what: str) -> tuple[str, str]:
    """Return message and remedy; `before` is the line up to the fault."""
    if "\t" in before and ("tab" in reason or "cannot start" in reason):
        return "a line is indented with a tab", "Indent with spaces."
    if "mapping values are not allowed" in reason:
        key = _KEY.match(before)
        return (
            "a value holds a colon and is not quoted",
            f'Put the value in quotes: {key[1] if key else "key"}: "One: two".',
        )
    if "cannot start any token" in reason:
        return f"a value begins with a character that YAML reserves ({reason})", "Put the value in quotes."
    for said, message, remedy in _IN_PLAIN_WORDS:
        if said in reason:
            return f"{message} ({reason})", remedy
    return f"{what} is not valid YAML: {reason}", "Mend this line; values with odd characters need quotes."


def line_too_deep(text: str, loader: Any, deepest: int) -> int | None:
    """Return the line, from 1, in which values are nested more than `deepest`; None where they nowhere are.

    Raises yaml.YAMLError where the text can't be parsed so far.
    """
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > deepest:
                return (event.start_mark.line if event.start_mark else 0) + 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None
