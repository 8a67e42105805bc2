"""Cut pages into passages: sentences packed along headings, so that a passage says one thing and can be linked to.

A passage holds about 150 word pieces of text, begins anew at a heading unless it would stay very short, and repeats the
last sentence of the one before it where a section goes on. What is embedded and indexed carries the page's title and
headings in front.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from kb.sections import Section

# Counts the word pieces of each text.
PieceCounter: TypeAlias = Callable[[Sequence[str]], list[int]]

TARGET_PIECES = 150
SHORT_PIECES = 40
_SENTENCE_END = re.compile(r"(?<=[.!?…])([\"'”’)\]]*)\s+(?=[\"'“‘(\[]?[A-Z0-9À-Þ])")
_ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|vs|etc|e\.g|i\.e|cf|al|approx|Inc|Ltd|Co)|\b[A-Z])\.$")
_LONGEST_ABBREVIATION = len("approx.")


class Heading(NamedTuple):
    """A heading within a passage: from `start` on, its text stands under it."""

    start: int
    anchor: str
    title: str


@dataclass(frozen=True)
class Passage:
    """A stretch of a page's text. `anchor` and `section` name the heading it begins under, empty for the lead.

    `headings` are the titles above its beginning, `later` the headings that follow within its text.
    """

    anchor: str
    section: str
    headings: tuple[str, ...]
    text: str
    later: tuple[Heading, ...] = ()

    def with_context(self, title: str) -> str:
        """Return what is embedded: the title, the headings above, the text."""
        return ". ".join(part for part in (title, " > ".join(self.headings), self.text) if part)


@dataclass(frozen=True)
class _Sentence:
    text: str
    pieces: int
    section: Section


def approximate_pieces(texts: Sequence[str]) -> list[int]:
    """Count word pieces without a model's tokenizer: English needs about 1.3 a word, words without end more."""
    return [int(max(len(text.split()) * 1.3, len(text) / 6)) + 1 for text in texts]


def sentences(block: str) -> list[str]:
    """Split a paragraph into sentences; common abbreviations and initials don't end one."""
    found = []
    start = 0
    for match in _SENTENCE_END.finditer(block):
        end = match.end(1)
        if not _ABBREVIATION.search(block, max(start, end - _LONGEST_ABBREVIATION), end):
            found.append(block[start:end])
            start = match.end()
    return [sentence for sentence in (*found, block[start:]) if sentence]


def passages_of(sections: Iterable[Section], count: PieceCounter) -> list[Passage]:
    """Return the passages of one page, in reading order."""
    packed: list[list[_Sentence]] = []
    current: list[_Sentence] = []
    size = 0
    for sentence in _counted(sections, count):
        new_section = bool(current) and sentence.section is not current[-1].section
        if current and (size + sentence.pieces > TARGET_PIECES or (new_section and size >= SHORT_PIECES)):
            packed.append(current)
            carried = [] if new_section or current[-1].pieces > TARGET_PIECES // 2 else current[-1:]
            current, size = carried, sum(item.pieces for item in carried)
        current.append(sentence)
        size += sentence.pieces
    if current:
        packed.append(current)
    return [_passage(group) for group in packed]


def _passage(group: list[_Sentence]) -> Passage:
    first = group[0].section
    section = first
    text = ""
    later = []
    for sentence in group:
        if sentence.section is not section:
            section = sentence.section
            later.append(Heading(len(text) + 1, section.anchor, section.title))
            if section.title and sentence.text != section.title:
                text = f"{text} {section.title}:"
        text = f"{text} {sentence.text}" if text else sentence.text
    return Passage(first.anchor, first.title, first.path, text, tuple(later))


def _counted(sections: Iterable[Section], count: PieceCounter) -> Iterator[_Sentence]:
    texts: list[tuple[str, Section]] = []
    for section in sections:
        body = [
            (piece, section)
            for block in section.blocks
            for sentence in sentences(block)
            for piece in _bounded(sentence)
        ]
        texts += body or ([(section.title, section)] if section.title else [])
    for (text, section), pieces in zip(texts, count([text for text, _ in texts]), strict=True):
        parts = max(1, -(-pieces // TARGET_PIECES))  # more than one in scripts where every character is a piece
        length = -(-len(text) // parts)
        for start in range(0, len(text), length):
            yield _Sentence(text[start : start + length], -(-pieces // parts), section)


def _bounded(sentence: str) -> Iterator[str]:
    """Yield a sentence in parts of bounded length: by words, and words without end by characters."""
    if len(sentence) <= 600:
        yield sentence
        return
    part: list[str] = []
    size = 0
    for word in sentence.split():
        for start in range(0, len(word), 500):
            chunk = word[start : start + 500]
            if size + len(chunk) > 550:
                yield " ".join(part)
                part, size = [], 0
            part.append(chunk)
            size += len(chunk) + 1
    if part:
        yield " ".join(part)
