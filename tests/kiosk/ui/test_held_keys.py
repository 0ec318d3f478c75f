"""In a real window, a held key shows its variants above it, which can be chosen by sliding or touching."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kiosk.ui.test_window import check_screen, run_xdotool
from tests.kiosk.ui.window_driver import SEVEN_INCH_PANEL, TEN_INCH_PANEL, VISIT_PANELS, DescriptionDict, WindowDriver


def target_names(description: DescriptionDict) -> set[str]:
    return {target["name"] for target in description["targets"]}


def open_keyboard(driver: WindowDriver) -> None:
    driver.choose("nps-5")
    driver.choose("write")


def pointer_down(driver: WindowDriver, name: str) -> None:
    x, y = (str(round(part)) for part in driver.target_centre(name))
    run_xdotool(driver, "mousemove", x, y, "mousedown", "1")


def pointer_up(driver: WindowDriver) -> None:
    run_xdotool(driver, "mouseup", "1")


def hold_key(driver: WindowDriver, name: str, form: str) -> DescriptionDict:
    """Hold a key until its variants are shown; the finger stays down."""
    pointer_down(driver, name)
    return driver.wait_for(f"the forms of {name}", lambda seen: form in target_names(seen))


def wait_until_gone(driver: WindowDriver, form: str) -> DescriptionDict:
    return driver.wait_for("the forms to be gone", lambda seen: form not in target_names(seen))


@pytest.mark.parametrize("panel", VISIT_PANELS.values(), ids=list(VISIT_PANELS))
def test_the_forms_lie_over_the_key_apart_from_all_that_can_be_touched(tmp_path: Path, panel: tuple[str, str]) -> None:
    with WindowDriver(tmp_path, panel) as shown:
        open_keyboard(shown)
        for key, form in (("key-a", "key-á"), ("key-o", "key-õ"), ("key-e", "key-é"), ("key-n", "key-ŋ")):
            y = shown.target_centre(key)[1]
            hold_key(shown, key, form)
            seen = check_screen(shown)
            assert key in target_names(seen)
            assert shown.target_centre(form)[1] < y
            pointer_up(shown)
            shown.tap("key-backspace")
            assert "key-q" in target_names(wait_until_gone(shown, form))


def test_a_finger_slides_onto_a_form_and_chooses_it_by_leaving(tmp_path: Path) -> None:
    with WindowDriver(tmp_path, SEVEN_INCH_PANEL) as shown:
        open_keyboard(shown)
        hold_key(shown, "key-a", "key-á")
        x, y = (str(round(part)) for part in shown.target_centre("key-á"))
        run_xdotool(shown, "mousemove", x, y)
        pointer_up(shown)
        wait_until_gone(shown, "key-á")
        assert "key-s" in target_names(check_screen(shown))


def test_forms_stay_when_the_key_is_let_go_until_one_is_touched_or_something_else_is(tmp_path: Path) -> None:
    with WindowDriver(tmp_path, TEN_INCH_PANEL) as shown:
        open_keyboard(shown)
        for then in ("key-á", "key-l", "key-space"):
            hold_key(shown, "key-a", "key-á")
            pointer_up(shown)
            assert "key-á" in target_names(check_screen(shown))
            shown.tap(then)
            wait_until_gone(shown, "key-á")


def test_a_finger_that_leaves_the_forms_chooses_none(tmp_path: Path) -> None:
    with WindowDriver(tmp_path, SEVEN_INCH_PANEL) as shown:
        open_keyboard(shown)
        hold_key(shown, "key-a", "key-á")
        run_xdotool(shown, "mousemove", "5", "5")
        pointer_up(shown)
        wait_until_gone(shown, "key-á")


@pytest.mark.parametrize("panel", VISIT_PANELS.values(), ids=list(VISIT_PANELS))
@pytest.mark.parametrize("language", ["se", "smn", "sms"])
def test_the_keyboards_of_the_sami_languages_fit_their_panel(tmp_path: Path, panel: tuple[str, str], language: str) -> None:
    own = {"se": "áčđŋšŧž", "smn": "áâäčđŋšž", "sms": "âåäčđǧǥǩŋõšžʒǯʹ"}[language]
    with WindowDriver(tmp_path, panel, languages=f"{language},fi") as shown:
        open_keyboard(shown)
        assert {f"key-{letter}" for letter in own} <= target_names(check_screen(shown))
        shown.tap("key-layer")
        shown.wait_for("the other layer", lambda seen: "key-1" in target_names(seen))
        check_screen(shown)
