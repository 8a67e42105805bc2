"""Dates that can't be right yet, and reviews that are due."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

from kb.checks.subject import Subject
from kb.choices import Status
from kb.problems import Problem, Severity

_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}
_PERIOD = re.compile(r"(\d+)\s*(day|week|month|year)")


def dates_in_the_future(subject: Subject, today: date) -> Iterator[Problem]:
    """Yield the days of publication and review that are yet to come."""
    head = subject.page.head
    for name, day in (("published", head.published), ("reviewed", head.reviewed)):
        if day and day > today:
            message = f"{day} is in the future"
            yield subject.in_head("future-date", Severity.WARNING, (name,), message, "Write the day on which it was.")


def overdue_review(subject: Subject, today: date) -> Iterator[Problem]:
    """Yield that a published page is due for review, counted from its last review or else its publication."""
    head = subject.page.head
    begun = head.reviewed or head.published
    if head.status is not Status.PUBLISHED or not begun or not head.review_in:
        return
    due = _after(begun, head.review_in)
    if due is not None and due < today:
        at = ("reviewed",) if head.reviewed else ("review_in",)
        message, remedy = f"a review was due on {due}", "Read it again, mend it, and write the day under `reviewed`."
        yield subject.in_head("overdue-review", Severity.NOTE, at, message, remedy)


def _after(day: date, period: str) -> date | None:
    """Return the day that a period after `day`; the month's last where there is no such day. None after year 9999."""
    found = _PERIOD.match(period)
    if found is None:
        return None
    number, unit = int(found[1]), found[2]
    try:
        if unit in _DAYS:
            return day + timedelta(days=number * _DAYS[unit])
        months = day.year * 12 + day.month - 1 + number * _MONTHS[unit]
        year, month = months // 12, months % 12 + 1
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    except (ValueError, OverflowError, calendar.IllegalMonthError):
        return None
