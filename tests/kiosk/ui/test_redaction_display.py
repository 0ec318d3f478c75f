"""In a real window, text that will be redacted is marked in the field, explained in a sentence, and written to no file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import ImageGrab

from kiosk.ui.theme import LIGHT
from tests.fixtures.waiting import wait_until
from tests.kiosk.ui.pixels import Rgb, count_colours
from tests.kiosk.ui.window_driver import SEVEN_INCH_PANEL, TEN_INCH_PANEL, DescriptionDict, WindowDriver

PORTRAIT_PANEL = ("480x800", "86x154")
PANELS = {"10inch": TEN_INCH_PANEL, "7inch": SEVEN_INCH_PANEL, "7inch-upright": PORTRAIT_PANEL}
SENTENCE = "A phone number is left out to protect you."
ATTENTION: Rgb = tuple(round(part * 255) for part in LIGHT["attention"][:3])  # type: ignore[assignment]


def all_text(description: DescriptionDict) -> str:
    return " ".join(text["text"] for text in description["texts"])


def type_letters(driver: WindowDriver, letters: str) -> None:
    """Type with the keys on the screen, each once its layer is shown."""
    for letter in letters:
        name = "key-" + {" ": "space", ".": "period"}.get(letter, letter)
        if name not in {target["name"] for target in driver.description()["targets"]}:
            driver.tap("key-layer")
            driver.wait_for(f"the layer with {name}", lambda seen, name=name: name in {target["name"] for target in seen["targets"]})  # type: ignore[misc]
        driver.tap(name)


def attention_pixels_in_field(driver: WindowDriver) -> int:
    """Return the number of pixels in the field with the attention colour."""
    box = next(target["rect"] for target in driver.description()["targets"] if target["name"] == "field")
    return count_colours(ImageGrab.grab(xdisplay=driver.display_name).convert("RGB"), box)[ATTENTION]


@pytest.mark.parametrize("panel", PANELS.values(), ids=list(PANELS))
def test_a_phone_number_is_boxed_in_the_field_and_told_beside_it(tmp_path: Path, panel: tuple[str, str]) -> None:
    with WindowDriver(tmp_path, panel, languages="en,fi,sv") as shown:
        shown.choose("nps-5")
        shown.choose("write")
        type_letters(shown, "call 040123")
        assert attention_pixels_in_field(shown) == 0
        type_letters(shown, "4567 ")
        seen = shown.wait_for("the sentence", lambda seen: SENTENCE in all_text(seen))
        wait_until(lambda: attention_pixels_in_field(shown) > 100, what="a box in the colour of attention")
        assert "0401234567" not in shown.description_bytes().decode() and "call" not in all_text(seen)
        for _ in range(5):
            shown.tap("key-backspace")
        shown.wait_for("the sentence to be gone", lambda seen: SENTENCE not in all_text(seen))
        wait_until(lambda: attention_pixels_in_field(shown) == 0, what="a field without a box")
        shown.stop()
        assert "0401234567" not in shown.log_text and "040123" not in shown.log_text


def test_the_box_goes_with_its_person(tmp_path: Path) -> None:
    with WindowDriver(tmp_path, TEN_INCH_PANEL, languages="en,fi,sv", timeout_ms=2_000) as shown:
        shown.choose("nps-5")
        shown.choose("write")
        type_letters(shown, "0401234567 ")
        shown.wait_for("the sentence", lambda seen: SENTENCE in all_text(seen))
        seen = shown.wait_for("the next person's screen", lambda seen: seen["screen"] == "nps")
        assert SENTENCE not in all_text(seen)
        shown.choose("nps-5")
        shown.choose("write")
        assert SENTENCE not in all_text(shown.description())
        assert attention_pixels_in_field(shown) == 0
