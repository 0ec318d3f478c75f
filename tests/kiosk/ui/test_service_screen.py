"""The service screen in the real window of a whole terminal: the hidden way, the pad, what is shown and tested, and nothing left of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import ImageChops, ImageGrab
from PIL.Image import Image

from kiosk.ui.service_gesture import CORNER_MM, HOLD_SECONDS
from tests.fixtures.waiting import wait_until
from tests.kiosk.fake_server import SmallServer
from tests.kiosk.sample_configuration import configuration
from tests.kiosk.service.test_service import PIN, WRONG, with_pin
from tests.kiosk.terminal_without_window import Lobby
from tests.kiosk.ui.sample_stage import configuration as configuration_of_screens
from tests.kiosk.ui.screen_states import of_service
from tests.kiosk.ui.screenshots import put, wrong
from tests.kiosk.ui.test_window import look_at
from tests.kiosk.ui.window_driver import PANELS, Seen, Shown

PORTRAIT = ("1080x1920", "194x344")
NEAR = 12
"""Pixels from the corner: within the margins of every panel."""
SLIP_MM = 2
"""A finger so near a target means it (`kiosk.ui.theme`)."""


@pytest.fixture
def state(tmp_path: Path, server: SmallServer, code: str) -> Path:
    """An enrolled terminal of a place with a PIN, with one answer that waits."""
    server.configuration = with_pin(configuration())
    with Lobby(tmp_path / "state") as lobby:
        assert lobby.enrol(server, code).enrolled
        lobby.visit_once()
    return tmp_path / "state"


@pytest.fixture(params=PANELS.values(), ids=list(PANELS))
def shown(request: pytest.FixtureRequest, tmp_path: Path, state: Path) -> Iterator[Shown]:
    with Shown(tmp_path, request.param, program="service_window", state=state) as window:
        yield window


@pytest.fixture
def small(tmp_path: Path, state: Path) -> Iterator[Shown]:
    with Shown(tmp_path, PANELS["7inch"], program="service_window", state=state) as window:
        yield window


def gesture(shown: Shown, *, held: float = HOLD_SECONDS + 0.2) -> None:
    width, height = shown.size
    shown.pointer.hold(NEAR, NEAR, held)
    for x, y in ((width - NEAR, NEAR), (width - NEAR, height - NEAR), (NEAR, height - NEAR)):
        shown.pointer.click(x, y)


def names(seen: Seen) -> list[str]:
    return [target["name"] for target in seen["targets"]]


def said(seen: Seen) -> str:
    return " ".join(text["text"] for text in seen["texts"])


def pad(shown: Shown) -> Seen:
    gesture(shown)
    return shown.until("the pad", lambda seen: "ok" in names(seen))


def type_pin(shown: Shown, pin: str) -> None:
    for digit in pin:
        shown.touch(f"key-{digit}")
    shown.until("a PIN to try", lambda seen: any(target["name"] == "ok" and target["enabled"] for target in seen["targets"]))
    shown.touch("ok")


def judged(shown: Shown, words: str) -> Seen:
    """The pad once the PIN on it was tried and found wrong: what was typed is gone, and the words say so."""

    def over(seen: Seen) -> bool:
        (ok,) = (target for target in seen["targets"] if target["name"] == "ok")
        return words in said(seen) and not ok["enabled"] and ok["text"] == "OK"

    return shown.until("the PIN is judged", over)


def section(shown: Shown, name: str) -> None:
    shown.touch(name)
    shown.until(name, lambda seen: any(target["name"] == name and target["selected"] for target in seen["targets"]))


def settled(shown: Shown) -> Image:
    """The picture, once it is the same ten times over: the last touch is drawn."""
    pictures: list[Image] = []

    def still() -> Image | None:
        pictures.append(ImageGrab.grab(xdisplay=shown.display))
        last = [picture.tobytes() for picture in pictures[-10:]]
        return pictures[-1] if len(last) == 10 and len(set(last)) == 1 else None

    return wait_until(still, what="a picture that stands still")


def looks_so(shown: Shown, *wished: str) -> None:
    """Choose how the screen looks, with "Aa"."""
    shown.find("display")
    shown.touch("display")
    shown.until_screen("display")
    shown.see_so(*wished)
    shown.find("close")
    shown.touch("close")
    shown.until_screen("service")


def test_staff_who_see_badly_have_it_larger_on_every_page_and_the_next_person_as_usual(shown: Shown) -> None:
    usual = shown.seen()["sight"]
    pad(shown)
    looks_so(shown, "text-largest", "contrast-white")
    assert shown.seen()["sight"] == {"text": "largest", "contrast": "white", "reach": "whole"}
    type_pin(shown, PIN)
    entered = shown.until("the first section", lambda seen: "ok" not in names(seen) and bool(seen["screen"] == "service"))
    assert entered["sight"]["text"] == "largest"
    shown.find("tests")
    shown.touch("tests")
    shown.until("another section", lambda seen: bool(seen["heading"] != entered["heading"]))
    assert shown.seen()["sight"]["text"] == "largest"
    looks_so(shown, "text-normal")
    assert shown.seen()["sight"] == {"text": "normal", "contrast": "white", "reach": "whole"}
    shown.find("close")
    shown.touch("close")
    assert shown.until_screen("nps")["sight"] == usual


def enter(shown: Shown) -> Seen:
    pad(shown)
    type_pin(shown, PIN)
    return shown.until("the first section with its look", lambda seen: "send-now" in names(seen) and "t" in said(seen).lower())


def test_the_whole_way_by_touch(shown: Shown, server: SmallServer) -> None:
    idle = shown.until_screen("nps")
    picture = ImageGrab.grab(xdisplay=shown.display)
    pad(shown)
    look_at(shown)
    type_pin(shown, PIN)
    shown.until("the look", lambda seen: server.url in said(seen))
    look_at(shown)
    section(shown, "answers")
    shown.touch("send-now")
    shown.until("the exchange is over", lambda seen: "Lähetetty nyt: 1" in said(seen))
    look_at(shown)
    assert len(server.stored) == 1
    section(shown, "device")
    shown.until("the faults of the hardware", lambda seen: "Näppäin: ohje – ollut pohjassa" in said(seen))
    look_at(shown)
    section(shown, "tests")
    look_at(shown)

    shown.choose("touch-test")
    seen = look_at(shown)
    tests = [name for name in names(seen) if name.startswith("test-")]
    assert len(tests) == 11
    before = ImageGrab.grab(xdisplay=shown.display)
    for name in tests:
        shown.touch(name)
    shown.until("all hit", lambda seen: sum(target["selected"] for target in seen["targets"]) == 11)
    wait_until(lambda: ImageChops.difference(before, ImageGrab.grab(xdisplay=shown.display)).getbbox(), what="marks where it was touched")
    look_at(shown)

    shown.choose("back")
    shown.choose("speaker-test")
    look_at(shown)
    shown.touch("say")
    shown.until("the output", lambda seen: "letters of fi" in said(seen))
    shown.choose("back")
    shown.choose("keys-test")
    assert shown.program.stdin is not None
    shown.program.stdin.write(b"key help\n")
    shown.program.stdin.flush()
    shown.until("the key", lambda seen: "ohje – painettiin" in said(seen))
    look_at(shown)
    shown.choose("back")
    shown.choose("set-aside")
    look_at(shown)
    shown.choose("back")
    shown.touch("close")
    after = shown.until_screen("nps")
    assert after == idle, "nothing of the session is left"
    wait_until(lambda: not ImageChops.difference(picture, ImageGrab.grab(xdisplay=shown.display)).getbbox(), what="not in a pixel either")


def test_a_wrong_pin_slows_down_and_no_pin_is_anywhere(small: Shown, tmp_path: Path) -> None:
    described: set[bytes] = set()
    pad(small)
    for said_of_it in ("oli väärä", "oli väärä", "Odota"):
        for digit in WRONG:
            small.touch(f"key-{digit}")
            described.add(small.raw())
        small.until("a PIN to try", lambda seen: any(target["name"] == "ok" and target["enabled"] for target in seen["targets"]))
        small.touch("ok")
        judged(small, said_of_it)
        described.add(small.raw())
    seen = small.until("the wait", lambda seen: seen["seconds_left"] is not None)
    assert 0 < seen["seconds_left"] <= 30
    assert not [target for target in seen["targets"] if target["name"].startswith("key-") and target["enabled"]]
    look_at(small)
    small.touch("close")
    small.until_screen("nps")
    assert small.stop() == 0
    digits = "".join(c for c in small.log if c.isdigit())
    assert WRONG not in digits
    assert not [one for one in described if WRONG.encode() in one]
    assert not [file.name for file in (tmp_path / "state").rglob("*") if file.is_file() and WRONG.encode() in file.read_bytes()]


def test_the_digits_of_a_pin_change_nothing_but_whether_it_can_be_tried(small: Shown) -> None:
    """Another number of the same length looks the same: no digit, no highlight, no letter is left of it."""
    pictures = []
    for pin in ("1111", "2222"):
        pad(small)
        for digit in pin:
            small.touch(f"key-{digit}")
        small.until("a PIN to try", lambda seen: any(target["name"] == "ok" and target["enabled"] for target in seen["targets"]))
        small.pointer.click(4, small.size[1] // 2)  # the finger leaves the pad
        pictures.append((small.raw(), settled(small)))
        small.touch("close")
        small.until_screen("nps")
    assert pictures[0][0] == pictures[1][0]
    assert not ImageChops.difference(pictures[0][1], pictures[1][1]).getbbox()


def test_a_pin_that_was_half_typed_is_gone_when_the_pad_is_opened_again(small: Shown) -> None:
    seen = pad(small)
    for digit in PIN[:3]:
        small.touch(f"key-{digit}")
    small.touch("close")
    small.until_screen("nps")
    assert pad(small) == seen
    type_pin(small, PIN[3:])
    judged(small, "oli väärä")


def test_corners_touched_without_the_hold_do_what_they_always_do(small: Shown) -> None:
    gesture(small, held=0.1)
    assert "ok" not in names(small.seen())
    assert small.seen()["screen"] != "service"


def test_out_of_use_is_shown_until_somebody_comes_back(small: Shown, state: Path) -> None:
    enter(small)
    small.choose("tests")
    small.choose("set-aside")
    small.choose("confirm")
    small.touch("close")
    seen = small.until_screen("out_of_use")
    assert "Henkilökunta" in said(seen)
    look_at(small)
    enter(small)
    small.choose("tests")
    small.touch("use-again")
    small.until("in use", lambda seen: "set-aside" in names(seen))
    small.touch("close")
    small.until_screen("nps")


def test_a_forgotten_terminal_takes_a_code_here(tmp_path: Path, state: Path, server: SmallServer, other_code: str) -> None:
    server.tokens.clear()
    with Lobby(state) as lobby:
        lobby.sync()
    with Shown(tmp_path, PANELS["7inch"], program="service_window", state=state) as small:
        enter(small)
        small.choose("new-code")
        assert small.seen()["screen"] == "enrol"
        look_at(small)
        assert small.choose("language-sv")["language"] == "sv"
        assert small.choose("back")["language"] == "sv"  # whoever speaks it speaks it on both
        assert small.choose("new-code")["language"] == "sv"
        server.add_code(other_code)
        for letter in other_code.replace("-", ""):
            small.touch(f"key-{letter.lower()}")
        small.touch("send")
        small.until("the code was taken", lambda seen: "send-now" in names(seen) and "new-code" not in names(seen))
        small.touch("close")
        assert "For the staff" not in said(small.until_screen("nps"))


@pytest.mark.parametrize("panel", [*PANELS.values(), PORTRAIT], ids=[*PANELS, "portrait"])
@pytest.mark.parametrize("show", ["visit", "enrol", "out_of_use"])
def test_the_hidden_way_begins_where_no_target_lies(tmp_path: Path, panel: tuple[str, str], show: str) -> None:
    with Shown(tmp_path, panel, show=show) as window:
        seen = window.seen()
        across, down = (int(part) for part in panel[1].split("x"))
        width, height = CORNER_MM * window.size[0] / across, CORNER_MM * window.size[1] / down
        slip = SLIP_MM * window.size[0] / across
        there = [target["name"] for target in seen["targets"] if target["rect"][0] - slip < width and target["rect"][1] - slip < height]
        assert there == []


@pytest.mark.parametrize(
    ("panel", "language"), [(PANELS["10inch"], "fi"), (PANELS["7inch"], "sv"), (PORTRAIT, "en"), (PANELS["7inch"], "fi")]
)
def test_every_state_of_it_lies_well(tmp_path: Path, panel: tuple[str, str], language: str) -> None:
    """Of a terminal that has everything to tell, by the rules that hold for every screen."""
    place = configuration_of_screens()
    with Shown(tmp_path, panel, standing=True) as window:
        found = []
        for state in of_service(place, language):
            if state.name != "service-code":  # the enrolment's own page, looked at as such
                found += [f"{state.name}: {fault}" for fault in wrong(window, put(window, state))]
        assert found == []
