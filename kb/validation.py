"""Validate a head against its model, keeping whatever is right: each value that doesn't fit is dropped and reported.

Where dropping would take away a protection, the careful value takes the place of the one that can't be read.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from kb.choices import Kind
from kb.config import KindRule
from kb.head import Path
from kb.mapping import names_of
from kb.normalise import Report
from kb.page import HEADS, PROTECTIVE, Head
from kb.problems import Severity

_ANY = "*"
_MISSPELT = ("recommendable", "contact")  # `status` has too many neighbours, such as `state`


def filled(values: Mapping[str, Any], known: set[str], report: Report) -> dict[str, Any]:
    """Return `values` with the careful one for each protective key that was left empty, and report it."""
    careful = dict(values)
    for name in PROTECTIVE.keys() & values.keys() & known:
        value, safe = values[name], PROTECTIVE[name]
        inner = isinstance(value, Mapping) and "policy" in value and value["policy"] is None
        if value is None or inner:
            careful[name] = safe
            message = f"the value is empty, and taken as {_said(safe)} to be careful"
            at = (name, "policy") if inner else (name,)
            report("bad-value", Severity.ERROR, at, message, "Write a value, or remove the key.")
    return careful


def without_unknown(values: Mapping[str, Any], known: set[str], rule: KindRule, report: Report) -> dict[str, Any]:
    """Return the values of known keys; report the others, each with the nearest key that the kind has.

    Where that one protects people, the careful value is taken for it.
    """
    kept = {name: value for name, value in values.items() if name in known}
    if _ANY in rule.ignore:
        return kept
    dug = {name.split(".", 1)[0] for names in rule.fields.values() for name in names_of(names)}
    for name in values:
        if name not in known and name not in dug:
            near = next(iter(difflib.get_close_matches(name, known, n=1)), "")
            remedy = f"Did you mean {near!r}?" if near else f"Remove it; a {rule.kind} may have: {_listed(known)}."
            if near in _MISSPELT:
                kept[near] = PROTECTIVE[near]
                message = f"unknown key; {near!r} is taken as {_said(PROTECTIVE[near])} to be careful"
                report("unknown-key", Severity.ERROR, (name,), message, remedy)
            else:
                report("unknown-key", Severity.WARNING, (name,), "unknown key; its value is not used", remedy)
    return kept


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))


def _said(safe: Any) -> str:
    """Return a careful value as an author would write it."""
    return str(safe["policy"]) if isinstance(safe, dict) else str(safe).lower()


def validated(kind: Kind, values: dict[str, Any], report: Report) -> Head:
    """Return the head that `values` make; each one that doesn't fit is reported and left out."""
    model = HEADS[kind]
    while True:
        try:
            return model.model_validate(values)
        except ValidationError as error:
            faults = error.errors()
        for location, message, given in {
            _droppable(f["loc"]): (f["loc"], f["msg"], f["input"]) for f in faults
        }.values():
            at = tuple(location)
            expected = message.removeprefix("Value error, ")
            # How to reach somebody isn't repeated: problems are stored with the index, and printed in public logs.
            got = "" if at[0] == "contact" else f" (got {shortened(given)})"
            said = f"{expected[0].lower()}{expected[1:]}{got}"
            report("bad-value", Severity.ERROR, at, said, "Mend or remove the value.")
        for at in sorted(
            {_droppable(f["loc"]) for f in faults}, key=lambda p: [str(x).zfill(6) for x in p], reverse=True
        ):
            _drop(values, at)


def _droppable(location: Path) -> Path:
    """Return the smallest whole around a faulty value: a list's item, a table's key, or the field."""
    if len(location) > 1 and isinstance(location[1], int):
        return location[:2]
    return location[:2] if location[0] == "effort" else location[:1]


def _drop(values: dict[str, Any], at: Path) -> None:
    field = str(at[0])
    if len(at) > 1:
        del values[field][at[1]]
    elif field == "title":
        values["title"] = "Untitled"
    elif field in PROTECTIVE and values.get(field) != PROTECTIVE[field]:
        values[field] = PROTECTIVE[field]
    else:
        del values[field]


def shortened(value: object) -> str:
    """Return a value as a problem quotes it."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
