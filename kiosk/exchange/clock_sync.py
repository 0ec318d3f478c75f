"""Compares the terminal's clocks with the server's time, and computes the server's time after an exchange. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kiosk.clock import DeviceClock, wall_ms
from kiosk.store.clock_evidence import ClockEvidence
from survey import rfc3339

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def clock_evidence_of_exchange(server_time: str, began_ms: int, clock: DeviceClock) -> ClockEvidence | None:
    """Return the clock evidence of an exchange that has just ended, or None if `server_time` cannot be read.

    Args:
        server_time: RFC 3339, as the server sent it at some time between `began_ms` and now.
        began_ms: milliseconds of the steady clock at which the exchange began.
        clock: the terminal's clocks.
    """
    after, wall = clock.steady_ms(), wall_ms(clock)
    try:
        said = _ms(rfc3339.from_rfc3339(server_time))
    except ValueError:
        return None
    middle = (began_ms + after) // 2
    return ClockEvidence(
        boot=clock.boot,
        monotonic_ms=middle,
        server_time=server_time,
        uncertainty_ms=(after - began_ms + 1) // 2,
        offset_ms=wall - (after - middle) - said,
        wall_minus_boot_ms=wall - after,
    )


def server_time_ms(latest: ClockEvidence | None, clock: DeviceClock) -> int:
    """Return the server's present time in milliseconds since 1970, as far as the terminal knows it.

    Args:
        latest: the latest clock evidence of this boot. If it is None, the terminal's wall clock is used instead.
        clock: the terminal's clocks.
    """
    if latest is None:
        return wall_ms(clock)
    return _ms(rfc3339.from_rfc3339(latest.server_time)) + clock.steady_ms() - latest.monotonic_ms


def datetime_from_ms(ms: int) -> datetime:
    """Return milliseconds since 1970 as an aware datetime in UTC."""
    return _EPOCH + timedelta(milliseconds=ms)


def _ms(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(milliseconds=1)
