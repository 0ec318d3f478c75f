"""Keys in the real window: a ring where they are, on whatever part of a screen that is, and nothing answered that was not announced."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageGrab

from kiosk.ui.theme import THEMES
from tests.fixtures.waiting import wait_until
from tests.kiosk.ui.random_visitors import Listener, Lobby, Toucher, Where, arrive
from tests.kiosk.ui.window_driver import LARGE, SMALL, Seen


@pytest.fixture
def lobby(tmp_path: Path) -> Iterator[Lobby]:
    with Lobby(tmp_path, dark=False, headset=False, options={"panel": SMALL, "timeout_ms": 6_000}) as one:
        yield one


def picture(lobby: Lobby) -> Image.Image:
    return ImageGrab.grab(xdisplay=lobby.shown.display)


def ringed(lobby: Lobby, theme: str = "light") -> set[str]:
    """Names of the targets with the accent right outside all four sides."""
    seen, image = lobby.shown.seen(), picture(lobby)
    red, green, blue, _ = THEMES[theme]["accent"]
    accent = tuple(round(part * 255) for part in (red, green, blue))
    found = set()
    for target in seen["targets"]:
        x, y, width, height = target["rect"]
        around = ((x + width // 2, y - 3), (x + width // 2, y + height + 2), (x - 3, y + height // 2), (x + width + 2, y + height // 2))
        if all(image.getpixel(point) == accent for point in around):
            found.add(target["name"])
    return found


def test_the_target_that_keys_are_at_has_a_ring_and_no_other(lobby: Lobby) -> None:
    assert ringed(lobby) == set()
    for name in ("nps-0", "nps-1", "nps-2"):
        lobby.hand("press next", "release next")
        wait_until(lambda name=name: ringed(lobby) == {name}, what=f"a ring around {name}")  # type: ignore[misc]


def test_the_next_person_sees_no_ring(lobby: Lobby) -> None:
    before = picture(lobby).tobytes()
    lobby.hand("press next", "release next", "press choose", "release choose")
    lobby.shown.until_screen("comment")
    lobby.hand("press next", "release next")
    wait_until(lambda: ringed(lobby) == {"write"}, what="a ring around the first choice")
    lobby.shown.until_screen("nps")
    wait_until(lambda: picture(lobby).tobytes() == before, what="the screen as it was before anybody came")


def test_whoever_only_pressed_a_key_and_left_leaves_no_ring_either(lobby: Lobby) -> None:
    lobby.hand("press next", "release next")
    wait_until(lambda: ringed(lobby) == {"nps-0"}, what="a ring")
    wait_until(lambda: ringed(lobby) == set(), what="the ring to go with its time")


def test_nor_where_the_screen_broke_meanwhile(tmp_path: Path) -> None:
    breaks = tmp_path / "breaks"
    with Lobby(tmp_path, dark=False, headset=False, options={"panel": SMALL, "timeout_ms": 6_000, "speaker_breaks": breaks}) as lobby:
        lobby.hand("press help", "release help", "press next", "release next")
        wait_until(lambda: ringed(lobby) == {"nps-0"}, what="a ring")
        breaks.touch()
        lobby.hand("press repeat", "release repeat")  # while somebody listens it is asked whether speech goes on
        wait_until(lambda: "a screen broke" in lobby.shown.log, what="the breakage")
        wait_until(lambda: ringed(lobby) == set(), what="the ring to go with its time")


def test_keys_in_a_hurry_answer_nothing_on_a_screen_that_was_not_announced(lobby: Lobby) -> None:
    lobby.hand(*["press next", "press choose"] * 6)
    lobby.shown.until_screen("comment")
    lobby.hand("headset in")
    Listener(lobby).do("finish", Where.read("thanks", "fi"), "fi")
    (left,) = wait_until(lobby.left, what="what the visit leaves")
    assert (left["nps"], left["comment"], left["input"]) == (0, None, "keys")


def test_a_key_that_comes_while_a_touch_is_on_its_way_answers_nothing_on_the_next_statement(lobby: Lobby) -> None:
    touch = Toucher(lobby)
    for name, where in (("nps-9", "comment"), ("skip", "statement:1")):
        touch.do(name, Where.read(where, "fi"), "fi")
    lobby.hand(*["press next", "release next"] * 2)
    wait_until(lambda: ringed(lobby) == {"value-2"}, what="a ring around the second value")
    lobby.shown.touch("value-4")
    lobby.hand("press choose", "release choose", "press choose")
    arrive(lobby.shown, Where.read("statement:2", "fi"))
    touch.do("finish", Where.read("thanks", "fi"), "fi")
    (left,) = wait_until(lobby.left, what="what the visit leaves")
    assert len(left["replies"]) == 1, "one answer, by whichever came first"
    assert left["input"] == "mixed"


def test_who_listens_and_touches_has_touched_and_no_more(lobby: Lobby) -> None:
    lobby.hand("headset in")
    touch = Toucher(lobby)
    for name, where in (("nps-9", "comment"), ("finish", "thanks")):
        touch.do(name, Where.read(where, "fi"), "fi")
    (left,) = wait_until(lobby.left, what="what the visit leaves")
    assert left["input"] == "touch"


@pytest.mark.parametrize("panel", [LARGE, SMALL], ids=["10inch", "7inch"])
def test_on_a_screen_that_is_shown_in_parts_the_part_follows_the_keys(tmp_path: Path, panel: tuple[str, str]) -> None:
    with Lobby(tmp_path, dark=False, headset=True, options={"panel": panel}) as lobby:
        go = Listener(lobby)
        for name, where in (("display", "display"), ("text-largest", "display+text-largest"), ("close", "nps")):
            go.do(name, Where.read(where, "fi"), "fi")

        def parts(seen: Seen) -> set[str]:
            return {word for target in seen["targets"] for word in (target["text"], target["spoken"])}

        for _ in range(14):
            mark = len(lobby.heard())
            lobby.hand("press next", "release next")
            said = wait_until(lambda mark=mark: lobby.heard()[mark:], what="a choice")[0]["said"]  # type: ignore[misc]
            word = said[said[0] == "Taas alusta."]
            lobby.shown.until(f"{word} on screen", lambda seen, word=word: bool({word, word.partition(",")[0]} & parts(seen)))  # type: ignore[misc]


def test_who_sees_nothing_hears_in_their_own_language_that_it_is_out_of_use(tmp_path: Path) -> None:
    with Lobby(tmp_path, dark=True, headset=True, options={"show": "out_of_use"}) as lobby:
        listener = Listener(lobby)
        for what, words, language in (
            ("language-sv", "out_of_use@sv", "fi"), ("display", "display", "sv"), ("text-largest", "display+text-largest", "sv"),
            ("close", "out_of_use", "sv"),
        ):  # fmt: skip
            listener.do(what, Where.read(words, language), language)
