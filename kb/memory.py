"""Remember pages as they were read, for whoever reads a library again and again."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from kb.config import KindRule
from kb.problems import Problem, Problems
from kb.reading import Source, read_page

# A file changed so recently may change again without its times telling: file systems count time in steps.
_SETTLED_NS = 2_000_000_000


@dataclass(frozen=True)
class _Known:
    state: tuple[int, ...]
    rule: KindRule
    max_bytes: int
    source: Source | None
    problems: tuple[Problem, ...]


class ReadMemory:
    """Reads pages like `kb.reading.read_page`, but those whose files haven't changed from memory."""

    def __init__(self) -> None:
        self._known: dict[tuple[Path, str], _Known] = {}
        self._asked: set[tuple[Path, str]] = set()

    def read(self, root: Path, path: str, rule: KindRule, max_bytes: int, problems: Problems) -> Source | None:
        """Return the page in the file `path` below `root`, or None; its problems are added to `problems`."""
        self._asked.add((root, path))
        state = _state(root / path)
        known = self._known.get((root, path))
        if known is None or (known.state, known.rule, known.max_bytes) != (state, rule, max_bytes):
            found = Problems()
            source = read_page(root, path, rule, max_bytes, found)
            known = _Known(state, rule, max_bytes, source, tuple(found))
            if state:
                self._known[root, path] = known
            else:
                self._known.pop((root, path), None)
        problems.extend(known.problems)
        return known.source

    def forget_unread(self) -> None:
        """Forget the files that nobody has asked for since this was last called: they are gone."""
        self._known = {place: known for place, known in self._known.items() if place in self._asked}
        self._asked.clear()


def _state(file: Path) -> tuple[int, ...]:
    """Return what changes whenever the file does; nothing where that can't be told."""
    try:
        found = file.stat()
    except OSError:
        return ()
    changed = max(found.st_mtime_ns, found.st_ctime_ns)
    if time.time_ns() - changed < _SETTLED_NS:
        return ()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
