"""Tests that wrong PINs lead to waits that neither power cuts nor clock changes shorten."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.service.pin_attempts import (
    FIRST_WAIT_MS,
    FREE_ATTEMPTS,
    MAX_WAIT_MS,
    PinAttempts,
    after_program_start,
    after_right_pin,
    after_wrong_pin,
    clear_expired_wait,
    decode,
    encode,
    remaining_wait_ms,
    wait_ms,
)

MINUTE = 60_000


def test_three_are_free_then_the_wait_doubles_to_a_quarter_of_an_hour() -> None:
    assert [wait_ms(wrong) for wrong in range(10)] == [
        0, 0, 0, 30_000, MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE, 15 * MINUTE, 15 * MINUTE,
    ]  # fmt: skip
    assert wait_ms(10**6) == MAX_WAIT_MS


@given(st.integers(1, 40), st.integers(0, 2**40))
def test_a_wait_begins_at_the_wrong_one_and_ends(wrong: int, now: int) -> None:
    tries = PinAttempts(boot="b")
    for _ in range(wrong):
        tries = after_wrong_pin(tries, now)
    assert remaining_wait_ms(tries, now) == wait_ms(wrong)
    assert remaining_wait_ms(tries, now + wait_ms(wrong)) == 0
    assert after_right_pin(tries) == PinAttempts(boot="b")


@given(st.integers(FREE_ATTEMPTS, 40), st.integers(0, 2**40), st.integers(0, MAX_WAIT_MS), st.integers(0, 2**40))
def test_pulling_the_plug_never_shortens_a_wait(wrong: int, now: int, waited: int, uptime: int) -> None:
    tries = after_wrong_pin(PinAttempts(wrong - 1, None, "one"), now)
    still = remaining_wait_ms(clear_expired_wait(tries, now + waited), now + waited)
    after = after_program_start(clear_expired_wait(tries, now + waited), uptime, "two")
    assert remaining_wait_ms(after, uptime) >= still
    assert (remaining_wait_ms(after, uptime) == 0) == (still == 0), "a wait that was waited out is not waited again"


@given(st.integers(FREE_ATTEMPTS, 40), st.integers(0, 2**40), st.integers(0, MAX_WAIT_MS))
def test_a_program_started_again_in_the_same_boot_goes_on_waiting(wrong: int, now: int, later: int) -> None:
    tries = after_wrong_pin(PinAttempts(wrong - 1, None, "one"), now)
    assert remaining_wait_ms(after_program_start(tries, now + later, "one"), now + later) == remaining_wait_ms(tries, now + later)


@given(st.builds(PinAttempts, st.integers(0, 50), st.none() | st.integers(0, 2**40), st.text(max_size=8)))
def test_they_survive_being_written(tries: PinAttempts) -> None:
    assert decode(encode(tries)) == tries


@pytest.mark.parametrize("written", ["", "{", "null", '{"wrong": "many"}', "[]"])
def test_a_damaged_record_is_no_way_in(written: str) -> None:
    found = after_program_start(decode(written), 1_000, "boot")
    assert remaining_wait_ms(found, 1_000) == FIRST_WAIT_MS


def test_no_record_is_no_wait() -> None:
    assert remaining_wait_ms(after_program_start(decode(None), 1_000, "boot"), 1_000) == 0
