"""Dates as people write them, made into dates and moments.

Real heads hold ISO dates, times with an offset apart or without a colon, and unpadded months. Whatever has one meaning
is read; anything else is refused with what was expected, never guessed.
"""

from __future__ import annotations

import re
from datetime import date, datetime

EXPECTED = "expected a date such as 2026-11-23, or 2026-11-23 14:00 +00:00"

_WRITTEN = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"(?:[T ]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?"
    r"\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)


def to_moment(value: object) -> datetime:
    """Return the moment that `value` names; without an offset it is naive.

    Raises ValueError, with what was expected.
    """
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day has no zone
    match = _WRITTEN.fullmatch(str(value).strip())
    if match is None:
        raise ValueError(EXPECTED)
    parts = match.groupdict()
    day = f"{parts['year']}-{int(parts['month']):02}-{int(parts['day']):02}"
    time = f"{int(parts['hour'] or 0):02}:{parts['minute'] or '00'}:{parts['second'] or '00'}"
    zone = {None: "", "Z": "+00:00", "UTC": "+00:00"}.get(parts["zone"], parts["zone"])
    try:
        return datetime.fromisoformat(f"{day}T{time}{zone}")
    except ValueError as error:
        raise ValueError(f"{error}; {EXPECTED}") from error


def to_date(value: object) -> date:
    """Return the day that `value` names, in the zone it is written in.

    Raises ValueError, with what was expected.
    """
    return to_moment(value).date()
