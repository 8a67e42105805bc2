"""Processes forked from one that has searched: FAISS and the encoder answer in them, and don't hang."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexer import IndexFolder, Query, Searcher
from indexer.asked import Mode
from indexer.encoders import Encoders
from kb.config import Config
from tests.conftest import ROOT

_PROCESSES = 4


def search_in_forks(index: str, which: str) -> None:
    """Search, fork four processes at once, and search in each: with a searcher of its own, or the inherited one."""
    parent = _opened(index)
    expected = _found(parent)
    children = []
    for _ in range(_PROCESSES):
        child = os.fork()
        if not child:
            os._exit(_found(_opened(index) if which == "own" else parent) != expected)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * _PROCESSES
    assert _found(parent) == expected


def _opened(index: str) -> Searcher:
    return Searcher(IndexFolder(Path(index)).open(verify=True), Encoders())


def _found(searcher: Searcher) -> list[str]:
    answer = searcher.search(Query("people who work alone on the same problem"))
    assert answer.mode is Mode.HYBRID, answer.notice
    assert answer.hits
    return [hit.page.id for hit in answer.hits]


@pytest.mark.parametrize("which", ["own", "inherited"])
def test_forked_processes_search_and_do_not_hang(library_config: Config, which: str) -> None:
    """Their parent has used FAISS and the model before."""
    call = f"search_in_forks({str(library_config.settings.index)!r}, {which!r})"
    child = subprocess.run(
        [sys.executable, "-c", f"from tests.indexer.test_forked import search_in_forks; {call}"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert child.returncode == 0, child.stderr
