"""Corrects the time of a visit (design, decision 9).

A terminal has no clock chip, so its wall clock may be wrong by any amount. Its monotonic clock never jumps, but counts from a boot. If the
server knows its own time at one reading of the monotonic clock (a `ServerTimePair`), it knows the time of every visit of that boot.
Otherwise the visit lies between what is known of its neighbours in the stream, the enrolment and the receipt.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

TimeQuality = Literal["exact", "estimated", "unknown"]

MAX_DRIFT_PPM = 50
"""Limits the assumed error of a board's crystal, in parts per million. Raspberry Pi boards stay well within it."""
EXACT_WITHIN_MS = 2_000
"""Sets the uncertainty in milliseconds up to which a time counts as exact."""
TRUSTED_CLOCK_UNCERTAINTY_MS = 1_000
"""Sets the assumed error, in milliseconds, of a wall clock that its terminal trusts."""
RECEIPT_UNCERTAINTY_MS = 30_000
"""Sets the uncertainty, in milliseconds, of a pair made when a heartbeat is received. A heartbeat may have been on its way for as long as a
terminal waits for the answer, and nobody measured it. Such a pair therefore never makes a time exact. The terminal measures the round trip
itself and reports it with its next heartbeat (`Heartbeat.clock_pairs`)."""
CLOCK_TOLERANCE = timedelta(minutes=5)
"""Sets by how much the clocks of terminal and server may differ before a trusted time counts as implausible."""
MAX_BOOT_MS = 10**12
"""Limits the length of a boot to some thirty years, whatever a monotonic clock reports."""
MAX_USEFUL_BOUNDS = timedelta(days=1)
"""Sets how far apart bounds may be to give an estimate for a wall clock that lies outside them."""


class ServerTimePair(NamedTuple):
    """States that at `monotonic_ms` of a boot the server's time was `server_time` (UTC), plus or minus `uncertainty_ms`."""

    monotonic_ms: int
    server_time: datetime
    uncertainty_ms: int


class VisitTime(NamedTuple):
    """Holds the corrected time of a visit."""

    visited_at: datetime
    quality: TimeQuality
    uncertainty_ms: int | None
    """Holds by how many milliseconds the time may be off in either direction. None means that the time is unknown."""


class VisitBounds(Struct, frozen=True):
    """Holds what is known of a visit's time besides pairs. All times are in UTC."""

    enrolled_at: datetime
    """Holds the time of the terminal's first enrolment. No visit was before it."""
    received_at: datetime
    """Holds the time at which the response was received. The visit was not after it."""
    boot_began_after: datetime | None = None
    """Holds a time after which the boot began: that of the last known visit before the boot in the stream. None if unknown."""
    boot_ended_by: datetime | None = None
    """Holds a time by which the boot had ended: when the boot of the next known visit in the stream began. None if unknown."""


def receipt_pair(monotonic_ms: int, received_at: datetime) -> ServerTimePair:
    """Return the pair that the server makes of a heartbeat's own clock reading when it receives the heartbeat."""
    return ServerTimePair(monotonic_ms, received_at, RECEIPT_UNCERTAINTY_MS)


def correct_visit_time(
    visited_at_reported: datetime, monotonic_ms: int, *, trusted: bool, pairs: Iterable[ServerTimePair], bounds: VisitBounds
) -> VisitTime:
    """Return the corrected time of a visit.

    Args:
        visited_at_reported: the terminal's wall time at the first answer, aware.
        monotonic_ms: the terminal's monotonic clock at the same moment.
        trusted: whether the terminal trusted its wall clock.
        pairs: the known pairs of this boot, in any order.
        bounds: what else is known of the time.
    """
    evidence = time_from_evidence(visited_at_reported, monotonic_ms, trusted=trusted, pairs=pairs, bounds=bounds)
    return evidence or time_from_bounds(visited_at_reported, monotonic_ms, bounds)


