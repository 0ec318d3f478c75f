"""Every screen, in every language and on every panel, lies as it must: looked at in the real window. `make pictures` shows them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.visit import Sight
from tests.kiosk.ui.layout_rules import Panel, around, capital, faults
from tests.kiosk.ui.pixels import text_contrast
from tests.kiosk.ui.sample_stage import CORE, configuration
from tests.kiosk.ui.screen_states import of_no_visit, of_others, of_service, of_the_first, states
from tests.kiosk.ui.screenshots import put, wrong
from tests.kiosk.ui.window_driver import EVERY_PANEL, LARGE, SMALL, Shown

SIGHTS = (
    ("fi", Sight()),
    ("sv", Sight()),
    ("en", Sight()),
    ("fi", Sight(text="largest")),
    ("sv", Sight(text="large", contrast="white")),
    ("en", Sight(reach="low", contrast="black")),
)
"""Each language as it comes; each size of text, contrast and reach in one of them."""

LANGUAGES = ("fi", "sv", "en")


@pytest.mark.parametrize("panel", EVERY_PANEL.values(), ids=list(EVERY_PANEL))
def test_every_screen_lies_as_it_must(tmp_path: Path, panel: tuple[str, str]) -> None:
    place, found = configuration(), []
    with Shown(tmp_path, panel, standing=True) as shown:
        for language, sight in SIGHTS:
            codes = CORE if sight == Sight() else CORE[:1]
            of_sight = (*of_the_first(place, language, sight), *states(place, language, sight, codes), *of_others(place, language, sight))
            own = configuration((language, *(tag for tag in LANGUAGES if tag != language)))
            for state in (*of_sight, *of_no_visit(own, sight)):
                found += [f"{language} {state.name} {sight}: {fault}" for fault in wrong(shown, put(shown, state))]
        for state in of_service(place, "fi"):
            found += [f"{state.name}: {fault}" for fault in wrong(shown, put(shown, state))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("panel", [LARGE, SMALL], ids=["10inch", "7inch"])
def test_every_screen_lies_as_it_must_in_the_dark(tmp_path: Path, panel: tuple[str, str]) -> None:
    place, found = configuration(), []
    with Shown(tmp_path, panel, standing=True, theme="dark") as shown:
        for state in (*states(place, "fi", Sight()), *of_no_visit(place)):
            found += [f"{state.name}: {fault}" for fault in wrong(shown, put(shown, state))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("panel", [LARGE, SMALL], ids=["10inch", "7inch"])
def test_the_screens_of_staff_lie_as_they_must_for_who_sees_badly(tmp_path: Path, panel: tuple[str, str]) -> None:
    place, found = configuration(), []
    with Shown(tmp_path, panel, standing=True) as shown:
        for state in of_service(place, "sv", Sight(text="largest", contrast="black")):
            found += [f"{state.name}: {fault}" for fault in wrong(shown, put(shown, state))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("panel", EVERY_PANEL.values(), ids=list(EVERY_PANEL))
def test_the_keyboards_of_every_language_lie_as_they_must(tmp_path: Path, panel: tuple[str, str]) -> None:
    """Of those in preparation too, which no terminal offers yet. Only the letters are theirs, so words are not looked at."""
    found = []
    with Shown(tmp_path, panel, standing=True) as shown:
        for language in ("se", "smn", "sms"):
            place = configuration((language, "fi"))
            writing = next(state for state in states(place, language, Sight()) if state.name == "writing")
            panel_ = Panel(shown.size, shown.millimetres)
            found += [f"{language}: {fault}" for part in put(shown, writing) for fault in faults(part.seen, part.picture, panel_)]
    assert not found, "\n".join(found)


def test_type_is_as_high_on_the_screen_as_it_says(tmp_path: Path) -> None:
    """The digits of the scale, as high as capitals in Noto Sans, counted in the picture's rows."""
    with Shown(tmp_path, standing=True) as shown:
        first = put(shown, next(states(configuration(), "fi", Sight())))[0]
        digits = [text for text in first.seen["texts"] if text["target"] in ("nps-1", "nps-4", "nps-7")]
        assert len(digits) == 3
        for text in digits:
            x, y, width, height = around(text)
            rows = [row for row in range(y, y + height) if text_contrast(first.picture, (x, row, width, 1)) > 2]
            assert len(rows) == pytest.approx(capital(text["size"], bold=text["bold"]), abs=1.5), text
