"""What Git knows of each page's file: when it was created and updated, and who contributed.

One pass over the log tells of all files; names go through the library's mailmap, and no address leaves this module.
Without Git, or outside a repository, nothing is known; of what lies before the end of a shallow clone nothing is
claimed. Called when a library is indexed (`indexer.input`).
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# A log that takes longer is given up: an index without it is better than none.
LONGEST = 120
# The log is read up to so many commits.
MOST_COMMITS = 200_000
_COMMIT = "\x01"
# A hook sets these, and they would lead to another repository than the content's.
_ELSEWHERE = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"}
# Hash, author's name by mailmap, author's day.
_FORMAT = f"{_COMMIT}%H%x00%aN%x00%as"
# Names by which nobody is credited: whoever doesn't want to be maps their own to one of them in `.mailmap`.
NOBODY = frozenset({"", "nobody", "unknown", "anonymous", "root"})


@dataclass(frozen=True)
class FileHistory:
    """What Git knows of one file: ISO days, and the names of contributors, those who began first.

    `created` is empty, and `newcomers` with it, where the clone doesn't reach back to the file's beginning.
    `newcomers` are those contributors whose first commit to the library's pages is one to this file.
    """

    updated: str
    contributors: tuple[str, ...]
    created: str = ""
    newcomers: tuple[str, ...] = ()


@dataclass(frozen=True)
class History:
    """What Git knows of all files below a folder, by their path there. `shallow` is whether the log is cut off."""

    head: str = ""
    files: dict[str, FileHistory] | None = None
    shallow: bool = False

    def of(self, path: str) -> FileHistory | None:
        """Return what is known of a file."""
        return (self.files or {}).get(path)


@dataclass(frozen=True)
class Commit:
    """A commit: who, on which day, and which files it changed: (status, path, former path or nothing)."""

    hash: str
    author: str
    day: str
    changes: tuple[tuple[str, str, str], ...]


def read_history(folder: Path) -> History:
    """Return what Git knows of the files below `folder`; nothing where there is no Git, or it doesn't answer."""
    where = _git(folder, "rev-parse", "--is-shallow-repository", "--show-prefix", "HEAD")
    if where is None:
        return History()
    shallow, prefix, head = where.split("\n")[:3]
    log = _git(
        folder, "log", f"--max-count={MOST_COMMITS}", "--name-status", "-M", "-z", "--use-mailmap", "--topo-order",
        f"--format={_FORMAT}", "HEAD", "--", ".",
    )  # fmt: skip
    if log is None:
        return History(head)
    commits = list(commits_of(log))
    cut = _boundary(folder) if shallow == "true" else frozenset()
    if len(commits) == MOST_COMMITS:
        cut |= {commits[-1].hash}
    return History(head, histories(commits, prefix, cut), bool(cut))


def commits_of(log: str) -> Iterator[Commit]:
    """Yield the commits of a log in `_FORMAT` with `--name-status -z`, the newest first."""
    for part in log.split(_COMMIT)[1:]:
        found, author, rest = part.split("\0", 2)
        day, _, names = rest.partition("\0")
        yield Commit(found, author.strip(), day.strip(), tuple(_changes(names.lstrip("\n").split("\0"))))


def _changes(fields: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    at = 0
    while at + 1 < len(fields) and fields[at]:
        status = fields[at][0]
        if status in "RC":
            yield status, fields[at + 2], fields[at + 1]
            at += 3
        else:
            yield status, fields[at + 1], ""
            at += 2


def histories(commits: Sequence[Commit], prefix: str, cut: frozenset[str]) -> dict[str, FileHistory]:
    """Return what commits, the newest first, tell of the files below `prefix` that are there at the end, by path below.

    A renamed file takes its history along; one that was deleted and made anew begins anew. `cut` are commits whose
    parents are not known: what they have may be older, and may be by others.
    """
    by_file: dict[str, list[Commit]] = {}
    now: dict[str, str] = {}  # what a file that has this path at the time of a commit is called at the end
    first: dict[str, Commit] = {}
    for commit in commits:
        ended: list[str] = []
        begun: dict[str, str] = {}
        first[commit.author] = commit
        for status, path, former in commit.changes:
            last = now.get(path, path)
            if status == "D":
                ended.append(path)
                continue
            if last:
                by_file.setdefault(last, []).append(commit)
            if status == "R":
                begun[former] = last
                ended.append(path)
            elif status in "AC":
                ended.append(path)
        now |= dict.fromkeys(ended, "")
        now |= begun
    return {
        path.removeprefix(prefix): _history(found, first, cut)
        for path, found in by_file.items()
        if path.startswith(prefix)
    }


def _history(commits: Sequence[Commit], first: dict[str, Commit], cut: frozenset[str]) -> FileHistory:
    is_whole = commits[-1].hash not in cut
    # A commit at the boundary holds all that was there before: neither its day nor its author says anything of a file.
    known = [commit for commit in commits if commit.hash not in cut]
    names = dict.fromkeys(commit.author for commit in reversed(known) if _is_credited(commit.author))
    hashes = {commit.hash for commit in known}
    newcomers = tuple(name for name in names if first[name].hash in hashes) if not cut else ()
    return FileHistory(
        updated=max((commit.day for commit in known), default=""),
        contributors=tuple(names),
        created=commits[-1].day if is_whole else "",
        newcomers=newcomers,
    )


def _is_credited(name: str) -> bool:
    """Whether a name is one to show: no address, no program, nobody who asked not to be named."""
    return name.casefold() not in NOBODY and "@" not in name and not name.endswith("[bot]")


def _boundary(folder: Path) -> frozenset[str]:
    """Return the commits at the end of a shallow clone."""
    name = _git(folder, "rev-parse", "--git-path", "shallow")
    try:
        return frozenset((folder / (name or "").strip()).read_text(encoding="ascii").split())
    except (OSError, UnicodeDecodeError):
        return frozenset()


def _git(folder: Path, *args: str) -> str | None:
    """Return what Git prints, None where it can't or there is none; nothing of it may ask, page or colour."""
    environment = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    settings = ("core.quotePath=false", "log.showSignature=false", "core.fsmonitor=false")
    command = ["git", *(word for setting in settings for word in ("-c", setting)), "-C", str(folder), *args]
    try:
        done = subprocess.run(  # noqa: S603 - fixed words but for the folder
            command, capture_output=True, check=False, timeout=LONGEST, stdin=subprocess.DEVNULL,
            env={**environment, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"},
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
