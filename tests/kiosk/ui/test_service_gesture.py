"""The service gesture opens the service screen, does not happen by chance, and does not disturb visitors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ui.service_gesture import CORNER_HOLD_SECONDS, GESTURE_TIMEOUT_SECONDS, ServiceGesture

WINDOW, PANEL = (1280, 800), (217, 136)
NEAR = 40
CORNERS = ((NEAR, NEAR), (1280 - NEAR, NEAR), (1280 - NEAR, 800 - NEAR), (NEAR, 800 - NEAR))


def make_gesture() -> ServiceGesture:
    return ServiceGesture(WINDOW, PANEL)


def touch(service_gesture: ServiceGesture, point: tuple[float, float], at: float, held: float = 0.1) -> tuple[bool, bool]:
    """Return whether the touch was kept from the targets, and whether the gesture was completed."""
    kept = service_gesture.press(*point, at)
    return kept, service_gesture.release(*point, at + held)


def test_a_held_corner_and_three_more_open_it() -> None:
    on = make_gesture()
    assert touch(on, CORNERS[0], 0.0, CORNER_HOLD_SECONDS) == (False, False)
    assert [touch(on, corner, 3.0 + n) for n, corner in enumerate(CORNERS[1:])] == [(True, False), (True, False), (True, True)]


def test_it_can_be_made_again() -> None:
    on = make_gesture()
    for begin in (0.0, 100.0):
        touch(on, CORNERS[0], begin, CORNER_HOLD_SECONDS)
        assert [touch(on, corner, begin + 3)[1] for corner in CORNERS[1:]] == [False, False, True]


def test_a_corner_that_was_only_tapped_keeps_nothing_from_the_targets() -> None:
    on = make_gesture()
    touch(on, CORNERS[0], 0.0, CORNER_HOLD_SECONDS - 0.1)
    assert [touch(on, corner, 3.0) for corner in CORNERS[1:]] == [(False, False)] * 3


def test_a_touch_elsewhere_ends_it_and_is_nobody_elses() -> None:
    on = make_gesture()
    touch(on, CORNERS[0], 0.0, CORNER_HOLD_SECONDS)
    assert touch(on, (640, 400), 3.0) == (False, False)
    assert touch(on, CORNERS[1], 4.0) == (False, False)


def test_a_finger_that_slides_out_of_its_corner_meant_something_else() -> None:
    on = make_gesture()
    on.press(*CORNERS[0], 0.0)
    on.release(640, 400, CORNER_HOLD_SECONDS)
    assert touch(on, CORNERS[1], 3.0) == (False, False)


def test_it_must_be_done_in_ten_seconds() -> None:
    on = make_gesture()
    touch(on, CORNERS[0], 0.0, CORNER_HOLD_SECONDS)
    touch(on, CORNERS[1], 4.0)
    touch(on, CORNERS[2], 5.0)
    assert touch(on, CORNERS[3], GESTURE_TIMEOUT_SECONDS) == (True, False)
    assert touch(on, CORNERS[3], GESTURE_TIMEOUT_SECONDS + 1) == (False, False)


@pytest.mark.parametrize("missed", range(4))
def test_a_corner_is_fifteen_millimetres_and_no_more(missed: int) -> None:
    on = make_gesture()
    far = round(16 * 1280 / 217)
    points = list(CORNERS)
    points[missed] = tuple(abs(edge - far) for edge in ((0, 0), (1280, 0), (1280, 800), (0, 800))[missed])  # type: ignore[assignment]
    touch(on, points[0], 0.0, CORNER_HOLD_SECONDS)
    assert [touch(on, point, 3.0)[1] for point in points[1:]] == [False] * 3


@given(
    st.lists(
        st.tuples(st.floats(0, 1279), st.floats(0, 799), st.floats(0.0, 4.0), st.floats(0.01, CORNER_HOLD_SECONDS - 0.01)), max_size=60
    )
)  # fmt: skip
def test_no_drumming_without_a_hold_opens_it_or_takes_a_touch_away(taps: list[tuple[float, float, float, float]]) -> None:
    on, now = make_gesture(), 0.0
    for x, y, pause, held in taps:
        now += pause
        assert touch(on, (x, y), now, held) == (False, False)
        now += held


@given(st.lists(st.sampled_from(CORNERS), max_size=40), st.floats(0.01, 3.0))
def test_only_the_whole_way_in_its_order_opens_it(corners: list[tuple[int, int]], held: float) -> None:
    on, now = make_gesture(), 0.0
    done: list[tuple[int, int]] = []
    for corner in corners:
        done.append(corner)
        if touch(on, corner, now, held)[1]:
            assert tuple(done[-4:]) == CORNERS
            assert held >= CORNER_HOLD_SECONDS
        now += held + 0.1
