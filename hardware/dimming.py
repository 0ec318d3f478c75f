"""How bright the panel's light should be: a rule from opening hours and time to a level, and nothing else.

Full while the place is open, for nobody should have to look for the terminal; lower around it; nearly dark, but not
off, when it is closed: an evening's cleaner or a guard can see that it is alive. Whoever stands before it gets full light at
any hour. It knows no light, clock or sensor; `hardware.backlight` has the light, and the level is asked for once a minute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

OPEN_BRIGHTNESS, MARGIN_BRIGHTNESS, CLOSED_BRIGHTNESS = 1.0, 0.5, 0.1
"""Levels: while open, for `AROUND_MINUTES` before and after, otherwise."""
MARGIN_MINUTES = 30
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_MINUTES = 24 * 60
_HOURS = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")


def brightness_for(opening_hours: Mapping[str, str], local_time: datetime, *, somebody_present: bool = False) -> float:
    """The level of the light, 0 to 1.

    Args:
        opening_hours: opening hours by day as in the configuration, `{"mon": "08:00-16:00"}`; a day that is not there is closed all
            day. With none at all, or with hours that nobody can read, it is always open: a slip must not darken a terminal.
        local_time: the place's own time.
        somebody_present: whether somebody is there, by the presence sensor or a touch of late.
    """
    if somebody_present or not opening_hours or not all(_HOURS.fullmatch(said) for said in opening_hours.values()):
        return OPEN_BRIGHTNESS
    minute = local_time.hour * 60 + local_time.minute
    distance = min((_distance(minute, opens, closes) for opens, closes in _near(opening_hours, local_time.weekday())), default=_DAY_MINUTES)
    if distance == 0:
        return OPEN_BRIGHTNESS
    return MARGIN_BRIGHTNESS if distance <= MARGIN_MINUTES else CLOSED_BRIGHTNESS


def _near(hours: Mapping[str, str], weekday: int) -> Iterator[tuple[int, int]]:
    """Opening times of yesterday, today and tomorrow, in minutes from today's midnight."""
    for offset in (-1, 0, 1):
        found = _HOURS.fullmatch(hours.get(WEEKDAYS[(weekday + offset) % 7], ""))
        if found:
            from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
            midnight = offset * _DAY_MINUTES
            yield midnight + from_hour * 60 + from_minute, midnight + to_hour * 60 + to_minute


def _distance(minute: int, opens: int, closes: int) -> int:
    """Minutes from an opening time; 0 within it. The closing minute is outside."""
    if minute < opens:
        return opens - minute
    return 0 if minute < closes else minute - closes + 1
