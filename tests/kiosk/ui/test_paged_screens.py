"""In a real window, a screen with several parts is turned by touch or keys, and turned back for the next person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.waiting import wait_until
from tests.kiosk.ui.input_methods import WindowWithKeys
from tests.kiosk.ui.test_five_keys import ringed_targets
from tests.kiosk.ui.window_driver import SEVEN_INCH_PANEL, WindowDriver, has_target, part_layout

LONG_QUESTION = "Kuinka todennäköisesti suosittelisit saamaasi palvelua läheisellesi tai ystävällesi samassa tilanteessa? " * 3


@pytest.fixture
def about_window(tmp_path: Path) -> Iterator[WindowDriver]:
    """Return a window that shows the screen "about", whose text needs four parts."""
    with WindowDriver(tmp_path, SEVEN_INCH_PANEL) as shown:
        shown.choose("about")
        yield shown


def test_a_finger_that_trembles_turns_one_part(about_window: WindowDriver) -> None:
    first, second, third, *_ = (part_layout(part) for part in about_window.part_descriptions())
    x, y = about_window.target_centre("more")
    about_window.pointer.click(x, y)
    about_window.pointer.click(x, y)
    wait_until(lambda: part_layout(about_window.description()) != first, what="another part")
    assert part_layout(about_window.description()) == second != third


def test_a_finger_that_goes_on_touching_ends_at_the_last_part_and_not_back_again(about_window: WindowDriver) -> None:
    *_, last = (part_layout(part) for part in about_window.part_descriptions())
    x, y = about_window.target_centre("more")
    while has_target(about_window.description(), "more"):
        about_window.turn_part("more")
    for _ in range(4):
        about_window.pointer.click(x, y)
    about_window.tap("less")
    about_window.wait_for("the part before the last", lambda seen: has_target(seen, "more"))
    about_window.turn_part("more")
    assert part_layout(about_window.description()) == last


def test_who_comes_back_from_the_countdown_is_where_they_were(tmp_path: Path) -> None:
    with WindowDriver(tmp_path, SEVEN_INCH_PANEL, timeout_ms=6_000) as shown:
        shown.choose("nps-8")
        shown.choose("about")
        shown.turn_part("more")
        second = part_layout(shown.turn_part("more"))
        shown.wait_for_screen("still_there")
        shown.tap("continue")
        shown.wait_for("the part that was read", lambda seen: part_layout(seen) == second)


@pytest.mark.parametrize("by", ["touch", "keys"])
def test_whoever_turns_a_part_of_the_first_screen_and_leaves_leaves_it_as_it_was(tmp_path: Path, by: str) -> None:
    with WindowWithKeys(
        tmp_path, offscreen=False, headset=False, options={"panel": SEVEN_INCH_PANEL, "timeout_ms": 3_000, "question": LONG_QUESTION}
    ) as lobby:
        shown = lobby.driver
        first = part_layout(shown.description())
        assert has_target(shown.description(), "more")
        if by == "touch":
            shown.turn_part("more")
        else:
            lobby.send_keys("press next", "release next")  # the scale, which is on another part
        shown.wait_for("another part", lambda seen: part_layout(seen) != first)
        shown.wait_for("the first part again", lambda seen: part_layout(seen) == first)


def test_keys_alone_come_to_every_part_of_a_text(tmp_path: Path) -> None:
    with WindowWithKeys(tmp_path, offscreen=False, headset=False, options={"panel": SEVEN_INCH_PANEL}) as lobby:
        shown = lobby.driver
        shown.choose("about")
        parts = [part_layout(part) for part in shown.part_descriptions()]
        assert len(parts) > 2
        press_next_until(lobby, "more")
        for part in parts[1:]:
            lobby.send_keys("press choose", "release choose")
            shown.wait_for("the next part", lambda seen, part=part: part_layout(seen) == part)  # type: ignore[misc]
            wait_until(lambda: ringed_targets(lobby) <= {"more", "less"} != set(), what="the ring where it was")
        assert ringed_targets(lobby) == {"less"}


def press_next_until(window: WindowWithKeys, name: str) -> None:
    """Press the next key until a target has the focus."""
    around = ringed_targets(window)
    for _ in range(20):
        if around == {name}:
            return
        window.send_keys("press next", "release next")
        around = wait_until(lambda was=around: (now := ringed_targets(window)) != was and now, what="a ring around another choice")  # type: ignore[misc]
    raise AssertionError(f"no key leads to {name}")
