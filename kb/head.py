"""Split a file into head and body, and read the head with the place of every value.

YAML scalars stay the text that was typed (`2017`, `1.10`, `2022-30-09`), apart from null, true and false, so that no
value is changed or refused before the content model has seen it. Limits on size and nesting hold off alias bombs.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

import yaml
from frontmatter.default_handlers import YAMLHandler

from kb.places import Place
from kb.yaml_faults import explained, line_too_deep

Path: TypeAlias = tuple[str | int, ...]
MAX_DEPTH = 40
MAX_VALUES = 50_000
_TOO_DEEP = f"values are nested more than {MAX_DEPTH} deep"

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEY = r"""(?:[\w.-]+|"[^"\n]*"|'[^'\n]*')"""
_START = r"(?:\s*#.*\n)*\s*"
_FIRST_KEY = {"---": re.compile(rf"{_START}{_KEY}\s*:(?:\s|$)"), "+++": re.compile(rf"{_START}{_KEY}\s*=")}
# Before a head, tools leave blanks, byte-order marks and characters without width; none of them may hide it.
_UNSEEN_LEAD = "\ufeff\u200b\u2060\u00a0 \t\r\n"
_TOML_FENCE = re.compile(r"^\+\+\+\s*$", re.MULTILINE)
_TOML_DEEP_KEY = re.compile(rf"(?<![\w\"'-])(?:[\w\"'-]+[ \t]*\.[ \t]*){{{MAX_DEPTH}}}")


