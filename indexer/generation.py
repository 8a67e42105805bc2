"""Generations: an index is built beside the live one, synced, and published by one rename.

An index folder holds `CURRENT` (the name of the live generation), `generations/NAME/` and a lock for the one writer.
Readers hold a shared lock on the generation they have open, so that the writer removes only those nobody reads.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import socket
import weakref
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from indexer.write_faults import write_faults
from kb.errors import DamagedIndexError, IndexBusyError, NoIndexError

FORMAT = 7
_CURRENT = "CURRENT"
_MANIFEST = "manifest.json"
_IN_USE = "in-use"
# The names of folders that a writer makes, and so may remove.
_OURS = re.compile(r"building-\d+|\d{8}T\d{12}")
# The folder of the keyword engine, whose files are unpickled when opened.
_UNPICKLED = "keyword"


@dataclass(frozen=True)
class FileRecord:
    """Size and checksum of one file of a generation."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a generation is: enough to decide whether it can be opened, and whether it is still true.

    `shape` is the digest of all it was built from but the content, `surroundings` of what pages may take from each
    other, `input` of all of it.
    `fingerprint` tells which vectors may stand beside these, `model_digest` which questions may be asked of them.
    """

    generation: str
    created: str
    settings: dict[str, Any]
    model: str
    runtime: str
    fingerprint: str
    model_digest: str
    dimensions: int
    keyword_engine: str
    shape: str
    surroundings: str
    input: str
    counts: dict[str, int]
    problems: dict[str, int]
    files: dict[str, FileRecord] = field(default_factory=dict)
    format: int = FORMAT


class IndexFolder:
    """The folder in which a library's generations are published."""

    def __init__(self, path: Path) -> None:
        """Name the folder; nothing is created until a generation is written."""
        self.path = path
        self._generations = path / "generations"

    def current_name(self) -> str:
        """Return the name of the live generation. Raises NoIndexError."""
        try:
            name = (self.path / _CURRENT).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise NoIndexError(self.path) from None
        except (OSError, UnicodeDecodeError) as error:
            raise DamagedIndexError(self.path / _CURRENT, f"can't be read ({error})") from error
        if not name.isalnum():
            raise DamagedIndexError(self.path / _CURRENT, "doesn't name a generation")
        return name

    def open(self, *, verify: bool = False) -> Generation:
        """Open the live generation: manifest, version and sizes are checked, with `verify` all checksums.

        The keyword engine's files are always verified, since Whoosh unpickles them.

        Raises NoIndexError or DamagedIndexError.
        """
        for _ in range(5):  # between reading the name and taking the lock, a writer may have moved on
            name = self.current_name()
            generation = Generation.open(self._generations / name, verify=verify)
            if generation:
                return generation
        raise DamagedIndexError(self.path, "the generation that CURRENT names is missing")

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """Give the one writer a new folder to build in. Publish it with `publish`; what isn't is removed.

        Raises IndexBusyError while another process writes, and IndexWriteError where the folder can't be written.
        """
        with write_faults(self.path):
            self._generations.mkdir(parents=True, exist_ok=True)
            with (self.path / "lock").open("a+", encoding="utf-8") as lock:
                self._take(lock)
                self._remove_leftovers()
                folder = self._generations / f"building-{os.getpid()}"
                folder.mkdir()
                try:
                    yield folder
                finally:
                    shutil.rmtree(folder, ignore_errors=True)

    def _take(self, lock: TextIO) -> None:
        """Lock the open file against other writers, and write into it whose it is."""
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise IndexBusyError(self.path, lock.read().strip() or "owner unknown") from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()} on {socket.gethostname()} since {_now()}\n")
        lock.flush()

    def publish(self, folder: Path, manifest: Manifest) -> None:
        """Sync a finished folder and make it the live generation, in one rename."""
        paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        names = [str(path.relative_to(folder)) for path in paths]
        files = dict(zip(names, _records(paths), strict=True))
        whole = {**asdict(manifest), "files": {name: asdict(record) for name, record in files.items()}}
        whole["checksum"] = _checksum(whole)
        (folder / _MANIFEST).write_text(json.dumps(whole, indent=1, sort_keys=True), encoding="utf-8")
        (folder / _IN_USE).touch()
        for path in [*folder.rglob("*"), folder]:
            _sync(path)
        final = self._generations / manifest.generation
        folder.rename(final)
        _sync(self._generations)
        beside = self.path / f"{_CURRENT}.new"
        beside.write_text(f"{manifest.generation}\n", encoding="ascii")
        _sync(beside)
        beside.rename(self.path / _CURRENT)
        _sync(self.path)
        self._remove_leftovers()

    def _remove_leftovers(self) -> None:
        """Remove what killed writers left, and generations that are neither live nor read by anybody."""
        live = None
        with suppress(NoIndexError, DamagedIndexError):  # a new generation is what mends them
            live = self.current_name()
        for folder in self._generations.iterdir():
            if folder.is_dir() and folder.name != live and _is_ours(folder):
                _remove_unread(folder)


