"""What will be left out of a text, in the real window: seen in the field, told in words, and nowhere written down."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import ImageGrab

from kiosk.ui.theme import LIGHT
from tests.fixtures.waiting import wait_until
from tests.kiosk.ui.pixels import Colour, colours
from tests.kiosk.ui.window_driver import LARGE, SMALL, Seen, Shown

UPRIGHT = ("480x800", "86x154")
PANELS = {"10inch": LARGE, "7inch": SMALL, "7inch-upright": UPRIGHT}
SENTENCE = "A phone number is left out to protect you."
ATTENTION: Colour = tuple(round(part * 255) for part in LIGHT["attention"][:3])  # type: ignore[assignment]


def texts(seen: Seen) -> str:
    return " ".join(text["text"] for text in seen["texts"])


def write(shown: Shown, letters: str) -> None:
    """Type by the keys on screen, each once its layer is there."""
    for letter in letters:
        name = "key-" + {" ": "space", ".": "period"}.get(letter, letter)
        if name not in {target["name"] for target in shown.seen()["targets"]}:
            shown.touch("key-layer")
            shown.until(f"the layer with {name}", lambda seen, name=name: name in {target["name"] for target in seen["targets"]})  # type: ignore[misc]
        shown.touch(name)


def drawn_in_field(shown: Shown) -> int:
    """Pixels of the attention colour in the field."""
    box = next(target["rect"] for target in shown.seen()["targets"] if target["name"] == "field")
    return colours(ImageGrab.grab(xdisplay=shown.display).convert("RGB"), box)[ATTENTION]


@pytest.mark.parametrize("panel", PANELS.values(), ids=list(PANELS))
def test_a_phone_number_is_boxed_in_the_field_and_told_beside_it(tmp_path: Path, panel: tuple[str, str]) -> None:
    with Shown(tmp_path, panel, languages="en,fi,sv") as shown:
        shown.choose("nps-5")
        shown.choose("write")
        write(shown, "call 040123")
        assert drawn_in_field(shown) == 0
        write(shown, "4567 ")
        seen = shown.until("the sentence", lambda seen: SENTENCE in texts(seen))
        wait_until(lambda: drawn_in_field(shown) > 100, what="a box in the colour of attention")
        assert "0401234567" not in shown.raw().decode() and "call" not in texts(seen)
        for _ in range(5):
            shown.touch("key-backspace")
        shown.until("the sentence to be gone", lambda seen: SENTENCE not in texts(seen))
        wait_until(lambda: drawn_in_field(shown) == 0, what="a field without a box")
        shown.stop()
        assert "0401234567" not in shown.log and "040123" not in shown.log


def test_the_box_goes_with_its_person(tmp_path: Path) -> None:
    with Shown(tmp_path, LARGE, languages="en,fi,sv", timeout_ms=2_000) as shown:
        shown.choose("nps-5")
        shown.choose("write")
        write(shown, "0401234567 ")
        shown.until("the sentence", lambda seen: SENTENCE in texts(seen))
        seen = shown.until("the next person's screen", lambda seen: seen["screen"] == "nps")
        assert SENTENCE not in texts(seen)
        shown.choose("nps-5")
        shown.choose("write")
        assert SENTENCE not in texts(shown.seen())
        assert drawn_in_field(shown) == 0
