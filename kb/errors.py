"""The tree of errors that the whole project raises.

Each error holds its facts as attributes and ends its message with what to do next. Faults in content are not errors but
problems (`kb.problems`): they are collected and never stop a run.
"""

from __future__ import annotations

from pathlib import Path


class PracticeCommonsError(Exception):
    """Base of every error that a person can cause and mend."""


class ConfigError(PracticeCommonsError):
    """A setting or `kb.toml` can't be used."""

    def __init__(self, source: str, field: str, message: str, remedy: str) -> None:
        self.source, self.field, self.remedy = source, field, remedy
        where = f"{source}: {field}" if field else source
        super().__init__(f"{where}: {message}. {remedy}")


class ContentMissingError(PracticeCommonsError):
    """The folder that should hold the content isn't there, or can't be read."""

    def __init__(self, folder: Path, reason: str = "is not a folder") -> None:
        self.folder = folder
        super().__init__(f"{folder}: {reason}. Set `content` in kb.toml to the folder that holds the Markdown files.")


class GitError(PracticeCommonsError):
    """Git can't say what has changed."""

    def __init__(self, folder: Path, reason: str, remedy: str) -> None:
        self.folder, self.reason, self.remedy = folder, reason, remedy
        super().__init__(f"{folder}: {reason}. {remedy}")


class NoIndexError(PracticeCommonsError):
    """Nothing has been published in the index folder yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(f"{folder}: there is no index yet. Run `kb index` first.")


class DamagedIndexError(PracticeCommonsError):
    """A published generation doesn't match its manifest, or was written by another version."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}. Run `kb index --rebuild` to build it anew from the content.")


class IndexBusyError(PracticeCommonsError):
    """Another process is writing the index."""

    def __init__(self, folder: Path, owner: str) -> None:
        self.folder, self.owner = folder, owner
        super().__init__(f"{folder}: another indexer is at work ({owner}). Wait until it ends, then try again.")


class PageExistsError(PracticeCommonsError):
    """A new page would overwrite one that is there."""

    def __init__(self, file: Path) -> None:
        self.file = file
        super().__init__(f"{file}: there is such a page already. Change that one, or choose another title.")


class UnreadablePageError(PracticeCommonsError):
    """A file that was named is there, and no page can be had from it; `line` starts at 1."""

    def __init__(self, path: str, line: int, message: str, remedy: str) -> None:
        self.path, self.line, self.remedy = path, line, remedy
        super().__init__(f"{path}:{line}: {message}. {remedy}")


class IndexWriteError(PracticeCommonsError):
    """The index folder can't be written: the disk is full, read-only or broken, or belongs to somebody else."""

    def __init__(self, folder: Path, reason: str, *, room: bool = True) -> None:
        self.folder, self.reason = folder, reason
        mend = "Make room there" if room else "Mend that"
        super().__init__(
            f"{folder}: the index can't be written ({reason}). What was published before is unchanged. "
            f"{mend}, or set `index` to another folder that this user can write, then run `kb index` again."
        )


class CollectionError(PracticeCommonsError):
    """A test collection can't be read; `line` starts at 1."""

    def __init__(self, file: Path, line: int, message: str, remedy: str) -> None:
        self.file, self.line, self.remedy = file, line, remedy
        super().__init__(f"{file}:{line}: {message}. {remedy}")


class NothingPublishedError(PracticeCommonsError):
    """An index run ended without publishing a generation."""

    def __init__(self, reason: str, remedy: str) -> None:
        self.reason = reason
        super().__init__(f"Nothing was published: {reason}. {remedy}")


class ModelError(PracticeCommonsError):
    """The embedding model can't be loaded, or isn't the one expected."""

    def __init__(self, name: str, reason: str, remedy: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(f"model {name}: {reason}. {remedy}")


class AddressError(PracticeCommonsError):
    """The site can't listen where it was told to."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        self.host, self.port = host, port
        super().__init__(f"{host}:{port}: {reason}. Stop what uses it, or choose another with --host and --port.")


class UnknownPageError(PracticeCommonsError):
    """No page has this id."""

    def __init__(self, page_id: str, nearest: tuple[str, ...] = ()) -> None:
        self.page_id, self.nearest = page_id, nearest
        hint = f"Did you mean {' or '.join(nearest)}?" if nearest else "`kb search` finds ids by words."
        super().__init__(f"there is no page {page_id!r}. {hint}")


class BadQueryError(PracticeCommonsError):
    """A query or filter can't be understood."""

    def __init__(self, field: str, message: str, remedy: str) -> None:
        self.field = field
        super().__init__(f"{field}: {message}. {remedy}")
