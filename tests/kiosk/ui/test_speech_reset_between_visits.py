"""The next listener hears exactly what the first one heard, with the same volume and speed, and nothing of the listener before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.waiting import wait_until
from tests.kiosk.ui.input_methods import ExpectedScreen, ListeningVisitor, WindowWithKeys, wait_until_shown

TIMEOUT_MS = 8_000
LOUD_AND_FAST = ("help", "choose", "next", "next", "choose", "help")
"""The keys that set speech to louder and faster in the help menu, and close it."""
TYPED_LETTERS = "asd"


@pytest.fixture
def window(tmp_path: Path) -> Iterator[WindowWithKeys]:
    with WindowWithKeys(tmp_path, offscreen=True, headset=False, options={"timeout_ms": TIMEOUT_MS}) as one:
        yield one


def press_keys(window: WindowWithKeys, *keys: str) -> None:
    for key in keys:
        window.send_keys(f"press {key}", f"release {key}")


def utterances_after(window: WindowWithKeys, *keys: str) -> list[dict[str, Any]]:
    """Return what is said after each of these keys."""
    heard = []
    for key in keys:
        mark = len(window.utterances())
        press_keys(window, key)
        heard += wait_until(lambda mark=mark: window.utterances()[mark:], what=f"what {key} says")  # type: ignore[misc]
    return heard


def hear_state(window: WindowWithKeys) -> list[dict[str, Any]]:
    """Return the utterances that show the state of speech: the repeated one, the focus, and the settings in the help menu."""
    return utterances_after(window, "repeat", "choose", "repeat", "next", "repeat", "previous", "help", "repeat", "next", "help", "repeat")


def make_loud_visit(window: WindowWithKeys) -> None:
    """Listen in another language with loud and fast speech, answer, type, and stop in the middle of a word."""
    go = ListeningVisitor(window)
    go.perform("language-sv", ExpectedScreen.parse("nps", "sv"), "fi")
    utterances_after(window, *LOUD_AND_FAST)
    for name, where in (("nps-3", "comment"), ("write", "writing")):
        go.perform(name, ExpectedScreen.parse(where, "sv"), "sv")
    mark = len(window.utterances())
    for letter in TYPED_LETTERS:
        go.perform(f"key-{letter}", ExpectedScreen.parse("writing", "sv"), "sv")
    go.perform("field", ExpectedScreen.parse("writing", "sv"), "sv")
    assert {(said["rate"], said["share"]) for said in window.utterances()[mark:]} == {(170, 0.5)}
    assert has_said_typed(window, mark), "the text so far was said"


def has_said_typed(window: WindowWithKeys, mark: int) -> bool:
    """Return whether an utterance after the first `mark` ones contains the typed text."""
    return any(TYPED_LETTERS in piece.lower() for each in window.utterances()[mark:] for piece in each["said"])


def wait_for_timeout(window: WindowWithKeys) -> None:
    """Wait until the visit times out and its announcements have ended."""
    seen = len(window.visit_results())
    wait_until(lambda: window.visit_results()[seen:], what="the visit's end")
    wait_until_shown(window.driver, ExpectedScreen.parse("nps", "fi"))


def test_with_a_headset_that_stays_in(window: WindowWithKeys) -> None:
    window.send_keys("headset in")
    wait_until(window.utterances, what="the first word")
    first = hear_state(window)
    press_keys(window, "repeat")
    make_loud_visit(window)
    mark = len(window.utterances())
    wait_for_timeout(window)
    spoken = wait_until(lambda: [said for said in window.utterances()[mark:] if said["said"] == first[0]["said"]], what="the first screen")
    assert (spoken[0]["rate"], spoken[0]["share"]) == (first[0]["rate"], first[0]["share"])
    assert hear_state(window) == first
    for name, where in (("nps-3", "comment"), ("write", "writing"), ("field", "writing")):
        ListeningVisitor(window).perform(name, ExpectedScreen.parse(where, "fi"), "fi")
    utterances_after(window, "repeat")
    assert not has_said_typed(window, mark)


def test_with_a_headset_that_is_plugged_in_anew(window: WindowWithKeys) -> None:
    window.send_keys("headset in")
    (welcome,) = wait_until(window.utterances, what="the first word")
    first = hear_state(window)
    make_loud_visit(window)
    window.send_keys("headset out")
    wait_for_timeout(window)
    mark = len(window.utterances())
    window.send_keys("headset in")
    assert wait_until(lambda: window.utterances()[mark:], what="the first word") == [welcome]
    assert hear_state(window) == first


def test_through_the_loudspeaker(window: WindowWithKeys) -> None:
    """If a person turned speech on with the help key, it is off for the next one until they turn it on."""
    (welcome,) = utterances_after(window, "help")
    first = hear_state(window)
    window.send_keys("press help", "hold help", "release help")
    press_keys(window, "next", "choose")
    wait_until_shown(window.driver, ExpectedScreen.parse("comment", "fi"))
    utterances_after(window, "help")
    utterances_after(window, *LOUD_AND_FAST)
    mark = len(window.utterances())
    wait_for_timeout(window)
    press_keys(window, "repeat", "choose", "repeat")
    assert utterances_after(window, "help") == [welcome]
    said = window.utterances()[mark:]
    assert said[-1] == welcome
    assert all("Oletko vielä paikalla?" in each["said"] or each["chime"] for each in said[:-1]), said
    assert hear_state(window) == first
