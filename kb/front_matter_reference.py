"""Writes docs/front-matter.md, every key of every kind, from the models: `python -m kb.front_matter_reference`."""

from __future__ import annotations

import types
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from kb.choices import Kind
from kb.page import HEADS, SHORTHAND, Head, IssueRef, Ref

FILE = Path(__file__).resolve().parents[1] / "docs" / "front-matter.md"
_BEGINNING = """# Front matter: every key

Generated from the models by `python -m kb.front_matter_reference`; change `kb/page.py` and run it again. How to write a
page is told in [Writing pages](content.md); `kb schema KIND` prints the same for editors.
"""
_NAMES: dict[Any, str] = {str: "text", bool: "true or false", date: "day", datetime: "day and time"}
_CHECKS = {"to_when": "day, month, year or two", "_checked_period": "period", "_checked_address": "web address"}


def reference() -> str:
    """Return the whole page."""
    parts = [_BEGINNING, "## Every page", *_table(Head, set())]
    for kind in Kind:
        parts += [f"\n## {kind.value}", *_table(HEADS[kind], set(Head.model_fields))]
    tables = dict.fromkeys(part for kind in Kind for part in _parts(HEADS[kind]))
    for part in tables:
        parts += [f"\n## {part.__name__}", f"\n{part.__doc__}", *_table(part, set())]
    return "\n".join(parts) + "\n"


def _table(model: type[BaseModel], without: set[str]) -> Iterator[str]:
    yield "\n| Key | Type | Required | What it is for |\n|---|---|---|---|"
    for name, field in model.model_fields.items():
        if name not in without:
            needed = "yes" if field.is_required() else "no"
            yield f"| `{name}` | {_type_of(name, field)} | {needed} | {field.description} |"


def _type_of(name: str, field: FieldInfo) -> str:
    told = _told(Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation)
    return f"{told}, or plain text for its `{SHORTHAND[name]}`" if name in SHORTHAND and "](#" in told else told


def _told(kind: Any) -> str:
    """Return what a value has to be, in words."""
    if get_origin(kind) is Annotated:
        inner, *marks = get_args(kind)
        return next(filter(None, map(_marked, marks)), "") or _told(inner)
    if get_origin(kind) is tuple:
        return f"list of: {_told(get_args(kind)[0])}"
    if get_origin(kind) in {Union, types.UnionType}:
        return next(_told(one) for one in get_args(kind) if one is not type(None))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return ", ".join(f"`{choice.value}`" for choice in kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return f"[{kind.__name__}](#{kind.__name__.lower()})"
    return _NAMES[kind]


def _marked(mark: Any) -> str:
    """Return what a mark says about a type: to what it refers, or which form it has."""
    if isinstance(mark, Ref):
        return "id of any page" if len(mark.kinds) == len(Kind) else f"id of a {' or '.join(mark.kinds)}"
    if isinstance(mark, IssueRef):
        return "id of an issue"
    return _CHECKS.get(getattr(getattr(mark, "func", None), "__name__", ""), "")


def _parts(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield the tables within a head."""
    for field in model.model_fields.values():
        waiting = [field.annotation]
        while waiting:
            kind: Any = waiting.pop()
            waiting += get_args(kind)
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield kind


if __name__ == "__main__":
    FILE.write_text(reference(), encoding="utf-8")
