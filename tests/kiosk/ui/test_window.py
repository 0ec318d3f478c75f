"""Whole visits by real touches work in a real window, and leave nothing visible."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import ImageGrab

from survey.enrolment_code import make_code
from tests.fixtures.display import VirtualDisplay
from tests.fixtures.waiting import wait_until
from tests.kiosk.ui.failing_screens import SECRET
from tests.kiosk.ui.sample_runtime import CORE_STATEMENTS
from tests.kiosk.ui.screenshots import capture_parts, find_faults
from tests.kiosk.ui.window_driver import SEVEN_INCH_PANEL, TEN_INCH_PANEL, VISIT_PANELS, DescriptionDict, WindowDriver, has_target
from tests.project import ROOT

TYPED = "salaisuus"


def check_screen(driver: WindowDriver) -> DescriptionDict:
    """Return the screen once its layout has no faults, or its first part if it has several."""
    parts = capture_parts(driver)
    found = find_faults(driver, parts)
    assert not found, "\n".join(
        (f"{parts[0].description['screen']} in {parts[0].description['language']} at {driver.window_size}:", *found)
    )
    return parts[0].description


@pytest.mark.parametrize("panel", VISIT_PANELS.values(), ids=list(VISIT_PANELS))
def test_a_whole_visit_in_every_language(tmp_path: Path, panel: tuple[str, str]) -> None:
    with WindowDriver(tmp_path, panel, statements="encounter,participation,clarity") as shown:
        for language in ("fi", "sv", "en"):
            if shown.description()["language"] != language:
                shown.choose(f"language-{language}")
            assert check_screen(shown)["language"] == language
            shown.choose("about")
            check_screen(shown)
            shown.choose("close")
            shown.choose("nps-8")
            check_screen(shown)
            shown.choose("write")
            check_screen(shown)
            for letter in TYPED:
                shown.tap(f"key-{letter}")
            shown.choose("send")
            check_screen(shown)
            assert shown.choose("value-4")["position"] == 2
            check_screen(shown)
            assert shown.choose("back")["position"] == 1
            chosen = {target["name"] for target in check_screen(shown)["targets"] if target["selected"]}
            assert chosen == {"value-4"}
            shown.choose("value-5")
            shown.choose("not-applicable")
            shown.choose("languages")
            check_screen(shown)
            shown.choose("close")
            shown.choose("skip")
            assert check_screen(shown)["screen"] == "thanks"
            shown.choose("close")
        assert shown.stop() == 0
        told = shown.final_report
        assert (told["visits"], told["texts"], told["codes"], told["unseen"]) == (3, 3, [], [])
        assert TYPED not in shown.log_text.lower()


@pytest.mark.parametrize("panel", VISIT_PANELS.values(), ids=list(VISIT_PANELS))
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_who_looks_back_sees_what_was_chosen_and_goes_on_with_one_touch(tmp_path: Path, panel: tuple[str, str], language: str) -> None:
    def chosen(seen: DescriptionDict) -> list[str]:
        return [target["name"] for target in seen["targets"] if target["selected"] and not target["name"].startswith("language")]

    with WindowDriver(tmp_path, panel, languages=f"{language},en" if language != "en" else "en,fi") as shown:
        for name in ("nps-7", "skip", "value-4", "back", "back", "back"):
            shown.choose(name)
        seen = check_screen(shown)
        assert (seen["screen"], chosen(seen)) == ("nps", ["nps-7"])
        shown.choose("skip")
        shown.choose("skip")
        seen = check_screen(shown)
        assert (seen["screen"], chosen(seen)) == ("statement", ["value-4"])
        words = {target["name"]: target["text"] for target in seen["targets"]}
        assert words["skip"] == {"fi": "Jatka", "sv": "Fortsätt", "en": "Continue"}[language], "nobody dares to skip what they answered"


@pytest.mark.parametrize("panel", VISIT_PANELS.values(), ids=list(VISIT_PANELS))
def test_every_statement_fits_in_every_language(tmp_path: Path, panel: tuple[str, str]) -> None:
    with WindowDriver(tmp_path, panel, statements=",".join(CORE_STATEMENTS)) as shown:
        for language in ("fi", "sv", "en"):
            if shown.description()["language"] != language:
                shown.choose(f"language-{language}")
            shown.choose("nps-0")
            shown.choose("skip")
            for code in CORE_STATEMENTS:
                assert check_screen(shown)["statement"] == code
                shown.choose("value-1")
            shown.choose("close")


@pytest.mark.parametrize("panel", VISIT_PANELS.values(), ids=list(VISIT_PANELS))
def test_the_countdown_is_answered_by_a_touch_or_ends_the_visit(tmp_path: Path, panel: tuple[str, str]) -> None:
    with WindowDriver(tmp_path, panel, timeout_ms=6_000) as shown:
        shown.choose("nps-5")
        seen = shown.wait_for_screen("still_there")
        check_screen(shown)
        assert 0 < seen["seconds_left"] <= 3
        assert [target["name"] for target in seen["targets"]] == ["continue", "finish", "display"]
        assert shown.choose("continue")["screen"] == "comment"
        shown.wait_for_screen("still_there")
        shown.wait_for_screen("nps")


@pytest.mark.parametrize("panel", VISIT_PANELS.values(), ids=list(VISIT_PANELS))
def test_who_cannot_read_the_warning_makes_it_larger_and_is_where_they_were(tmp_path: Path, panel: tuple[str, str]) -> None:
    with WindowDriver(tmp_path, panel, timeout_ms=8_000) as shown:
        shown.choose("nps-5")
        shown.wait_for_screen("still_there")
        assert shown.choose("display")["screen"] == "display"
        shown.choose_display_settings("text-large")
        assert shown.choose("close")["screen"] == "comment"
        warned = shown.wait_for_screen("still_there")
        assert warned["sight"]["text"] == "large"
        check_screen(shown)
        assert shown.wait_for_screen("nps")["sight"]["text"] == "normal"


def test_what_is_typed_is_in_no_description_and_gone_for_the_next_person(tmp_path: Path) -> None:
    with WindowDriver(tmp_path, SEVEN_INCH_PANEL, timeout_ms=3_000) as shown:
        shown.choose("nps-5")
        shown.choose("write")
        empty = ImageGrab.grab(xdisplay=shown.display_name).tobytes()
        descriptions = []
        for letter in TYPED:
            shown.tap(f"key-{letter}")
            descriptions.append(shown.description_bytes())
        wait_for_pixels(shown, lambda pixels: pixels != empty)
        assert not any(TYPED.encode() in raw.lower() for raw in descriptions)
        shown.wait_for_screen("still_there")
        assert TYPED.encode() not in shown.description_bytes().lower()
        shown.wait_for_screen("nps")
        shown.choose("nps-5")
        shown.choose("write")
        wait_for_pixels(shown, lambda pixels: pixels == empty)


def test_after_a_time_out_the_screen_is_as_it_was_before_anybody_came(tmp_path: Path) -> None:
    with WindowDriver(tmp_path, SEVEN_INCH_PANEL, timeout_ms=3_000) as shown:
        before = ImageGrab.grab(xdisplay=shown.display_name).tobytes()
        shown.choose("language-sv")
        shown.choose("nps-9")
        shown.choose("skip")
        shown.choose("value-2")
        shown.wait_for_screen("nps")
        wait_for_pixels(shown, lambda pixels: pixels == before)


def test_a_target_under_the_finger_shows_it_and_a_finger_that_slides_away_chooses_nothing(tmp_path: Path) -> None:
    with WindowDriver(tmp_path, SEVEN_INCH_PANEL) as shown:
        before = ImageGrab.grab(xdisplay=shown.display_name)
        x, y = shown.target_centre("nps-7")
        run_xdotool(shown, "mousemove", str(round(x)), str(round(y)), "mousedown", "1")
        wait_for_pixels(shown, lambda pixels: pixels != before.tobytes())
        pressed = ImageGrab.grab(xdisplay=shown.display_name)
        assert pressed.getpixel((round(x), round(y) - 25)) == (0x0A, 0x4F, 0x6B)
        run_xdotool(shown, "mousemove", "400", "20", "mouseup", "1")
        wait_for_pixels(shown, lambda pixels: pixels == before.tobytes())
        assert shown.description()["screen"] == "nps"
        assert shown.choose("nps-7")["screen"] == "comment"


def test_a_second_touch_before_the_next_screen_was_seen_answers_nothing_on_it(tmp_path: Path) -> None:
    with WindowDriver(tmp_path, SEVEN_INCH_PANEL) as shown:
        shown.choose("nps-7")
        shown.choose("skip")
        x, y = (str(round(part)) for part in shown.target_centre("value-4"))
        run_xdotool(shown, "mousemove", x, y, "click", "1", "click", "1")
        shown.wait_for("the second statement", lambda seen: bool(seen["position"] == 2))
        shown.choose("back")
        shown.choose("skip")
        assert shown.description()["position"] == 2
        assert not any(target["selected"] for target in shown.description()["targets"])


def test_who_changes_how_the_screen_looks_goes_on_at_once(tmp_path: Path) -> None:
    """A touch immediately after a choice does not count. One after the next frame does, even if the screen is the same."""
    with WindowDriver(tmp_path, SEVEN_INCH_PANEL) as shown:
        shown.choose("display")
        for name, kind in (("text-large", "text"), ("contrast-black", "contrast"), ("reach-low", "reach"), ("text-normal", "text")):
            shown.turn_to_target(name)
            shown.tap(name)
            shown.wait_for(name, lambda seen, name=name, kind=kind: bool(f"{kind}-{seen['sight'][kind]}" == name))  # type: ignore[misc]
        assert shown.choose("close")["screen"] == "nps"


def test_enrolment_takes_a_code_by_its_own_keyboard_and_says_what_is_wrong(tmp_path: Path) -> None:
    options = '{"obstacles": ["time", "certificate"], "problem": "code_expired"}'
    with WindowDriver(tmp_path, SEVEN_INCH_PANEL, show="enrol", enrol=options) as shown:
        check_screen(shown)
        words = shown.all_text()
        for part in ("kello", "varmenteeseen", "vanhentunut"):
            assert part in words
        for letter in "abcdefghj":
            shown.tap(f"key-{letter}")
        shown.wait_for(
            "the button, and no room for another letter", lambda seen: is_enabled(seen, "send") and not is_enabled(seen, "key-k")
        )
        before = shown.description_bytes()
        shown.tap("send")
        shown.wait_for("what became of it", lambda _: shown.description_bytes() != before)
        assert "kirjoitusvirhe" in shown.all_text()
        shown.choose("language-sv")
        check_screen(shown)
        assert b"abcdefghj" not in shown.description_bytes().lower()
        assert shown.stop() == 0
        assert shown.final_report["codes"] == []


def test_a_right_code_is_tried(tmp_path: Path) -> None:
    code = make_code(bytes(range(16)))
    with WindowDriver(tmp_path, SEVEN_INCH_PANEL, show="enrol") as shown:
        for letter in code.replace("-", "").lower():
            shown.tap(f"key-{letter}")
        shown.wait_for("the button", lambda seen: is_enabled(seen, "send"))
        shown.tap("send")
        shown.choose("language-sv")  # the following screens come after the code was accepted
        shown.stop()
        assert shown.final_report["codes"] == [code]


@pytest.mark.parametrize("panel", VISIT_PANELS.values(), ids=list(VISIT_PANELS))
def test_out_of_use_is_said_in_the_language_and_the_way_that_somebody_wants(tmp_path: Path, panel: tuple[str, str]) -> None:
    with WindowDriver(tmp_path, panel, show="out_of_use") as shown:
        before = check_screen(shown)
        assert before["language"] == "fi"
        if not has_target(before, "language-sv"):
            shown.choose("languages")
        swedish = shown.choose("language-sv")
        assert (swedish["screen"], swedish["language"]) == ("out_of_use", "sv")
        shown.choose("display")
        shown.choose_display_settings("text-largest", "contrast-black")
        shown.choose("close")
        seen = check_screen(shown)
        assert (seen["screen"], seen["language"], seen["sight"]["text"]) == ("out_of_use", "sv", "largest")
        assert shown.stop() == 0
        assert shown.final_report["visits"] == 0


@pytest.mark.parametrize("show", ["out_of_use", "enrol"])
def test_a_screen_of_no_visit_is_the_places_own_again_when_its_person_has_left(tmp_path: Path, show: str) -> None:
    with WindowDriver(tmp_path, TEN_INCH_PANEL, show=show, stays_ms=4_000) as shown:
        before = shown.description()
        assert shown.choose("language-sv")["language"] == "sv"
        shown.choose("display")
        shown.choose_display_settings("text-large")
        seen = shown.wait_for("the place's own", lambda seen: bool(seen["screen"] == show and seen["language"] == "fi"))
        assert seen["sight"] == before["sight"]


def test_a_broken_screen_leads_back_to_the_first_one_and_its_log_quotes_nothing(tmp_path: Path) -> None:
    with WindowDriver(tmp_path, SEVEN_INCH_PANEL, broken="statement") as shown:
        shown.choose("nps-4")
        shown.tap("skip")
        shown.wait_for_screen("nps")
        assert shown.choose("nps-5")["screen"] == "comment"
        assert shown.stop() == 0
        assert shown.final_report["visits"] == 1
        assert "a screen broke: ValueError < fail" in shown.log_text
        assert SECRET not in shown.log_text


def test_a_terminal_whose_first_screen_cannot_be_shown_ends_instead_of_standing_dark(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.kiosk.ui.sample_runtime_window", "--window=800x480", "--panel=154x86", "--broken=nps"]
    with VirtualDisplay(800, 480) as display:
        ended = subprocess.run(command, cwd=ROOT, env={**os.environ, "DISPLAY": display.name}, capture_output=True, timeout=60, check=False)
    assert ended.returncode != 0


def test_a_driver_without_graphics_is_refused_with_a_word(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.kiosk.ui.sample_runtime_window"]
    ended = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "SDL_VIDEODRIVER": "dummy"}, capture_output=True, timeout=60, check=False, text=True
    )
    assert ended.returncode == 1
    assert "SDL_VIDEODRIVER=dummy draws nothing" in ended.stderr


def test_it_runs_without_any_display(tmp_path: Path) -> None:
    describe = tmp_path / "screen.json"
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    command = [sys.executable, "-m", "tests.kiosk.ui.sample_runtime_window", "--describe", str(describe)]
    program = subprocess.Popen(command, cwd=ROOT, env={**environment, "SDL_VIDEODRIVER": "offscreen"}, stdout=subprocess.PIPE)
    try:
        wait_until(describe.exists, what="the first screen")
        program.terminate()
        assert program.wait(timeout=20) == 0
    finally:
        program.kill()
        program.communicate()


def is_enabled(description: DescriptionDict, name: str) -> bool:
    return any(target["name"] == name and target["enabled"] for target in description["targets"])


def run_xdotool(driver: WindowDriver, *arguments: str) -> None:
    """Send commands of the pointer that are not clicks."""
    subprocess.run(["xdotool", *arguments], env={**os.environ, "DISPLAY": driver.display_name}, check=True, timeout=20)


def wait_for_pixels(driver: WindowDriver, condition: Callable[[bytes], bool]) -> None:
    wait_until(lambda: condition(ImageGrab.grab(xdisplay=driver.display_name).tobytes()), what="the picture on the screen")
