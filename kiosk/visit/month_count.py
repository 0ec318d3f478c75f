"""Computes the date at the service point, and how many people have answered there this month, as the server last reported it.

The module is pure, apart from the clock that it is given. If the terminal was offline when a new month began, or does not know which month
it is, it shows no count rather than an old one.
"""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from kiosk.clock import DeviceClock, is_wall_clock_trusted
from kiosk.store.clock_evidence import ClockEvidence
from survey.wire import Answered


def today(time_zone: str, clock: DeviceClock, latest: ClockEvidence | None) -> date | None:
    """Return the date in the region's time zone, or None if the wall clock is not trusted or the time zone is not known here.

    Args:
        time_zone: the region's time zone, such as `Europe/Helsinki`.
        clock: the terminal's clocks.
        latest: the latest clock evidence of this boot, or None if there is none.
    """
    if not is_wall_clock_trusted(clock, latest):
        return None
    try:
        here = ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError):  # a zone that this machine does not know
        return None
    return clock.wall_time().astimezone(here).date()


def current_month_count(reported: Answered | None, time_zone: str, clock: DeviceClock, latest: ClockEvidence | None) -> Answered | None:
    """Return the reported count if it belongs to the current month.

    Args:
        reported: the count that the server last reported, or None if it reported none.
        time_zone: the region's time zone, in which its months begin.
        clock: the terminal's clocks.
        latest: the latest clock evidence of this boot, or None if there is none.

    Returns:
        The count, or None if it is of another month, is 0, or the date is not known (see `today`).
    """
    if reported is None or reported.count < 1:
        return None
    day = today(time_zone, clock, latest)
    return reported if day is not None and reported.month == f"{day:%Y-%m}" else None
