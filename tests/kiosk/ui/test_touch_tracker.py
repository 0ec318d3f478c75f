"""A finger chooses on release, may slip a little, and can slide off a target."""

from kiosk.ui.rect import Rect
from kiosk.ui.scene import PlacedTarget, Scene
from kiosk.ui.touch_tracker import STALE_TOUCH_SECONDS, TouchTracker

ENABLED_TARGET = PlacedTarget("nps-1", Rect(100, 100, 60, 80), "tile", None)
DISABLED_TARGET = PlacedTarget("send", Rect(200, 100, 60, 80), "primary", None, enabled=False)
SCENE = Scene([ENABLED_TARGET, DISABLED_TARGET])


def test_a_target_is_chosen_on_release() -> None:
    finger = TouchTracker(10)
    finger.press("a", 110, 110, SCENE, 0)
    assert finger.pressed_target == "nps-1"
    assert finger.release("a", 120, 130) == (True, ENABLED_TARGET)
    assert finger.pressed_target is None


def test_it_may_slip_a_little_over_the_edge() -> None:
    finger = TouchTracker(10)
    finger.press("a", 110, 110, SCENE, 0)
    assert finger.release("a", 95, 110) == (True, ENABLED_TARGET)


def test_sliding_away_takes_it_back_and_sliding_home_means_it_again() -> None:
    finger = TouchTracker(10)
    finger.press("a", 110, 110, SCENE, 0)
    finger.move("a", 400, 400)
    assert finger.pressed_target is None
    finger.move("a", 110, 110)
    assert finger.pressed_target == "nps-1"
    assert finger.release("a", 400, 400) == (True, None)


def test_a_touch_beside_the_targets_chooses_nothing_wherever_it_is_lifted() -> None:
    finger = TouchTracker(10)
    finger.press("a", 10, 10, SCENE, 0)
    assert finger.release("a", 110, 110) == (True, None)


def test_what_is_not_enabled_is_not_chosen() -> None:
    finger = TouchTracker(10)
    finger.press("a", 210, 110, SCENE, 0)
    assert finger.release("a", 210, 110) == (True, None)


def test_a_second_finger_is_nobody() -> None:
    finger = TouchTracker(10)
    finger.press("a", 110, 110, SCENE, 0)
    finger.press("b", 210, 110, SCENE, 1)
    assert finger.pressed_target == "nps-1"
    assert finger.release("b", 210, 110) == (False, None)
    assert finger.release("a", 110, 110) == (True, ENABLED_TARGET)


def test_a_hand_that_rests_beside_the_targets_makes_no_terminal_deaf() -> None:
    finger = TouchTracker(10)
    finger.press("palm", 400, 400, SCENE, 0)
    assert finger.press("b", 110, 110, SCENE, 1)
    assert finger.release("palm", 400, 400) == (False, None)
    assert finger.release("b", 110, 110) == (True, ENABLED_TARGET)


def test_a_finger_that_was_never_lifted_does_not_lock_the_next_one_out() -> None:
    finger = TouchTracker(10)
    finger.press("a", 110, 110, SCENE, 0)
    finger.press("b", 110, 110, SCENE, STALE_TOUCH_SECONDS)
    assert finger.release("b", 110, 110) == (True, ENABLED_TARGET)


def test_a_screen_that_changes_under_the_finger_is_not_answered_by_it() -> None:
    finger = TouchTracker(10)
    finger.press("a", 110, 110, SCENE, 0)
    finger.cancel_press()
    assert finger.pressed_target is None
    assert finger.release("a", 110, 110) == (True, None)


def test_a_finger_that_comes_down_just_beside_a_target_means_it() -> None:
    finger = TouchTracker(10)
    finger.press("a", 95, 185, SCENE, 0)
    assert finger.pressed_target == "nps-1"
    assert finger.release("a", 95, 185) == (True, ENABLED_TARGET)


def test_a_finger_as_near_to_two_targets_means_neither() -> None:
    finger = TouchTracker(25)
    finger.press("a", 180, 110, SCENE, 0)
    assert finger.release("a", 180, 110) == (True, None)


def test_a_finger_that_holds_slides_onto_what_is_offered_and_back() -> None:
    over = PlacedTarget("key-á", Rect(100, 10, 60, 80), "key", None)
    beside = PlacedTarget("key-à", Rect(170, 10, 60, 80), "key", None)
    finger = TouchTracker(10)
    finger.press("a", 110, 110, SCENE, 0)
    finger.offer_slide_targets([over, beside])
    finger.move("a", 180, 20)
    assert finger.pressed_target == "key-à"
    finger.move("a", 110, 110)
    assert finger.pressed_target == "nps-1"
    assert finger.release("a", 110, 20) == (True, over)
    finger.press("a", 110, 110, SCENE, 1)
    assert finger.release("a", 110, 20) == (True, None)


def test_what_is_offered_can_be_left_without_a_choice() -> None:
    over = PlacedTarget("key-á", Rect(100, 10, 60, 80), "key", None)
    finger = TouchTracker(10)
    finger.press("a", 110, 110, SCENE, 0)
    finger.offer_slide_targets([over])
    finger.move("a", 110, 20)
    assert finger.release("a", 400, 400) == (True, None)
