"""A terminal has one placement at a time, in order, and a new placement replaces everything from its beginning on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from server.domain.region.placements import Placement, placement_at, with_placement

START = datetime(2026, 1, 1, tzinfo=UTC)
moves = st.lists(st.tuples(st.integers(0, 30), st.sampled_from("abc")), max_size=8)


@given(moves, st.integers(-5, 40))
def test_the_last_word_on_a_moment_holds(said: list[tuple[int, str]], day: int) -> None:
    placements: list[Placement] = []
    truth: dict[int, str] = {}
    for since, point in said:
        placements = with_placement(placements, Placement("r", point, START + timedelta(days=since)))
        truth.update(dict.fromkeys(range(since, 41), point))
    found = placement_at(placements, START + timedelta(days=day, hours=12))
    assert (found.service_point if found else None) == truth.get(day)


@given(moves)
def test_no_two_overlap_and_all_are_in_order(said: list[tuple[int, str]]) -> None:
    placements: list[Placement] = []
    for since, point in said:
        placements = with_placement(placements, Placement("r", point, START + timedelta(days=since)))
    for earlier, later in pairwise(placements):
        assert earlier.ends_at is not None
        assert earlier.begins_at < earlier.ends_at <= later.begins_at


def test_a_placement_begins_at_its_first_moment_and_ends_before_its_last() -> None:
    end = START + timedelta(days=1)
    placement = Placement("r", "a", START, end)
    assert placement.is_in_force_at(START)
    assert not placement.is_in_force_at(end)
