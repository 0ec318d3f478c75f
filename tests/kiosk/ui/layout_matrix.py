"""Lays out every screen on every panel with all display settings, and prints what is missing: `python -m tests.kiosk.ui.layout_matrix`.

It draws no pictures, and runs in a process of its own, because Kivy takes over its process.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, get_args

import msgspec

from kiosk.pages.page import Page
from kiosk.pages.page_builder import build_page as page_of
from kiosk.pages.text_input import TextInput
from kiosk.ui import environment
from survey.visit import DisplayPreferences, ReachArea, TextSize, Visit
from survey.wire import Configuration
from tests.kiosk.ui.sample_runtime import FROZEN_CLOCK_MS, make_configuration
from tests.kiosk.ui.screen_states import ScreenState, audience_states, idle_states, no_visit_states, service_states, visit_states

if TYPE_CHECKING:
    from kiosk.ui.scene import Scene
    from kiosk.ui.text_layout import Typesetter
    from kiosk.ui.theme import Measures

PANELS = (
    ((800, 480), (154, 86)), ((480, 800), (86, 154)), ((1280, 800), (217, 136)), ((800, 1280), (136, 217)),
    ((1920, 1080), (344, 194)), ((1080, 1920), (194, 344)), ((1920, 1080), (476, 268)), ((1080, 1920), (268, 476)),
)  # fmt: skip
"""Holds the panels of 7 to 22 inches in landscape and portrait, in pixels and millimetres."""
LANGUAGES = ("fi", "sv", "en")


def main() -> int:
    environment.prepare_kivy()
    from kiosk.ui.fonts import find_noto_sans
    from kiosk.ui.text_layout import Typesetter
    from kiosk.ui.theme import Measures

    letters, place, found = Typesetter(find_noto_sans()), make_configuration(), 0
    for (window, panel), text, reach, language in product(PANELS, get_args(TextSize), get_args(ReachArea), LANGUAGES):
        sight = DisplayPreferences(text_size=text, reach=reach)
        others = audience_states(place, language, sight)
        of_visit = (*idle_states(place, language, sight), *others, *visit_states(place, language, sight, place.forms[0].statements))
        for state in (*of_visit, *no_visit_states(place, sight), *language_list_states(place, sight)):
            page = page_of(state.view, TextInput(), FROZEN_CLOCK_MS, language=language, viewer=viewer_in_language(state, language))
            for fault in find_page_faults(
                page, list(scene_parts(page, Measures(window, panel, page.display_preferences.text_size), letters)), window
            ):
                found += 1
                print(f"{panel[0]}x{panel[1]} mm, {text}, {reach}, {language}, {state.name}: {fault}")
    for (window, panel), text, language in product(PANELS, get_args(TextSize), LANGUAGES):
        for state in service_states(place, language, DisplayPreferences(text_size=text)):
            page = page_of(state.view, TextInput(), FROZEN_CLOCK_MS, language=language, viewer=state.viewer)
            for fault in find_page_faults(page, list(scene_parts(page, Measures(window, panel, text), letters)), window):
                found += 1
                print(f"{panel[0]}x{panel[1]} mm, {text}, {language}, {state.name}: {fault}")
    print(f"{found} faults", file=sys.stderr)
    return 1 if found else 0


def language_list_states(config: Configuration, sight: DisplayPreferences) -> Iterator[ScreenState]:
    """Yield the state of the list of languages outside a visit. No path leads to it on a panel that shows all languages."""
    for state in no_visit_states(config, sight):
        if state.name == "out_of_use":
            yield replace(state, name="out_of_use-languages", choices=(*state.choices, "languages"))


def viewer_in_language(state: ScreenState, language: str) -> Visit | None:
    """Return the viewer of a state with another language, or None if the state has no viewer."""
    return msgspec.structs.replace(state.viewer, language=language) if state.viewer is not None else None


def scene_parts(page: Page, measures: Measures, typesetter: Typesetter) -> Iterator[Scene]:
    """Yield the scenes of all parts of a page."""
    from kiosk.ui.screens import build_scene

    first = build_scene(page, measures, typesetter)
    yield first
    for part in range(1, first.part_count):
        yield build_scene(page, measures, typesetter, part=part)


def find_page_faults(page: Page, scenes: list[Scene], window: tuple[int, int]) -> Iterator[str]:
    """Yield the faults of a page with its parts."""
    width, height = window
    if page.screen == "nps" and page.display_preferences == DisplayPreferences() and page.find_target("skip") is None and len(scenes) > 1:
        yield "the question and its scale do not stand on one screen"
    if page.display_preferences == DisplayPreferences() and (
        faceless := {mark for scene in scenes for mark in targets_without_picture(page, scene)}
    ):
        yield f"no picture on {', '.join(sorted(faceless))}"
    for number, scene in enumerate(scenes):
        if not scene.has_room:
            yield f"part {number} has no room for all that is in it"
        for touch in scene.targets():
            rect = touch.rect
            if rect.x < 0 or rect.y < 0 or rect.right > width or rect.bottom > height:
                yield f"{touch.name} leaves the window"
            if page.display_preferences.reach == "low" and not page.keyboard and rect.y < height // 2:
                yield f"{touch.name} begins at {rect.y} of {height}"
    if lost := lost_targets(page, {touch.name for scene in scenes for touch in scene.targets()}):
        yield f"lost {', '.join(sorted(lost))}"
    yield from find_lost_text(page, scenes)


def targets_without_picture(page: Page, scene: Scene) -> Iterator[str]:
    """Yield the targets that should have a picture and are laid out without it."""
    for touch in scene.targets():
        target = page.find_target(touch.name)
        if target is not None and target.picture and touch.picture is None:
            yield touch.name


def find_lost_text(page: Page, scenes: list[Scene]) -> Iterator[str]:
    """Yield headings and captions that are on no part, or not completely."""
    from kiosk.ui.scene import PlacedTarget, PlacedText

    texts = [
        mark.run.text.replace("\u00a0", " ")
        for scene in scenes
        for mark in scene.items
        if isinstance(mark, PlacedText | PlacedTarget) and mark.run is not None and not mark.run.is_private
    ]
    rest = page.heading  # which may continue in the next part
    for text in texts:
        rest = f"{rest} ".removeprefix(text + " ").strip()
    if rest and page.screen != "display" and not page.keyboard:
        yield f"lost of the heading: {rest!r}"
    for caption in page.texts_of("caption"):
        if caption not in " ".join(texts):
            yield f"lost {caption!r}, and with it what the choices under it are about"


def lost_targets(page: Page, shown_targets: set[str]) -> set[str]:
    """Return the targets that are on no part.

    Either all languages or the list of languages must be present. Beside a keyboard, which takes most of the space, the "about" target may
    be missing.
    """
    offered = {target.name for target in page.targets}
    tags = {name for name in offered if name.startswith("language-")}
    if page.screen in ("nps", "out_of_use"):
        offered -= tags if "languages" in shown_targets else {"languages"} if tags <= shown_targets else set()
    if page.screen == "comment" and page.keyboard:
        offered -= {"about"}
    return offered - shown_targets


if __name__ == "__main__":
    sys.exit(main())
