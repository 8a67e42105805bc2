"""Bring a head's values under our keys, as a rule of `kb.toml` says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.choices import Kind
from kb.config import KindRule
from kb.head import SplitFile
from kb.page import PROTECTIVE

_ABSENT: Any = object()
_NOT_DRAFT = {"", "false", "no", "off", "none"}


def mapped_values(values: Mapping[str, Any], rule: KindRule) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values under our keys, and which of their keys each came from."""
    ours = dict(rule.values)
    keys: dict[str, str] = {}
    fields = {**({"title": ("name", "title")} if rule.kind is Kind.PERSON else {}), **rule.fields}
    taken = {name for names in fields.values() for name in names_of(names)} | set(rule.body)
    for key, value in values.items():
        if key not in taken and key not in fields and key not in rule.ignore:
            keys[key] = key
            if value is not None or key not in ours or key in PROTECTIVE:
                ours[key] = value
    for field, names in fields.items():
        found = {name: value for name in names_of(names) if (value := _dig(values, name)) is not _ABSENT}
        name = next((name for name, value in found.items() if value not in (None, "", [])), None)
        if name is None and found and field.split(".", 1)[0] in PROTECTIVE:
            name = next(iter(found))
            found[name] = None  # empty in whatever way: validation takes the careful value
        if name is not None:
            keys[field.split(".", 1)[0]] = name.split(".", 1)[0]
            _put(ours, field, found[name])
    if str(values.get("draft")).strip().lower() not in _NOT_DRAFT:  # what most site generators call it
        ours["status"], keys["status"] = "draft", "draft"
    ours.pop("draft", None)
    return ours, keys


def _put(ours: dict[str, Any], field: str, value: Any) -> None:
    """Set a field, or a field within a table (`effort.time`)."""
    outer, _, inner = field.partition(".")
    if inner:
        table = ours.get(outer)
        ours[outer] = {**(table if isinstance(table, dict) else {}), inner: value}
    else:
        ours[field] = value


def names_of(names: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys that a field is mapped from, always as a tuple."""
    return (names,) if isinstance(names, str) else names


def _dig(values: Mapping[str, Any], name: str) -> Any:
    """Return the value of a key, or of a key within a table (`venue.name`), or `_ABSENT`."""
    found: Any = values
    for part in name.split("."):
        found = found.get(part, _ABSENT) if isinstance(found, Mapping) else _ABSENT
    return found


def body_of(split: SplitFile, rule: KindRule) -> str:
    """Return the Markdown: that of the keys that hold some, each under its heading, then the file's own."""
    parts = [
        f"## {heading}\n\n{split.values[key]}" if heading else split.values[key]
        for key, heading in rule.body.items()
        if isinstance(split.values.get(key), str) and split.values[key].strip()
    ]
    return "\n\n".join([*parts, split.body]) if parts else split.body
