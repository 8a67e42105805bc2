"""Dates as people write them, made into dates and moments.

Real heads hold ISO dates, times with an offset apart or without a colon, and unpadded months. Whatever has one meaning
is read; anything else is refused with what was expected, never guessed.
"""

from __future__ import annotations

import re
from datetime import date, datetime

EXPECTED = "expected a date such as 2026-11-23, or 2026-11-23 14:00 +00:00"

EXPECTED_WHEN = "expected a year such as 2026, a month such as 2026-11, a date, or two of them such as 2019 to 2022"

_WRITTEN = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"(?:[T ]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?"
    r"\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_MONTH = re.compile(r"(\d{4})(?:-(\d{1,2}))?", re.ASCII)
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NAME = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
)
_IN_WORDS = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -]+(?P<month>{_NAME})"
    rf"|(?P<month_first>{_NAME})\.? (?P<day_after>\d{{1,2}})(?:st|nd|rd|th)?)\.?,?[ -]+(?P<year>\d{{4}})",
    re.IGNORECASE | re.ASCII,
)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
# A hyphen stands between years only: in 2026-11 it stands before a month.
_BETWEEN = re.compile(r"\s*[\u2013\u2014]\s*|\s+(?:to|-)\s+|(?<=^\d{4})-(?=\d{4}$)")


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


def unambiguous_day(text: str) -> date | None:
    """Return the day that `text` names in words, or with slashes or points, where only one can be meant; else None."""
    if found := _IN_WORDS.fullmatch(text.strip()):
        day, month = found["day"] or found["day_after"], found["month"] or found["month_first"]
        return _only_day(int(found["year"]), _MONTH_NAMES.index(month[:3].lower()) + 1, int(day))
    if found := _YEAR_FIRST.fullmatch(text.strip()):
        return _only_day(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.fullmatch(text.strip()):
        first, second = int(found[1]), int(found[2])
        if first != second and first <= 12 and second <= 12:  # the day comes first here, the month elsewhere
            return None
        day_first = first > 12
        return _only_day(int(found[3]), second if day_first else first, first if day_first else second)
    return None


def _only_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def to_when(value: object) -> str:
    """Return the day, month or year that `value` names, or the two between which something lasted, with a dash.

    Raises ValueError, with what was expected.
    """
    if value == "":  # as it is stored where nobody said when
        return ""
    if isinstance(value, date):
        return to_date(value).isoformat()
    ends = [end.strip() for end in _BETWEEN.split(str(value).strip())]
    if len(ends) > 2:
        raise ValueError(EXPECTED_WHEN)
    read = [_year_month_or_day(end) for end in ends]
    if read != sorted(read):
        raise ValueError(f"it ends before it begins; {EXPECTED_WHEN}")
    return "\u2013".join(read)


def _year_month_or_day(text: str) -> str:
    match = _MONTH.fullmatch(text)
    if match is None:
        return to_date(text).isoformat()
    year, month = match.groups()
    if month is not None and not 1 <= int(month) <= 12:
        raise ValueError(EXPECTED_WHEN)
    return f"{year}-{int(month):02}" if month else year
