"""Which files a check is about: all of them, those below the paths that somebody named, or those that have changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.changes import Changes
from kb.errors import ConfigError


@dataclass(frozen=True)
class Scope:
    """Files and folders, as paths from the content folder. None means everything."""

    wanted: frozenset[str] | None = None

    def covers(self, path: str) -> bool:
        """Whether a file, by its path from the content folder, is wanted."""
        if self.wanted is None or "." in self.wanted or path in self.wanted:
            return True
        parts = path.split("/")
        return any("/".join(parts[:count]) in self.wanted for count in range(1, len(parts)))


def below(content: Path, paths: Sequence[Path]) -> Scope:
    """Return the scope of these paths, everything if there are none.

    Raises ConfigError for a path that isn't below the content folder.
    """
    return Scope(frozenset(path_below(content, path) for path in paths)) if paths else Scope()


def changed(content: Path, changes: Changes, settings: Path | None) -> Scope:
    """Return the scope of what has changed; everything if that includes the settings."""
    if settings in changes.now or settings in changes.before:
        return Scope()
    return Scope(frozenset(within(content, [*changes.now, *changes.before])))


def within(content: Path, paths: Iterable[Path]) -> dict[str, Path]:
    """Return those of these paths that lie in the content folder, by their paths from there."""
    root = content.resolve()
    return {path.relative_to(root).as_posix(): path for path in paths if path.is_relative_to(root)}


def path_below(content: Path, path: Path) -> str:
    """Return `path`, given from the working directory or from the content folder, relative to the latter.

    Raises ConfigError for one that isn't below the content folder.
    """
    for candidate in (path.absolute(), content / path):
        if candidate.exists() and candidate.resolve().is_relative_to(content.resolve()):
            return candidate.resolve().relative_to(content.resolve()).as_posix()
    raise ConfigError(str(path), "", f"there is no such file below {content}", "Name a file or folder of the content.")
