"""Read `vocabulary.yml`: one expression a line, and after a colon what means the same.

Whatever can't be used is reported with its place, and the rest of the file is used all the same: where the whole is no
YAML, each entry is read by itself. Every value is a text as it was typed, so `NO` is no boolean; sizes are bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import yaml

from kb.files import read_text
from kb.normalise import clean_text
from kb.problems import Problem, Problems, Severity
from kb.vocabulary import Vocabulary
from kb.yaml_faults import YamlFault, explained, line_too_deep, too_deep

MOST_GROUPS = 2_000
MOST_ALIKE = 12
MOST_WORDS = 12
MOST_CHARACTERS = 100
_DEEPEST = 10  # more than a list in a mapping, so that what is nested by mistake is told what to write instead
_WHAT = "the vocabulary"
_FORM = "Write one `WORD: what it means` a line, or `WORD: [one, another]`."
_WORD = re.compile(r"\w+")
# An entry where the whole can't be parsed: a line, and those after it that are indented, empty or items of its list.
_ENTRY = re.compile(r"^[^\s#\-\]}].*(?:\n(?:[ \t\-\]}#].*|$))*", re.MULTILINE)

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc] # the C loader has no type
    """Resolves nothing: each scalar is a text."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}


def read_vocabulary(file: Path, path: str, max_bytes: int, problems: Problems) -> Vocabulary:
    """Return the vocabulary in `file`, called `path` in problems, which are added to `problems`."""
    text = read_text(file, path, max_bytes, problems)
    if text is None:
        return Vocabulary()
    reader = _Reader(path, problems)
    reader.read(text.removeprefix("\ufeff"))
    return Vocabulary(tuple(reader.groups))


class _UnreadableError(ValueError):
    def __init__(self, fault: YamlFault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def _mapping(text: str) -> yaml.MappingNode | None:
    """Return the mapping that a piece of YAML is; None where there is nothing in it."""
    try:
        if line := line_too_deep(text, _Loader, _DEEPEST):
            raise _UnreadableError(too_deep(_WHAT, _DEEPEST, line))
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise _UnreadableError(explained(error, text, _WHAT, _DEEPEST)) from error
    if node is not None and not isinstance(node, yaml.MappingNode):
        raise _UnreadableError(YamlFault("expected a word, a colon and what it means", _FORM, _line(node), 1))
    return node


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


@dataclass(frozen=True)
class _Entry:
    """A key as its author wrote it, and how many lines of the file come before the piece that it was parsed in."""

    name: str
    before: int


class _Reader:
    """Makes groups of the entries of one file, and reports what is wrong with them."""

    def __init__(self, path: str, problems: Problems) -> None:
        self.groups: list[tuple[str, ...]] = []
        self._path, self._problems = path, problems
        self._lines: dict[tuple[str, ...], int] = {}

    def read(self, text: str) -> None:
        try:
            self._add(_mapping(text), 0)
        except _UnreadableError as whole:
            if not self._read_apart(text):
                self._unreadable(whole.fault, 0)

    def _read_apart(self, text: str) -> bool:
        """Read each entry by itself; return whether that showed what is wrong with the whole."""
        found = False
        for number, entry in enumerate(_ENTRY.finditer(text)):
            before = text.count("\n", 0, entry.start())
            if number >= MOST_GROUPS:
                self._too_many(before + 1)
                break
            try:
                self._add(_mapping(entry[0]), before)
            except _UnreadableError as part:
                found = True
                self._unreadable(part.fault, before)
        return found

    def _unreadable(self, fault: YamlFault, before: int) -> None:
        line, column = fault.line + before, fault.column
        self._problems.add(
            Problem(self._path, line, column, "bad-vocabulary", Severity.ERROR, "", fault.message, fault.remedy)
        )

    def _too_many(self, line: int) -> None:
        message = f"the vocabulary has more than {MOST_GROUPS:,} entries; those from here on are left out"
        self._problems.add(
            Problem(self._path, line, 1, "bad-vocabulary", Severity.ERROR, "", message, "Keep those that people use.")
        )

    def _add(self, mapping: yaml.MappingNode | None, before: int) -> None:
        """Make a group of each pair of a mapping that was parsed after `before` lines."""
        for number, (key, value) in enumerate(mapping.value if mapping else ()):
            if number >= MOST_GROUPS:
                self._too_many(_line(key) + before)
                break
            entry = _Entry(_text(key) or "", before)
            if not isinstance(key, yaml.ScalarNode):
                self._refuse(entry, key, "expected a word before the colon", _FORM)
            else:
                self._add_group(entry, [key, *self._items(entry, value)])

    def _items(self, entry: _Entry, value: yaml.Node) -> list[yaml.Node]:
        items: list[yaml.Node] = value.value if isinstance(value, yaml.SequenceNode) else [value]
        if not items:
            self._refuse(entry, value, *_EMPTY)
        if len(items) > MOST_ALIKE:
            message = f"more than {MOST_ALIKE} expressions are said to mean the same; those from here on are left out"
            self._refuse(entry, items[MOST_ALIKE], message, "Keep those that people use.")
        return items[:MOST_ALIKE]

    def _add_group(self, entry: _Entry, nodes: list[yaml.Node]) -> None:
        """Add a group of those expressions that can be used; what is said more than once is reported."""
        group: dict[tuple[str, ...], str] = {}
        for node in nodes:
            text = _text(node)
            if text is None:
                self._refuse(entry, node, "expected a text, not values within values", _FORM)
                continue
            words = tuple(_WORD.findall(text.casefold()))
            if fault := _fault_in(text, words):
                self._refuse(entry, node, *fault)
            elif words in group:
                self._repeated(entry, node, f"{text!r} is listed twice", "Remove one of them.")
            else:
                group[words] = text
        if len(group) < 2:
            return
        self.groups.append(tuple(group.values()))
        line = _line(nodes[0]) + entry.before
        for words, text in group.items():
            if (known := self._lines.setdefault(words, line)) != line:
                message = f"{text!r} stands in line {known}, too; whoever asks for it finds what either line says"
                self._repeated(entry, nodes[0], message, "Put all that means the same on one line.")

    def _refuse(self, entry: _Entry, node: yaml.Node, message: str, remedy: str) -> None:
        line, column = _line(node) + entry.before, int(node.start_mark.column) + 1
        self._problems.add(
            Problem(self._path, line, column, "bad-vocabulary", Severity.ERROR, entry.name, message, remedy)
        )

    def _repeated(self, entry: _Entry, node: yaml.Node, message: str, remedy: str) -> None:
        line, column = _line(node) + entry.before, int(node.start_mark.column) + 1
        self._problems.add(
            Problem(self._path, line, column, "repeated-word", Severity.WARNING, entry.name, message, remedy)
        )


_EMPTY = ("nothing is said to mean the same", "Write what it means after the colon, or remove the line.")


def _text(node: yaml.Node) -> str | None:
    """Return a scalar as people see it, None for other values; cut only where it is much too long anyway."""
    if not isinstance(node, yaml.ScalarNode):
        return None
    return " ".join(clean_text(str(node.value)[: 2 * MOST_CHARACTERS]).split())


def _fault_in(text: str, words: tuple[str, ...]) -> tuple[str, str] | None:
    """Return what makes an expression unusable and how to mend it."""
    if not text:
        return _EMPTY
    if not words:
        return f"{text!r} holds no word", "Write words, or remove it."
    if len(text) > MOST_CHARACTERS or len(words) > MOST_WORDS:
        message = f"the expression has more than {MOST_CHARACTERS} characters or {MOST_WORDS} words"
        return message, "Write what people ask for: a few words."
    return None
