"""Follow an index folder: the searcher of the live generation, and of the next one once it is published."""

from __future__ import annotations

import logging
from pathlib import Path

from indexer.encoders import Encoders
from indexer.generation import IndexFolder
from indexer.searcher import Searcher
from kb.config import Runtime
from kb.errors import DamagedIndexError, NoIndexError

_LOG = logging.getLogger(__name__)


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
        self._said = ""

    def current(self) -> Searcher:
        """Return the searcher of the live generation, or of the one before where the new one can't be opened.

        Raises NoIndexError or DamagedIndexError where there was none before.
        """
        try:
            name = self._folder.current_name()
            if self._searcher is not None and self._searcher.generation == name:
                return self._searcher
            fresh = Searcher(self._folder.open(verify=self._verify), self._encoders)
        except (NoIndexError, DamagedIndexError) as error:
            if self._searcher is None:
                raise
            self._say(str(error))
            return self._searcher
        if self._searcher is not None:
            self._searcher.close()
        self._searcher, self._said = fresh, ""
        return fresh

    def _say(self, fault: str) -> None:
        """Write a fault to the log, once for as long as it is the same."""
        if fault != self._said:
            self._said = fault
            _LOG.error("%s Until then the generation that is open goes on answering.", fault)

    def close(self) -> None:
        """Let go of the generation, if one is open."""
        if self._searcher is not None:
            self._searcher.close()
            self._searcher = None
