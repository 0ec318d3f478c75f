"""Times are written as RFC 3339 text and read back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.rfc3339 import from_rfc3339, to_rfc3339

DAYS = (datetime(2, 1, 1), datetime(9998, 12, 31))  # noqa: DTZ001 - the strategy adds the time zone
OFFSETS = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(*DAYS, timezones=OFFSETS))
def test_a_time_comes_back_to_the_millisecond(moment: datetime) -> None:
    again = from_rfc3339(to_rfc3339(moment))
    assert again == moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert again.utcoffset() == moment.utcoffset()


@given(st.datetimes(*DAYS, timezones=OFFSETS))
def test_any_time_that_can_be_read_has_a_day_in_utc(moment: datetime) -> None:
    assert from_rfc3339(to_rfc3339(moment)).astimezone(UTC).utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-22T10:15:04.120+02:00", datetime(2026, 11, 22, 8, 15, 4, 120_000, UTC)),
        ("1970-01-01T00:00:00Z", datetime(1970, 1, 1, tzinfo=UTC)),
        ("2100-01-01t00:00:00z", datetime(2100, 1, 1, tzinfo=UTC)),
        ("2026-11-22 10:15:04-00:00", datetime(2026, 11, 22, 10, 15, 4, tzinfo=UTC)),
        ("2026-11-22T10:15:04.123456789Z", datetime(2026, 11, 22, 10, 15, 4, 123_456, UTC)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, 999_999, UTC)),
        ("2017-01-01T01:59:60.5+02:00", datetime(2016, 12, 31, 23, 59, 59, 999_999, UTC)),
    ],
)
def test_every_form_that_rfc_3339_allows_is_read(text: str, moment: datetime) -> None:
    assert from_rfc3339(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "", "now", "2026-11-22", "2026-11-22T10:15:04", "2026-11-22T10:15Z", "20261122T101504Z", "2026-W47-7T10:15:04Z",
        "2026-02-30T10:15:04Z",
        "2026-11-22T24:00:00Z", "2026-11-22T10:61:04Z", "2026-11-22T10:15:61Z", "2026-11-22T10:15:04+02", "2026-11-22T10:15:04+99:00",
        "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+02:00", "9999-12-31T23:59:59-02:00", "２０２６-11-22T10:15:04Z",
        "2026-11-22T10:15:04Z\n",
        " 2026-11-22T10:15:04Z", "2026-11-22T10:15:04.Z", "2026-11-22T10:15:04,5Z", "1763806504",
    ],
)  # fmt: skip
def test_text_that_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_rfc3339(text)


@given(st.one_of(st.text(), st.text("0123456789-:TZ+. ", max_size=40)))
def test_any_text_is_a_time_or_a_value_error(text: str) -> None:
    try:
        moment = from_rfc3339(text)
    except ValueError:
        return
    assert moment.utcoffset() is not None


def test_a_time_without_an_offset_is_not_written() -> None:
    with pytest.raises(ValueError, match="offset"):
        to_rfc3339(datetime(2026, 11, 22))  # noqa: DTZ001 - the test needs a time without an offset
