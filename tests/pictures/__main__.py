"""A picture of every screen in every language and size: `python -m tests.pictures [FOLDER]`.

The program runs in a window on a display of its own, a pointer walks through a visit, and what stands on the display is
kept as `FOLDER/LANGUAGE/SCREEN-THEME-WxH.png` (`build/pictures` where no folder is named).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image, ImageGrab

from tests.kiosk.ui.shown import LARGE, SMALL, Shown
from tests.parts.waiting import wait_until

LANGUAGES = ("fi", "sv", "en")
THEMES = ("light",)
TYPED = {"fi": "ystävällinen hoitaja", "sv": "vänlig personal", "en": "friendly staff"}
LACKS = '{"lacks": ["network"], "problem": "code_expired"}'
Keep = Callable[[Shown, str], None]


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments else Path("build/pictures")
    for theme in THEMES:
        for panel in (LARGE, SMALL):
            for language in LANGUAGES:
                made = folder / language
                made.mkdir(parents=True, exist_ok=True)
                pictures(made, language, theme, panel)
    print(f"{len(list(folder.glob('*/*.png')))} pictures in {folder}")
    return 0


def pictures(folder: Path, language: str, theme: str, panel: tuple[str, str]) -> None:
    """All screens of one language, theme and size."""

    def keep(shown: Shown, screen: str) -> None:
        still(shown).save(folder / f"{screen}-{theme}-{shown.window}.png")

    others = [tag for tag in LANGUAGES if tag != language]
    options: dict[str, Any] = {"theme": theme, "languages": ",".join((language, *others))}
    with tempfile.TemporaryDirectory() as state:
        with Shown(
            Path(state), panel, statements="encounter,participation,clarity", timeout_ms=20_000, thanks_ms=60_000, **options
        ) as shown:
            walk(shown, keep, TYPED[language])
        for show, screen in (("enrol", "enrol"), ("out_of_use", "out_of_use")):
            with Shown(Path(state), panel, show=show, enrol=LACKS, **options) as shown:
                if show == "enrol" and shown.seen()["language"] != language:
                    shown.choose(f"language-{language}")
                keep(shown, screen)


def walk(shown: Shown, keep: Keep, words: str) -> None:
    """Through a visit, past every screen of it."""
    keep(shown, "nps")
    shown.choose("about")
    keep(shown, "about")
    shown.choose("close")
    shown.choose("nps-9")
    keep(shown, "comment")
    shown.choose("write")
    for letter in words:
        shown.touch("key-space" if letter == " " else f"key-{letter}")
    keep(shown, "writing")
    shown.choose("send")
    keep(shown, "statement")
    shown.choose("languages")
    keep(shown, "languages")
    shown.choose("close")
    shown.until_screen("still_there")
    keep(shown, "still_there")
    shown.choose("continue")
    for name in ("value-4", "value-5", "not-applicable"):
        shown.choose(name)
    keep(shown, "thanks")


def still(shown: Shown) -> Image.Image:
    """The picture on the display, once two looks at it are the same (a line that runs moves a pixel or two: that counts as the same)."""
    seen: list[Image.Image] = []

    def settled() -> bool:
        seen.append(ImageGrab.grab(xdisplay=shown.display))
        # A window that is there but not drawn yet stands still too, in one colour.
        if len(seen) < 2 or len(seen[-1].getcolors(2) or ()) == 1:
            return False
        width, height = seen[-1].size
        below = (0, height // 4, width, height)
        return seen[-1].crop(below).tobytes() == seen[-2].crop(below).tobytes()

    wait_until(settled, what="a picture that stands still")
    return seen[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
