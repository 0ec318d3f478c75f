"""Prints the layout of every keyboard on every panel as JSON, with real sizes. It is a program, because Kivy takes over its process."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import product
from typing import Any

from msgspec.structs import replace

from tests.project import ROOT

PANELS = {
    "7inch": ((800, 480), (154, 86)),
    "10inch": ((1280, 800), (217, 136)),
    "15inch": ((1920, 1080), (344, 194)),
    "22inch": ((1920, 1080), (476, 268)),
    "7inch-upright": ((480, 800), (86, 154)),
    "10inch-upright": ((800, 1280), (136, 217)),
    "15inch-upright": ((1080, 1920), (194, 344)),
    "22inch-upright": ((1080, 1920), (268, 476)),
}
"""Holds the size of the window in pixels and of the panel in millimetres."""
LANGUAGES = ("fi", "sv", "en", "se", "smn", "sms")
STATES = ("letters", "signs", "held", "masked")


def measure_layouts() -> list[dict[str, Any]]:
    """Return a row per panel, language and state with the position of each target, the keys among them, and each text with its size."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.kiosk.ui.keyboard_layouts"], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def main() -> int:
    from kiosk.ui import environment

    environment.prepare_kivy()
    from kiosk.ui.fonts import find_noto_sans
    from kiosk.ui.text_layout import Typesetter

    letters = Typesetter(find_noto_sans())
    combinations = product(PANELS, LANGUAGES, STATES)
    print(json.dumps([row for each in combinations for row in layout_rows(letters, *each)]))
    return 0


def layout_rows(typesetter: Any, panel: str, language: str, state: str) -> list[dict[str, Any]]:
    """Return the rows of one keyboard, one for each key that can be held."""
    from kiosk.pages.text_input import TextInput
    from kiosk.ui.screens import build_scene
    from kiosk.ui.screens.keyboard import keys_across
    from kiosk.ui.theme import Measures
    from kiosk.visit.view import View
    from survey.visit import VisitScript, idle_visit
    from tests.kiosk.ui.sample_runtime import make_configuration

    window, millimetres = PANELS[panel]
    measures = Measures(window, millimetres)
    visit = idle_visit(VisitScript(form="general-1", languages=("fi", "sv", "en", "se", "smn", "sms")))
    visit = replace(visit, language=language, step="comment", is_writing=True, began_at=1)
    view = View(mode="visit", configuration=make_configuration(visit.script.languages), visit=visit)

    def row(typing: TextInput, name: str) -> dict[str, Any]:
        from kiosk.pages.page_builder import build_page
        from kiosk.pages.text_input import TextFieldContent

        shown = build_page(view, typing, 1, keys_across=keys_across(measures))
        found = build_scene(shown, measures, typesetter, TextFieldContent(typing.text, typing.redacted_spans))
        marks: list[Any] = list(found.items)
        return {
            "panel": panel, "language": language, "state": name,
            "keys": [touch.name for touch in found.targets() if shown.find_target(touch.name).role == "key"],  # type: ignore[union-attr]
            "targets": {touch.name: list(touch.rect) for touch in found.targets()},
            "offered": [touch.name for touch in found.targets() if typing.held_key and touch.name in offered],
            "missing": [target.name for target in shown.targets if target.name not in {touch.name for touch in found.targets()}],
            "blocks": [[list(mark.rect), mark.fill, mark.border] for mark in marks if hasattr(mark, "fill")],
            "lines": [line.role for line in shown.lines],
            "texts": [
                [mark.run.text if not mark.run.is_private else "", mark.run.size, mark.run.width, mark.run.height, list(mark.rect)]
                for mark in marks
                if getattr(mark, "run", None) is not None
            ],
        }  # fmt: skip

    offered: set[str] = set()
    typing = TextInput()
    if state == "signs":
        typing.toggle_layer()
    if state == "masked":
        for letter in "soita 040 1234567 tai anna@kotona ":
            typing.insert(letter)
    if state != "held":
        return [row(typing, state)]
    from kiosk.pages.keyboard import keyboard_layout, variant_keys

    rows = []
    for key in (key for line in keyboard_layout(language).letter_rows for key in line if key.variants):
        offered = {form.name for form in variant_keys(key)}
        typing.hold_key(key.name)
        rows.append(row(typing, f"held {key.name}"))
    return rows


if __name__ == "__main__":
    sys.exit(main())