class HeadError(ValueError):
    """The head can't be read; `line` and `column` are those of the file, from 1."""

    def __init__(self, message: str, remedy: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message, self.remedy, self.line, self.column = message, remedy, line, column


@dataclass(frozen=True)
class SplitFile:
    """A file's head as plain values with their places, and its body. `repeated` names keys given more than once."""

    values: dict[str, Any]
    places: dict[Path, Place]
    repeated: tuple[tuple[str, Place], ...]
    body: str
    body_line: int

    def place(self, path: Path) -> Place:
        """Return where the value at `path` stands, or the nearest value that holds it."""
        while path:
            if path in self.places:
                return self.places[path]
            path = path[:-1]
        return Place(1)


class _Loader(_Base):  # type: ignore[misc] # the C loader has no type
    """Resolves null, booleans and merge keys only."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}


_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(~|null|Null|NULL|)$"), ["~", "n", "N", ""])
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
_Loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile(r"^<<$"), ["<"])


def split_file(text: str) -> SplitFile:
    """Split `text` into head and body and read the head (YAML between `---`, or TOML between `+++`).

    Raises HeadError where the head can't be read.
    """
    rest = text.lstrip(_UNSEEN_LEAD)
    skipped = text[: len(text) - len(rest)].count("\n")
    if rest.startswith("+++"):
        return _split(rest, skipped, _TOML_FENCE, _read_toml, "+++")
    handler = YAMLHandler()
    if not handler.detect(rest):
        return SplitFile({}, {}, (), text.removeprefix("\ufeff"), 1)
    return _split(rest, skipped, handler.FM_BOUNDARY, _read_yaml, "---")


_Reader: TypeAlias = Callable[[str, int], tuple[dict[str, Any], dict[Path, Place], tuple[tuple[str, Place], ...]]]


def _split(text: str, skipped: int, fence: re.Pattern[str], read: _Reader, mark: str) -> SplitFile:
    opening = fence.match(text)
    closing = fence.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        if opening and _FIRST_KEY[mark].match(text, opening.end()):
            raise HeadError("the head is never closed", f"Put a line with only {mark} after the last key.", skipped + 1)
        return SplitFile({}, {}, (), text, skipped + 1)
    # A fence takes the blank lines after it along.
    values, places, repeated = read(text[opening.end() : closing.start()], skipped + opening[0].count("\n"))
    body_line = skipped + text[: closing.end()].count("\n") + 1
    return SplitFile(values, places, repeated, text[closing.end() :], body_line)


def _read_yaml(head: str, skipped: int) -> tuple[dict[str, Any], dict[Path, Place], tuple[tuple[str, Place], ...]]:
    try:
        _check_nesting(head, skipped)
        node = yaml.compose(head, Loader=_Loader)
    except HeadError:
        raise
    except yaml.YAMLError as error:
        raise _located(error, head, skipped) from error
    except (RecursionError, ValueError) as error:
        raise HeadError(str(error), "Simplify the head.", skipped + 1) from error
    if node is None:
        return {}, {}, ()
    if not isinstance(node, yaml.MappingNode):
        raise HeadError("the head is not a list of `key: value` lines", "Write one `key: value` a line.", skipped + 2)
    walk = _Walk(skipped)
    values = walk.mapping(node, ())
    return values, walk.places, tuple(walk.repeated)


def _check_nesting(head: str, skipped: int) -> None:
    """Refuse deep nesting before the composer, which recurses, meets it."""
    if head.count("[") + head.count("{") + head.count("- ") + head.count("? ") <= MAX_DEPTH and "\n" in head:
        return
    line = line_too_deep(head, _Loader, MAX_DEPTH)
    if line is not None:
        raise HeadError(_TOO_DEEP, "Simplify the head.", line + skipped)


def _located(error: yaml.YAMLError, head: str, skipped: int) -> HeadError:
    fault = explained(error, head, "the head", MAX_DEPTH)
    return HeadError(fault.message, fault.remedy, fault.line + skipped, fault.column)


class _Walk:
    """Turns YAML nodes into plain values, recording places and repeated keys."""

    def __init__(self, skipped: int) -> None:
        self.places: dict[Path, Place] = {}
        self.repeated: list[tuple[str, Place]] = []
        self._skipped = skipped
        self._seen = 0

    def value(self, node: yaml.Node, path: Path) -> Any:
        self._seen += 1
        if len(path) > MAX_DEPTH:
            raise self._error(node, _TOO_DEEP, "Simplify the head.")
        if self._seen > MAX_VALUES:
            raise self._error(node, "the head expands to too many values", "Write fewer values, without aliases.")
        self.places[path] = self._place(node)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, number)) for number, item in enumerate(node.value)]
        if node.tag.endswith(":null"):
            return None
        if node.tag.endswith(":bool"):
            return str(node.value).lower() == "true"
        return str(node.value)

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        merged: list[tuple[yaml.Node, Any]] = []
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self._error(key, "a key is not plain text", "Put quotes around the value or the key.")
            name = str(key.value)
            if key.tag.endswith(":merge"):
                merged.append((key, self.value(value, (*path, name))))
                continue
            if name in values:
                self.repeated.append((name, self._place(key)))
            values[name] = self.value(value, (*path, name))
            self.places[*path, name] = self._place(key)
        for key, value in merged:
            self._merge(key, value, values, path)
        return values

    def _merge(self, key: yaml.Node, merged: Any, values: dict[str, Any], path: Path) -> None:
        """Add the keys of a merged mapping, or of a list of them, that aren't there yet: the first given win."""
        for mapping in merged if isinstance(merged, list) else [merged]:
            if not isinstance(mapping, dict):
                raise self._error(key, "a merge key is given no mapping", "Merge a mapping, or drop the key.")
            for name, value in mapping.items():
                if name not in values:
                    values[name] = value
                    self.places[*path, name] = self._place(key)

    def _error(self, node: yaml.Node, message: str, remedy: str) -> HeadError:
        place = self._place(node)
        return HeadError(message, remedy, place.line, place.column)

    def _place(self, node: yaml.Node) -> Place:
        return Place(node.start_mark.line + 1 + self._skipped, node.start_mark.column + 1)


def _read_toml(head: str, skipped: int) -> tuple[dict[str, Any], dict[Path, Place], tuple[tuple[str, Place], ...]]:
    try:
        _check_dots(head, skipped)
        values = {key: _as_typed(value) for key, value in tomllib.loads(head).items()}
    except HeadError:
        raise
    except RecursionError as error:
        raise HeadError(_TOO_DEEP, "Simplify the head.", skipped + 1) from error
    except ValueError as error:
        line = re.search(r"line (\d+)", str(error))
        raise HeadError(
            f"the head is not valid TOML: {error}", "Mend this line.", skipped + int(line[1] if line else 1)
        ) from error
    places: dict[Path, Place] = {}
    for number, line_text in enumerate(head.split("\n"), skipped + 1):
        key = re.match(r"[\s\[]*([\w-]+)\s*[=.\]]", line_text)
        if key:
            places.setdefault((key[1],), Place(number, key.start(1) + 1))
    return values, places, ()


def _check_dots(head: str, skipped: int) -> None:
    """Refuse keys of very many parts before the parser, whose time grows with their cube, meets them."""
    deep = _TOML_DEEP_KEY.search(head)
    if deep:
        line = skipped + head[: deep.start()].count("\n") + 1
        raise HeadError(_TOO_DEEP, "Simplify the head.", line)


def _as_typed(value: Any) -> Any:
    """Return a TOML value with scalars as text, as YAML ones are."""
    if isinstance(value, dict):
        return {key: _as_typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_typed(item) for item in value]
    return value if isinstance(value, bool) else str(value)
