"""Tests that the brightness of the panel follows the opening hours."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.dimming import CLOSED_BRIGHTNESS, MARGIN_BRIGHTNESS, MARGIN_MINUTES, OPEN_BRIGHTNESS, WEEKDAYS, brightness_for

HOURS = {"mon": "08:00-16:00", "tue": "08:00-16:00", "sat": "18:00-24:00", "sun": "00:00-06:00"}
MONDAY = datetime(2026, 11, 23)  # noqa: DTZ001 (local time of a service point)
local_times = st.integers(0, 7 * 24 * 60 - 1).map(lambda minutes: MONDAY + timedelta(minutes=minutes))
minutes_of_day = st.integers(0, 24 * 60 - 1)


@pytest.mark.parametrize(
    ("day", "time", "expected"),
    [
        (0, "07:29", CLOSED_BRIGHTNESS), (0, "07:30", MARGIN_BRIGHTNESS), (0, "07:59", MARGIN_BRIGHTNESS), (0, "08:00", OPEN_BRIGHTNESS),
        (0, "15:59", OPEN_BRIGHTNESS),
        (0, "16:00", MARGIN_BRIGHTNESS), (0, "16:29", MARGIN_BRIGHTNESS), (0, "16:30", CLOSED_BRIGHTNESS), (0, "03:00", CLOSED_BRIGHTNESS),
        (2, "12:00", CLOSED_BRIGHTNESS),
        (5, "17:30", MARGIN_BRIGHTNESS), (5, "23:59", OPEN_BRIGHTNESS), (6, "00:00", OPEN_BRIGHTNESS), (6, "06:10", MARGIN_BRIGHTNESS),
    ],
)  # fmt: skip
def test_it_is_full_while_open_lower_around_it_and_nearly_dark_otherwise(day: int, time: str, expected: float) -> None:
    hour, minute = map(int, time.split(":"))
    assert brightness_for(HOURS, MONDAY + timedelta(days=day, hours=hour, minutes=minute)) == expected


@given(at=local_times)
def test_whoever_stands_before_it_gets_full_light_at_any_hour(at: datetime) -> None:
    assert brightness_for(HOURS, at, somebody_present=True) == OPEN_BRIGHTNESS


@given(at=local_times)
def test_a_place_without_hours_is_always_open(at: datetime) -> None:
    assert brightness_for({}, at) == OPEN_BRIGHTNESS


@pytest.mark.parametrize("said", ["8-16", "", "08:00–16:00", "always"])
def test_hours_that_nobody_can_read_do_not_darken_a_terminal(said: str) -> None:
    assert brightness_for({"mon": said}, MONDAY) == OPEN_BRIGHTNESS


@given(at=local_times, day=st.sampled_from(WEEKDAYS), opens=minutes_of_day, closes=minutes_of_day)
def test_the_light_is_never_off_and_never_jumps_over_the_middle(at: datetime, day: str, opens: int, closes: int) -> None:
    opens, closes = sorted((opens, closes))
    hours = {day: f"{opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}"}
    now, soon = brightness_for(hours, at), brightness_for(hours, at + timedelta(minutes=1))
    assert now > 0
    if opens < closes:
        assert {now, soon} != {OPEN_BRIGHTNESS, CLOSED_BRIGHTNESS}


def test_the_minutes_around_reach_over_midnight() -> None:
    hours = {"mon": "00:00-08:00"}
    assert brightness_for(hours, MONDAY - timedelta(minutes=MARGIN_MINUTES)) == MARGIN_BRIGHTNESS
    assert brightness_for({"sun": "10:00-24:00"}, MONDAY) == MARGIN_BRIGHTNESS
