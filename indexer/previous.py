"""The live generation, as far as the next may take from it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from indexer.arrays import Numbers
from indexer.catalog import Catalog, Origin
from indexer.embedding import KnownVectors
from indexer.encoder import Encoder
from indexer.generation import IndexFolder, Manifest
from indexer.nearness import WordVectors
from indexer.postings import Postings
from indexer.vectors import VectorIndex
from kb.errors import DamagedIndexError, NoIndexError
from kb.problems import Problem, Problems

_PROBLEMS_FILE = "problems.json"
_TERMS_FILE = "terms.txt"


@dataclass(frozen=True)
class Previous:
    """A verified generation, opened for a build. Use `previous` to get one."""

    folder: Path
    manifest: Manifest
    catalog: Catalog

    @cached_property
    def origins(self) -> dict[str, tuple[int, Origin]]:
        """Every page's number and what it was made from, by id."""
        return self.catalog.origins()

    @cached_property
    def first_passages(self) -> Numbers:
        """The number of each page's first passage, and after the last page that of passages, shape (pages + 1,)."""
        return np.searchsorted(self.catalog.passage_pages(), np.arange(len(self.origins) + 1))

    @cached_property
    def digests(self) -> list[bytes]:
        """What identifies each passage's embedded text."""
        return self.catalog.passage_digests()

    @property
    def problems(self) -> Problems:
        """All problems of the library then."""
        return Problems(map(Problem.from_dict, json.loads((self.folder / _PROBLEMS_FILE).read_text(encoding="utf-8"))))

    @property
    def terms(self) -> list[str]:
        """Each passage's terms, joined by spaces."""
        return (self.folder / _TERMS_FILE).read_text(encoding="utf-8").split("\n")

    @property
    def postings(self) -> Postings:
        """Which passages hold each term."""
        return Postings.open(self.folder)

    def vectors_by(self, encoder: Encoder) -> KnownVectors:
        """Return the vectors that this encoder made; none where they are another's."""
        if self.manifest.fingerprint != encoder.fingerprint:
            return KnownVectors()
        rows = {digest: row for row, digest in enumerate(self.digests)}
        return KnownVectors(rows, VectorIndex.open(self.folder), WordVectors.open(self.folder))


@contextmanager
def previous(folder: IndexFolder) -> Iterator[Previous | None]:
    """Open the live generation, every checksum verified; None where there is none, or it is damaged."""
    try:
        generation = folder.open(verify=True)
    except (NoIndexError, DamagedIndexError):
        yield None
        return
    catalog = Catalog(generation.folder)
    try:
        yield Previous(generation.folder, generation.manifest, catalog)
    finally:
        catalog.close()
        generation.close()


def save_problems(folder: Path, problems: Problems) -> None:
    """Store the problems of a library in a new generation."""
    stored = [problem.as_dict() for problem in problems]
    (folder / _PROBLEMS_FILE).write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")


def save_terms(folder: Path, terms: list[str]) -> None:
    """Store each passage's terms, joined by spaces, in a new generation."""
    (folder / _TERMS_FILE).write_text("\n".join(terms), encoding="utf-8")
