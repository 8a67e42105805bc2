"""Notice when files change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchfiles import watch

# Milliseconds: a change is waited for to be the last of its kind (a save, a checkout) so long, and at most so long.
_QUIET = 50
_AT_MOST = 1_000


def changes_below(folder: Path) -> Iterator[None]:
    """Yield whenever files below `folder` have been added, changed or removed, until Ctrl-C.

    Yields once to begin with: files may have changed before anybody watched. Files that editors and version control
    keep for themselves don't count. What changes while the caller is busy is noticed afterwards.
    """
    watched = watch(
        folder, step=_QUIET, debounce=_AT_MOST, rust_timeout=_AT_MOST, yield_on_timeout=True, raise_interrupt=False
    )
    begun = False
    for changes in watched:
        if changes or not begun:
            begun = True
            yield
