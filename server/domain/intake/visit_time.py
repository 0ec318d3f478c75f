"""When a visit really was (design, decision 9): time is evidence, not truth.

A terminal has no clock chip, so its wall clock may say anything; its monotonic clock never jumps but counts from a boot.
Where the server knows what time it was at one reading of that count (a `Pair`), every visit of the boot has its time.
Where it does not, the visit lies between what is known of its neighbours in the stream, the enrolment and the receipt.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

TimeQuality = Literal["exact", "estimated", "unknown"]

MAX_DRIFT_PPM = 50
"""How far a board's crystal may run wrong, at most: parts in a million (Raspberry Pi boards stay well within)."""
EXACT_WITHIN_MS = 2_000
"""A time known to within two seconds is exact."""
TRUSTED_CLOCK_UNCERTAINTY_MS = 1_000
"""How far a wall clock that its terminal trusts may be off."""
RECEIPT_UNCERTAINTY_MS = 30_000
"""How long a heartbeat may have been on its way, as long as a terminal waits for its answer: nobody measured it, so a pair made at receipt
never makes a time exact. The terminal measures its own way there and back, and tells with its next heartbeat (`Heartbeat.clock_pairs`)."""
CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far clocks of terminal and server may differ before a trusted time is not believed."""
MAX_BOOT_MS = 10**12
"""Some thirty years: no boot is longer, whatever a monotonic clock says."""
MAX_USEFUL_BOUNDS = timedelta(days=1)
"""Bounds wider than this, with a wall clock outside them, say nothing of use."""


class ServerTimePair(NamedTuple):
    """At `monotonic_ms` of some boot it was `server_time` (UTC), give or take `uncertainty_ms`."""

    monotonic_ms: int
    server_time: datetime
    uncertainty_ms: int


class VisitTime(NamedTuple):
    """What the server makes of a visit's time; `uncertainty_ms` is either way, None where the time is unknown."""

    visited_at: datetime
    quality: TimeQuality
    uncertainty_ms: int | None


class VisitBounds(Struct, frozen=True):
    """What is known besides pairs. All UTC."""

    enrolled_at: datetime
    """No visit was before the terminal's first enrolment."""
    received_at: datetime
    """No visit was after its response came."""
    boot_began_after: datetime | None = None
    """The boot began after this: the time of the last visit known before it in the stream."""
    boot_ended_by: datetime | None = None
    """The boot had ended by this: when the boot of the next known visit in the stream began."""


def receipt_pair(monotonic_ms: int, received_at: datetime) -> ServerTimePair:
    """The pair that the server makes of a heartbeat's own clock reading when it comes in."""
    return ServerTimePair(monotonic_ms, received_at, RECEIPT_UNCERTAINTY_MS)


def correct_visit_time(
    visited_at_reported: datetime, monotonic_ms: int, *, trusted: bool, pairs: Iterable[ServerTimePair], bounds: VisitBounds
) -> VisitTime:
    """The corrected time of a visit.

    Args:
        visited_at_reported: the terminal's wall time at the first answer, aware.
        monotonic_ms: its monotonic clock at the same moment.
        trusted: whether the terminal believed its wall clock.
        pairs: what is known of this boot, in any order.
        bounds: what is known otherwise.
    """
    evidence = time_from_evidence(visited_at_reported, monotonic_ms, trusted=trusted, pairs=pairs, bounds=bounds)
    return evidence or time_from_bounds(visited_at_reported, monotonic_ms, bounds)


def time_from_evidence(
    visited_at_reported: datetime, monotonic_ms: int, *, trusted: bool, pairs: Iterable[ServerTimePair], bounds: VisitBounds
) -> VisitTime | None:
    """The time by the boot's pairs or a trusted wall clock, whichever is the less uncertain; None where there is neither.

    A wall clock that contradicts the pairs is not believed, however much its terminal trusts it.
    """
    known = time_from_pairs(monotonic_ms, pairs)
    if known and known[0] - timedelta(milliseconds=known[1]) > bounds.received_at + CLOCK_TOLERANCE:
        known = None  # nothing comes before it was: a count that jumped, or a boot's name used twice
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
    """The moment that the best pair gives and how many milliseconds it may be off; None without pairs."""
    best = min(pairs, key=lambda pair: _reach(pair, monotonic_ms), default=None)
    if best is None or abs(monotonic_ms - best.monotonic_ms) > MAX_BOOT_MS:
        return None
    return best.server_time + timedelta(milliseconds=monotonic_ms - best.monotonic_ms), _reach(best, monotonic_ms)


def is_useful_pair(pair: ServerTimePair, known: Iterable[ServerTimePair]) -> bool:
    """Whether a pair is worth keeping: the known ones would be noticeably (half a second) less sure of its moment.

    So a boot of weeks keeps some nine pairs a day, not one for each heartbeat.
    """
    reach = min((_reach(other, pair.monotonic_ms) for other in known), default=None)
    return reach is None or reach >= pair.uncertainty_ms + 500


def is_plausible_time(visited_at_reported: datetime, bounds: VisitBounds) -> bool:
    """Whether a wall time could be true: after the enrolment, not after the receipt."""
    return bounds.enrolled_at - CLOCK_TOLERANCE <= visited_at_reported <= bounds.received_at + CLOCK_TOLERANCE


def service_date(at: datetime, time_zone: str) -> date:
    """The day of the visit where the terminal stands."""
    return at.astimezone(ZoneInfo(time_zone)).date()


def _reach(pair: ServerTimePair, monotonic_ms: int) -> int:
    """How many milliseconds a pair may be off at another reading of the same boot, rounded up."""
    return pair.uncertainty_ms - (-abs(monotonic_ms - pair.monotonic_ms) * MAX_DRIFT_PPM // 1_000_000)


def time_from_bounds(visited_at_reported: datetime, monotonic_ms: int, bounds: VisitBounds) -> VisitTime:
    """The time of a visit of a boot without evidence: the wall clock's word, held between the bounds."""
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
