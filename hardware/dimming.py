"""Computes the brightness of the panel's backlight from the opening hours and the time.

The backlight is at full brightness while the place is open, so that nobody has to look for the terminal. It is lower before and after
the opening hours, and nearly dark but not off at other times, so that a cleaner or guard can see that the terminal is running. A person
in front of the terminal gets full brightness at any hour. The module is pure: `hardware.backlight` sets the brightness, and the caller
computes it once a minute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

OPEN_BRIGHTNESS, MARGIN_BRIGHTNESS, CLOSED_BRIGHTNESS = 1.0, 0.5, 0.1
"""The brightness while the place is open, for `MARGIN_MINUTES` before and after, and otherwise."""
MARGIN_MINUTES = 30
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_MINUTES = 24 * 60
_HOURS = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")


def brightness_for(opening_hours: Mapping[str, str], local_time: datetime, *, somebody_present: bool = False) -> float:
    """Return the brightness, from 0 to 1.

    Args:
        opening_hours: the opening hours by day as in the configuration, `{"mon": "08:00-16:00"}`. The place is closed on a day that is
            missing. If the mapping is empty or a value is malformed, the place counts as always open, so that an error in the
            configuration does not darken a terminal.
        local_time: the local time of the place.
        somebody_present: whether somebody is there, according to the presence sensor or a recent touch.
    """
    if somebody_present or not opening_hours or not all(_HOURS.fullmatch(said) for said in opening_hours.values()):
        return OPEN_BRIGHTNESS
    minute = local_time.hour * 60 + local_time.minute
    distance = min((_distance(minute, opens, closes) for opens, closes in _near(opening_hours, local_time.weekday())), default=_DAY_MINUTES)
    if distance == 0:
        return OPEN_BRIGHTNESS
    return MARGIN_BRIGHTNESS if distance <= MARGIN_MINUTES else CLOSED_BRIGHTNESS


def _near(hours: Mapping[str, str], weekday: int) -> Iterator[tuple[int, int]]:
    """Yield the opening hours of yesterday, today and tomorrow as (opens, closes), in minutes from today's midnight."""
    for offset in (-1, 0, 1):
        found = _HOURS.fullmatch(hours.get(WEEKDAYS[(weekday + offset) % 7], ""))
        if found:
            from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
            midnight = offset * _DAY_MINUTES
            yield midnight + from_hour * 60 + from_minute, midnight + to_hour * 60 + to_minute


def _distance(minute: int, opens: int, closes: int) -> int:
    """Return the minutes between a time and the opening hours, 0 within them. The closing minute is outside."""
    if minute < opens:
        return opens - minute
    return 0 if minute < closes else minute - closes + 1