class Generation:
    """One published folder, held open by a shared lock until `close`, or until nothing refers to it any more."""

    def __init__(self, folder: Path, manifest: Manifest, lock: int) -> None:
        """Take a checked folder and the descriptor of the lock on it; `open` makes both."""
        self.folder = folder
        self.manifest = manifest
        self._release = weakref.finalize(self, os.close, lock)

    @classmethod
    def open(cls, folder: Path, *, verify: bool) -> Generation | None:
        """Lock the generation in `folder` against removal, and check it; None where it is already gone.

        Manifest, format, owner and sizes are compared, with `verify` every checksum. Raises DamagedIndexError.
        """
        try:
            lock = os.open(folder / _IN_USE, os.O_RDONLY)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DamagedIndexError(folder, f"can't be opened ({error.strerror})") from error
        fcntl.flock(lock, fcntl.LOCK_SH)
        if not (folder / _MANIFEST).is_file():
            os.close(lock)
            return None
        try:
            manifest = _read_manifest(folder / _MANIFEST)
            _check_files(folder, manifest, verify=verify)
        except BaseException:
            os.close(lock)
            raise
        return cls(folder, manifest, lock)

    @property
    def name(self) -> str:
        """The generation's name."""
        return self.folder.name

    @property
    def bytes(self) -> int:
        """Size of all files."""
        return sum(record.bytes for record in self.manifest.files.values())

    @property
    def sizes(self) -> dict[str, int]:
        """Size of each file or folder in it, the largest first."""
        sizes: Counter[str] = Counter()
        for name, record in self.manifest.files.items():
            sizes[name.split("/", 1)[0]] += record.bytes
        return dict(sizes.most_common())

    def close(self) -> None:
        """Release the lock."""
        self._release()


def _read_manifest(path: Path) -> Manifest:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DamagedIndexError(path, f"can't be read ({error})") from error
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        found = values.get("format") if isinstance(values, dict) else None
        raise DamagedIndexError(path, f"has format {found!r}, this version reads {FORMAT}")
    if values.pop("checksum", None) != _checksum(values):
        raise DamagedIndexError(path, "doesn't have the checksum that it states")
    try:
        values["files"] = {name: FileRecord(**record) for name, record in values["files"].items()}
        return Manifest(**values)
    except (TypeError, AttributeError, KeyError) as error:
        raise DamagedIndexError(path, f"is incomplete ({error})") from error


def _check_files(folder: Path, manifest: Manifest, *, verify: bool) -> None:
    if hasattr(os, "geteuid") and folder.stat().st_uid not in {os.geteuid(), 0}:
        raise DamagedIndexError(folder, "belongs to another user, and is not trusted")
    for name, record in manifest.files.items():
        path = folder / name
        try:
            size = path.stat().st_size
        except OSError as error:
            raise DamagedIndexError(path, f"is missing ({error.strerror})") from error
        if size != record.bytes:
            raise DamagedIndexError(path, f"has {size:,} bytes, expected {record.bytes:,}")
    wanted = [name for name in manifest.files if verify or name.startswith(f"{_UNPICKLED}/")]
    for name, found in zip(wanted, _records([folder / name for name in wanted]), strict=True):
        if found != manifest.files[name]:
            raise DamagedIndexError(folder / name, "doesn't have the checksum that the manifest states")


def verified(path: Path) -> tuple[str, int]:
    """Compare the live generation in the index folder `path` with its checksums; return its name and number of files.

    Raises NoIndexError or DamagedIndexError.
    """
    generation = IndexFolder(path).open(verify=True)
    generation.close()
    return generation.name, len(generation.manifest.files)


def new_name() -> str:
    """Return a name for a new generation: the moment, so that names sort by age."""
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _records(paths: Sequence[Path]) -> list[FileRecord]:
    """Return size and checksum of each file; hashing goes on in several threads."""
    with ThreadPoolExecutor() as threads:
        return list(threads.map(_record, paths))


def _record(path: Path) -> FileRecord:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return FileRecord(path.stat().st_size, digest)


def _checksum(manifest: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_ours(folder: Path) -> bool:
    """Whether a writer made this folder: nothing else is ever removed, wherever `index` points by mistake."""
    return bool(_OURS.fullmatch(folder.name)) or (folder / _IN_USE).is_file()


def _remove_unread(folder: Path) -> None:
    """Remove a folder unless somebody reads it; who comes meanwhile waits for the lock, and then finds it gone."""
    try:
        with (folder / _IN_USE).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except FileNotFoundError:  # it was never finished
        shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        return
