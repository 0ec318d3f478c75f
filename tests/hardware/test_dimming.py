"""The light follows the opening hours."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.dimming import AROUND, AROUND_MINUTES, CLOSED, DAYS, OPEN, level

HOURS = {"mon": "08:00-16:00", "tue": "08:00-16:00", "sat": "18:00-24:00", "sun": "00:00-06:00"}
MONDAY = datetime(2026, 11, 23)  # noqa: DTZ001 (a place's own time)
moments = st.integers(0, 7 * 24 * 60 - 1).map(lambda minutes: MONDAY + timedelta(minutes=minutes))
clock = st.integers(0, 24 * 60 - 1)


@pytest.mark.parametrize(
    ("day", "time", "expected"),
    [
        (0, "07:29", CLOSED), (0, "07:30", AROUND), (0, "07:59", AROUND), (0, "08:00", OPEN), (0, "15:59", OPEN),
        (0, "16:00", AROUND), (0, "16:29", AROUND), (0, "16:30", CLOSED), (0, "03:00", CLOSED), (2, "12:00", CLOSED),
        (5, "17:30", AROUND), (5, "23:59", OPEN), (6, "00:00", OPEN), (6, "06:10", AROUND),
    ],
)  # fmt: skip
def test_it_is_full_while_open_lower_around_it_and_nearly_dark_otherwise(day: int, time: str, expected: float) -> None:
    hour, minute = map(int, time.split(":"))
    assert level(HOURS, MONDAY + timedelta(days=day, hours=hour, minutes=minute)) == expected


@given(at=moments)
def test_whoever_stands_before_it_gets_full_light_at_any_hour(at: datetime) -> None:
    assert level(HOURS, at, somebody=True) == OPEN


@given(at=moments)
def test_a_place_without_hours_is_always_open(at: datetime) -> None:
    assert level({}, at) == OPEN


@pytest.mark.parametrize("said", ["8-16", "", "08:00–16:00", "always"])
def test_hours_that_nobody_can_read_do_not_darken_a_terminal(said: str) -> None:
    assert level({"mon": said}, MONDAY) == OPEN


@given(at=moments, day=st.sampled_from(DAYS), opens=clock, closes=clock)
def test_the_light_is_never_off_and_never_jumps_over_the_middle(at: datetime, day: str, opens: int, closes: int) -> None:
    opens, closes = sorted((opens, closes))
    hours = {day: f"{opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}"}
    now, soon = level(hours, at), level(hours, at + timedelta(minutes=1))
    assert now > 0
    if opens < closes:
        assert {now, soon} != {OPEN, CLOSED}


def test_the_minutes_around_reach_over_midnight() -> None:
    hours = {"mon": "00:00-08:00"}
    assert level(hours, MONDAY - timedelta(minutes=AROUND_MINUTES)) == AROUND
    assert level({"sun": "10:00-24:00"}, MONDAY) == AROUND
