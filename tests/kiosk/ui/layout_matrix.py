"""Lays every screen out on every panel in every sight, without a picture: `python -m tests.kiosk.ui.layout_matrix` prints what got lost.

In a process of its own, since Kivy takes over the one it is loaded into.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, get_args

import msgspec

from kiosk.pages.page import Page
from kiosk.pages.page_builder import page as page_of
from kiosk.pages.text_input import Typing
from kiosk.ui import environment
from survey.visit import Reach, Sight, TextSize, Visit
from survey.wire import Configuration
from tests.kiosk.ui.sample_stage import STANDS_AT, configuration
from tests.kiosk.ui.screen_states import State, of_no_visit, of_others, of_service, of_the_first, states

if TYPE_CHECKING:
    from kiosk.ui.scene import Scene
    from kiosk.ui.text_layout import Letters
    from kiosk.ui.theme import Measures

PANELS = (
    ((800, 480), (154, 86)), ((480, 800), (86, 154)), ((1280, 800), (217, 136)), ((800, 1280), (136, 217)),
    ((1920, 1080), (344, 194)), ((1080, 1920), (194, 344)), ((1920, 1080), (476, 268)), ((1080, 1920), (268, 476)),
)  # fmt: skip
"""Pixels and millimetres, 7 to 22 inches, lying and standing."""
LANGUAGES = ("fi", "sv", "en")


def main() -> int:
    environment.prepare()
    from kiosk.ui.fonts import noto_sans
    from kiosk.ui.text_layout import Letters
    from kiosk.ui.theme import Measures

    letters, place, found = Letters(noto_sans()), configuration(), 0
    for (window, panel), text, reach, language in product(PANELS, get_args(TextSize), get_args(Reach), LANGUAGES):
        sight = Sight(text=text, reach=reach)
        others = of_others(place, language, sight)
        of_visit = (*of_the_first(place, language, sight), *others, *states(place, language, sight, place.forms[0].statements))
        for state in (*of_visit, *of_no_visit(place, sight), *listed(place, sight)):
            page = page_of(state.view, Typing(), STANDS_AT, language=language, onlooker=in_language(state, language))
            for fault in faults(page, list(parts(page, Measures(window, panel, page.sight.text), letters)), window):
                found += 1
                print(f"{panel[0]}x{panel[1]} mm, {text}, {reach}, {language}, {state.name}: {fault}")
    for (window, panel), text, language in product(PANELS, get_args(TextSize), LANGUAGES):
        for state in of_service(place, language, Sight(text=text)):
            page = page_of(state.view, Typing(), STANDS_AT, language=language, onlooker=state.onlooker)
            for fault in faults(page, list(parts(page, Measures(window, panel, text), letters)), window):
                found += 1
                print(f"{panel[0]}x{panel[1]} mm, {text}, {language}, {state.name}: {fault}")
    print(f"{found} faults", file=sys.stderr)
    return 1 if found else 0


def listed(place: Configuration, sight: Sight) -> Iterator[State]:
    """The list of languages, which no window opens that has room for all of them."""
    for state in of_no_visit(place, sight):
        if state.name == "out_of_use":
            yield replace(state, name="out_of_use-languages", chosen=(*state.chosen, "languages"))


def in_language(state: State, language: str) -> Visit | None:
    """Whoever is before the screen, where somebody chose anything, had it in this language."""
    return msgspec.structs.replace(state.onlooker, language=language) if state.onlooker is not None else None


def parts(page: Page, measures: Measures, letters: Letters) -> Iterator[Scene]:
    """The page's scene, or every part of it."""
    from kiosk.ui.screens import scene

    first = scene(page, measures, letters)
    yield first
    for part in range(1, first.parts):
        yield scene(page, measures, letters, part=part)


def faults(page: Page, shown: list[Scene], window: tuple[int, int]) -> Iterator[str]:
    """What is wrong with a page that is shown in so many parts."""
    width, height = window
    if page.screen == "nps" and page.sight == Sight() and page.target("skip") is None and len(shown) > 1:
        yield "the question and its scale do not stand on one screen"
    if page.sight == Sight() and (faceless := {mark for scene in shown for mark in unpictured(page, scene)}):
        yield f"no picture on {', '.join(sorted(faceless))}"
    for number, scene in enumerate(shown):
        if not scene.whole:
            yield f"part {number} has no room for all that is in it"
        for touch in scene.touches():
            rect = touch.rect
            if rect.x < 0 or rect.y < 0 or rect.right > width or rect.bottom > height:
                yield f"{touch.name} leaves the window"
            if page.sight.reach == "low" and not page.keyboard and rect.y < height // 2:
                yield f"{touch.name} begins at {rect.y} of {height}"
    if lost := lacking(page, {touch.name for scene in shown for touch in scene.touches()}):
        yield f"lost {', '.join(sorted(lost))}"
    yield from unsaid(page, shown)


def unpictured(page: Page, scene: Scene) -> Iterator[str]:
    """Targets that have a picture and stand there without it."""
    for touch in scene.touches():
        target = page.target(touch.name)
        if target is not None and target.picture and touch.picture is None:
            yield touch.name


def unsaid(page: Page, shown: list[Scene]) -> Iterator[str]:
    """Headings and captions that stand on no part, or not to their end."""
    from kiosk.ui.scene import Touch, Words

    texts = [
        mark.run.text.replace("\u00a0", " ")
        for scene in shown
        for mark in scene.marks
        if isinstance(mark, Words | Touch) and mark.run is not None and not mark.run.private
    ]
    rest = page.heading  # which may go on in the next part
    for text in texts:
        rest = f"{rest} ".removeprefix(text + " ").strip()
    if rest and page.screen != "display" and not page.keyboard:
        yield f"lost of the heading: {rest!r}"
    for caption in page.all_said("caption"):
        if caption not in " ".join(texts):
            yield f"lost {caption!r}, and with it what the choices under it are about"


def lacking(page: Page, there: set[str]) -> set[str]:
    """Targets that stand on no part; of the languages and the list of them either is enough, and beside a keyboard, which
    takes the most room of all, what the survey is may be a step back."""
    offered = {target.name for target in page.targets}
    tags = {name for name in offered if name.startswith("language-")}
    if page.screen in ("nps", "out_of_use"):
        offered -= tags if "languages" in there else {"languages"} if tags <= there else set()
    if page.screen == "comment" and page.keyboard:
        offered -= {"about"}
    return offered - there


if __name__ == "__main__":
    sys.exit(main())
