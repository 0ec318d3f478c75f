"""A touch counts only on a screen that the person can have seen."""

from kiosk.ui.touch_gate import CHOICE_TIMEOUT_SECONDS, SETTLE_SECONDS, TouchGate


def test_it_is_closed_until_the_first_screen_was_shown_and_a_moment_longer() -> None:
    gate = TouchGate()
    assert not gate.is_open(0.0)
    gate.on_frame(1.0)
    assert not gate.is_open(1.0)
    assert gate.is_open(1.0 + SETTLE_SECONDS)


def test_frames_of_the_same_screen_do_not_close_it_again() -> None:
    gate = TouchGate()
    gate.on_frame(1.0)
    gate.on_frame(5.0)
    assert gate.is_open(5.0)


def test_after_a_choice_it_stays_closed_until_the_next_screen_was_shown() -> None:
    gate = TouchGate()
    gate.on_frame(0.0)
    gate.close_after_choice(1.0)
    gate.on_frame(1.1)
    assert not gate.is_open(2.0)
    gate.close_until_frame()
    assert not gate.is_open(3.0)
    gate.on_frame(3.0)
    assert gate.is_open(3.0 + SETTLE_SECONDS)


def test_a_choice_that_nothing_comes_of_does_not_lock_a_person_out_for_ever() -> None:
    gate = TouchGate()
    gate.on_frame(0.0)
    gate.close_after_choice(1.0)
    assert gate.is_open(1.0 + CHOICE_TIMEOUT_SECONDS)
