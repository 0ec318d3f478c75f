"""Which day it is at the place, and how many have answered this month: what the server last said, for as long as it can be told.

Pure but for the clock it is given. A terminal that was offline over the turn of a month, or does not know what month it is,
says nothing rather than what was.
"""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from kiosk.clock import DeviceClock, is_wall_clock_trusted
from kiosk.store.clock_evidence import ClockEvidence
from survey.wire import Answered


def today(time_zone: str, clock: DeviceClock, latest: ClockEvidence | None) -> date | None:
    """The day in the region's time zone; None where the clock is not believed. Args as for `answered`."""
    if not is_wall_clock_trusted(clock, latest):
        return None
    try:
        here = ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError):  # a zone that this machine does not know
        return None
    return clock.wall_time().astimezone(here).date()


def current_month_count(reported: Answered | None, time_zone: str, clock: DeviceClock, latest: ClockEvidence | None) -> Answered | None:
    """The count where it is of the present month; None where it is not, where it is nought, or where the clock is not believed.

    Args:
        reported: what the server last said.
        time_zone: the region's, in which its months begin.
        clock: the clocks.
        latest: the newest exchange of this boot, None where there was none.
    """
    if reported is None or reported.count < 1:
        return None
    day = today(time_zone, clock, latest)
    return reported if day is not None and reported.month == f"{day:%Y-%m}" else None
