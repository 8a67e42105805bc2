"""Who should be in the room for a problem, and what to bring there: plain values, and their words.

`indexer.gathering` makes a `Room`; the command line prints it, the site shows it, and `indexer.brief` writes it down.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.results import Ignored, PageSummary, PersonSuggestion
from kb.choices import Sector

# As a person's origin is told: "from the public sector".
SECTORS = {
    Sector.PUBLIC: "the public sector",
    Sector.VOLUNTARY: "the voluntary sector",
    Sector.BUSINESS: "business",
    Sector.COMMUNITY: "the community",
    Sector.ACADEMIC: "research and teaching",
    Sector.ELECTED: "elected politics",
}


@dataclass(frozen=True)
class Seat:
    """Somebody to invite. `adds` says what they add to those before them; empty where that isn't known.

    `introducers` are the domains whose coordinators can make the introduction, where that is the person's wish.
    """

    person: PersonSuggestion
    sector: Sector | None
    adds: str
    introducers: tuple[PageSummary, ...] = ()


@dataclass(frozen=True)
class InvolvedCommunity:
    """A community to involve: why, and who coordinates it."""

    page: PageSummary
    reason: str
    coordinators: tuple[PageSummary, ...]


@dataclass(frozen=True)
class Method:
    """A practice that near entries applied, with those entries, the nearest first."""

    page: PageSummary
    used_in: tuple[PageSummary, ...]


@dataclass(frozen=True)
class Room:
    """Who should be in the room. Where `answered` is False the library has nothing near to the problem.

    `read` are the near entries to read before, `tried` those near entries that say what came of it. `notice` says what
    limits the choice (no embedding model, say), `did_you_mean` how the problem may have been meant.
    """

    question: str
    notice: str
    ignored: tuple[Ignored, ...]
    answered: bool = False
    seats: tuple[Seat, ...] = ()
    communities: tuple[InvolvedCommunity, ...] = ()
    methods: tuple[Method, ...] = ()
    read: tuple[PageSummary, ...] = ()
    tried: tuple[PageSummary, ...] = ()
    did_you_mean: str = ""

    @property
    def missing(self) -> tuple[Sector, ...]:
        """The sectors that nobody in the room is known to come from."""
        present = {seat.sector for seat in self.seats}
        return tuple(sector for sector in Sector if sector not in present)

    def of_sector(self, sector: Sector) -> tuple[Seat, ...]:
        """Return those who come from a sector."""
        return tuple(seat for seat in self.seats if seat.sector is sector)
