"""Which passages of an entry tell of its problem, and which of its approach.

Two entries with the same problem and other approaches are told apart from two with the same approach by comparing these
parts. Sections are known by words in their headings; where an entry has none of these, its summary and first section
are taken for the problem, and what follows for the approach. Called by `indexer.relations`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from indexer.results import TocItem


class Part(StrEnum):
    """What a section of an entry tells of. `SOURCES` is neither: where it is from, and what to read next."""

    PROBLEM = "problem"
    APPROACH = "approach"
    RESULT = "result"
    SOURCES = "sources"


# Words of headings, as docs/content.md lists them: the first part that a heading has one of is its own.
HEADINGS: Mapping[Part, tuple[str, ...]] = {
    Part.SOURCES: (
        "sources", "source", "references", "further reading", "read more", "learn more", "bibliography", "credits",
        "acknowledgements", "see also", "resources", "contact",
    ),
    Part.RESULT: (
        "what happened", "outcome", "outcomes", "result", "results", "impact", "evaluation", "what did not work",
        "what worked", "what others can take", "lessons", "what we learned", "pitfalls", "how you know it works",
        "effort", "who you need", "next steps",
    ),
    Part.PROBLEM: (
        "problem", "problems", "challenge", "challenges", "context", "background", "why", "need", "needs", "issue",
        "issues", "situation", "when to use it", "when to use",
    ),
    Part.APPROACH: (
        "what was done", "what we did", "what they did", "approach", "solution", "solutions", "how to", "how it works",
        "how we", "how they", "method", "methods", "what it is", "what is it", "steps", "process", "practice",
        "implementation",
    ),
}  # fmt: skip
_PATTERNS = {part: re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE) for part, words in HEADINGS.items()}


@dataclass(frozen=True)
class Stretch:
    """The headings that a passage stands under: the anchor that it begins at, and those that follow in its text."""

    anchor: str
    later: tuple[str, ...] = ()


@cache
def part_of_heading(title: str) -> Part | None:
    """Return what a section with this heading tells of, None where the heading doesn't say."""
    return next((part for part, pattern in _PATTERNS.items() if pattern.search(title)), None)


def parts_by_anchor(toc: Iterable[TocItem]) -> dict[str, Part | None]:
    """Return what each section of a page tells of, by anchor: its own heading says it, or else the one above it."""
    found: dict[str, Part | None] = {}
    above: list[tuple[int, Part | None]] = []
    for item in toc:
        above = [(level, part) for level, part in above if level < item.level]
        part = part_of_heading(item.title) or (above[-1][1] if above else None)
        above.append((item.level, part))
        found[item.anchor] = part
    return found


def problem_and_approach(passages: Sequence[Stretch], toc: Sequence[TocItem]) -> tuple[list[int], list[int]]:
    """Return the places of the passages that tell of the problem, and of those that tell of the approach.

    Neither is ever empty: an entry of one passage tells of both in it.
    """
    parts = parts_by_anchor(toc)
    told = [_told(passage, parts) for passage in passages]
    problem = [place for place, found in enumerate(told) if Part.PROBLEM in found]
    approach = [place for place, found in enumerate(told) if Part.APPROACH in found]
    if not problem:
        problem = [place for place in _opening(passages) if place not in approach] or [0]
    if not approach:
        rest = [place for place in range(len(passages)) if place not in problem]
        named = [place for place in rest if told[place] <= {None}]
        approach = named or [place for place in rest if told[place] != {Part.SOURCES}] or problem
    return problem, approach


def _told(passage: Stretch, parts: Mapping[str, Part | None]) -> set[Part | None]:
    """Return what a passage tells of; a lead that runs on into a section tells of that."""
    if passage.anchor or not passage.later:
        return {parts.get(passage.anchor)}
    return {parts.get(anchor) for anchor in passage.later} | {None}


def _opening(passages: Sequence[Stretch]) -> list[int]:
    """Return the places of the lead and the first section; of a text without sections only the first."""
    anchors = list(dict.fromkeys(passage.anchor for passage in passages))
    if len(anchors) == 1:
        return [0]
    first = {anchors[0], anchors[1]} if anchors[0] == "" and len(anchors) > 2 else {anchors[0]}
    return [place for place, passage in enumerate(passages) if passage.anchor in first]


def names_both(toc: Sequence[TocItem]) -> bool:
    """Return whether headings say which part of the entry tells of the problem, and which of the approach."""
    return {Part.PROBLEM, Part.APPROACH} <= {part_of_heading(item.title) for item in toc}
