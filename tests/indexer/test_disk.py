"""A disk that fills up or becomes read-only while an index is written: a clear error, and the old generation serves.

The disks are real ones, small and in memory. They are mounted in a namespace of a child process, so that nothing of
them is left, whatever happens.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer import IndexFolder, Query, Searcher, build_index, verified
from indexer.encoders import Encoders
from kb.config import Config, load_config
from kb.errors import IndexWriteError
from tests.conftest import ROOT
from tests.indexer.stand_ins import WordEncoder

_APART = ["unshare", "--map-root-user", "--mount"]
_DISK_BYTES = 32_000_000
# What the disk has left at first, and by how much more each time, until an index fits.
_LEFT_BYTES, _MORE = 4_000, 1.4


@pytest.fixture
def apart() -> None:
    """Skip where no file system can be mounted, not even for a process of its own."""
    if not shutil.which("unshare"):
        pytest.skip("unshare is missing, which util-linux has: no disk can be mounted for the test")
    tried = subprocess.run(
        [*_APART, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, text=True, check=False
    )
    if tried.returncode:
        pytest.skip(f"no file system can be mounted here: {tried.stderr.strip()}")


@pytest.mark.usefixtures("apart")
@pytest.mark.parametrize("case", ["whoosh none", "tantivy none", "tantivy words"])
def test_a_full_disk_is_a_clear_error_and_the_old_generation_serves(tmp_path: Path, case: str) -> None:
    """However much room there was: too little for a lock, for a catalog, for an embedding."""
    _in_namespace("fill", tmp_path, case)


@pytest.mark.usefixtures("apart")
def test_a_folder_that_becomes_read_only_is_a_clear_error_and_the_old_generation_serves(tmp_path: Path) -> None:
    """Before the index is written, and amid it."""
    _in_namespace("read_only", tmp_path, "whoosh none")


def _in_namespace(function: str, folder: Path, case: str) -> None:
    call = f"from tests.indexer import test_disk; test_disk.{function}({str(folder)!r}, {case!r})"
    child = subprocess.run(
        [*_APART, sys.executable, "-c", f"if __name__ == '__main__':\n    {call}"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert child.returncode == 0, child.stderr


def fill(folder: str, case: str) -> None:
    """Build with ever more room until it is enough. Runs in the child."""
    with _small_disk(Path(folder), case) as (config, encoder):
        index = config.settings.index
        ballast = index / "ballast"
        old = _published(config, encoder)
        _write_more(config)
        for step in range(30):
            ballast.write_bytes(bytes(max(0, _free(index) - int(_LEFT_BYTES * _MORE**step))))
            try:
                build_index(config, encoder)
            except IndexWriteError as error:
                _assert_clear(error, index)
                assert _serving(config, encoder) == old
                ballast.unlink()
            else:
                break
        assert step > 5, "it was hardly ever full"
        assert _serving(config, encoder) != old
        assert len(list((index / "generations").iterdir())) == 1


def read_only(folder: str, case: str) -> None:
    """Build on a disk that can't be written, and on one that can't be any more. Runs in the child."""
    with _small_disk(Path(folder), case) as (config, encoder):
        index = config.settings.index
        old = _published(config, encoder)
        _write_more(config)

        closed: list[Path] = []

        def close(when: str, step: str) -> None:
            if when == step and not closed:
                closed.append(index / "generations" if when == "Cutting" else index)
                _mount("--bind", str(closed[0]), str(closed[0]))
                _mount("-o", "remount,bind,ro", str(closed[0]))

        for when in ("Reading", "Cutting"):  # before anything is written, and amid it
            with pytest.raises(IndexWriteError, match="Read-only") as raised:
                build_index(config, encoder, progress=lambda step, _done, _all, when=when: close(when, step))
            _assert_clear(raised.value, index)
            assert _serving(config, encoder) == old
            subprocess.run(["umount", str(closed.pop())], check=True)
        build_index(config, encoder)
        assert _serving(config, encoder) != old
        assert len(list((index / "generations").iterdir())) == 1


@contextmanager
def _small_disk(folder: Path, case: str) -> Iterator[tuple[Config, WordEncoder | None]]:
    engine, model = case.split()
    content, index = folder / "content", folder / "index"
    (content / "stories").mkdir(parents=True)
    index.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={_DISK_BYTES}", "none", str(index))
    flags = {"content": content, "index": index, "model": model, "keyword_engine": engine}
    yield load_config(environ={}, flags=flags), WordEncoder() if model == "words" else None


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


def _free(path: Path) -> int:
    room = os.statvfs(path)
    return room.f_bavail * room.f_frsize


def _published(config: Config, encoder: WordEncoder | None) -> str:
    (config.settings.content / "stories/one.md").write_text(
        "---\ntitle: one\n---\n\nQuokkas smile.\n", encoding="utf-8"
    )
    build_index(config, encoder)
    return _serving(config, encoder)


def _write_more(config: Config) -> None:
    letters = random.Random(7)
    for number in range(20):
        text = " ".join("".join(letters.choices("abcdefgh", k=6)) for _ in range(400))
        page = config.settings.content / f"stories/{number}.md"
        page.write_text(f"---\ntitle: {number}\n---\n\n{text}\n", encoding="utf-8")


def _serving(config: Config, encoder: WordEncoder | None) -> str:
    """Return the name of the live generation, having verified its files and asked it a question."""
    index = config.settings.index
    verified(index)
    encoders = Encoders()
    if encoder:
        encoders._loaded[encoder.name] = encoder
    searcher = Searcher(IndexFolder(index).open(), encoders)
    try:
        assert [hit.page.id for hit in searcher.search(Query("quokkas smile")).hits][:1] == ["stories/one"]
    finally:
        searcher.close()
    return IndexFolder(index).current_name()


def _assert_clear(error: IndexWriteError, index: Path) -> None:
    """It names the folder, the reason and the way on."""
    assert error.folder == index
    assert error.reason, error
    assert "None" not in str(error), error
    assert "run `kb index` again" in str(error)
