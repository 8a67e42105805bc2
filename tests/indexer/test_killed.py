"""A writer that is killed amid its work leaves the old generation or the new one, whole.

The kernel kills it at its N-th write, sync or rename, for growing N until it gets through (strace's fault injection: no
hook stands in the code for it).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from indexer import BuildReport, IndexFolder, Query, Searcher, build_index, verified
from indexer.catalog import Catalog
from indexer.encoders import Encoders
from kb.config import Config
from tests.conftest import ROOT

Write = Callable[..., Path]
_WRITER = """
import sys
from pathlib import Path
from indexer import build_index
from kb.config import load_config

if __name__ == "__main__":
    flags = {"content": Path(sys.argv[1]), "index": Path(sys.argv[2]), "model": "none"}
    build_index(load_config(environ={}, flags=flags), None)
"""


def steps() -> Iterator[int]:
    """Yield 1, 2, 3, 5, 8 and so on: few of the many writes, most of the few renames."""
    one, two = 1, 2
    while True:
        yield one
        one, two = two, one + two


@pytest.fixture
def strace() -> str:
    """The tool that injects faults; `make test` installs it where it may."""
    found = shutil.which("strace")
    if not found:
        pytest.fail("strace is missing: apt-get install strace (as root, `make test` does it)")
    tried = subprocess.run([found, "-qq", "-o", os.devnull, "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"processes can't be traced here: {tried.stderr.strip()}")
    return found


def digest(index: Path) -> str:
    """Return the digest of the live catalog, having verified all files and answered a question from it."""
    verified(index)
    generation = IndexFolder(index).open()
    catalog = Catalog(generation.folder)
    try:
        return catalog.digest()
    finally:
        catalog.close()
        searcher = Searcher(generation, Encoders())
        assert searcher.search(Query("quokkas")).answered
        searcher.close()


@pytest.mark.parametrize("call", ["write", "pwrite64", "fsync", "rename"])
def test_old_or_new_and_never_a_mix(config: Config, write: Write, tmp_path: Path, strace: str, call: str) -> None:
    """Whenever it is killed, what opens is whole and one of the two, and the next run gets through."""
    words = config.model_copy(update={"settings": config.settings.model_copy(update={"model": "none"})})
    content, index = words.settings.content, words.settings.index
    write("stories/one", "", "Quokkas smile.")
    build_index(words, None)
    before, old = tmp_path / "before", digest(index)
    shutil.copytree(index, before)
    write("stories/one", "", "Quokkas frown.")
    write("stories/two", "", "Wombats dig.")
    build_index(words, None)
    new = digest(index)
    assert old != new
    writer = tmp_path / "writer.py"
    writer.write_text(_WRITER, encoding="utf-8")
    outcomes = []
    for number in steps():
        shutil.rmtree(index)
        shutil.copytree(before, index)
        killed = _run(strace, call, number, [str(writer), str(content), str(index)])
        outcomes.append(digest(index))
        assert outcomes[-1] in {old, new}, number
        if not killed:
            break
    assert outcomes[-1] == new
    assert old in outcomes, "it was never killed before the end"
    report: BuildReport = build_index(words, None)
    assert (report.published, digest(index)) == (False, new)


def _run(strace: str, call: str, number: int, arguments: list[str]) -> bool:
    """Run the writer, killed at this call; return whether it was."""
    inject = [strace, "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}"]
    inject += ["-e", f"inject={call}:signal=SIGKILL:when={number}"]
    process = subprocess.Popen(
        [*inject, sys.executable, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        start_new_session=True,
    )
    try:
        return process.wait(timeout=60) != 0
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # children that render outlive their parent by a moment
