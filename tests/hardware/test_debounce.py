"""Tests that a bouncing contact counts as one change, and that no change is missed."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.debounce import DEBOUNCE_MS, Debouncer, LevelChange
from tests.hardware import bounce_patterns

QUIET_US = DEBOUNCE_MS * 1000
gaps_of_bounces = st.lists(st.integers(1, QUIET_US - 1), max_size=60)


def level_changes(contact: Debouncer, edges: list[tuple[int, bool]]) -> list[LevelChange]:
    return [change for at, closed in edges for change in contact.on_edge(closed, at)]


def bouncing_edges(gaps: list[int], start: int = 0) -> list[tuple[int, bool]]:
    """Return edges that begin on an open wire and alternate between closed and open.

    Args:
        gaps: the microseconds between each edge and the one before.
        start: the time of the first edge in microseconds.
    """
    moments = itertools.accumulate(gaps, initial=start)
    return [(at, index % 2 == 0) for index, at in enumerate(moments)]


@given(gaps=gaps_of_bounces)
def test_any_bouncing_without_a_rest_is_one_closing_at_its_first_edge(gaps: list[int]) -> None:
    assert level_changes(Debouncer(), bouncing_edges(gaps)) == [LevelChange(True, 0)]


@given(gaps=gaps_of_bounces)
def test_after_a_rest_the_contact_is_where_the_wire_came_to_rest(gaps: list[int]) -> None:
    contact = Debouncer()
    edges = bouncing_edges(gaps)
    level_changes(contact, edges)
    at, wire = edges[-1]
    late = contact.poll(at + QUIET_US)
    assert contact.is_closed == wire
    assert late == ([] if wire else [LevelChange(False, at)])
    assert contact.poll(at + 2 * QUIET_US) == [], "a rest is told once"


@given(first=gaps_of_bounces, rest=st.integers(QUIET_US, 10 * QUIET_US), second=gaps_of_bounces)
def test_closing_again_after_it_was_open_for_long_enough_is_a_change_of_its_own(first: list[int], rest: int, second: list[int]) -> None:
    begun = bouncing_edges(first)
    if begun[-1][1]:
        begun.append((begun[-1][0] + 1, False))
    again = bouncing_edges(second, start=begun[-1][0] + rest)
    assert [change.closed for change in level_changes(Debouncer(), begun + again)] == [True, False, True]


@given(at=st.integers(0, 10**9), length=st.integers(0, QUIET_US - 1))
def test_a_spike_opens_nothing_however_long_the_contact_was_closed(at: int, length: int) -> None:
    contact = Debouncer()
    assert level_changes(contact, [(0, True), (at, False), (at + length, True)]) == [LevelChange(True, 0)]
    assert contact.poll(at + 10**9) == []


@given(edges=st.lists(st.tuples(st.integers(0, 500_000), st.booleans()), max_size=80))
def test_changes_take_turns_and_never_go_back_in_time(edges: list[tuple[int, bool]]) -> None:
    seen = level_changes(Debouncer(), edges)  # the times are in any order, and edges are missing
    assert [change.closed for change in seen] == [index % 2 == 0 for index in range(len(seen))]
    assert [change.at_us for change in seen] == sorted(change.at_us for change in seen)


@given(edges=st.lists(st.tuples(st.integers(0, 500_000), st.booleans()), max_size=80), closed=st.booleans())
def test_whatever_happened_a_rest_shows_the_wire_as_it_is(edges: list[tuple[int, bool]], closed: bool) -> None:
    contact = Debouncer(initially_closed=closed)
    level_changes(contact, edges)
    contact.poll(10_000_000)
    assert contact.is_closed == (edges[-1][1] if edges else closed)


def test_how_it_was_found_is_no_change() -> None:
    assert Debouncer(initially_closed=True).poll(10_000_000) == []


@pytest.mark.parametrize("pattern", [bounce_patterns.NEW_KEY, bounce_patterns.WORN_KEY])
def test_a_recorded_press_is_one_closing_and_one_opening_dated_to_the_microsecond(pattern: list[tuple[int, int]]) -> None:
    contact = Debouncer()
    seen = level_changes(contact, [(at, level == 0) for at, level in pattern]) + contact.poll(10_000_000)
    assert seen == [LevelChange(True, 0), LevelChange(False, pattern[-1][0])]
