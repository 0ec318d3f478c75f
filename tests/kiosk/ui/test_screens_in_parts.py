"""A screen that is shown in parts, in the real window: turned by one finger or by keys, and turned back for the next person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.waiting import wait_until
from tests.kiosk.ui.random_visitors import Lobby
from tests.kiosk.ui.test_five_keys import ringed
from tests.kiosk.ui.window_driver import SMALL, Shown, has, lies

LONG = "Kuinka todennäköisesti suosittelisit saamaasi palvelua läheisellesi tai ystävällesi samassa tilanteessa? " * 3


@pytest.fixture
def about(tmp_path: Path) -> Iterator[Shown]:
    """A text in four parts."""
    with Shown(tmp_path, SMALL) as shown:
        shown.choose("about")
        yield shown


def test_a_finger_that_trembles_turns_one_part(about: Shown) -> None:
    first, second, third, *_ = (lies(part) for part in about.parts())
    x, y = about.point("more")
    about.pointer.click(x, y)
    about.pointer.click(x, y)
    wait_until(lambda: lies(about.seen()) != first, what="another part")
    assert lies(about.seen()) == second != third


def test_a_finger_that_goes_on_touching_ends_at_the_last_part_and_not_back_again(about: Shown) -> None:
    *_, last = (lies(part) for part in about.parts())
    x, y = about.point("more")
    while has(about.seen(), "more"):
        about.turn("more")
    for _ in range(4):
        about.pointer.click(x, y)
    about.touch("less")
    about.until("the part before the last", lambda seen: has(seen, "more"))
    about.turn("more")
    assert lies(about.seen()) == last


def test_who_comes_back_from_the_countdown_is_where_they_were(tmp_path: Path) -> None:
    with Shown(tmp_path, SMALL, timeout_ms=6_000) as shown:
        shown.choose("nps-8")
        shown.choose("about")
        shown.turn("more")
        second = lies(shown.turn("more"))
        shown.until_screen("still_there")
        shown.touch("continue")
        shown.until("the part that was read", lambda seen: lies(seen) == second)


@pytest.mark.parametrize("by", ["touch", "keys"])
def test_whoever_turns_a_part_of_the_first_screen_and_leaves_leaves_it_as_it_was(tmp_path: Path, by: str) -> None:
    with Lobby(tmp_path, dark=False, headset=False, options={"panel": SMALL, "timeout_ms": 3_000, "question": LONG}) as lobby:
        shown = lobby.shown
        first = lies(shown.seen())
        assert has(shown.seen(), "more")
        if by == "touch":
            shown.turn("more")
        else:
            lobby.hand("press next", "release next")  # the scale, which lies on another part
        shown.until("another part", lambda seen: lies(seen) != first)
        shown.until("the first part again", lambda seen: lies(seen) == first)


def test_keys_alone_come_to_every_part_of_a_text(tmp_path: Path) -> None:
    with Lobby(tmp_path, dark=False, headset=False, options={"panel": SMALL}) as lobby:
        shown = lobby.shown
        shown.choose("about")
        parts = [lies(part) for part in shown.parts()]
        assert len(parts) > 2
        reach(lobby, "more")
        for part in parts[1:]:
            lobby.hand("press choose", "release choose")
            shown.until("the next part", lambda seen, part=part: lies(seen) == part)  # type: ignore[misc]
            wait_until(lambda: ringed(lobby) <= {"more", "less"} != set(), what="the ring where it was")
        assert ringed(lobby) == {"less"}


def reach(lobby: Lobby, name: str) -> None:
    """Press next until the ring is around a target."""
    around = ringed(lobby)
    for _ in range(20):
        if around == {name}:
            return
        lobby.hand("press next", "release next")
        around = wait_until(lambda was=around: (now := ringed(lobby)) != was and now, what="a ring around another choice")  # type: ignore[misc]
    raise AssertionError(f"no key leads to {name}")
