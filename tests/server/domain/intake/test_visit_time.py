"""Corrected visit times are within the stated uncertainty of the truth if there is evidence, and within the bounds otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.domain.intake.visit_time import (
    CLOCK_TOLERANCE,
    EXACT_WITHIN_MS,
    MAX_DRIFT_PPM,
    ServerTimePair,
    VisitBounds,
    correct_visit_time,
    is_useful_pair,
    receipt_pair,
    service_date,
    time_from_pairs,
)

ENROLLED = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = 3_600_000
DAY = 24 * HOUR


def milliseconds(count: int) -> timedelta:
    return timedelta(milliseconds=count)


def make_bounds(received: datetime, **known: datetime) -> VisitBounds:
    return VisitBounds(ENROLLED, received, **known)


@given(
    boot=st.integers(0, 300 * DAY),
    visit=st.integers(0, 60 * DAY),
    heartbeats=st.lists(st.tuples(st.integers(0, 60 * DAY), st.integers(0, 3_000), st.floats(-1, 1)), min_size=1, max_size=5),
    drift=st.floats(-MAX_DRIFT_PPM, MAX_DRIFT_PPM),
    reported=st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001 made aware below
)
def test_with_pairs_the_truth_lies_within_the_uncertainty(
    boot: int, visit: int, heartbeats: list[tuple[int, int, float]], drift: float, reported: datetime
) -> None:
    booted = ENROLLED + milliseconds(boot)

    def counted(elapsed: int) -> int:
        return elapsed + round(elapsed * drift / 1_000_000)

    pairs = [
        ServerTimePair(counted(at), booted + milliseconds(at) + milliseconds(round(uncertainty * off)), uncertainty)
        for at, uncertainty, off in heartbeats
    ]
    truth = booted + milliseconds(visit)
    received = truth + timedelta(days=70)
    found = correct_visit_time(reported.replace(tzinfo=UTC), counted(visit), trusted=False, pairs=pairs, bounds=make_bounds(received))
    assert found.uncertainty_ms is not None
    assert abs(found.visited_at - truth) <= milliseconds(found.uncertainty_ms + 3)  # readings are whole milliseconds
    assert (found.quality == "exact") == (found.uncertainty_ms <= EXACT_WITHIN_MS)


@given(
    reported=st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)),  # noqa: DTZ001 made aware below
    monotonic=st.integers(0, 2**53),
    trusted=st.booleans(),
    received=st.integers(0, 400 * DAY),
    after=st.none() | st.integers(0, 400 * DAY),
    before=st.none() | st.integers(0, 400 * DAY),
)
def test_without_pairs_a_visit_lies_between_enrolment_and_receipt(
    reported: datetime, monotonic: int, trusted: bool, received: int, after: int | None, before: int | None
) -> None:
    known = VisitBounds(
        ENROLLED,
        ENROLLED + milliseconds(received),
        None if after is None else ENROLLED + milliseconds(after),
        None if before is None else ENROLLED + milliseconds(before),
    )
    found = correct_visit_time(reported.replace(tzinfo=UTC), monotonic, trusted=trusted, pairs=(), bounds=known)
    assert ENROLLED - CLOCK_TOLERANCE <= found.visited_at <= known.received_at + CLOCK_TOLERANCE
    assert (found.uncertainty_ms is None) == (found.quality == "unknown")
    if found.quality == "estimated" and known.boot_ended_by is not None:
        assert found.visited_at <= known.boot_ended_by


@given(st.integers(0, 2**53), st.integers(0, 2**53))
def test_no_count_is_too_large(reading: int, monotonic: int) -> None:
    received = ENROLLED + timedelta(days=1)
    found = correct_visit_time(
        ENROLLED, monotonic, trusted=False, pairs=[ServerTimePair(reading, received, 0)], bounds=make_bounds(received)
    )
    assert found.quality in ("exact", "estimated", "unknown")


def test_nothing_comes_before_it_was() -> None:
    """A pair that puts the visit after its receipt is ignored.

    It arises if a boot id is used twice or the monotonic clock jumps. Here it puts the visit into the next month, although the response has
    arrived.
    """
    received = ENROLLED + timedelta(days=3)
    pair = ServerTimePair(HOUR, ENROLLED + timedelta(days=2), 100)
    found = correct_visit_time(ENROLLED, 40 * DAY, trusted=False, pairs=[pair], bounds=make_bounds(received))
    assert found.visited_at <= received
    assert found.quality != "exact"


def test_the_surest_pair_wins_not_the_nearest() -> None:
    near, sure = ServerTimePair(1_000, ENROLLED + milliseconds(99), 3_000), ServerTimePair(HOUR, ENROLLED + milliseconds(HOUR), 20)
    assert time_from_pairs(0, [near, sure]) == (ENROLLED, 200)


def test_a_trusted_clock_without_pairs_is_exact() -> None:
    visited = ENROLLED + timedelta(days=3)
    found = correct_visit_time(visited, 5, trusted=True, pairs=(), bounds=make_bounds(visited + timedelta(days=20)))
    assert (found.visited_at, found.quality, found.uncertainty_ms) == (visited, "exact", 1_000)


@pytest.mark.parametrize("year", [1970, 2100])
def test_a_clock_far_off_is_not_believed_however_trusted(year: int) -> None:
    received = ENROLLED + timedelta(days=30)
    found = correct_visit_time(datetime(year, 1, 1, tzinfo=UTC), 5, trusted=True, pairs=(), bounds=make_bounds(received))
    assert found.quality == "unknown"


def test_a_trusted_clock_that_contradicts_the_pairs_is_not_believed() -> None:
    pair = ServerTimePair(0, ENROLLED + timedelta(days=2), 100)
    found = correct_visit_time(
        ENROLLED + timedelta(days=1), HOUR, trusted=True, pairs=[pair], bounds=make_bounds(ENROLLED + timedelta(days=9))
    )
    assert found.visited_at == ENROLLED + timedelta(days=2, hours=1)


def test_a_trusted_clock_near_a_far_pair_is_the_surer_of_the_two() -> None:
    wall = ENROLLED + timedelta(days=20, seconds=3)
    pair = ServerTimePair(0, ENROLLED, 100)
    found = correct_visit_time(wall, 20 * DAY, trusted=True, pairs=[pair], bounds=make_bounds(ENROLLED + timedelta(days=30)))
    assert (found.visited_at, found.quality) == (wall, "exact")


def test_a_dark_boot_lies_between_its_neighbours() -> None:
    """A visit in a boot without evidence lies between its neighbours.

    The wall clock resumed at the time of the last shut-down and is two hours behind.
    """
    before, after = ENROLLED + timedelta(days=3, hours=4), ENROLLED + timedelta(days=3, hours=9)
    reported = ENROLLED + timedelta(days=3, hours=2)
    known = make_bounds(ENROLLED + timedelta(days=10), boot_began_after=before, boot_ended_by=after)
    found = correct_visit_time(reported, HOUR, trusted=False, pairs=(), bounds=known)
    assert (found.visited_at, found.quality) == (before + timedelta(hours=1), "estimated")
    assert found.uncertainty_ms == 4 * HOUR + 1


def test_neighbours_that_contradict_each_other_leave_the_time_unknown() -> None:
    known = make_bounds(
        ENROLLED + timedelta(days=9), boot_began_after=ENROLLED + timedelta(days=5), boot_ended_by=ENROLLED + timedelta(days=4)
    )
    assert correct_visit_time(ENROLLED, 0, trusted=False, pairs=(), bounds=known).quality == "unknown"


@given(st.lists(st.integers(0, 100 * DAY), min_size=1, max_size=80))
def test_few_pairs_are_kept_and_none_of_use_is_lost(readings: list[int]) -> None:
    kept: list[ServerTimePair] = []
    for reading in sorted(readings):
        pair = receipt_pair(reading, ENROLLED + milliseconds(reading))
        if is_useful_pair(pair, kept):
            kept.append(pair)
    for reading in readings:
        known = time_from_pairs(reading, kept)
        assert known is not None
        assert known[1] <= receipt_pair(0, ENROLLED).uncertainty_ms + 500
    assert len(kept) <= (max(readings) - min(readings)) // 10_000_000 + 1


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001 made aware below
def test_the_service_date_is_the_day_where_the_terminal_stands(moment: datetime) -> None:
    at = moment.replace(tzinfo=UTC)
    assume(at.hour < 21)
    assert service_date(at, "Europe/Helsinki") == at.date()


def test_a_visit_after_local_midnight_is_of_the_new_day() -> None:
    assert service_date(datetime(2026, 11, 2, 22, 30, tzinfo=UTC), "Europe/Helsinki") == date(2026, 11, 3)
