"""Dates as people write them: one meaning is read, none or several are refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.dates import EXPECTED, to_date, to_moment, to_when


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-23", "2026-11-23T00:00:00"),
        ("2026-1-2", "2026-01-02T00:00:00"),
        (" 2026-11-23 9:05 ", "2026-11-23T09:05:00"),
        ("2026-11-23T14:00:05Z", "2026-11-23T14:00:05+00:00"),
        ("2017-03-04 10:00:00 -0500", "2017-03-04T10:00:00-05:00"),
        ("2017-03-04  10:00 +05:30", "2017-03-04T10:00:00+05:30"),
        ("2026-11-23T14:00:05.123+01:00", "2026-11-23T14:00:05+01:00"),
        ("2026-11-23 UTC", "2026-11-23T00:00:00+00:00"),
        (date(2026, 11, 23), "2026-11-23T00:00:00"),
        (datetime(2026, 11, 23, 14, tzinfo=UTC), "2026-11-23T14:00:00+00:00"),
    ],
)
def test_every_way_of_writing_one_moment_is_read(written: object, moment: str) -> None:
    """Unpadded months, an offset apart or without its colon, and values that TOML has already read, all occur."""
    assert to_moment(written).isoformat() == moment


@pytest.mark.parametrize(
    "written",
    """2022-30-09  2022-02-30  0000-01-01  2022-01-01T25:00  2022-01-01T10:00+99:00  2022-01-01T10:00:60Z  2026/11/23
    23.11.2026  01-02-2026  2026-11  20261123  1900000000  ２０２６-01-02  tomorrow  23_November_2026  2026-11-23_14
    2026-11-23_2026-11-24  _""".split(),
)
def test_what_has_no_meaning_or_several_is_refused_with_what_was_expected(written: str) -> None:
    """01-02-2026 is January for some and February for others; a guess serves nobody. (Underscores stand for blanks.)"""
    with pytest.raises(ValueError, match=r"expected a date such as 2026-11-23, or 2026-11-23 14:00 \+00:00$"):
        to_date(written.replace("_", " "))


@pytest.mark.parametrize("value", [None, True, 20, 1.5, [], {}, ["2026-11-23"]])
def test_what_is_no_text_is_refused_like_a_bad_date(value: object) -> None:
    """A list where a date belongs must not raise anything that the model doesn't report."""
    with pytest.raises(ValueError, match=EXPECTED.split(",", maxsplit=1)[0]):
        to_moment(value)


def test_a_day_is_that_of_the_zone_it_is_written_in() -> None:
    """A talk at 23:30 in New York is announced for that day, though it is the next in Greenwich."""
    assert to_date("2017-03-04 23:30 -0500") == date(2017, 3, 4)
    assert to_moment("2017-03-04 23:30 -0500").astimezone(UTC).date() == date(2017, 3, 5)


@pytest.mark.usefixtures("stop_hangs")
def test_a_line_of_blanks_after_a_date_takes_no_time() -> None:
    """Runs of blanks that two parts of a pattern may take are easily quadratic: 1 MB of them would take hours."""
    with pytest.raises(ValueError, match="expected a date"):
        to_date(f"2026-11-23{' ' * 900_000}x")


@given(st.datetimes(), st.sampled_from([None, UTC, timezone(timedelta(hours=-5)), timezone(timedelta(minutes=345))]))
@settings(derandomize=True, deadline=None, max_examples=100)
def test_what_python_writes_is_read_back(moment: datetime, zone: timezone | None) -> None:
    """Exports and generated pages hold `isoformat()`; only fractions of a second are dropped."""
    exact = moment.replace(microsecond=0, tzinfo=zone)
    assert to_moment(exact.isoformat()) == exact
    assert to_moment(moment.replace(tzinfo=zone).isoformat(" ")) == exact
    assert to_date(exact.isoformat()) == exact.date()


@given(st.text(st.sampled_from("0123456789-: T+Z.UC٣x"), max_size=30))
@settings(derandomize=True, deadline=None, max_examples=300)
def test_any_text_is_a_date_or_refused(text: str) -> None:
    """Nothing but ValueError reaches the model, whatever digits are put together."""
    try:
        read = str(to_date(text).year)
    except ValueError as error:
        read, text = str(error)[-len(EXPECTED) :], EXPECTED
    assert read in text


@pytest.mark.parametrize(
    ("written", "when"),
    [
        ("", ""),
        (2019, "2019"),
        ("2019-5", "2019-05"),
        (date(2019, 5, 3), "2019-05-03"),
        ("2019-05-03 14:00", "2019-05-03"),
        ("2019-2022", "2019\u20132022"),
        ("2019 to 2022-03", "2019\u20132022-03"),
        ("2019-05 \u2013 2019-07-01", "2019-05\u20132019-07-01"),
    ],
)
def test_when_something_was_done_is_as_exact_as_is_known(written: object, when: str) -> None:
    """A year is often all that a report gives."""
    assert to_when(written) == when
    assert to_when(when) == when


@pytest.mark.parametrize("written", ["2022-2019", "2019-13", "20", "spring 2019", "2019-2020-2021", "2019 to", None])
def test_when_that_has_no_meaning_is_refused(written: object) -> None:
    """With what was expected."""
    with pytest.raises(ValueError, match="expected a"):
        to_when(written)
