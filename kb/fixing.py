"""Mend what is safe to mend in the text of pages, and nothing else of it. Called by `kb check --fix`.

Dates that have one meaning become ISO dates, tags get the spelling that the library uses, blanks at the ends of lines
go, and a last line is ended. Every other byte stays: comments, order, quotes, line ends, a byte-order mark. A text
whose head would then say anything else is left alone, as are files that aren't UTF-8.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from pathlib import Path

from kb.checks.subject import without_code
from kb.checks.tags import is_certain, usual_spelling
from kb.config import Config
from kb.dates import to_date, unambiguous_day
from kb.head import HeadError, split_file
from kb.library import Library
from kb.places import Place
from kb.reading import Source
from kb.scope import Scope

_LINE = re.compile(r"([^\r\n\u0085]*)(\r\n|\r|\n|\u0085|\Z)")
_DAYS = ("published", "reviewed", "started")
_ENDS_VALUE = r"(?=[ \t]*(?:[,\]#]|$))"
_PLAIN = re.compile(r"[^\W\d_][\w ,-]*\w")  # needs no quotes
_HIDDEN = "\0"  # stands for code and comments; reading leaves it out
_BLOCK_TEXT = re.compile(r"[|>][+-]?\d?\s*$")


@dataclass(frozen=True)
class Mended:
    """A page's file before and after."""

    path: str
    before: bytes
    after: bytes

    def diff(self) -> str:
        """Return the change as a unified diff."""
        old, new = (data.decode().splitlines(keepends=True) for data in (self.before, self.after))
        lines = unified_diff(old, new, f"a/{self.path}", f"b/{self.path}")
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def mended_pages(config: Config, library: Library, scope: Scope) -> Iterator[Mended]:
    """Yield the pages of a library that can be mended; nothing is written."""
    usual = usual_spelling(library)
    for source in library.sources.values():
        path = source.page.path
        if scope.covers(path) and (mended := _mended(config.settings.content / path, source, usual)):
            yield mended


def write(mended: Mended, content: Path) -> bool:
    """Write a mended page in one step, with the mode it had; False where the file has changed meanwhile."""
    file = (content / mended.path).resolve()  # a link stays a link
    if file.read_bytes() != mended.before:
        return False
    mode = stat.S_IMODE(file.stat().st_mode)
    handle, name = tempfile.mkstemp(prefix=".kb-", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(mended.after)
            opened.flush()
            os.fsync(opened.fileno())
        os.chmod(name, mode)  # noqa: PTH101 - by name, as it was made
        os.replace(name, file)  # noqa: PTH105
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


def _mended(file: Path, source: Source, usual: Mapping[str, str]) -> Mended | None:
    try:
        before = file.read_bytes()
        text = before.decode()
        split_file(_normal(text))
    except (OSError, UnicodeDecodeError, HeadError):
        return None
    lines = [[found[1], found[2]] for found in _LINE.finditer(text)]
    if lines[-1] == ["", ""]:
        lines.pop()
    _mend_days(lines, source)
    _mend_tags(lines, source, usual)
    values = _values(lines)
    _strip(lines, source)
    if lines and not lines[-1][1]:
        lines[-1][1] = next((end for _, end in lines if end), "\n")
    after = "".join(words + end for words, end in lines).encode()
    return Mended(source.page.path, before, after) if after != before and _values(lines) == values else None


def _normal(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\u0085", "\n")


def _values(lines: list[list[str]]) -> object:
    """Return the values of a head, None where it can't be read: they must survive whatever is done to blanks."""
    try:
        return split_file("\n".join(words for words, _ in lines)).values
    except HeadError:
        return None


def _mend_days(lines: list[list[str]], source: Source) -> None:
    placing = source.placing
    for name in _DAYS:
        key = placing.keys.get(name, name)
        written = placing.split.values.get(key)
        day = _day(written) if isinstance(written, str) else None
        if day and isinstance(written, str) and written != day.isoformat():
            pattern = rf"({re.escape(key)}['\"]?[ \t]*[:=][ \t]*['\"]?){re.escape(written)}(?=['\"]?[ \t]*(?:#|$))"
            _replace(lines, placing.split.place((key,)), pattern, rf"\g<1>{day.isoformat()}")


def _day(written: str) -> date | None:
    """Return the day that is meant and nothing but a day, where only one can be."""
    if ":" in written:
        return None
    try:
        return to_date(written)
    except ValueError:
        return unambiguous_day(written)


def _mend_tags(lines: list[list[str]], source: Source, usual: Mapping[str, str]) -> None:
    placing, tags = source.placing, set(source.page.head.tags)
    key = placing.keys.get("tags", "tags")
    items = placing.split.values.get(key)
    for number, tag in enumerate(items if isinstance(items, list) else ()):
        better = usual.get(tag, tag) if isinstance(tag, str) else tag
        if better == tag or better in tags or not is_certain(tag, better) or not _PLAIN.fullmatch(better):
            continue
        pattern = rf"(['\"]?){re.escape(tag)}(?=\1{_ENDS_VALUE})"
        _replace(lines, placing.split.place((key, number)), pattern, rf"\g<1>{better}")


def _replace(lines: list[list[str]], place: Place, pattern: str, by: str) -> None:
    """Replace what stands at a place, if it is what it was taken for."""
    if place.line > len(lines):
        return
    words, start = lines[place.line - 1][0], place.column - 1
    found = re.compile(pattern).match(words, start)
    if found:
        lines[place.line - 1][0] = words[:start] + found.expand(by) + words[found.end() :]


def _strip(lines: list[list[str]], source: Source) -> None:
    """Take blanks from the ends of lines, where they mean nothing: two after words break a line, in code they stay."""
    first = source.placing.split.body_line - 1 if source.placing.split.values else 0
    if not any(_BLOCK_TEXT.search(words) for words, _ in lines[:first]):
        for line in lines[:first]:
            line[0] = line[0].rstrip(" \t")
    prose = without_code("\n".join(words for words, _ in lines[first:]), blank=_HIDDEN).split("\n")
    for line, seen in zip(lines[first:], prose, strict=False):  # no lines are one empty line when joined
        bare = line[0].rstrip(" \t")
        if not seen.endswith(_HIDDEN) and (not line[0].endswith("  ") if bare else not line[0].startswith("    ")):
            line[0] = bare
