"""JSON Schemas of the heads of pages, for editors: printed by `kb schema`, written into new libraries by `kb init`."""

from __future__ import annotations

from typing import Any

from kb.choices import Kind
from kb.page import HEADS, SHORTHAND

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(kind: Kind) -> dict[str, Any]:
    """Return the JSON Schema of a kind's head; a table that may be written as one plain string is either."""
    found = HEADS[kind].model_json_schema()
    for name in SHORTHAND:
        listed = found["properties"].get(name)
        if listed is not None and "$ref" in listed.get("items", {}):
            listed["items"] = {"anyOf": [{"type": "string"}, listed["items"]]}
    return {"$schema": _DIALECT, **found, "title": f"Head of a {kind.value}"}