def time_from_evidence(
    visited_at_reported: datetime, monotonic_ms: int, *, trusted: bool, pairs: Iterable[ServerTimePair], bounds: VisitBounds
) -> VisitTime | None:
    """Return the time according to the boot's pairs or to a trusted wall clock, whichever is less uncertain.

    A wall clock that contradicts the pairs is ignored, even if its terminal trusts it. None means that there is neither a usable pair nor a
    usable wall clock.
    """
    known = time_from_pairs(monotonic_ms, pairs)
    if known and known[0] - timedelta(milliseconds=known[1]) > bounds.received_at + CLOCK_TOLERANCE:
        known = None  # a visit cannot be after its receipt: the monotonic clock jumped, or a boot id was used twice
    if trusted and is_plausible_time(visited_at_reported, bounds):
        wall = visited_at_reported.astimezone(UTC)
        if known is None or (
            known[1] > TRUSTED_CLOCK_UNCERTAINTY_MS
            and abs(wall - known[0]) <= timedelta(milliseconds=known[1] + TRUSTED_CLOCK_UNCERTAINTY_MS)
        ):
            known = wall, TRUSTED_CLOCK_UNCERTAINTY_MS
    if known is None:
        return None
    at, uncertainty = known
    return VisitTime(at, "exact" if uncertainty <= EXACT_WITHIN_MS else "estimated", uncertainty)


def time_from_pairs(monotonic_ms: int, pairs: Iterable[ServerTimePair]) -> tuple[datetime, int] | None:
    """Return the time that the best pair gives, and by how many milliseconds it may be off. None means that there is no usable pair."""
    best = min(pairs, key=lambda pair: _uncertainty_at(pair, monotonic_ms), default=None)
    if best is None or abs(monotonic_ms - best.monotonic_ms) > MAX_BOOT_MS:
        return None
    return best.server_time + timedelta(milliseconds=monotonic_ms - best.monotonic_ms), _uncertainty_at(best, monotonic_ms)


def is_useful_pair(pair: ServerTimePair, known: Iterable[ServerTimePair]) -> bool:
    """Return whether a pair is worth keeping, because the known pairs are at least half a second less certain at its moment.

    With this rule a boot that lasts for weeks keeps some nine pairs a day instead of one for each heartbeat.
    """
    reach = min((_uncertainty_at(other, pair.monotonic_ms) for other in known), default=None)
    return reach is None or reach >= pair.uncertainty_ms + 500


def is_plausible_time(visited_at_reported: datetime, bounds: VisitBounds) -> bool:
    """Return whether a wall time could be true: neither before the enrolment nor after the receipt, within `CLOCK_TOLERANCE`."""
    return bounds.enrolled_at - CLOCK_TOLERANCE <= visited_at_reported <= bounds.received_at + CLOCK_TOLERANCE


def service_date(at: datetime, time_zone: str) -> date:
    """Return the date of the visit in the time zone where the terminal stands."""
    return at.astimezone(ZoneInfo(time_zone)).date()


def _uncertainty_at(pair: ServerTimePair, monotonic_ms: int) -> int:
    """Return by how many milliseconds, rounded up, a pair may be off at another reading of the same boot."""
    return pair.uncertainty_ms - (-abs(monotonic_ms - pair.monotonic_ms) * MAX_DRIFT_PPM // 1_000_000)


def time_from_bounds(visited_at_reported: datetime, monotonic_ms: int, bounds: VisitBounds) -> VisitTime:
    """Return the time of a visit in a boot without evidence: the wall time, limited to the bounds."""
    visited_at_reported = visited_at_reported.astimezone(UTC)
    since_boot = timedelta(milliseconds=min(monotonic_ms, MAX_BOOT_MS))
    lower, upper = bounds.enrolled_at, bounds.received_at
    if bounds.boot_began_after is not None:
        lower = max(lower, bounds.boot_began_after + since_boot)
    if bounds.boot_ended_by is not None:
        upper = min(upper, bounds.boot_ended_by)
    if lower > upper:
        return VisitTime(min(max(visited_at_reported, bounds.enrolled_at), bounds.received_at), "unknown", None)
    at = min(max(visited_at_reported, lower), upper)
    if at != visited_at_reported and upper - lower > MAX_USEFUL_BOUNDS:
        return VisitTime(lower + (upper - lower) / 2, "unknown", None)
    return VisitTime(at, "estimated", max(at - lower, upper - at) // timedelta(milliseconds=1) + 1)
