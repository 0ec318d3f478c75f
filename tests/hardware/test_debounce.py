"""A bouncing contact is one change, and no change is missed."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.debounce import QUIET_MS, Change, Contact
from tests.hardware import bounces

QUIET_US = QUIET_MS * 1000
gaps_of_bounces = st.lists(st.integers(1, QUIET_US - 1), max_size=60)


def changes(contact: Contact, edges: list[tuple[int, bool]]) -> list[Change]:
    return [change for at, closed in edges for change in contact.edge(closed, at)]


def bouncing(gaps: list[int], start: int = 0) -> list[tuple[int, bool]]:
    """Edges from an open wire, each so long after the one before."""
    moments = itertools.accumulate(gaps, initial=start)
    return [(at, index % 2 == 0) for index, at in enumerate(moments)]


@given(gaps=gaps_of_bounces)
def test_any_bouncing_without_a_rest_is_one_closing_at_its_first_edge(gaps: list[int]) -> None:
    assert changes(Contact(), bouncing(gaps)) == [Change(True, 0)]


@given(gaps=gaps_of_bounces)
def test_after_a_rest_the_contact_is_where_the_wire_came_to_rest(gaps: list[int]) -> None:
    contact = Contact()
    edges = bouncing(gaps)
    changes(contact, edges)
    at, wire = edges[-1]
    late = contact.look(at + QUIET_US)
    assert contact.closed == wire
    assert late == ([] if wire else [Change(False, at)])
    assert contact.look(at + 2 * QUIET_US) == [], "a rest is told once"


@given(first=gaps_of_bounces, rest=st.integers(QUIET_US, 10 * QUIET_US), second=gaps_of_bounces)
def test_closing_again_after_it_was_open_for_long_enough_is_a_change_of_its_own(first: list[int], rest: int, second: list[int]) -> None:
    begun = bouncing(first)
    if begun[-1][1]:
        begun.append((begun[-1][0] + 1, False))
    again = bouncing(second, start=begun[-1][0] + rest)
    assert [change.closed for change in changes(Contact(), begun + again)] == [True, False, True]


@given(at=st.integers(0, 10**9), length=st.integers(0, QUIET_US - 1))
def test_a_spike_opens_nothing_however_long_the_contact_was_closed(at: int, length: int) -> None:
    contact = Contact()
    assert changes(contact, [(0, True), (at, False), (at + length, True)]) == [Change(True, 0)]
    assert contact.look(at + 10**9) == []


@given(edges=st.lists(st.tuples(st.integers(0, 500_000), st.booleans()), max_size=80))
def test_changes_take_turns_and_never_go_back_in_time(edges: list[tuple[int, bool]]) -> None:
    seen = changes(Contact(), edges)  # in any order, with edges that got lost between
    assert [change.closed for change in seen] == [index % 2 == 0 for index in range(len(seen))]
    assert [change.at_us for change in seen] == sorted(change.at_us for change in seen)


@given(edges=st.lists(st.tuples(st.integers(0, 500_000), st.booleans()), max_size=80), closed=st.booleans())
def test_whatever_happened_a_rest_shows_the_wire_as_it_is(edges: list[tuple[int, bool]], closed: bool) -> None:
    contact = Contact(closed=closed)
    changes(contact, edges)
    contact.look(10_000_000)
    assert contact.closed == (edges[-1][1] if edges else closed)


def test_how_it_was_found_is_no_change() -> None:
    assert Contact(closed=True).look(10_000_000) == []


@pytest.mark.parametrize("pattern", [bounces.NEW_KEY, bounces.WORN_KEY])
def test_a_recorded_press_is_one_closing_and_one_opening_dated_to_the_microsecond(pattern: list[tuple[int, int]]) -> None:
    contact = Contact()
    seen = changes(contact, [(at, level == 0) for at, level in pattern]) + contact.look(10_000_000)
    assert seen == [Change(True, 0), Change(False, pattern[-1][0])]
