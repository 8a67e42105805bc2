"""Notice when files change."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from watchfiles import Change, watch

# Milliseconds: a change is waited for to be the last of its kind (a save, a checkout) so long, and at most so long.
_QUIET = 50
_AT_MOST = 1_000


def changes_below(folder: Path) -> Iterator[None]:
    """Yield whenever files below `folder` have been added, changed or removed, until Ctrl-C.

    Yields once to begin with, and after whatever may have hidden a change: files may have changed while nobody watched.
    Hidden files don't count. The folder may be replaced, be a link that is led elsewhere, or be missing for a while.
    """
    while True:
        watched = _identity(folder)
        begun = False
        try:
            for changes in _changes(folder):
                if changes or not begun:
                    begun = True
                    yield
                if _identity(folder) != watched:
                    break
            else:
                return
        except (RuntimeError, OSError):  # a name that is no text; a folder that has gone
            time.sleep(_AT_MOST / 1000)
            yield
        while _identity(folder) is None:
            time.sleep(_AT_MOST / 1000)


def _changes(folder: Path) -> Iterator[set[tuple[Change, str]]]:
    """Yield sets of changes, an empty one where for a second there was none; ends with Ctrl-C."""

    def counts(_: Change, path: str) -> bool:
        place = Path(path)
        parts = place.relative_to(folder).parts if place.is_relative_to(folder) else place.parts[-1:]
        return not any(part.startswith(".") for part in parts)

    return watch(
        folder,
        watch_filter=counts,
        step=_QUIET,
        debounce=_AT_MOST,
        rust_timeout=_AT_MOST,
        yield_on_timeout=True,
        raise_interrupt=False,
        ignore_permission_denied=True,
    )


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
