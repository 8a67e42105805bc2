"""How far a page has got, against the template of its kind: a stub, partial or complete.

A template says with MUST which sections a page needs; the others are suggestions. Whatever section a page has,
needed or not, is to hold text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from kb.checks.headings import place_of_heading
from kb.checks.subject import Subject
from kb.choices import Kind
from kb.config import DEFAULT_KINDS, Config
from kb.page_templates import own_template, template_of
from kb.problems import Problem, Severity
from kb.references import slug
from kb.sections import Section

_STUB_WORDS = 30
_SECTION = re.compile(r"^## +(?P<title>[^\n]+)\n(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
# What stands where text is to come.
_PLACEHOLDER = re.compile(
    r"[\W_]*(?:to ?do|tb[acd]|to be (?:written|added|done|confirmed)|coming soon)?[\W_]*", re.IGNORECASE
)


class Level(StrEnum):
    """How far a page has got."""

    STUB = "stub"
    PARTIAL = "partial"
    COMPLETE = "complete"


@dataclass(frozen=True)
class Templates:
    """The sections that the templates of a library ask for."""

    config: Config

    @cached_property
    def needed(self) -> Mapping[Kind, tuple[str, ...]]:
        """Titles of the sections that pages of each kind need.

        A library that is read in place has its own shape, which only templates of its own can tell.
        """
        in_place = self.config.kinds != DEFAULT_KINDS
        texts = {k: own_template(self.config, k) if in_place else template_of(self.config, k) for k in Kind}
        return {kind: _needed(text) for kind, text in texts.items() if text}


def _needed(template: str) -> tuple[str, ...]:
    sections = [(found["title"].strip(), found["text"]) for found in _SECTION.finditer(template)]
    return tuple(title for title, text in sections if "MUST" in text)


def level_of(subject: Subject, templates: Templates) -> tuple[Level, tuple[str, ...]] | None:
    """Return how far a page has got, and the titles of the sections that are missing or empty.

    None where nothing says what its kind needs.
    """
    needed = templates.needed.get(subject.page.kind)
    if needed is None or subject.rendered.problem:
        return None
    written = _written(subject.rendered.sections)
    empty = [title for title, words in written.values() if not words]
    missing = [title for title in needed if slug(title) not in written]
    words = sum(count for _, count in written.values()) + _words_before(subject)
    lacking = (*missing, *empty)
    if words < _STUB_WORDS and (needed or not subject.page.head.summary):
        return Level.STUB, lacking
    return (Level.PARTIAL if lacking else Level.COMPLETE), lacking


def _words_before(subject: Subject) -> int:
    return sum(_count(section) for section in subject.rendered.sections if not section.title)


def _written(sections: tuple[Section, ...]) -> dict[str, tuple[str, int]]:
    """Return title and number of words of the upper sections, those below them included, by the slug of the title."""
    found: dict[str, tuple[str, int]] = {}
    for section in sections:
        if section.title:
            upper = section.path[0]
            title, words = found.get(slug(upper), (upper, 0))
            found[slug(upper)] = title, words + _count(section)
    return found


def _count(section: Section) -> int:
    return sum(len(block.split()) for block in section.blocks if not _PLACEHOLDER.fullmatch(block))


def unfinished(subject: Subject, found: tuple[Level, tuple[str, ...]]) -> Iterator[Problem]:
    """Yield that a page is a stub or partial, at its first empty section."""
    level, lacking = found
    if level is Level.COMPLETE:
        return
    here = {slug(words) for _, words in subject.rendered.headings}
    empty = next((title for title in lacking if slug(title) in here), "")
    at = place_of_heading(subject, empty) if empty else subject.beginning
    said = f"; no text under: {', '.join(lacking)}" if lacking else ""
    if level is Level.STUB:
        yield subject.in_body("stub-page", Severity.NOTE, at, f"the page is a stub{said}", "Write it, or ask for help.")
    else:
        remedy = "Write them, or take empty headings out."
        yield subject.in_body("partial-page", Severity.NOTE, at, f"the page is partial{said}", remedy)
