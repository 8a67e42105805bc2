"""One page as the checks see it: read, rendered, and its text with the places in its file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from kb.page import Page
from kb.places import Place, place_at, places_of
from kb.problems import Problem, Severity
from kb.reading import Source
from kb.rendering import Rendered

_FENCED = r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)"
_IN_LINE = r"(?<![`\\])(`+)(?!`)[^\n]*?(?<!`)\2(?!`)"
_COMMENT = r"<!--.*?(?:-->|\Z)"
_NOT_PROSE = re.compile(rf"{_FENCED}|{_IN_LINE}|{_COMMENT}", re.DOTALL | re.MULTILINE)


def without_code(body: str, blank: str = " ") -> str:
    """Return Markdown with code and comments as blanks: every character stands where it stood."""
    return _NOT_PROSE.sub(lambda found: re.sub(r"[^\n]", blank, found[0]), body)


@dataclass(frozen=True)
class Subject:
    """A page with what was found while it was read and rendered."""

    page: Page
    source: Source
    rendered: Rendered

    @cached_property
    def prose(self) -> str:
        """The body with code and comments as blanks: every character stands where it stood."""
        return without_code(self.page.body)

    @property
    def beginning(self) -> Place:
        """Where in the file the body's first words stand; that of an empty one is the beginning of the file."""
        body = self.page.body
        return self.place(len(body) - len(body.lstrip())) if body.strip() else Place(1)

    def place(self, offset: int) -> Place:
        """Return where in the file the character of the body at `offset` stands.

        Where keys of the head hold the body, that is the beginning of the body: such text may be anywhere.
        """
        if self.source.placing.split.body != self.page.body:
            return Place(self.page.body_line)
        at = place_at(self.page.body, offset)
        return Place(at.line + self.page.body_line - 1, at.column)

    def place_of(self, address: str) -> Place:
        """Return where in the file a link or an image with this address is first written."""
        found = places_of(address, self.page.body)
        if not found or self.source.placing.split.body != self.page.body:
            return Place(self.page.body_line)
        return Place(found[0].line + self.page.body_line - 1, found[0].column)

    def in_body(self, code: str, severity: Severity, at: Place, message: str, remedy: str) -> Problem:
        """Return a problem at a place of the body."""
        return Problem(self.page.path, at.line, at.column, code, severity, "", message, remedy)

    def in_head(self, code: str, severity: Severity, at: tuple[str | int, ...], message: str, remedy: str) -> Problem:
        """Return a problem at a value of the head."""
        return self.source.placing.problem(code, severity, at, message, remedy)
