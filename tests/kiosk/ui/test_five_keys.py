"""In a real window, the focus of the keys is visible on all parts of a screen, and nothing is answered that was not announced."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageGrab

from kiosk.ui.theme import THEMES
from tests.fixtures.waiting import wait_until
from tests.kiosk.ui.input_methods import ExpectedScreen, ListeningVisitor, TouchVisitor, WindowWithKeys, wait_until_shown
from tests.kiosk.ui.window_driver import SEVEN_INCH_PANEL, TEN_INCH_PANEL, DescriptionDict


@pytest.fixture
def window(tmp_path: Path) -> Iterator[WindowWithKeys]:
    with WindowWithKeys(tmp_path, offscreen=False, headset=False, options={"panel": SEVEN_INCH_PANEL, "timeout_ms": 6_000}) as one:
        yield one


def grab_picture(window: WindowWithKeys) -> Image.Image:
    return ImageGrab.grab(xdisplay=window.driver.display_name)


def ringed_targets(window: WindowWithKeys, theme: str = "light") -> set[str]:
    """Return the names of the targets with the accent colour outside all four sides."""
    seen, image = window.driver.description(), grab_picture(window)
    red, green, blue, _ = THEMES[theme]["accent"]
    accent = tuple(round(part * 255) for part in (red, green, blue))
    found = set()
    for target in seen["targets"]:
        x, y, width, height = target["rect"]
        around = ((x + width // 2, y - 3), (x + width // 2, y + height + 2), (x - 3, y + height // 2), (x + width + 2, y + height // 2))
        if all(image.getpixel(point) == accent for point in around):
            found.add(target["name"])
    return found


def test_the_target_that_keys_are_at_has_a_ring_and_no_other(window: WindowWithKeys) -> None:
    assert ringed_targets(window) == set()
    for name in ("nps-0", "nps-1", "nps-2"):
        window.send_keys("press next", "release next")
        wait_until(lambda name=name: ringed_targets(window) == {name}, what=f"a ring around {name}")  # type: ignore[misc]


def test_the_next_person_sees_no_ring(window: WindowWithKeys) -> None:
    before = grab_picture(window).tobytes()
    window.send_keys("press next", "release next", "press choose", "release choose")
    window.driver.wait_for_screen("comment")
    window.send_keys("press next", "release next")
    wait_until(lambda: ringed_targets(window) == {"write"}, what="a ring around the first choice")
    window.driver.wait_for_screen("nps")
    wait_until(lambda: grab_picture(window).tobytes() == before, what="the screen as it was before anybody came")


def test_whoever_only_pressed_a_key_and_left_leaves_no_ring_either(window: WindowWithKeys) -> None:
    window.send_keys("press next", "release next")
    wait_until(lambda: ringed_targets(window) == {"nps-0"}, what="a ring")
    wait_until(lambda: ringed_targets(window) == set(), what="the ring to go with its time")


def test_nor_where_the_screen_broke_meanwhile(tmp_path: Path) -> None:
    breaks = tmp_path / "breaks"
    with WindowWithKeys(
        tmp_path, offscreen=False, headset=False, options={"panel": SEVEN_INCH_PANEL, "timeout_ms": 6_000, "speaker_breaks": breaks}
    ) as lobby:
        lobby.send_keys("press help", "release help", "press next", "release next")
        wait_until(lambda: ringed_targets(lobby) == {"nps-0"}, what="a ring")
        breaks.touch()
        lobby.send_keys("press repeat", "release repeat")  # while a person listens, the prompt asks whether to continue
        wait_until(lambda: "a screen broke" in lobby.driver.log_text, what="the breakage")
        wait_until(lambda: ringed_targets(lobby) == set(), what="the ring to go with its time")


def test_keys_in_a_hurry_answer_nothing_on_a_screen_that_was_not_announced(window: WindowWithKeys) -> None:
    window.send_keys(*["press next", "press choose"] * 6)
    window.driver.wait_for_screen("comment")
    window.send_keys("headset in")
    ListeningVisitor(window).perform("finish", ExpectedScreen.parse("thanks", "fi"), "fi")
    (left,) = wait_until(window.visit_results, what="what the visit leaves")
    assert (left["nps"], left["comment"], left["input"]) == (0, None, "keys")


def test_a_key_that_comes_while_a_touch_is_on_its_way_answers_nothing_on_the_next_statement(window: WindowWithKeys) -> None:
    touch = TouchVisitor(window)
    for name, where in (("nps-9", "comment"), ("skip", "statement:1")):
        touch.perform(name, ExpectedScreen.parse(where, "fi"), "fi")
    window.send_keys(*["press next", "release next"] * 2)
    wait_until(lambda: ringed_targets(window) == {"value-2"}, what="a ring around the second value")
    window.driver.tap("value-4")
    window.send_keys("press choose", "release choose", "press choose")
    wait_until_shown(window.driver, ExpectedScreen.parse("statement:2", "fi"))
    touch.perform("finish", ExpectedScreen.parse("thanks", "fi"), "fi")
    (left,) = wait_until(window.visit_results, what="what the visit leaves")
    assert len(left["replies"]) == 1, "one answer, by whichever came first"
    assert left["input"] == "mixed"


def test_who_listens_and_touches_has_touched_and_no_more(window: WindowWithKeys) -> None:
    window.send_keys("headset in")
    touch = TouchVisitor(window)
    for name, where in (("nps-9", "comment"), ("finish", "thanks")):
        touch.perform(name, ExpectedScreen.parse(where, "fi"), "fi")
    (left,) = wait_until(window.visit_results, what="what the visit leaves")
    assert left["input"] == "touch"


@pytest.mark.parametrize("panel", [TEN_INCH_PANEL, SEVEN_INCH_PANEL], ids=["10inch", "7inch"])
def test_on_a_screen_that_is_shown_in_parts_the_part_follows_the_keys(tmp_path: Path, panel: tuple[str, str]) -> None:
    with WindowWithKeys(tmp_path, offscreen=False, headset=True, options={"panel": panel}) as lobby:
        go = ListeningVisitor(lobby)
        for name, where in (("display", "display"), ("text-largest", "display+text-largest"), ("close", "nps")):
            go.perform(name, ExpectedScreen.parse(where, "fi"), "fi")

        def parts(seen: DescriptionDict) -> set[str]:
            return {word for target in seen["targets"] for word in (target["text"], target["spoken"])}

        for _ in range(14):
            mark = len(lobby.utterances())
            lobby.send_keys("press next", "release next")
            said = wait_until(lambda mark=mark: lobby.utterances()[mark:], what="a choice")[0]["said"]  # type: ignore[misc]
            word = said[said[0] == "Taas alusta."]
            lobby.driver.wait_for(f"{word} on screen", lambda seen, word=word: bool({word, word.partition(",")[0]} & parts(seen)))  # type: ignore[misc]


def test_who_sees_nothing_hears_in_their_own_language_that_it_is_out_of_use(tmp_path: Path) -> None:
    with WindowWithKeys(tmp_path, offscreen=True, headset=True, options={"show": "out_of_use"}) as lobby:
        listener = ListeningVisitor(lobby)
        for what, words, language in (
            ("language-sv", "out_of_use@sv", "fi"), ("display", "display", "sv"), ("text-largest", "display+text-largest", "sv"),
            ("close", "out_of_use", "sv"),
        ):  # fmt: skip
            listener.perform(what, ExpectedScreen.parse(words, language), language)
