"""Wrong PINs slow down, whatever happens to power and clocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.service.pin_attempts import FIRST_MS, FREE, MOST_MS, Tries, decode, encode, left_ms, missed, passed, right, wait_ms, woken

MINUTE = 60_000


def test_three_are_free_then_the_wait_doubles_to_a_quarter_of_an_hour() -> None:
    assert [wait_ms(wrong) for wrong in range(10)] == [
        0, 0, 0, 30_000, MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE, 15 * MINUTE, 15 * MINUTE,
    ]  # fmt: skip
    assert wait_ms(10**6) == MOST_MS


@given(st.integers(1, 40), st.integers(0, 2**40))
def test_a_wait_begins_at_the_wrong_one_and_ends(wrong: int, now: int) -> None:
    tries = Tries(boot="b")
    for _ in range(wrong):
        tries = missed(tries, now)
    assert left_ms(tries, now) == wait_ms(wrong)
    assert left_ms(tries, now + wait_ms(wrong)) == 0
    assert right(tries) == Tries(boot="b")


@given(st.integers(FREE, 40), st.integers(0, 2**40), st.integers(0, MOST_MS), st.integers(0, 2**40))
def test_pulling_the_plug_never_shortens_a_wait(wrong: int, now: int, waited: int, uptime: int) -> None:
    tries = missed(Tries(wrong - 1, None, "one"), now)
    still = left_ms(passed(tries, now + waited), now + waited)
    after = woken(passed(tries, now + waited), uptime, "two")
    assert left_ms(after, uptime) >= still
    assert (left_ms(after, uptime) == 0) == (still == 0), "a wait that was waited out is not waited again"


@given(st.integers(FREE, 40), st.integers(0, 2**40), st.integers(0, MOST_MS))
def test_a_program_started_again_in_the_same_boot_goes_on_waiting(wrong: int, now: int, later: int) -> None:
    tries = missed(Tries(wrong - 1, None, "one"), now)
    assert left_ms(woken(tries, now + later, "one"), now + later) == left_ms(tries, now + later)


@given(st.builds(Tries, st.integers(0, 50), st.none() | st.integers(0, 2**40), st.text(max_size=8)))
def test_they_survive_being_written(tries: Tries) -> None:
    assert decode(encode(tries)) == tries


@pytest.mark.parametrize("written", ["", "{", "null", '{"wrong": "many"}', "[]"])
def test_a_damaged_record_is_no_way_in(written: str) -> None:
    found = woken(decode(written), 1_000, "boot")
    assert left_ms(found, 1_000) == FIRST_MS


def test_no_record_is_no_wait() -> None:
    assert left_ms(woken(decode(None), 1_000, "boot"), 1_000) == 0
