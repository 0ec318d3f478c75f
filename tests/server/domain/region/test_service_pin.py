"""The PIN of the service screen is refused if many people would try it, and terminals get only its hash."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.pwhash import verify

from server.domain.region.service_pin import MAX_DIGITS, MIN_DIGITS, hash_pin, pin_fault_text

DIGITS = st.text("0123456789", min_size=MIN_DIGITS, max_size=MAX_DIGITS)


@pytest.mark.parametrize(
    "pin", ["000000", "123456", "654321", "890123", "121212", "123123", "112233", "332211", "111111111111", "12341234", "1212121"]
)
def test_what_everybody_would_try_is_not_taken(pin: str) -> None:
    assert "choose another" in str(pin_fault_text(pin))


@pytest.mark.parametrize("pin", ["", "40271", "4027193850617", "40 271", "4027a1", "٤٠٢٧١٩", "402719\n"])
def test_a_pin_is_six_to_twelve_digits(pin: str) -> None:
    assert "6 to 12 digits" in str(pin_fault_text(pin))


@pytest.mark.parametrize("pin", ["402719", "135790", "998417", "402719385061"])
def test_others_are_taken(pin: str) -> None:
    assert pin_fault_text(pin) is None


@given(DIGITS)
def test_a_fault_never_says_the_pin(pin: str) -> None:
    assert pin not in str(pin_fault_text(pin))


@given(st.text("0123456789", min_size=1, max_size=3), st.integers(4, 12))
def test_nothing_that_only_repeats_itself_is_taken(piece: str, times: int) -> None:
    pin = (piece * times)[:MAX_DIGITS]
    assert len(pin) < MIN_DIGITS or pin_fault_text(pin) is not None


def test_terminals_get_argon2id_that_a_small_board_can_check() -> None:
    kept = hash_pin("402719")
    assert kept.startswith("$argon2id$v=19$m=32768,t=3,p=1$")
    assert verify(kept.encode(), b"402719")
    assert hash_pin("402719") != kept, "salted anew"
    with pytest.raises(ValueError, match="6 to 12"):
        hash_pin("1")
