"""Time `kb check`: a whole library, and one changed page of it, as processes of their own, with their start.

Usage: python benchmarks/check.py [--config examples/digitalgov.toml] [--pages 4000] [--rounds 3]

Without --config it checks a library of that many pages copied from the bundled one. Each page links to others; the
library lies in a Git repository of its own, in a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kb.config import load_config

ROOT = Path(__file__).resolve().parents[1]


def library_of(folder: Path, pages: int) -> Path:
    """Write a library of about that many pages: the bundled one again and again, its entries under other names."""
    content = folder / "content"
    shutil.copytree(ROOT / "content", content)
    entries = [file for kind in ("practices", "case-studies", "stories") for file in sorted((content / kind).iterdir())]
    there = sum(1 for _ in content.rglob("*.md"))
    for number in range(max(0, pages - there)):
        file = entries[number % len(entries)]
        shutil.copyfile(file, file.with_name(f"{file.stem}-{number}.md"))
    return content


def repository(folder: Path) -> None:
    """Commit everything."""
    who = ("-c", "user.name=benchmark", "-c", "user.email=benchmark@example.org", "-c", "commit.gpgsign=false")
    for step in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "all")):
        subprocess.run(["git", *who, *step], cwd=folder, check=True)


def seconds(folder: Path, config: Path | None, *arguments: str) -> tuple[float, float]:
    """Return the seconds that a check takes on the clock, and those of the processor."""
    told = ("--config", str(config)) if config else ()
    before, started = os.times(), time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "kb", *told, "check", "--json", *arguments],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT), "KB_CONTENT": str(folder / "content")},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    taken, after = time.perf_counter() - started, os.times()
    worked = after.children_user + after.children_system - before.children_user - before.children_system
    return taken, worked


def main() -> None:
    """Print one table: the quickest of the rounds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--pages", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    config = given.config.resolve() if given.config else None
    with tempfile.TemporaryDirectory(prefix="practice-commons-") as name:
        folder = Path(name)
        if config:
            shutil.copytree(load_config(config).settings.content, folder / "content")
        else:
            library_of(folder, given.pages)
        repository(folder)
        files = sorted((folder / "content").rglob("*.md"))
        changed = files[len(files) // 2]
        changed.write_bytes(changed.read_bytes() + b"\n\nOne more line.\n")
        print(f"{len(files):,} files{'':10}{'clock':>10}{'processor':>12}")
        for label, arguments in (("all", ()), ("one changed", ("--changed", "HEAD"))):
            taken, worked = min(seconds(folder, config, *arguments) for _ in range(given.rounds))
            print(f"{label:21}{taken:>8.1f} s{worked:>10.1f} s")


if __name__ == "__main__":
    main()
