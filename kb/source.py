"""A page as Markdown again: its head with the keys that the content model knows, and its body as written.

Whatever a library calls its keys, the text comes out in our own form, ready to be copied into a library that is laid
out as `docs/content.md` says. Keys that the model doesn't know, addresses that are not public, and comments in the body
are not part of it: readers of the page don't see them either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from kb.normalise import clean_text, plain_text
from kb.page import Head

# Fenced code, code within a line, or a comment: what begins first counts. As on the page, a fence makes code where it
# isn't indented and one just like it follows; where none does, comments after it are hidden, as everywhere.
_FENCED = r"^(`{3,}|~{3,})(?: *\{[^<\n]*\}| *[\w.#+-]*) *\n.*?(?:^\2 *$|(?P<open>\Z))"
_IN_LINE = r"(?<![`\\])(`+)(?!`)[^\n]*?(?<!`)\4(?!`)"
_COMMENT = r"<!--.*?(?:-->|\Z)"
_CODE_OR_COMMENT = re.compile(rf"({_FENCED}|{_IN_LINE})|{_COMMENT}", re.DOTALL | re.MULTILINE)
_LEADING_LINES = re.compile(r"\A\s*\n")
# What reading would take for an entity, and in a summary for Markdown or HTML.
_SIGNS = re.compile(r"[&<*_`[]")


def markdown_of(head: Head, body: str) -> str:
    """Return the text of a file that would be read as this page; values that are the default are left out."""
    return file_text(head.model_dump(mode="json", exclude_defaults=True), without_comments(body))


def file_text(values: Mapping[str, Any], body: str) -> str:
    """Return the text of a file with these values in its head, in their order, the empty ones left out."""
    # Spaces before the first word may make it code.
    return f"---\n{head_text(values)}---\n\n{_LEADING_LINES.sub('', body).rstrip()}\n"


def head_text(values: Mapping[str, Any]) -> str:
    """Return values as YAML such that reading gives the same."""
    kept = _without_empty(values)
    written = {key: _as_written(value, is_summary=key == "summary") for key, value in kept.items()}
    return yaml.safe_dump(written, allow_unicode=True, sort_keys=False, width=100)


def without_comments(body: str) -> str:
    """Return Markdown without its HTML comments; those in fenced code, and in code within a line, are code."""
    return _CODE_OR_COMMENT.sub(_shown, body)


def _shown(found: re.Match[str]) -> str:
    code: str | None = found[1]
    if code and found["open"] is not None:
        return re.sub(_COMMENT, "", code, flags=re.DOTALL)
    return code or ""


def _as_written(value: Any, *, is_summary: bool) -> Any:
    """Return a value of a head such that reading, which resolves entities, gives the same."""
    if isinstance(value, dict):
        return {key: _as_written(inner, is_summary=False) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_written(inner, is_summary=False) for inner in value]
    if not isinstance(value, str) or clean_text(plain_text(value) if is_summary else value) == value:
        return value
    return _SIGNS.sub(lambda sign: f"&#{ord(sign[0])};", value)


def _without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}
