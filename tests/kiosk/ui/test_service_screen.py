"""The service screen works in the real window of a whole terminal: gesture, keypad, content and tests. Nothing of it is left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import ImageChops, ImageGrab
from PIL.Image import Image

from kiosk.ui.service_gesture import CORNER_HOLD_SECONDS, CORNER_MM
from tests.fixtures.waiting import wait_until
from tests.kiosk.fake_server import FakeServer
from tests.kiosk.headless_terminal import HeadlessTerminal
from tests.kiosk.sample_configuration import configuration
from tests.kiosk.service.test_service import PIN, WRONG_PIN, with_pin
from tests.kiosk.ui.sample_runtime import make_configuration as configuration_of_screens
from tests.kiosk.ui.screen_states import service_states
from tests.kiosk.ui.screenshots import find_faults, show_state
from tests.kiosk.ui.test_window import check_screen
from tests.kiosk.ui.window_driver import VISIT_PANELS, DescriptionDict, WindowDriver

PORTRAIT_PANEL = ("1080x1920", "194x344")
CORNER_OFFSET = 12
"""The distance in pixels of a touch from its corner, within the margins of every panel."""
SLIP_MM = 2
"""The distance from a target at which a touch still counts (`kiosk.ui.theme`)."""


@pytest.fixture
def state_folder(tmp_path: Path, server: FakeServer, code: str) -> Path:
    """Return the state folder of an enrolled terminal with one unsent response, in a region with a PIN."""
    server.configuration = with_pin(configuration())
    with HeadlessTerminal(tmp_path / "state") as lobby:
        assert lobby.enrol(server, code).is_enrolled
        lobby.make_visit()
    return tmp_path / "state"


@pytest.fixture(params=VISIT_PANELS.values(), ids=list(VISIT_PANELS))
def driver(request: pytest.FixtureRequest, tmp_path: Path, state_folder: Path) -> Iterator[WindowDriver]:
    with WindowDriver(tmp_path, request.param, module="service_window", state=state_folder) as window:
        yield window


@pytest.fixture
def small_driver(tmp_path: Path, state_folder: Path) -> Iterator[WindowDriver]:
    with WindowDriver(tmp_path, VISIT_PANELS["7inch"], module="service_window", state=state_folder) as window:
        yield window


def make_service_gesture(driver: WindowDriver, *, held: float = CORNER_HOLD_SECONDS + 0.2) -> None:
    width, height = driver.window_pixels
    driver.pointer.press_and_hold(CORNER_OFFSET, CORNER_OFFSET, held)
    for x, y in (
        (width - CORNER_OFFSET, CORNER_OFFSET),
        (width - CORNER_OFFSET, height - CORNER_OFFSET),
        (CORNER_OFFSET, height - CORNER_OFFSET),
    ):
        driver.pointer.click(x, y)


def target_names(description: DescriptionDict) -> list[str]:
    return [target["name"] for target in description["targets"]]


def all_text(description: DescriptionDict) -> str:
    return " ".join(text["text"] for text in description["texts"])


def open_pin_pad(driver: WindowDriver) -> DescriptionDict:
    make_service_gesture(driver)
    return driver.wait_for("the pad", lambda seen: "ok" in target_names(seen))


def submit_pin(driver: WindowDriver, pin: str) -> None:
    for digit in pin:
        driver.tap(f"key-{digit}")
    driver.wait_for("a PIN to try", lambda seen: any(target["name"] == "ok" and target["enabled"] for target in seen["targets"]))
    driver.tap("ok")


def wait_for_rejection(driver: WindowDriver, words: str) -> DescriptionDict:
    """Wait for the keypad after a wrong PIN: the digits are wiped, and a message is shown."""

    def over(seen: DescriptionDict) -> bool:
        (ok,) = (target for target in seen["targets"] if target["name"] == "ok")
        return words in all_text(seen) and not ok["enabled"] and ok["text"] == "OK"

    return driver.wait_for("the PIN is judged", over)


def open_section(driver: WindowDriver, name: str) -> None:
    driver.tap(name)
    driver.wait_for(name, lambda seen: any(target["name"] == name and target["selected"] for target in seen["targets"]))


def wait_for_stable_picture(driver: WindowDriver) -> Image:
    """Return the picture once it has been the same ten times, so that the last touch is drawn."""
    pictures: list[Image] = []

    def still() -> Image | None:
        pictures.append(ImageGrab.grab(xdisplay=driver.display_name))
        last = [picture.tobytes() for picture in pictures[-10:]]
        return pictures[-1] if len(last) == 10 and len(set(last)) == 1 else None

    return wait_until(still, what="a picture that stands still")


def choose_display_settings(driver: WindowDriver, *targets: str) -> None:
    """Choose display settings with "Aa"."""
    driver.turn_to_target("display")
    driver.tap("display")
    driver.wait_for_screen("display")
    driver.choose_display_settings(*targets)
    driver.turn_to_target("close")
    driver.tap("close")
    driver.wait_for_screen("service")


def test_staff_who_see_badly_have_it_larger_on_every_page_and_the_next_person_as_usual(driver: WindowDriver) -> None:
    usual = driver.description()["sight"]
    open_pin_pad(driver)
    choose_display_settings(driver, "text-largest", "contrast-white")
    assert driver.description()["sight"] == {"text": "largest", "contrast": "white", "reach": "whole"}
    submit_pin(driver, PIN)
    entered = driver.wait_for("the first section", lambda seen: "ok" not in target_names(seen) and bool(seen["screen"] == "service"))
    assert entered["sight"]["text"] == "largest"
    driver.turn_to_target("tests")
    driver.tap("tests")
    driver.wait_for("another section", lambda seen: bool(seen["heading"] != entered["heading"]))
    assert driver.description()["sight"]["text"] == "largest"
    choose_display_settings(driver, "text-normal")
    assert driver.description()["sight"] == {"text": "normal", "contrast": "white", "reach": "whole"}
    driver.turn_to_target("close")
    driver.tap("close")
    assert driver.wait_for_screen("nps")["sight"] == usual


def enter_service_screen(driver: WindowDriver) -> DescriptionDict:
    open_pin_pad(driver)
    submit_pin(driver, PIN)
    return driver.wait_for(
        "the first section with its look", lambda seen: "send-now" in target_names(seen) and "t" in all_text(seen).lower()
    )


def test_the_whole_way_by_touch(driver: WindowDriver, server: FakeServer) -> None:
    idle = driver.wait_for_screen("nps")
    picture = ImageGrab.grab(xdisplay=driver.display_name)
    open_pin_pad(driver)
    check_screen(driver)
    submit_pin(driver, PIN)
    driver.wait_for("the look", lambda seen: server.url in all_text(seen))
    check_screen(driver)
    open_section(driver, "answers")
    driver.tap("send-now")
    driver.wait_for("the exchange is over", lambda seen: "Lähetetty nyt: 1" in all_text(seen))
    check_screen(driver)
    assert len(server.stored) == 1
    open_section(driver, "device")
    driver.wait_for("the faults of the hardware", lambda seen: "Näppäin: ohje – ollut pohjassa" in all_text(seen))
    check_screen(driver)
    open_section(driver, "tests")
    check_screen(driver)

    driver.choose("touch-test")
    seen = check_screen(driver)
    tests = [name for name in target_names(seen) if name.startswith("test-")]
    assert len(tests) == 11
    before = ImageGrab.grab(xdisplay=driver.display_name)
    for name in tests:
        driver.tap(name)
    driver.wait_for("all hit", lambda seen: sum(target["selected"] for target in seen["targets"]) == 11)
    wait_until(
        lambda: ImageChops.difference(before, ImageGrab.grab(xdisplay=driver.display_name)).getbbox(), what="marks where it was touched"
    )
    check_screen(driver)

    driver.choose("back")
    driver.choose("speaker-test")
    check_screen(driver)
    driver.tap("say")
    driver.wait_for("the output", lambda seen: "letters of fi" in all_text(seen))
    driver.choose("back")
    driver.choose("keys-test")
    assert driver.process.stdin is not None
    driver.process.stdin.write(b"key help\n")
    driver.process.stdin.flush()
    driver.wait_for("the key", lambda seen: "ohje – painettiin" in all_text(seen))
    check_screen(driver)
    driver.choose("back")
    driver.choose("set-aside")
    check_screen(driver)
    driver.choose("back")
    driver.tap("close")
    after = driver.wait_for_screen("nps")
    assert after == idle, "nothing of the session is left"
    wait_until(
        lambda: not ImageChops.difference(picture, ImageGrab.grab(xdisplay=driver.display_name)).getbbox(), what="not in a pixel either"
    )


def test_a_wrong_pin_slows_down_and_no_pin_is_anywhere(small_driver: WindowDriver, tmp_path: Path) -> None:
    described: set[bytes] = set()
    open_pin_pad(small_driver)
    for said_of_it in ("oli väärä", "oli väärä", "Odota"):
        for digit in WRONG_PIN:
            small_driver.tap(f"key-{digit}")
            described.add(small_driver.description_bytes())
        small_driver.wait_for("a PIN to try", lambda seen: any(target["name"] == "ok" and target["enabled"] for target in seen["targets"]))
        small_driver.tap("ok")
        wait_for_rejection(small_driver, said_of_it)
        described.add(small_driver.description_bytes())
    seen = small_driver.wait_for("the wait", lambda seen: seen["seconds_left"] is not None)
    assert 0 < seen["seconds_left"] <= 30
    assert not [target for target in seen["targets"] if target["name"].startswith("key-") and target["enabled"]]
    check_screen(small_driver)
    small_driver.tap("close")
    small_driver.wait_for_screen("nps")
    assert small_driver.stop() == 0
    digits = "".join(c for c in small_driver.log_text if c.isdigit())
    assert WRONG_PIN not in digits
    assert not [one for one in described if WRONG_PIN.encode() in one]
    assert not [file.name for file in (tmp_path / "state").rglob("*") if file.is_file() and WRONG_PIN.encode() in file.read_bytes()]


def test_the_digits_of_a_pin_change_nothing_but_whether_it_can_be_tried(small_driver: WindowDriver) -> None:
    """Another number of the same length looks the same, so no digit or highlight is visible."""
    pictures = []
    for pin in ("1111", "2222"):
        open_pin_pad(small_driver)
        for digit in pin:
            small_driver.tap(f"key-{digit}")
        small_driver.wait_for("a PIN to try", lambda seen: any(target["name"] == "ok" and target["enabled"] for target in seen["targets"]))
        small_driver.pointer.click(4, small_driver.window_pixels[1] // 2)  # move the pointer off the keypad
        pictures.append((small_driver.description_bytes(), wait_for_stable_picture(small_driver)))
        small_driver.tap("close")
        small_driver.wait_for_screen("nps")
    assert pictures[0][0] == pictures[1][0]
    assert not ImageChops.difference(pictures[0][1], pictures[1][1]).getbbox()


def test_a_pin_that_was_half_typed_is_gone_when_the_pad_is_opened_again(small_driver: WindowDriver) -> None:
    seen = open_pin_pad(small_driver)
    for digit in PIN[:3]:
        small_driver.tap(f"key-{digit}")
    small_driver.tap("close")
    small_driver.wait_for_screen("nps")
    assert open_pin_pad(small_driver) == seen
    submit_pin(small_driver, PIN[3:])
    wait_for_rejection(small_driver, "oli väärä")


def test_corners_touched_without_the_hold_do_what_they_always_do(small_driver: WindowDriver) -> None:
    make_service_gesture(small_driver, held=0.1)
    assert "ok" not in target_names(small_driver.description())
    assert small_driver.description()["screen"] != "service"


def test_out_of_use_is_shown_until_somebody_comes_back(small_driver: WindowDriver, state_folder: Path) -> None:
    enter_service_screen(small_driver)
    small_driver.choose("tests")
    small_driver.choose("set-aside")
    small_driver.choose("confirm")
    small_driver.tap("close")
    seen = small_driver.wait_for_screen("out_of_use")
    assert "Henkilökunta" in all_text(seen)
    check_screen(small_driver)
    enter_service_screen(small_driver)
    small_driver.choose("tests")
    small_driver.tap("use-again")
    small_driver.wait_for("in use", lambda seen: "set-aside" in target_names(seen))
    small_driver.tap("close")
    small_driver.wait_for_screen("nps")


def test_a_forgotten_terminal_takes_a_code_here(tmp_path: Path, state_folder: Path, server: FakeServer, other_code: str) -> None:
    server.tokens.clear()
    with HeadlessTerminal(state_folder) as lobby:
        lobby.sync()
    with WindowDriver(tmp_path, VISIT_PANELS["7inch"], module="service_window", state=state_folder) as small:
        enter_service_screen(small)
        small.choose("new-code")
        assert small.description()["screen"] == "enrol"
        check_screen(small)
        assert small.choose("language-sv")["language"] == "sv"
        assert small.choose("back")["language"] == "sv"  # the language is used on both screens
        assert small.choose("new-code")["language"] == "sv"
        server.add_enrolment_code(other_code)
        for letter in other_code.replace("-", ""):
            small.tap(f"key-{letter.lower()}")
        small.tap("send")
        small.wait_for("the code was taken", lambda seen: "send-now" in target_names(seen) and "new-code" not in target_names(seen))
        small.tap("close")
        assert "For the staff" not in all_text(small.wait_for_screen("nps"))


@pytest.mark.parametrize("panel", [*VISIT_PANELS.values(), PORTRAIT_PANEL], ids=[*VISIT_PANELS, "portrait"])
@pytest.mark.parametrize("show", ["visit", "enrol", "out_of_use"])
def test_the_hidden_way_begins_where_no_target_lies(tmp_path: Path, panel: tuple[str, str], show: str) -> None:
    with WindowDriver(tmp_path, panel, show=show) as window:
        seen = window.description()
        across, down = (int(part) for part in panel[1].split("x"))
        width, height = CORNER_MM * window.window_pixels[0] / across, CORNER_MM * window.window_pixels[1] / down
        slip = SLIP_MM * window.window_pixels[0] / across
        there = [target["name"] for target in seen["targets"] if target["rect"][0] - slip < width and target["rect"][1] - slip < height]
        assert there == []


@pytest.mark.parametrize(
    ("panel", "language"),
    [(VISIT_PANELS["10inch"], "fi"), (VISIT_PANELS["7inch"], "sv"), (PORTRAIT_PANEL, "en"), (VISIT_PANELS["7inch"], "fi")],
)
def test_every_state_of_it_lies_well(tmp_path: Path, panel: tuple[str, str], language: str) -> None:
    """The layout rules hold for the service screen of a terminal with many faults."""
    place = configuration_of_screens()
    with WindowDriver(tmp_path, panel, frozen=True) as window:
        found = []
        for state in service_states(place, language):
            if state.name != "service-code":  # the page of the enrolment screen is checked separately
                found += [f"{state.name}: {fault}" for fault in find_faults(window, show_state(window, state))]
        assert found == []
