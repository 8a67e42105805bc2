"""Markdown to HTML that is not safe yet: Python-Markdown with what authors expect of it, and a bound on brackets."""

from __future__ import annotations

import re
import string

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension
from markdown.preprocessors import Preprocessor

from kb.references import slug

MAX_BRACKETS = 200


class UnrenderableError(ValueError):
    """The Markdown is of a shape that the parser can't take in bounded time or depth."""


def unsafe_html(source: str) -> str:
    """Return the HTML of `source`, with whatever HTML its author wrote in it.

    Raises UnrenderableError for too many open brackets, RecursionError for nesting that the parser can't take.
    """
    _check_brackets(source)
    return _markdown().convert(source)


def _check_brackets(source: str) -> None:
    """Refuse the runs of open brackets that make Python-Markdown's link parser quadratic."""
    depth = 0
    for char in re.findall(r"[][\n]", source):
        depth = depth + 1 if char == "[" else 0 if char == "\n" else max(0, depth - 1)
        if depth > MAX_BRACKETS:
            raise UnrenderableError(f"more than {MAX_BRACKETS} brackets are open at once")


class _ListStarts(Preprocessor):
    """Lets a list follow a paragraph without a blank line between them, as on the forges where pages are edited."""

    _FENCE = re.compile(r"\s*(```|~~~)")
    _ITEM = re.compile(r"([*+-]|1[.)])\s+\S")
    _OTHER = re.compile(r"\s|[*+>|#-]|\d+[.)]\s|<")

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with a blank one before each list that follows a paragraph."""
        spaced: list[str] = []
        fenced = False
        for line in lines:
            if self._FENCE.match(line):
                fenced = not fenced
            previous = spaced[-1] if spaced else ""
            if not fenced and previous and self._ITEM.match(line) and not self._OTHER.match(previous):
                spaced.append("")
            spaced.append(line)
        return spaced


class _ForgeLists(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register before fenced code is taken out (25)."""
        md.preprocessors.register(_ListStarts(md), "list_starts", 27)


def _anchor(text: str, _separator: str) -> str:
    return slug(text) or "section"


def _markdown() -> Markdown:
    toc = TocExtension(slugify=_anchor, permalink=False)
    extensions: list[str | Extension] = [
        "tables",
        "footnotes",
        "fenced_code",
        "def_list",
        "attr_list",
        "md_in_html",
        "sane_lists",
        toc,
        _ForgeLists(),
    ]
    configs = {"tables": {"use_align_attribute": True}, "footnotes": {"UNIQUE_IDS": False}}
    parser = Markdown(extensions=extensions, extension_configs=configs, output_format="html")
    # All that CommonMark lets authors escape: `\<name>` would otherwise begin an element, which hides what follows.
    parser.ESCAPED_CHARS = list(string.punctuation)
    return parser
