"""Corrects the visit times of several responses at once, with evidence from their boots and from their neighbours in the stream.

The rules for a single visit are in `server.domain.intake.visit_time`. This module collects the evidence that they need.
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
    """Holds what a response reports of its own time, and when it was received."""

    stream: str
    sequence: int
    boot: str
    monotonic_ms: int
    visited_at_reported: datetime
    clock_trusted: bool
    received_at: datetime


class ExactNeighbour(Struct, frozen=True):
    """Describes a response of the same stream whose time is exact."""

    sequence: int
    boot: str
    monotonic_ms: int
    visited_at: datetime
    uncertainty_ms: int


NeighbourLookup = Callable[[str, int, int], tuple[ExactNeighbour | None, ExactNeighbour | None]]
"""Returns for (stream, first, last) the nearest exact responses before `first` and after `last`, or None for each that does not exist."""


def correct_visit_times(
    reports: Sequence[ReportedVisitTime],
    *,
    enrolled_at: datetime,
    pairs: Mapping[str, Sequence[ServerTimePair]],
    neighbours: NeighbourLookup,
) -> list[VisitTime]:
    """Return the corrected time of each response, in the order of the reports.

    Args:
        reports: the reported times of responses from one terminal.
        enrolled_at: the time of the terminal's first enrolment.
        pairs: the pairs of clock readings of the terminal, by boot.
        neighbours: finds exact neighbours in the store. It is called only for boots without any evidence.
    """
    widest = {received: VisitBounds(enrolled_at, received) for received in {sighting.received_at for sighting in reports}}
    found = [_time_from_evidence(sighting, pairs.get(sighting.boot, ()), widest[sighting.received_at]) for sighting in reports]
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
        found[place] = (_time_from_evidence(sighting, known, bounds) if known else None) or time_from_bounds(
            sighting.visited_at_reported, sighting.monotonic_ms, bounds
        )
    return [time for time in found if time is not None]


def _time_from_evidence(sighting: ReportedVisitTime, pairs: Sequence[ServerTimePair], bounds: VisitBounds) -> VisitTime | None:
    return time_from_evidence(
        sighting.visited_at_reported, sighting.monotonic_ms, trusted=sighting.clock_trusted, pairs=pairs, bounds=bounds
    )


def _spans(sightings: Sequence[ReportedVisitTime], places: Iterable[int]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return the first and the last sequence of each boot of each stream among the reports at these indexes."""
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
    """Return the moments between which a boot lies.

    They are the time of the last visit before the boot, and the beginning of the next boot. Each is None if it is unknown.
    """
    others = [neighbour for neighbour in batch if neighbour.boot != boot]
    earlier = [*others[: bisect_left(others, first, key=lambda other: other.sequence)][-1:], *filter(None, stored[:1])]
    later = [*others[bisect_left(others, last + 1, key=lambda other: other.sequence) :][:1], *filter(None, stored[1:])]
    after = max(earlier, key=lambda other: other.sequence, default=None)
    before = min(later, key=lambda other: other.sequence, default=None)
    return (
        after.visited_at if after else None,
        before.visited_at - timedelta(milliseconds=min(before.monotonic_ms, MAX_BOOT_MS)) if before else None,
    )
