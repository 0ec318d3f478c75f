"""A load applies what differs from the file's last load, and lists what collides with changes made on pages."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from server.domain.region.region_diff import RegionEntries, region_changes

POINT = ("service_point", "keskusta")
PLAN = ("plan", "pohjola")


def one_entry(**fields: Any) -> RegionEntries:
    return {POINT: fields}


def test_a_first_load_makes_everything() -> None:
    found = region_changes(one_entry(name="K"), None, {})
    assert (found.create, found.update, found.end, found.collisions) == (one_entry(name="K"), {}, [], [])


def test_an_unchanged_file_changes_nothing_whatever_pages_did() -> None:
    assert not region_changes(one_entry(name="K", oid=None), one_entry(name="K", oid=None), one_entry(name="Page", oid="1"))


def test_what_the_file_changes_is_applied_and_nothing_else() -> None:
    found = region_changes(one_entry(name="New", oid="1"), one_entry(name="K", oid="1"), one_entry(name="K", oid="page"))
    assert (found.update, found.collisions) == (one_entry(name="New"), [])


def test_the_same_change_in_file_and_on_a_page_is_no_collision() -> None:
    assert not region_changes(one_entry(name="New"), one_entry(name="K"), one_entry(name="New"))


def test_different_changes_of_one_field_collide() -> None:
    found = region_changes(one_entry(name="File"), one_entry(name="K"), one_entry(name="Page"))
    assert [str(collision) for collision in found.collisions] == [
        'service_point keskusta, name: the file says "File", a page changed it to "Page"'
    ]
    assert found.update == one_entry(name="File")


def test_what_left_the_file_ends() -> None:
    assert region_changes({}, one_entry(name="K"), one_entry(name="K")).end == [POINT]


def test_ending_what_a_page_changed_collides() -> None:
    found = region_changes({}, one_entry(name="K"), one_entry(name="Page"))
    assert (found.end, len(found.collisions)) == ([POINT], 1)


def test_what_a_page_ended_stays_ended_unless_the_file_says_something_new() -> None:
    assert not region_changes(one_entry(name="K"), one_entry(name="K"), {})
    found = region_changes(one_entry(name="New"), one_entry(name="K"), {})
    assert (found.create, len(found.collisions)) == (one_entry(name="New"), 1)


def test_a_plan_is_taken_whole() -> None:
    old, new, page = ({"per_visit": per_visit} for per_visit in (3, 4, 5))
    assert region_changes({PLAN: new}, {PLAN: old}, {PLAN: old}).update == {PLAN: new}
    assert len(region_changes({PLAN: new}, {PLAN: old}, {PLAN: page}).collisions) == 1
    assert not region_changes({PLAN: old}, {PLAN: old}, {PLAN: page})


values = st.dictionaries(st.sampled_from(["name", "oid"]), st.integers(0, 2), min_size=2)
states = st.dictionaries(st.sampled_from([("service", "a"), ("service", "b"), PLAN]), values)


@given(states, st.none() | states, states)
def test_once_applied_nothing_is_left_to_do(new: RegionEntries, last: RegionEntries | None, present: RegionEntries) -> None:
    found = region_changes(new, last, present)
    after = {key: dict(fields) for key, fields in present.items() if key not in found.end}
    after.update({key: dict(fields) for key, fields in found.create.items()})
    for key, fields in found.update.items():
        after[key].update(fields)
    again = region_changes(new, new, after)
    assert not again
    assert not again.collisions
