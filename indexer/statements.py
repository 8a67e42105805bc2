"""What people say of themselves in a line each (skills, offers, asks), as vectors by text.

They are made when an index is built, and kept from one generation to the next as long as somebody says them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.arrays import Vectors
from indexer.encoder import Encoder

FILES = ("statements.npy", "statements.txt")


@dataclass(frozen=True)
class Statements:
    """Vectors of texts: `rows` says which row is whose, by the text's digest."""

    rows: Mapping[str, int]
    vectors: Vectors

    @classmethod
    def open(cls, folder: Path) -> Statements:
        """Read what is stored in `folder`. Raises OSError or ValueError where it can't be read."""
        vectors, digests = (folder / name for name in FILES)
        names = digests.read_text(encoding="ascii").split()
        return cls({name: row for row, name in enumerate(names)}, np.load(vectors))

    @classmethod
    def of(cls, texts: Iterable[str], encoder: Encoder, known: Statements | None) -> Statements:
        """Return the vectors of `texts`: those that are `known`, and the others made now."""
        by_digest = {_digest(text): text for text in texts}
        digests = sorted(by_digest)
        new = [digest for digest in digests if known is None or digest not in known.rows]
        made = encoder.encode_passages([by_digest[digest] for digest in new]) if new else np.empty((0, 0))
        fresh = dict(zip(new, made.astype(np.float16), strict=True))  # as they are stored
        found = [fresh[digest] if digest in fresh or known is None else known.row(digest) for digest in digests]
        return cls({digest: row for row, digest in enumerate(digests)}, np.array(found, np.float16))

    def save(self, folder: Path) -> None:
        """Store them in a new generation."""
        vectors, digests = (folder / name for name in FILES)
        np.save(vectors, self.vectors)
        digests.write_text("\n".join(self.rows), encoding="ascii")

    def row(self, digest: str) -> Vectors:
        """Return the vector of the text with this digest."""
        found: Vectors = self.vectors[self.rows[digest]]
        return found

    def of_texts(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of these texts, shape (len(texts), dimensions)."""
        found: Vectors = self.vectors[[self.rows[_digest(text)] for text in texts]].astype(np.float32)
        return found


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
