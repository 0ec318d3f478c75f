"""The layout of every screen is correct in every language and on every panel, in a real window. `make pictures` shows them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.visit import DisplayPreferences
from tests.kiosk.ui.layout_rules import PanelSize, capital_height, find_layout_faults, padded_box
from tests.kiosk.ui.pixels import text_contrast
from tests.kiosk.ui.sample_runtime import CORE_STATEMENTS, make_configuration
from tests.kiosk.ui.screen_states import audience_states, idle_states, no_visit_states, service_states, visit_states
from tests.kiosk.ui.screenshots import find_faults, show_state
from tests.kiosk.ui.window_driver import ALL_PANELS, SEVEN_INCH_PANEL, TEN_INCH_PANEL, WindowDriver

SIGHTS = (
    ("fi", DisplayPreferences()),
    ("sv", DisplayPreferences()),
    ("en", DisplayPreferences()),
    ("fi", DisplayPreferences(text_size="largest")),
    ("sv", DisplayPreferences(text_size="large", contrast="white")),
    ("en", DisplayPreferences(reach="low", contrast="black")),
)
"""Each language is shown with default settings, and each text size, contrast and reach in one of them."""

LANGUAGES = ("fi", "sv", "en")


@pytest.mark.parametrize("panel", ALL_PANELS.values(), ids=list(ALL_PANELS))
def test_every_screen_lies_as_it_must(tmp_path: Path, panel: tuple[str, str]) -> None:
    place, found = make_configuration(), []
    with WindowDriver(tmp_path, panel, frozen=True) as shown:
        for language, sight in SIGHTS:
            codes = CORE_STATEMENTS if sight == DisplayPreferences() else CORE_STATEMENTS[:1]
            of_sight = (
                *idle_states(place, language, sight),
                *visit_states(place, language, sight, codes),
                *audience_states(place, language, sight),
            )
            own = make_configuration((language, *(tag for tag in LANGUAGES if tag != language)))
            for state in (*of_sight, *no_visit_states(own, sight)):
                found += [f"{language} {state.name} {sight}: {fault}" for fault in find_faults(shown, show_state(shown, state))]
        for state in service_states(place, "fi"):
            found += [f"{state.name}: {fault}" for fault in find_faults(shown, show_state(shown, state))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("panel", [TEN_INCH_PANEL, SEVEN_INCH_PANEL], ids=["10inch", "7inch"])
def test_every_screen_lies_as_it_must_in_the_dark(tmp_path: Path, panel: tuple[str, str]) -> None:
    place, found = make_configuration(), []
    with WindowDriver(tmp_path, panel, frozen=True, theme="dark") as shown:
        for state in (*visit_states(place, "fi", DisplayPreferences()), *no_visit_states(place)):
            found += [f"{state.name}: {fault}" for fault in find_faults(shown, show_state(shown, state))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("panel", [TEN_INCH_PANEL, SEVEN_INCH_PANEL], ids=["10inch", "7inch"])
def test_the_screens_of_staff_lie_as_they_must_for_who_sees_badly(tmp_path: Path, panel: tuple[str, str]) -> None:
    place, found = make_configuration(), []
    with WindowDriver(tmp_path, panel, frozen=True) as shown:
        for state in service_states(place, "sv", DisplayPreferences(text_size="largest", contrast="black")):
            found += [f"{state.name}: {fault}" for fault in find_faults(shown, show_state(shown, state))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("panel", ALL_PANELS.values(), ids=list(ALL_PANELS))
def test_the_keyboards_of_every_language_lie_as_they_must(tmp_path: Path, panel: tuple[str, str]) -> None:
    """This includes languages in preparation, which no terminal offers yet. Only their letters are checked, not their texts."""
    found = []
    with WindowDriver(tmp_path, panel, frozen=True) as shown:
        for language in ("se", "smn", "sms"):
            place = make_configuration((language, "fi"))
            writing = next(state for state in visit_states(place, language, DisplayPreferences()) if state.name == "writing")
            panel_ = PanelSize(shown.window_pixels, shown.panel_mm)
            found += [
                f"{language}: {fault}"
                for part in show_state(shown, writing)
                for fault in find_layout_faults(part.description, part.picture, panel_)
            ]
    assert not found, "\n".join(found)


def test_type_is_as_high_on_the_screen_as_it_says(tmp_path: Path) -> None:
    """The digits of the scale, which are as high as capitals in Noto Sans, are measured in the picture."""
    with WindowDriver(tmp_path, frozen=True) as shown:
        first = show_state(shown, next(visit_states(make_configuration(), "fi", DisplayPreferences())))[0]
        digits = [text for text in first.description["texts"] if text["target"] in ("nps-1", "nps-4", "nps-7")]
        assert len(digits) == 3
        for text in digits:
            x, y, width, height = padded_box(text)
            rows = [row for row in range(y, y + height) if text_contrast(first.picture, (x, row, width, 1)) > 2]
            assert len(rows) == pytest.approx(capital_height(text["size"], bold=text["bold"]), abs=1.5), text
