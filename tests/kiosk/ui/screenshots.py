"""Checks the layout of every screen in a real window, and prints what is wrong.

    python -m tests.kiosk.ui.screenshots --window 800x480 --panel 154x86 --language fi --theme light
        [--text largest] [--contrast black] [--reach low] [--screens nps,statement] [--pictures FOLDER]

It prints one line per fault (`screen: what is wrong`), and the exit status is 1 if there are any. The rules are in `layout_rules.py`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
from PIL import Image, ImageGrab

from kiosk.visit.view import EnrolmentView, View
from survey.visit import DisplayPreferences
from tests.fixtures.waiting import wait_until
from tests.kiosk.ui.language_rules import find_language_faults
from tests.kiosk.ui.layout_rules import PanelSize, find_layout_faults, find_missing_targets
from tests.kiosk.ui.sample_runtime import CORE_STATEMENTS, make_configuration
from tests.kiosk.ui.screen_states import ScreenState, idle_states, no_visit_states, service_states, visit_states
from tests.kiosk.ui.window_driver import DescriptionDict, WindowDriver, has_target, part_layout

OUT_OF_USE_VIEW = View(mode="out_of_use")
ENROL_VIEW = View(mode="enrol", enrolment=EnrolmentView(server=None))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.kiosk.ui.screenshots")
    parser.add_argument("--window", default="1280x800")
    parser.add_argument("--panel", default="217x136", help="millimetres")
    parser.add_argument("--language", default="fi")
    parser.add_argument("--theme", default="light")
    parser.add_argument("--text", default="normal", choices=("normal", "large", "largest"))
    parser.add_argument("--contrast", default="normal", choices=("normal", "white", "black"))
    parser.add_argument("--reach", default="whole", choices=("whole", "low"))
    parser.add_argument("--screens", default="", help="only these, with commas")
    parser.add_argument("--statements", default=",".join(CORE_STATEMENTS[:3]), help="statements to come past; `all` for every one")
    parser.add_argument("--pictures", type=Path, help="a folder for the pictures")
    asked = parser.parse_args(arguments)
    only = set(asked.screens.split(",")) - {""}
    codes = CORE_STATEMENTS if asked.statements == "all" else tuple(asked.statements.split(","))
    sight = DisplayPreferences(asked.text, asked.contrast, asked.reach)
    place = make_configuration()
    found = 0
    with (
        tempfile.TemporaryDirectory() as folder,
        WindowDriver(Path(folder), (asked.window, asked.panel), frozen=True, theme=asked.theme) as shown,
    ):
        of_visit = (*idle_states(place, asked.language, sight), *visit_states(place, asked.language, sight, codes))
        for state in (*of_visit, *no_visit_states(place, sight), *service_states(place, asked.language, sight)):
            if only and state.name not in only:
                continue
            parts = show_state(shown, state)
            for number, part in enumerate(parts if asked.pictures else (), start=1):
                asked.pictures.mkdir(parents=True, exist_ok=True)
                part.picture.save(asked.pictures / f"{state.name}{f'-{number}' if number > 1 else ''}-{asked.theme}-{asked.window}.png")
            for fault in find_faults(shown, parts):
                found += 1
                print(f"{state.name}: {fault}", flush=True)
    print(f"{found} faults", file=sys.stderr)
    return 1 if found else 0


@dataclass(frozen=True)
class ScreenPart:
    """Holds the description and the picture of a screen or of one part of it."""

    description: DescriptionDict
    picture: Image.Image


def find_faults(driver: WindowDriver, parts: Sequence[ScreenPart]) -> list[str]:
    """Return all problems of a screen: in the layout of its parts, in the targets of all parts together, and in its texts."""
    panel = PanelSize(driver.window_pixels, driver.panel_mm)
    lying = [fault for part in parts for fault in find_layout_faults(part.description, part.picture, panel)]
    targets = {target["name"]: target for part in parts for target in part.description["targets"]}
    whole = {
        **parts[0].description,
        "targets": list(targets.values()),
        "texts": [text for part in parts for text in part.description["texts"]],
    }
    return [*lying, *find_missing_targets(whole), *find_language_faults(whole)]


def show_state(driver: WindowDriver, state: ScreenState) -> list[ScreenPart]:
    """Show a state and return its parts."""
    before = driver.description()
    kept = _has_chosen(before, state)
    turned_to = any(target["name"] == "less" for target in before["targets"])
    stale = state.view.mode != "visit" and not kept and before["sight"] != msgspec.to_builtins(DisplayPreferences())
    # A very similar screen would stay at its part, or not be recognised as another one; earlier choices must be forgotten.
    if turned_to or stale or replace(state, choices=()).is_described_by(before) or state.is_described_by(before):
        kept = False
        between = ENROL_VIEW if state.view.mode == "out_of_use" else OUT_OF_USE_VIEW
        driver.show(between)
        driver.wait_for("what comes between", lambda seen: bool(seen["screen"] == between.mode))
    driver.show(state.view)
    for count, name in enumerate(() if kept else state.choices):
        driver.wait_for(f"where {name} is chosen", replace(state, choices=state.choices[:count]).is_described_by)
        driver.turn_to_target(name)
        driver.tap(name)
    driver.wait_for(f"the state {state.name}", state.is_described_by)
    return capture_parts(driver)


def _has_chosen(seen: DescriptionDict, state: ScreenState) -> bool:
    """Return whether the same person has already made these choices on another page of the service screen."""
    of_staff = state.view.service_session is not None and seen["screen"] == "service"
    return of_staff and state.choices[-1:] == ("close",) and seen["sight"] == msgspec.to_builtins(state.sight)


def capture_parts(driver: WindowDriver) -> list[ScreenPart]:
    """Return all parts of the screen, and turn back to the first one."""
    while has_target(driver.description(), "less"):
        driver.turn_part("less")
    parts = [capture_part(driver)]
    while has_target(parts[-1].description, "more"):
        driver.turn_part("more")
        parts.append(capture_part(driver))
    for _ in parts[1:]:
        driver.turn_part("less")
    return parts


def capture_part(driver: WindowDriver) -> ScreenPart:
    """Return a description and a picture of the same moment, even if the screen changes by itself."""

    def same() -> ScreenPart | None:
        seen = driver.description()
        picture = grab_stable_picture(driver)
        return ScreenPart(seen, picture) if part_layout(driver.description()) == part_layout(seen) else None

    return wait_until(same, what="a screen that stands still")


def grab_stable_picture(driver: WindowDriver) -> Image.Image:
    """Return the picture of the display once two successive ones are equal and have more than one colour."""

    def settled() -> Image.Image | None:
        one, other = (ImageGrab.grab(xdisplay=driver.display_name) for _ in range(2))
        blank = len(other.getcolors(2) or ()) == 1
        return other if not blank and one.tobytes() == other.tobytes() else None

    return wait_until(settled, what="a picture that stands still")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
