"""Visit times of several responses at once: what each needs of its boot and of its neighbours in the stream.

The rules for one visit are in `visit_time`; this brings the evidence together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from server.domain.intake.visit_time import (
    MAX_BOOT_MS,
    TRUSTED_CLOCK_UNCERTAINTY_MS,
    ServerTimePair,
    VisitBounds,
    VisitTime,
    is_plausible_time,
    time_from_bounds,
    time_from_evidence,
)


class ReportedVisitTime(Struct, frozen=True):
    """What a response says of its own time."""

    stream: str
    sequence: int
    boot: str
    monotonic_ms: int
    visited_at_reported: datetime
    clock_trusted: bool
    received_at: datetime


class ExactNeighbour(Struct, frozen=True):
    """A response of the same stream whose time is exact."""

    sequence: int
    boot: str
    monotonic_ms: int
    visited_at: datetime
    uncertainty_ms: int


NeighbourLookup = Callable[[str, int, int], tuple[ExactNeighbour | None, ExactNeighbour | None]]
"""(stream, first, last) → the nearest exact responses, before `first` and after `last`."""


def corrected_visit_times(
    reports: Sequence[ReportedVisitTime],
    *,
    enrolled_at: datetime,
    pairs: Mapping[str, Sequence[ServerTimePair]],
    neighbours: NeighbourLookup,
) -> list[VisitTime]:
    """The corrected time of each, in order.

    Args:
        reports: of one terminal.
        enrolled_at: its first enrolment.
        pairs: of the terminal, by boot.
        neighbours: asked only for boots without any evidence.
    """
    widest = {received: VisitBounds(enrolled_at, received) for received in {sighting.received_at for sighting in reports}}
    found = [_evident(sighting, pairs.get(sighting.boot, ()), widest[sighting.received_at]) for sighting in reports]
    dark = [place for place, time in enumerate(found) if time is None]
    if not dark:
        return [time for time in found if time is not None]
    lit = {boot: [*known] for boot, known in pairs.items()}
    for sighting in reports:
        if sighting.clock_trusted and is_plausible_time(sighting.visited_at_reported, widest[sighting.received_at]):
            lit.setdefault(sighting.boot, []).append(
                ServerTimePair(sighting.monotonic_ms, sighting.visited_at_reported, TRUSTED_CLOCK_UNCERTAINTY_MS)
            )
    exact = _exact_by_stream(reports, found)
    between: dict[tuple[str, str], tuple[datetime | None, datetime | None]] = {}
    for (stream, boot), (first, last) in _spans(reports, dark).items():
        if lit.get(boot):
            continue
        stored = neighbours(stream, first, last)
        if own := [
            ServerTimePair(near.monotonic_ms, near.visited_at, near.uncertainty_ms) for near in stored if near and near.boot == boot
        ]:
            lit[boot] = own
        else:
            between[stream, boot] = _gap(boot, first, last, exact.get(stream, []), stored)
    for place in dark:
        sighting = reports[place]
        known = lit.get(sighting.boot)
        after, before = between.get((sighting.stream, sighting.boot), (None, None))
        bounds = VisitBounds(enrolled_at, sighting.received_at, after, before)
        found[place] = (_evident(sighting, known, bounds) if known else None) or time_from_bounds(
            sighting.visited_at_reported, sighting.monotonic_ms, bounds
        )
    return [time for time in found if time is not None]


def _evident(sighting: ReportedVisitTime, pairs: Sequence[ServerTimePair], bounds: VisitBounds) -> VisitTime | None:
    return time_from_evidence(
        sighting.visited_at_reported, sighting.monotonic_ms, trusted=sighting.clock_trusted, pairs=pairs, bounds=bounds
    )


def _spans(sightings: Sequence[ReportedVisitTime], places: Iterable[int]) -> dict[tuple[str, str], tuple[int, int]]:
    """First and last sequence of each boot of each stream among the places."""
    spans: dict[tuple[str, str], tuple[int, int]] = {}
    for place in places:
        sighting = sightings[place]
        first, last = spans.get((sighting.stream, sighting.boot), (sighting.sequence, sighting.sequence))
        spans[sighting.stream, sighting.boot] = min(first, sighting.sequence), max(last, sighting.sequence)
    return spans


def _exact_by_stream(sightings: Sequence[ReportedVisitTime], found: Sequence[VisitTime | None]) -> dict[str, list[ExactNeighbour]]:
    exact: dict[str, list[ExactNeighbour]] = {}
    for sighting, time in zip(sightings, found, strict=True):
        if time is not None and time.quality == "exact":
            near = ExactNeighbour(sighting.sequence, sighting.boot, sighting.monotonic_ms, time.visited_at, time.uncertainty_ms or 0)
            exact.setdefault(sighting.stream, []).append(near)
    for known in exact.values():
        known.sort(key=lambda neighbour: neighbour.sequence)
    return exact


def _gap(
    boot: str, first: int, last: int, batch: list[ExactNeighbour], stored: tuple[ExactNeighbour | None, ExactNeighbour | None]
) -> tuple[datetime | None, datetime | None]:
    """Between which moments a boot lies: after the last visit before it, before the boot of the next one began."""
    others = [neighbour for neighbour in batch if neighbour.boot != boot]
    earlier = [*others[: bisect_left(others, first, key=lambda other: other.sequence)][-1:], *filter(None, stored[:1])]
    later = [*others[bisect_left(others, last + 1, key=lambda other: other.sequence) :][:1], *filter(None, stored[1:])]
    after = max(earlier, key=lambda other: other.sequence, default=None)
    before = min(later, key=lambda other: other.sequence, default=None)
    return (
        after.visited_at if after else None,
        before.visited_at - timedelta(milliseconds=min(before.monotonic_ms, MAX_BOOT_MS)) if before else None,
    )
