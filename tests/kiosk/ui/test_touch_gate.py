"""A touch counts only on a screen that its person has seen."""

from kiosk.ui.touch_gate import PATIENCE_SECONDS, SETTLE_SECONDS, Gate


def test_it_is_closed_until_the_first_screen_was_shown_and_a_moment_longer() -> None:
    gate = Gate()
    assert not gate.open(0.0)
    gate.drawn(1.0)
    assert not gate.open(1.0)
    assert gate.open(1.0 + SETTLE_SECONDS)


def test_frames_of_the_same_screen_do_not_close_it_again() -> None:
    gate = Gate()
    gate.drawn(1.0)
    gate.drawn(5.0)
    assert gate.open(5.0)


def test_after_a_choice_it_stays_closed_until_the_next_screen_was_shown() -> None:
    gate = Gate()
    gate.drawn(0.0)
    gate.chose(1.0)
    gate.drawn(1.1)
    assert not gate.open(2.0)
    gate.changed()
    assert not gate.open(3.0)
    gate.drawn(3.0)
    assert gate.open(3.0 + SETTLE_SECONDS)


def test_a_choice_that_nothing_comes_of_does_not_lock_a_person_out_for_ever() -> None:
    gate = Gate()
    gate.drawn(0.0)
    gate.chose(1.0)
    assert gate.open(1.0 + PATIENCE_SECONDS)
