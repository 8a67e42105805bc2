"""A page as Markdown again: its head with the keys that the content model knows, and its body as written.

Whatever a library calls its keys, the text comes out in our own form, ready to be copied into a library that is laid
out as `docs/content.md` says. Keys that the model doesn't know, and addresses that are not public, are not part of it.
"""

from __future__ import annotations

from typing import Any

import yaml

from kb.page import Head


def markdown_of(head: Head, body: str) -> str:
    """Return the text of a file that would be read as this page; values that are the default are left out."""
    values = head.model_dump(mode="json", exclude_defaults=True)
    text = yaml.safe_dump(_without_empty(values), allow_unicode=True, sort_keys=False, width=100)
    return f"---\n{text}---\n\n{body.strip()}\n"


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}
