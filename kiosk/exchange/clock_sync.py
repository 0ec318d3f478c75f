"""The server as a witness of time: what an exchange says of our clocks, and what time it is by the server since. Pure."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from kiosk.clock import DeviceClock, wall_ms
from kiosk.store.clock_evidence import ClockEvidence
from survey import rfc3339

log = logging.getLogger("aula.sync")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def clock_pair(server_time: str, began_ms: int, clock: DeviceClock) -> ClockEvidence | None:
    """The pair of clocks of an exchange that has just ended; None where the server told no time.

    Args:
        server_time: as it said it, somewhere between `before` and now.
        before: steady milliseconds at which the exchange began.
        clock: ours.
    """
    after, wall = clock.steady_ms(), wall_ms(clock)
    try:
        said = _ms(rfc3339.from_rfc3339(server_time))
    except ValueError:
        log.warning("the server told no time")
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
    """The server's time as well as it is known here, milliseconds since 1970: by the latest exchange of this boot, or our own."""
    if latest is None:
        return wall_ms(clock)
    return _ms(rfc3339.from_rfc3339(latest.server_time)) + clock.steady_ms() - latest.monotonic_ms


def datetime_from_ms(ms: int) -> datetime:
    """Milliseconds since 1970 as an aware time."""
    return _EPOCH + timedelta(milliseconds=ms)


def _ms(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(milliseconds=1)
