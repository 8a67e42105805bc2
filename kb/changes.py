"""What of a library differs from a commit in Git: asked of Git itself, by `kb check --changed`.

Differences are those from the merge base to the files as they lie there, committed or not, with new files that Git
doesn't ignore. Paths come between NULs, so that any name is read as it is.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.errors import ContentMissingError, GitError

_SECONDS = 60
_GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
_NOTHING_TO_SHARE = "Name a branch that this one was made from."
_INSTALL = "Install Git, or check PATHS instead."


@dataclass(frozen=True)
class Changes:
    """Files that differ, by absolute path: those that are there, and what they held before, if they were there."""

    now: frozenset[Path]
    before: Mapping[Path, bytes]


def changes_since(base: str, folder: Path) -> Changes:
    """Return what differs from the merge base with the commit or branch `base` in the repository around `folder`.

    Raises GitError where there is no Git, no repository, no such commit, or nothing in common with it.
    """
    if not folder.is_dir():
        raise ContentMissingError(folder)
    top = Path(os.fsdecode(_git(folder, "rev-parse", "--show-toplevel").removesuffix(b"\n")))
    common = _merge_base(top, base)
    listed = _git(top, "diff", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", common)
    found = list(_differences(listed))
    new = _git(top, "ls-files", "--others", "--exclude-standard", "-z").split(b"\0")
    names = {name for name, _ in found} | {name for name in new if name}
    now = frozenset(path for name in names if os.path.lexists(path := top / os.fsdecode(name)))
    held = _contents(top, [blob for _, blob in found if blob])
    return Changes(now, {top / os.fsdecode(name): held[blob] for name, blob in found if blob in held})


def _merge_base(top: Path, base: str) -> str:
    commit = _ask(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}")
    if commit is None:
        remedy = "Fetch it, or name another: a branch such as origin/main, a tag or a commit."
        raise GitError(top, f"there is no commit {base!r}", remedy)
    common = _ask(top, "merge-base", commit.decode().strip(), "HEAD")
    if common is None:
        if _git(top, "rev-parse", "--is-shallow-repository").strip() == b"true":
            remedy = "Fetch the whole history: git fetch --unshallow (in a workflow, fetch-depth: 0)."
            raise GitError(top, f"this shallow clone doesn't reach back to where {base!r} and HEAD part", remedy)
        raise GitError(top, f"{base!r} and HEAD have no commit in common", _NOTHING_TO_SHARE)
    return common.decode().strip()


def _differences(raw: bytes) -> Iterator[tuple[bytes, str]]:
    """Yield the name of each file in the output of `git diff --raw -z`, and the id of what it held; empty if new."""
    parts = iter(raw.split(b"\0"))
    for facts in parts:
        if not facts:
            continue
        mode, _, blob, _, _ = facts.decode().removeprefix(":").split(" ")
        is_file = mode.startswith("100")  # neither new, nor a link or another repository
        yield next(parts), blob if is_file else ""


def _contents(top: Path, blobs: Sequence[str]) -> dict[str, bytes]:
    """Return what the blobs hold, asked in one go."""
    if not blobs:
        return {}
    given = "".join(f"{blob}\n" for blob in dict.fromkeys(blobs)).encode()
    out, found, at = _git(top, "cat-file", "--batch", given=given), {}, 0
    while at < len(out):
        end = out.index(b"\n", at)
        blob, kind, *size = out[at:end].decode().split(" ")
        at = end + 1
        if kind == "blob":
            length = int(size[0])
            found[blob] = out[at : at + length]
            at += length + 1
    return found


def _git(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    """Return what Git prints. Raises GitError with Git's own words where it fails."""
    ran = _run(folder, arguments, given)
    if ran.returncode:
        said = ran.stderr.decode("utf-8", "replace").strip().splitlines()
        if b"not a git repository" in ran.stderr:
            raise GitError(folder, "it is in no Git repository", "Check PATHS instead, or a clone.")
        remedy = "Mend that, or check PATHS instead."
        raise GitError(folder, f"git {arguments[0]} failed: {said[0] if said else ran.returncode}", remedy)
    return ran.stdout


def _ask(folder: Path, *arguments: str) -> bytes | None:
    """Return what Git prints, None where its answer is no."""
    ran = _run(folder, arguments, b"")
    return ran.stdout if ran.returncode == 0 else None


def _run(folder: Path, arguments: Sequence[str], given: bytes) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        return subprocess.run(  # noqa: S603 - fixed arguments, and a commit's name after --end-of-options
            [*_GIT, *arguments],
            cwd=folder,
            input=given,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env=env,
        )
    except FileNotFoundError as error:
        raise GitError(folder, "Git isn't installed", _INSTALL) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitError(folder, f"Git gave no answer ({error})", "Try again, or check PATHS instead.") from error
