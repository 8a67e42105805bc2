"""Follow an index folder: the searcher of the live generation, and of the next one once it is published."""

from __future__ import annotations

from pathlib import Path

from indexer.encoders import Encoders
from indexer.generation import IndexFolder
from indexer.searcher import Searcher
from kb.config import Runtime


class LiveSearcher:
    """Gives the searcher of the live generation, opening a new one when it has been published."""

    def __init__(self, path: Path, runtime: Runtime = Runtime.OPENVINO, *, verify: bool = False) -> None:
        """Name the index folder, which may still be empty, and what embeds the questions.

        With `verify` every checksum is compared on opening: for whoever opens an index that nobody has verified before.
        """
        self._folder = IndexFolder(path)
        self._verify = verify
        self._encoders = Encoders(runtime)
        self._searcher: Searcher | None = None

    def current(self) -> Searcher:
        """Return the searcher of the live generation. Raises NoIndexError or DamagedIndexError."""
        if self._searcher is None or self._searcher.generation != self._folder.current_name():
            fresh = Searcher(self._folder.open(verify=self._verify), self._encoders)
            if self._searcher is not None:
                self._searcher.close()
            self._searcher = fresh
        return self._searcher

    def close(self) -> None:
        """Let go of the generation, if one is open."""
        if self._searcher is not None:
            self._searcher.close()
            self._searcher = None
