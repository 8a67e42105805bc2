"""A page as Markdown again: its head with the keys that the content model knows, and its body as written.

Whatever a library calls its keys, the text comes out in our own form, ready to be copied into a library that is laid
out as `docs/content.md` says. Keys that the model doesn't know, addresses that are not public, and comments in the body
are not part of it: readers of the page don't see them either.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from kb.page import Head

# Fenced code, code within a line, or a comment: what begins first counts.
_FENCED = r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\2|\Z)"
_IN_LINE = r"(?<!`)(`+)(?!`)[^\n]*?(?<!`)\3(?!`)"
_CODE_OR_COMMENT = re.compile(rf"({_FENCED}|{_IN_LINE})|<!--.*?(?:-->|\Z)", re.DOTALL | re.MULTILINE)


def markdown_of(head: Head, body: str) -> str:
    """Return the text of a file that would be read as this page; values that are the default are left out."""
    values = head.model_dump(mode="json", exclude_defaults=True)
    text = yaml.safe_dump(_without_empty(values), allow_unicode=True, sort_keys=False, width=100)
    return f"---\n{text}---\n\n{without_comments(body).strip()}\n"


def without_comments(body: str) -> str:
    """Return Markdown without its HTML comments; those in code are code."""
    return _CODE_OR_COMMENT.sub(lambda found: found[1] or "", body)


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}
