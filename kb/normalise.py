"""Bring the values of a head into the shape that the content model expects, and report what had to be done.

Called by `kb.reading` before validation. The shapes come from the pydantic models themselves, so that no second list of
fields has to be kept.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Collection
from functools import cache
from typing import Any, TypeAlias, get_args, get_origin

from pydantic import BaseModel

from kb.head import Path
from kb.page import SHORTHAND, Head, IssueRef, Ref
from kb.problems import Severity

# (code, severity, path of the value, message, remedy)
Report: TypeAlias = Callable[[str, Severity, Path, str, str], None]

UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]")
_WORDS = {"tags", "aliases", "redirect_from", "skills"}
_TAGS = "a abbr b br cite code del div em font i img ins kbd li mark ol p q s small span strong sub sup u ul"
_TAG = re.compile(rf"</?(?:{_TAGS.replace(' ', '|')})(?:[\s/][^<>]*)?>", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^][]*)\]\([^()]*(?:\([^()]*\)[^()]*)?\)")
_CODE = re.compile(r"`+([^`]+)`+")
_STARS = re.compile(r"(?<!\w)\*{1,3}(?=\S)([^*]+)(?<=\S)\*{1,3}(?!\w)")
_LINES = re.compile(r"(?<!\w)_{1,3}(?=\S)([^_]+)(?<=\S)_{1,3}(?!\w)")
# As in Markdown, an entity ends with a semicolon: in an address, `&region=` and `&copy=` are what they look like.
_ENTITY = re.compile(r"&(?:#\w+|[A-Za-z]\w*);")
_OVERRIDES = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def clean_text(text: str) -> str:
    """Return `text` as people see it: entities resolved, control and direction-override characters gone, NFC."""
    text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return unicodedata.normalize("NFC", _OVERRIDES.sub("", UNSEEN.sub("", text))).strip()


def plain_text(text: str) -> str:
    """Return `text` without the Markdown and HTML of a line: links and images to their words, emphasis to its words."""
    text = _LINK.sub(r"\1", _TAG.sub("", text))
    for mark in (_CODE, _STARS, _LINES, _STARS):  # stars may stand within lines and within stars
        text = mark.sub(r"\1", text)
    return text


def normalise(head: type[Head], values: dict[str, Any], report: Report, mapped: Collection[str] = ()) -> dict[str, Any]:
    """Return `values` with texts cleaned, single values made lists, and nulls and repeats dropped.

    A summary becomes plain text. Keys that the model doesn't know are kept as they are; validation has the word on
    them. A single value in a field that kb.toml maps from another key is what that library means, and not reported.
    """
    shapes = _shapes(head)
    for name in mapped:
        if name in values and name in shapes and get_origin(shapes[name]) is tuple and isinstance(values[name], str):
            values = {**values, name: [values[name]]}
    if isinstance(summary := values.get("summary"), str):
        values = {**values, "summary": plain_text(summary)}
    return {
        name: _shaped(value, shapes[name], (name,), report) if name in shapes else value
        for name, value in values.items()
        if value is not None or name not in shapes
    }


@cache
def _shapes(model: type[BaseModel]) -> dict[str, Any]:
    return {name: field.annotation for name, field in model.model_fields.items()}


def _shaped(value: Any, annotation: Any, path: Path, report: Report) -> Any:
    if get_origin(annotation) is tuple:
        return _as_list(value, get_args(annotation)[0], path, report)
    model = _model_in(annotation)
    if model and isinstance(value, dict):
        shapes = _shapes(model)
        return {k: _shaped(v, shapes.get(k), (*path, k), report) for k, v in value.items() if v is not None}
    return clean_text(value) if isinstance(value, str) else value


def _as_list(value: Any, item_shape: Any, path: Path, report: Report) -> list[Any]:
    items = value
    if not isinstance(value, list):
        split = isinstance(value, str) and _holds_words(str(path[-1]), item_shape)
        items = [part.strip() for part in value.split(",")] if split else [value]
        report(
            "not-a-list", Severity.WARNING, path, "expected a list, got a single value", "Write one `- value` a line."
        )
    kept: list[Any] = []
    seen: set[str] = set()
    field = str(path[-1])
    for number, item in enumerate(items):
        shaped = _shaped(_spelled_out(item, field, _model_in(item_shape)), item_shape, (*path, number), report)
        if shaped in (None, "", {}):
            report("empty-item", Severity.WARNING, (*path, number), "the list holds an empty item", "Remove the line.")
        elif repr(shaped) in seen:
            said = shaped if isinstance(shaped, str) else "the same item"
            report(
                "repeated-item", Severity.WARNING, (*path, number), f"{said!r} is listed twice", "Remove one of them."
            )
        else:
            seen.add(repr(shaped))
            kept.append(shaped)
    return kept


def _holds_words(field: str, item_shape: Any) -> bool:
    """Whether a list's items are references or short words, which hold no comma; sentences do."""
    model, key = _model_in(item_shape), SHORTHAND.get(field)
    marks = model.model_fields[key].metadata if model and key else getattr(item_shape, "__metadata__", ())
    return field in _WORDS or any(isinstance(mark, Ref | IssueRef) for mark in marks)


def _spelled_out(item: Any, field: str, model: type[BaseModel] | None) -> Any:
    """Return a plain id or title as the table that the field holds."""
    key = SHORTHAND.get(field)
    return {key: item} if model and key in model.model_fields and isinstance(item, str) and item else item


def _model_in(annotation: Any) -> type[BaseModel] | None:
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None
