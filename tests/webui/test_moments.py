"""When an event takes place, said in one line whatever mixture of moments its page holds."""

from __future__ import annotations

from datetime import datetime

import pytest

from webui import labels

LONDON = "Europe/London"


@pytest.mark.parametrize(
    ("start", "end", "zone", "words"),
    [
        ("2026-07-01T14:00", "2026-07-01T15:00", LONDON, "Wednesday 1 July 2026, 14:00 to 15:00 (Europe/London)"),
        ("2026-07-01T14:00Z", "", LONDON, "Wednesday 1 July 2026, 15:00 (Europe/London)"),
        ("2026-07-01T14:00Z", "", "", "Wednesday 1 July 2026, 14:00 (UTC)"),
        ("2026-07-01T14:00-05:00", "", "nowhere", "Wednesday 1 July 2026, 14:00 (UTC-05:00)"),
        ("2026-07-01T14:00Z", "2026-07-01T16:00", "", "Wednesday 1 July 2026, 14:00 to 16:00 (UTC)"),
        ("2026-07-01T14:00", "2026-07-01T13:00Z", "", "Wednesday 1 July 2026, 14:00"),
        ("2026-07-01", "2026-07-03", LONDON, "Wednesday 1 July 2026 to Friday 3 July 2026"),
        ("2026-07-01", "", "", "Wednesday 1 July 2026"),
    ],
)
def test_moments_are_told_in_the_events_zone(start: str, end: str, zone: str, words: str) -> None:
    """With an offset or without, an end before its start, an unknown zone: never an error, never a wrong hour."""
    last = datetime.fromisoformat(end) if end else None
    assert labels.span(datetime.fromisoformat(start), last, zone) == words
