"""Faults of the disk while an index is written, as one error that names the folder."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.errors import IndexWriteError


@contextmanager
def write_faults(folder: Path) -> Iterator[None]:
    """Raise what goes wrong in writing below `folder` as IndexWriteError; faults of other files pass through."""
    try:
        yield
    except OSError as error:
        if isinstance(error, ConnectionError) or not _may_be_below(error.filename, folder):
            raise
        room = error.errno in {None, errno.ENOSPC, errno.EDQUOT}  # libraries that write don't always say why
        raise IndexWriteError(folder, error.strerror or str(error), room=room) from error


def _may_be_below(name: object, folder: Path) -> bool:
    """A fault in writing to an open file doesn't name it, and the index is all that is written meanwhile."""
    return not isinstance(name, str | bytes) or Path(_text(name)).is_relative_to(folder)


def _text(name: str | bytes) -> str:
    return name if isinstance(name, str) else name.decode(errors="replace")
