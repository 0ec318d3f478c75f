"""Looks at every screen of a real window and says what is wrong with how it lies.

    python -m tests.kiosk.ui.screenshots --window 800x480 --panel 154x86 --language fi --theme light
        [--text largest] [--contrast black] [--reach low] [--screens nps,statement] [--pictures FOLDER]

One line for each fault (`screen: what is wrong`), exit status 1 where there are any. What is asked of a screen stands in `rules.py`.
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

from kiosk.visit.view import EnrolView, View
from survey.visit import Sight
from tests.fixtures.waiting import wait_until
from tests.kiosk.ui.language_rules import odd_words
from tests.kiosk.ui.layout_rules import Panel, faults, offers
from tests.kiosk.ui.sample_stage import CORE, configuration
from tests.kiosk.ui.screen_states import State, of_no_visit, of_service, of_the_first, states
from tests.kiosk.ui.window_driver import Seen, Shown, has, lies

OUT_OF_USE = View(mode="out_of_use")
ENROL = View(mode="enrol", enrol=EnrolView(server=None))


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
    parser.add_argument("--statements", default=",".join(CORE[:3]), help="statements to come past; `all` for every one")
    parser.add_argument("--pictures", type=Path, help="a folder for the pictures")
    asked = parser.parse_args(arguments)
    only = set(asked.screens.split(",")) - {""}
    codes = CORE if asked.statements == "all" else tuple(asked.statements.split(","))
    sight = Sight(asked.text, asked.contrast, asked.reach)
    place = configuration()
    found = 0
    with (
        tempfile.TemporaryDirectory() as folder,
        Shown(Path(folder), (asked.window, asked.panel), standing=True, theme=asked.theme) as shown,
    ):
        of_visit = (*of_the_first(place, asked.language, sight), *states(place, asked.language, sight, codes))
        for state in (*of_visit, *of_no_visit(place, sight), *of_service(place, asked.language, sight)):
            if only and state.name not in only:
                continue
            parts = put(shown, state)
            for number, part in enumerate(parts if asked.pictures else (), start=1):
                asked.pictures.mkdir(parents=True, exist_ok=True)
                part.picture.save(asked.pictures / f"{state.name}{f'-{number}' if number > 1 else ''}-{asked.theme}-{asked.window}.png")
            for fault in wrong(shown, parts):
                found += 1
                print(f"{state.name}: {fault}", flush=True)
    print(f"{found} faults", file=sys.stderr)
    return 1 if found else 0


@dataclass(frozen=True)
class Part:
    """A screen, or as much of it as is shown at once: what the window tells of it, and what it shows."""

    seen: Seen
    picture: Image.Image


def wrong(shown: Shown, parts: Sequence[Part]) -> list[str]:
    """All that is wrong with a screen: how its parts lie, what it offers in all of them together, and in what words."""
    panel = Panel(shown.size, shown.millimetres)
    lying = [fault for part in parts for fault in faults(part.seen, part.picture, panel)]
    targets = {target["name"]: target for part in parts for target in part.seen["targets"]}
    whole = {**parts[0].seen, "targets": list(targets.values()), "texts": [text for part in parts for text in part.seen["texts"]]}
    return [*lying, *offers(whole), *odd_words(whole)]


def put(shown: Shown, state: State) -> list[Part]:
    """Show a state; its parts."""
    before = shown.seen()
    kept = _has_chosen(before, state)
    turned_to = any(target["name"] == "less" for target in before["targets"])
    stale = state.view.mode != "visit" and not kept and before["sight"] != msgspec.to_builtins(Sight())
    # A screen so much like this one would stay at its part, or not be told from it; what was chosen for another is to be forgotten.
    if turned_to or stale or replace(state, chosen=()).fits(before) or state.fits(before):
        kept = False
        between = ENROL if state.view.mode == "out_of_use" else OUT_OF_USE
        shown.show(between)
        shown.until("what comes between", lambda seen: bool(seen["screen"] == between.mode))
    shown.show(state.view)
    for count, name in enumerate(() if kept else state.chosen):
        shown.until(f"where {name} is chosen", replace(state, chosen=state.chosen[:count]).fits)
        shown.find(name)
        shown.touch(name)
    shown.until(f"the state {state.name}", state.fits)
    return look_through(shown)


def _has_chosen(seen: Seen, state: State) -> bool:
    """Whether the same person has chosen it so already, on another page of the service screen."""
    of_staff = state.view.service is not None and seen["screen"] == "service"
    return of_staff and state.chosen[-1:] == ("close",) and seen["sight"] == msgspec.to_builtins(state.sight)


def look_through(shown: Shown) -> list[Part]:
    """The screen that is shown, part for part; it is left at the first one."""
    while has(shown.seen(), "less"):
        shown.turn("less")
    parts = [part(shown)]
    while has(parts[-1].seen, "more"):
        shown.turn("more")
        parts.append(part(shown))
    for _ in parts[1:]:
        shown.turn("less")
    return parts


def part(shown: Shown) -> Part:
    """What is shown: a description and a picture of the same moment, also where something goes on by itself."""

    def same() -> Part | None:
        seen = shown.seen()
        picture = still(shown)
        return Part(seen, picture) if lies(shown.seen()) == lies(seen) else None

    return wait_until(same, what="a screen that stands still")


def still(shown: Shown) -> Image.Image:
    """The picture on the display, once two looks at it are the same and it shows more than one colour."""

    def settled() -> Image.Image | None:
        one, other = (ImageGrab.grab(xdisplay=shown.display) for _ in range(2))
        blank = len(other.getcolors(2) or ()) == 1
        return other if not blank and one.tobytes() == other.tobytes() else None

    return wait_until(settled, what="a picture that stands still")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
