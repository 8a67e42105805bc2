"""Headings out of order: a level is skipped on the way down, so that readers who go by headings miss one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.checks.subject import Subject
from kb.normalise import plain_text
from kb.places import Place
from kb.problems import Problem, Severity
from kb.references import slug

_HEADING = re.compile(r"^ {0,3}(?:#{1,6}[ \t]+(?P<hash>[^\n]+)|(?P<line>[^\n]+)\n(?:=+|-+)[ \t]*)$", re.MULTILINE)
_ID = re.compile(r"[ \t]*(?:\{[^}\n]*\})?[ \t]*#*[ \t]*$")


def headings_out_of_order(subject: Subject) -> Iterator[Problem]:
    """Yield each heading of a page that is more than one level below the one before; the page's title is level 1."""
    before = 1
    for level, words in subject.rendered.headings:
        if level > before + 1:
            message = f"the heading {words!r} is of level {level} and follows one of level {before}"
            remedy = f"Begin it with {'#' * (before + 1)}, or add the heading between them."
            yield subject.in_body("heading-order", Severity.WARNING, place_of_heading(subject, words), message, remedy)
        before = level


def place_of_heading(subject: Subject, words: str) -> Place:
    """Return where a heading with these words is written."""
    wanted = slug(words)
    for found in _HEADING.finditer(subject.prose):
        start, end = found.span("hash" if found["hash"] else "line")
        written = _ID.sub("", subject.page.body[start:end])  # its code is blank in the prose
        if slug(plain_text(written)) == wanted:
            return subject.place(found.start())
    return Place(subject.page.body_line)
