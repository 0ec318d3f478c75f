"""One finger chooses on release, may slip a little, and can take a touch back by sliding away."""

from kiosk.ui.rect import Rect
from kiosk.ui.scene import Scene, Touch
from kiosk.ui.touch_tracker import LOST_SECONDS, Finger

ONE = Touch("nps-1", Rect(100, 100, 60, 80), "tile", None)
OFF = Touch("send", Rect(200, 100, 60, 80), "primary", None, enabled=False)
SCENE = Scene([ONE, OFF])


def test_a_target_is_chosen_on_release() -> None:
    finger = Finger(10)
    finger.press("a", 110, 110, SCENE, 0)
    assert finger.pressed == "nps-1"
    assert finger.lift("a", 120, 130) == (True, ONE)
    assert finger.pressed is None


def test_it_may_slip_a_little_over_the_edge() -> None:
    finger = Finger(10)
    finger.press("a", 110, 110, SCENE, 0)
    assert finger.lift("a", 95, 110) == (True, ONE)


def test_sliding_away_takes_it_back_and_sliding_home_means_it_again() -> None:
    finger = Finger(10)
    finger.press("a", 110, 110, SCENE, 0)
    finger.move("a", 400, 400)
    assert finger.pressed is None
    finger.move("a", 110, 110)
    assert finger.pressed == "nps-1"
    assert finger.lift("a", 400, 400) == (True, None)


def test_a_touch_beside_the_targets_chooses_nothing_wherever_it_is_lifted() -> None:
    finger = Finger(10)
    finger.press("a", 10, 10, SCENE, 0)
    assert finger.lift("a", 110, 110) == (True, None)


def test_what_is_not_enabled_is_not_chosen() -> None:
    finger = Finger(10)
    finger.press("a", 210, 110, SCENE, 0)
    assert finger.lift("a", 210, 110) == (True, None)


def test_a_second_finger_is_nobody() -> None:
    finger = Finger(10)
    finger.press("a", 110, 110, SCENE, 0)
    finger.press("b", 210, 110, SCENE, 1)
    assert finger.pressed == "nps-1"
    assert finger.lift("b", 210, 110) == (False, None)
    assert finger.lift("a", 110, 110) == (True, ONE)


def test_a_hand_that_rests_beside_the_targets_makes_no_terminal_deaf() -> None:
    finger = Finger(10)
    finger.press("palm", 400, 400, SCENE, 0)
    assert finger.press("b", 110, 110, SCENE, 1)
    assert finger.lift("palm", 400, 400) == (False, None)
    assert finger.lift("b", 110, 110) == (True, ONE)


def test_a_finger_that_was_never_lifted_does_not_lock_the_next_one_out() -> None:
    finger = Finger(10)
    finger.press("a", 110, 110, SCENE, 0)
    finger.press("b", 110, 110, SCENE, LOST_SECONDS)
    assert finger.lift("b", 110, 110) == (True, ONE)


def test_a_screen_that_changes_under_the_finger_is_not_answered_by_it() -> None:
    finger = Finger(10)
    finger.press("a", 110, 110, SCENE, 0)
    finger.let_go()
    assert finger.pressed is None
    assert finger.lift("a", 110, 110) == (True, None)


def test_a_finger_that_comes_down_just_beside_a_target_means_it() -> None:
    finger = Finger(10)
    finger.press("a", 95, 185, SCENE, 0)
    assert finger.pressed == "nps-1"
    assert finger.lift("a", 95, 185) == (True, ONE)


def test_a_finger_as_near_to_two_targets_means_neither() -> None:
    finger = Finger(25)
    finger.press("a", 180, 110, SCENE, 0)
    assert finger.lift("a", 180, 110) == (True, None)


def test_a_finger_that_holds_slides_onto_what_is_offered_and_back() -> None:
    over = Touch("key-á", Rect(100, 10, 60, 80), "key", None)
    beside = Touch("key-à", Rect(170, 10, 60, 80), "key", None)
    finger = Finger(10)
    finger.press("a", 110, 110, SCENE, 0)
    finger.slide_onto([over, beside])
    finger.move("a", 180, 20)
    assert finger.pressed == "key-à"
    finger.move("a", 110, 110)
    assert finger.pressed == "nps-1"
    assert finger.lift("a", 110, 20) == (True, over)
    finger.press("a", 110, 110, SCENE, 1)
    assert finger.lift("a", 110, 20) == (True, None)


def test_what_is_offered_can_be_left_without_a_choice() -> None:
    over = Touch("key-á", Rect(100, 10, 60, 80), "key", None)
    finger = Finger(10)
    finger.press("a", 110, 110, SCENE, 0)
    finger.slide_onto([over])
    finger.move("a", 110, 20)
    assert finger.lift("a", 400, 400) == (True, None)
