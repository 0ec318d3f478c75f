"""Makes a picture of every screen in every language, theme and window size.

Usage: `python -m tests.pictures [FOLDER]`. FOLDER is `build/pictures` by default. The terminal's window runs on a private display and shows
one screen after the other. Each picture is saved as `FOLDER/LANGUAGE/SCREEN-THEME-WxH.png`, and the pictures of each language and window
are combined into a sheet, `FOLDER/LANGUAGE/sheet-WxH.png`. Every screen is checked (`tests/kiosk/ui/layout_rules.py`). Faults are written
to `FOLDER/faults.txt` and printed, and the exit status is 1 if there are any.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from survey.visit import DisplayPreferences
from tests.fixtures.waiting import wait_until
from tests.kiosk.ui.sample_runtime import CORE_STATEMENTS, make_configuration
from tests.kiosk.ui.screen_states import ScreenState, audience_states, idle_states, no_visit_states, service_states, visit_states
from tests.kiosk.ui.screenshots import ScreenPart, find_faults, grab_stable_picture, show_state
from tests.kiosk.ui.window_driver import SEVEN_INCH_PANEL, TEN_INCH_PANEL, WindowDriver
from tests.pictures.contact_sheets import make_sheet

LANGUAGES = ("fi", "sv", "en")
PANELS = (TEN_INCH_PANEL, SEVEN_INCH_PANEL, ("1080x1920", "268x476"))
THEMES: dict[str, dict[str, DisplayPreferences]] = {
    "light": {
        "light": DisplayPreferences(),
        "contrast-white": DisplayPreferences(contrast="white"),
        "contrast-black": DisplayPreferences(contrast="black"),
        "light-large": DisplayPreferences(text_size="large"),
        "light-largest": DisplayPreferences(text_size="largest"),
        "light-low": DisplayPreferences(reach="low"),
    },
    "dark": {"dark": DisplayPreferences()},
}
"""Maps each theme with which a terminal starts to the display settings that are pictured with it, by their name in the file names."""
TYPED_WORDS = {"fi": "ystävällinen hoitaja", "sv": "vänlig personal", "en": "friendly staff"}
STABLE_LOOKS = 4
"""Sets how many consecutive pictures must be equal before a picture with typed text is saved."""


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments else Path("build/pictures")
    faults: list[str] = []
    for old in (old for language in LANGUAGES for old in (folder / language).glob("*-*x*.png")):
        old.unlink()  # otherwise a screen that no longer exists, or has fewer parts now, would stay on the sheets
    for panel in PANELS:
        for theme, sights in THEMES.items():
            faults += take_pictures(folder, panel, theme, sights)
        for language in LANGUAGES:
            make_sheet(folder / language, [name for sights in THEMES.values() for name in sights], panel[0])
    (folder / "faults.txt").write_text("".join(f"{fault}\n" for fault in faults), encoding="utf-8")
    print("".join(f"{fault}\n" for fault in faults), end="")
    print(f"{len(list(folder.glob('*/*.png')))} pictures in {folder}, {len(faults)} faults")
    return 1 if faults else 0


def take_pictures(folder: Path, panel: tuple[str, str], theme: str, sights: dict[str, DisplayPreferences]) -> Iterator[str]:
    """Take the pictures of all screens on one panel, from one start of the program.

    Args:
        folder: the folder that gets a folder for each language.
        panel: the size of the window in pixels and of the panel in millimetres, such as `("1280x800", "217x136")`.
        theme: the theme with which the terminal starts.
        sights: the display settings to picture, by their name in the file names.

    Yields:
        each fault, beginning with the name of its picture.
    """
    with (
        tempfile.TemporaryDirectory() as state,
        WindowDriver(Path(state), panel, frozen=True, theme=theme) as shown,
        ThreadPoolExecutor(1) as pen,
    ):
        for language in LANGUAGES:
            (folder / language).mkdir(parents=True, exist_ok=True)
            for name, each in themed_states(language, sights):
                parts = show_state(shown, each)
                if each.name == "writing" and name in ("light", "dark") and len(parts) == 1:
                    parts = [type_words(shown, TYPED_WORDS[language])]
                for number, part in enumerate(parts, start=1):
                    numbered = each.name if number == 1 else f"{each.name}-part-{number}"
                    pen.submit(part.picture.save, folder / language / f"{numbered}-{name}-{shown.window_size}.png", compress_level=3)
                yield from (f"{language}/{each.name}-{name}-{shown.window_size}: {fault}" for fault in find_faults(shown, parts))


def themed_states(language: str, sights: dict[str, DisplayPreferences]) -> Iterator[tuple[str, ScreenState]]:
    """Yield every screen in one language with every display setting, each with the name of the setting."""
    for name, sight in sights.items():
        codes = CORE_STATEMENTS if sight == DisplayPreferences() else CORE_STATEMENTS[1:2]
        place = make_configuration((language, *(tag for tag in LANGUAGES if tag != language)))
        shown = [
            *visit_states(place, language, sight, codes),
            *idle_states(place, language, sight),
            *audience_states(place, language, sight),
        ]
        shown += no_visit_states(place, sight)
        if sight.reach == "whole" and (sight.text_size == "normal" or language == LANGUAGES[0]):  # it has many pages
            shown += service_states(place, language, sight)
        yield from ((name, state) for state in shown)


def type_words(driver: WindowDriver, words: str) -> ScreenPart:
    """Type the words on the keyboard of the screen, and return its description and picture once they are stable."""
    for letter in words:
        driver.tap("key-space" if letter == " " else f"key-{letter}")
    looks: list[bytes] = []

    def settled() -> bool:
        looks.append(grab_stable_picture(driver).tobytes())
        return len(looks) >= STABLE_LOOKS and len(set(looks[-STABLE_LOOKS:])) == 1

    wait_until(settled, what="the typed words")
    return ScreenPart(driver.description(), grab_stable_picture(driver))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
