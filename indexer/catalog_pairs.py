"""What the catalog holds of two people: asks that meet offers, and practitioners who are alike.

`indexer.catalog_writer` writes it, `indexer.pairing` works it out.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.catalog import Catalog


@dataclass(frozen=True)
class MatchRecord:
    """What one person asks for and another offers, people by number."""

    asker: int
    ask: str
    offerer: int
    offer: str
    cosine: float


@dataclass(frozen=True)
class SimilarRecord:
    """Somebody like the person `page`, by number.

    Where their entries say so, these are `own` and `other`, and `role` is the part that the other one has there.
    """

    page: int
    person: int
    reason: str
    own: int | None = None
    other: int | None = None
    role: str = ""


class PairCatalog(Catalog):
    """The catalog, with what it holds of two people."""

    def matches_by_asker(self, number: int) -> list[MatchRecord]:
        """Return the offers of others that meet what a person asks for, the nearest first."""
        return self._matches("asker", number)

    def matches_by_offerer(self, number: int) -> list[MatchRecord]:
        """Return the asks of others that are met by what a person offers, the nearest first."""
        return self._matches("offerer", number)

    def _matches(self, column: str, number: int) -> list[MatchRecord]:
        query = f"""SELECT asker, ask, offerer, offer, cosine FROM match WHERE {column} = ?
            ORDER BY cosine DESC, asker, place"""  # noqa: S608 - the column is ours
        return [MatchRecord(*row) for row in self._rows(query, number)]

    def similar(self, number: int) -> list[SimilarRecord]:
        """Return the practitioners who are like a person, in the order in which they are shown."""
        query = "SELECT page, person, reason, own, other, role FROM similar WHERE page = ? ORDER BY place"
        return [SimilarRecord(*row) for row in self._rows(query, number)]
