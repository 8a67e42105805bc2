"""What has changed in the text of a file, line by line and within lines word by word; shown by `webui.preview`.

Bounded: a text of very many lines isn't compared, and long stretches are compared whole rather than by words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

LONGEST = 5000  # lines
_LONGEST_STRETCH = 2000  # words and signs
_AROUND = 3  # unchanged lines shown before and after
_ALIKE = 0.4  # less than this in common reads better as a whole taken out and a whole put in
_TOKEN = re.compile(r"(?:\w+|[^\w\s])\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """Text that stayed (`mark` is empty), was put in ("ins") or taken out ("del")."""

    mark: str
    text: str


@dataclass(frozen=True)
class Stretch:
    """Lines that stand together; `left_out` counts the unchanged lines between the stretch before and this one."""

    left_out: int
    pieces: tuple[Piece, ...]


def compared(before: str, after: str) -> tuple[Stretch, ...] | None:
    """Return where two texts differ, with a few lines around; None where they are too long to compare."""
    old, new = _lines(before), _lines(after)
    if max(len(old), len(new)) > LONGEST:
        return None
    found, done = [], 0
    for group in SequenceMatcher(None, old, new).get_grouped_opcodes(_AROUND):
        pieces = tuple(piece for code in group for piece in _pieces(code, old, new))
        found.append(Stretch(group[0][1] - done, pieces))
        done = group[-1][2]
    return tuple(found)


def _lines(text: str) -> list[str]:
    return [f"{line}\n" for line in text.split("\n")] if text else []


def _pieces(code: tuple[str, int, int, int, int], old: list[str], new: list[str]) -> Iterator[Piece]:
    kind, start, end, new_start, new_end = code
    gone, come = "".join(old[start:end]), "".join(new[new_start:new_end])
    if kind == "equal":
        yield Piece("", gone)
    else:
        yield from _by_words(gone, come)


def _by_words(gone: str, come: str) -> Iterator[Piece]:
    old, new = _TOKEN.findall(gone), _TOKEN.findall(come)
    short = max(len(old), len(new)) <= _LONGEST_STRETCH
    matcher = SequenceMatcher(None, old, new, autojunk=False) if short else None
    if matcher is None or matcher.ratio() < _ALIKE:
        yield from _whole(gone, come)
        return
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("", "".join(old[start:end]))
        else:
            yield from _whole("".join(old[start:end]), "".join(new[new_start:new_end]))


def _whole(gone: str, come: str) -> Iterator[Piece]:
    if gone:
        yield Piece("del", gone)
    if come:
        yield Piece("ins", come)
