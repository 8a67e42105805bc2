"""A room as plain values for JSON: the shape that `kb convene --json` promises, documented in docs/json.md."""

from __future__ import annotations

from typing import Any

from indexer.brief import reach_of
from indexer.room import Room, Seat
from indexer.serialise import person_values, summary_values
from kb.choices import Sector


def room_values(room: Room) -> dict[str, Any]:
    """Return who should be in the room; addresses only where the person's policy is public."""
    return {
        "problem": room.question,
        "answered": room.answered,
        "people": [_seat(seat) for seat in room.seats],
        "sectors": {sector.value: [seat.person.page.id for seat in room.of_sector(sector)] for sector in Sector},
        "missing": [sector.value for sector in room.missing],
        "communities": [
            {
                **summary_values(community.page),
                "reason": community.reason,
                "coordinators": [{"id": one.id, "name": one.title} for one in community.coordinators],
            }
            for community in room.communities
        ],
        "methods": [
            {**summary_values(method.page), "used_in": [summary_values(page) for page in method.used_in]}
            for method in room.methods
        ],
        "read": [summary_values(page) for page in room.read],
        "tried": [page.id for page in room.tried],
        "ignored": [{"text": ignored.text, "why": ignored.why} for ignored in room.ignored],
        "did_you_mean": room.did_you_mean,
        "notice": room.notice,
    }


def _seat(seat: Seat) -> dict[str, Any]:
    return {
        **person_values(seat.person),
        "sector": seat.sector.value if seat.sector else "",
        "adds": seat.adds,
        "reach": reach_of(seat),
        "introducers": [domain.id for domain in seat.introducers],
    }
