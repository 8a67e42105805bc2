"""What the template of a kind gives a new page to begin with, taken apart for a form.

`kb new` writes the template as a file; the site's form asks for its keys, and shows its notes beside its headings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from string import Template
from typing import Any

from kb.choices import Kind
from kb.config import Config
from kb.errors import ConfigError
from kb.head import HeadError, split_file
from kb.page_templates import template_of

_PART = re.compile(r"(?:\A|^## +(?P<heading>[^\n]+)\n)(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_NECESSITY = re.compile(r"\b(?:MUST|SHOULD):\s*")


@dataclass(frozen=True)
class Part:
    """One heading of a template, empty for what stands before the first, with the note on what goes there."""

    heading: str
    note: str


@dataclass(frozen=True)
class Outline:
    """The keys of a template in order, the values that aren't empty, the text to begin with, and notes on it."""

    keys: tuple[str, ...]
    values: Mapping[str, Any]
    body: str
    parts: tuple[Part, ...]


def outline_of(config: Config, kind: Kind, today: date) -> Outline:
    """Return what the template of a kind holds. Raises ConfigError where the library's own can't be read."""
    text = Template(template_of(config, kind)).safe_substitute(title='""', today=today.isoformat())
    try:
        split = split_file(text)
    except HeadError as error:
        raise ConfigError(f"the template of {kind.value}", "", error.message, error.remedy) from error
    values = {key: value for key, value in split.values.items() if value not in (None, "", [])}
    parts = [Part((found["heading"] or "").strip(), _note(found["text"])) for found in _PART.finditer(split.body)]
    headings = [f"## {part.heading}\n" for part in parts if part.heading]
    kept = tuple(part for part in parts if part.heading or part.note)
    return Outline(tuple(split.values), values, "\n".join(headings), kept)


def _note(text: str) -> str:
    """Return the comments of a part as sentences."""
    told = " ".join(" ".join(found.split()) for found in _COMMENT.findall(text))
    plain = _NECESSITY.sub("", told)
    return re.sub(r"(^|[.?!] )([a-z])", lambda found: found[1] + found[2].upper(), plain)
