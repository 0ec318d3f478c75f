"""Who listens next hears what the first one heard, word for word, as loud and as fast: nothing of whoever listened before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.waiting import wait_until
from tests.kiosk.ui.random_visitors import Listener, Lobby, Where, arrive

TIMEOUT_MS = 8_000
LOUD_AND_FAST = ("help", "choose", "next", "next", "choose", "help")
"""Through the help key's list: louder, two lines on, faster, and out of it again."""
TYPED = "asd"


@pytest.fixture
def lobby(tmp_path: Path) -> Iterator[Lobby]:
    with Lobby(tmp_path, dark=True, headset=False, options={"timeout_ms": TIMEOUT_MS}) as one:
        yield one


def press(lobby: Lobby, *keys: str) -> None:
    for key in keys:
        lobby.hand(f"press {key}", f"release {key}")


def asked(lobby: Lobby, *keys: str) -> list[dict[str, Any]]:
    """What is said at each of these keys, once it is."""
    heard = []
    for key in keys:
        mark = len(lobby.heard())
        press(lobby, key)
        heard += wait_until(lambda mark=mark: lobby.heard()[mark:], what=f"what {key} says")  # type: ignore[misc]
    return heard


def curious(lobby: Lobby) -> list[dict[str, Any]]:
    """Somebody asks what was said last before anything else, then where they are, and how speech is set."""
    return asked(lobby, "repeat", "choose", "repeat", "next", "repeat", "previous", "help", "repeat", "next", "help", "repeat")


def visit(lobby: Lobby) -> None:
    """Somebody listens in another language, loud and fast, answers, types, and stops in the middle of a word."""
    go = Listener(lobby)
    go.do("language-sv", Where.read("nps", "sv"), "fi")
    asked(lobby, *LOUD_AND_FAST)
    for name, where in (("nps-3", "comment"), ("write", "writing")):
        go.do(name, Where.read(where, "sv"), "sv")
    mark = len(lobby.heard())
    for letter in TYPED:
        go.do(f"key-{letter}", Where.read("writing", "sv"), "sv")
    go.do("field", Where.read("writing", "sv"), "sv")
    assert {(said["rate"], said["share"]) for said in lobby.heard()[mark:]} == {(170, 0.5)}
    assert told(lobby, mark), "the text so far was said"


def told(lobby: Lobby, mark: int) -> bool:
    """Whether anything said since then has what was typed."""
    return any(TYPED in piece.lower() for each in lobby.heard()[mark:] for piece in each["said"])


def gone(lobby: Lobby) -> None:
    """Their time runs out; what is said by itself comes to its end."""
    seen = len(lobby.left())
    wait_until(lambda: lobby.left()[seen:], what="the visit's end")
    arrive(lobby.shown, Where.read("nps", "fi"))


def test_with_a_headset_that_stays_in(lobby: Lobby) -> None:
    lobby.hand("headset in")
    wait_until(lobby.heard, what="the first word")
    first = curious(lobby)
    press(lobby, "repeat")
    visit(lobby)
    mark = len(lobby.heard())
    gone(lobby)
    spoken = wait_until(lambda: [said for said in lobby.heard()[mark:] if said["said"] == first[0]["said"]], what="the first screen")
    assert (spoken[0]["rate"], spoken[0]["share"]) == (first[0]["rate"], first[0]["share"])
    assert curious(lobby) == first
    for name, where in (("nps-3", "comment"), ("write", "writing"), ("field", "writing")):
        Listener(lobby).do(name, Where.read(where, "fi"), "fi")
    asked(lobby, "repeat")
    assert not told(lobby, mark)


def test_with_a_headset_that_is_plugged_in_anew(lobby: Lobby) -> None:
    lobby.hand("headset in")
    (welcome,) = wait_until(lobby.heard, what="the first word")
    first = curious(lobby)
    visit(lobby)
    lobby.hand("headset out")
    gone(lobby)
    mark = len(lobby.heard())
    lobby.hand("headset in")
    assert wait_until(lambda: lobby.heard()[mark:], what="the first word") == [welcome]
    assert curious(lobby) == first


def test_through_the_loudspeaker(lobby: Lobby) -> None:
    """Where a person turned speech on by the help key, it is off for the next one: no key says anything until they turn it on."""
    (welcome,) = asked(lobby, "help")
    first = curious(lobby)
    lobby.hand("press help", "hold help", "release help")
    press(lobby, "next", "choose")
    arrive(lobby.shown, Where.read("comment", "fi"))
    asked(lobby, "help")
    asked(lobby, *LOUD_AND_FAST)
    mark = len(lobby.heard())
    gone(lobby)
    press(lobby, "repeat", "choose", "repeat")
    assert asked(lobby, "help") == [welcome]
    said = lobby.heard()[mark:]
    assert said[-1] == welcome
    assert all("Oletko vielä paikalla?" in each["said"] or each["chime"] for each in said[:-1]), said
    assert curious(lobby) == first
