"""A picture of every screen in every language, theme, size of text and window: `python -m tests.pictures [FOLDER]`.

The program shows what it is told to, in a window on a display of its own; what stands on the display is kept as
`FOLDER/LANGUAGE/SCREEN-THEME-WxH.png` (`build/pictures` where no folder is named), and laid out in one sheet for each
language and window (`sheet-WxH.png`). Every screen is looked at on the way (`tests/kiosk/ui/layout_rules.py`): what is wrong is
written to `FOLDER/faults.txt` and printed, and makes the exit status 1.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from survey.visit import Sight
from tests.fixtures.waiting import wait_until
from tests.kiosk.ui.sample_stage import CORE, configuration
from tests.kiosk.ui.screen_states import State, of_no_visit, of_others, of_service, of_the_first, states
from tests.kiosk.ui.screenshots import Part, put, still, wrong
from tests.kiosk.ui.window_driver import LARGE, SMALL, Shown
from tests.pictures.sheets import sheet

LANGUAGES = ("fi", "sv", "en")
PANELS = (LARGE, SMALL, ("1080x1920", "268x476"))
THEMES: dict[str, dict[str, Sight]] = {
    "light": {
        "light": Sight(),
        "contrast-white": Sight(contrast="white"),
        "contrast-black": Sight(contrast="black"),
        "light-large": Sight(text="large"),
        "light-largest": Sight(text="largest"),
        "light-low": Sight(reach="low"),
    },
    "dark": {"dark": Sight()},
}
"""For each theme that a terminal starts with, what a person may make of it."""
TYPED = {"fi": "ystävällinen hoitaja", "sv": "vänlig personal", "en": "friendly staff"}
SETTLED = 4
"""A picture with typed letters is taken when so many looks in a row are the same."""


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments else Path("build/pictures")
    faults: list[str] = []
    for old in (old for language in LANGUAGES for old in (folder / language).glob("*-*x*.png")):
        old.unlink()  # a screen that is no more, or has fewer parts, would stand on the sheets for ever
    for panel in PANELS:
        for theme, sights in THEMES.items():
            faults += pictures(folder, panel, theme, sights)
        for language in LANGUAGES:
            sheet(folder / language, [name for sights in THEMES.values() for name in sights], panel[0])
    (folder / "faults.txt").write_text("".join(f"{fault}\n" for fault in faults), encoding="utf-8")
    print("".join(f"{fault}\n" for fault in faults), end="")
    print(f"{len(list(folder.glob('*/*.png')))} pictures in {folder}, {len(faults)} faults")
    return 1 if faults else 0


def pictures(folder: Path, panel: tuple[str, str], theme: str, sights: dict[str, Sight]) -> Iterator[str]:
    """All screens on one panel, from one start of the program.

    Yields:
        What is wrong, beginning with the picture's name.
    """
    with (
        tempfile.TemporaryDirectory() as state,
        Shown(Path(state), panel, standing=True, theme=theme) as shown,
        ThreadPoolExecutor(1) as pen,
    ):
        for language in LANGUAGES:
            (folder / language).mkdir(parents=True, exist_ok=True)
            for name, each in screens(language, sights):
                parts = put(shown, each)
                if each.name == "writing" and name in ("light", "dark") and len(parts) == 1:
                    parts = [typed(shown, TYPED[language])]
                for number, part in enumerate(parts, start=1):
                    numbered = each.name if number == 1 else f"{each.name}-part-{number}"
                    pen.submit(part.picture.save, folder / language / f"{numbered}-{name}-{shown.window}.png", compress_level=3)
                yield from (f"{language}/{each.name}-{name}-{shown.window}: {fault}" for fault in wrong(shown, parts))


def screens(language: str, sights: dict[str, Sight]) -> Iterator[tuple[str, State]]:
    """Every screen in one language, with the name of what is made of the theme."""
    for name, sight in sights.items():
        codes = CORE if sight == Sight() else CORE[1:2]
        place = configuration((language, *(tag for tag in LANGUAGES if tag != language)))
        shown = [*states(place, language, sight, codes), *of_the_first(place, language, sight), *of_others(place, language, sight)]
        shown += of_no_visit(place, sight)
        if sight.reach == "whole" and (sight.text == "normal" or language == LANGUAGES[0]):  # staff's screens are many
            shown += of_service(place, language, sight)
        yield from ((name, state) for state in shown)


def typed(shown: Shown, words: str) -> Part:
    """The screen after these words were typed."""
    for letter in words:
        shown.touch("key-space" if letter == " " else f"key-{letter}")
    looks: list[bytes] = []

    def settled() -> bool:
        looks.append(still(shown).tobytes())
        return len(looks) >= SETTLED and len(set(looks[-SETTLED:])) == 1

    wait_until(settled, what="the typed words")
    return Part(shown.seen(), still(shown))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
