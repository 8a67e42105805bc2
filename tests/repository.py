"""Repositories made for a test: names and days are given for each commit, nothing comes from whoever runs the tests."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

BARE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PATH": os.environ["PATH"]}


def git(folder: Path, *args: str, who: str = "Ann", day: str = "2024-01-01") -> str:
    """Run git in a folder, as somebody on a day, and return what it prints."""
    names = {"GIT_AUTHOR_NAME": who, "GIT_COMMITTER_NAME": who}
    mails = {"GIT_AUTHOR_EMAIL": f"{who}@example.org".replace(" ", ""), "GIT_COMMITTER_EMAIL": "c@example.org"}
    days = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
    command = ["git", "-C", str(folder), *args]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={**BARE, **names, **mails, **days})
    return done.stdout


def commit(repository: Path, who: str, day: str, **files: str) -> None:
    """Commit all that has changed, and these files below `content`."""
    for name, text in files.items():
        (repository / "content" / f"{name}.md").write_text(text, encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "A change", who=who, day=day)
