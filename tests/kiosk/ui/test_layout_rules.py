"""Each layout rule finds its fault, and reports none on a screen without faults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageDraw

from i18n.texts import load_text_set
from tests.kiosk.ui.language_rules import find_language_faults
from tests.kiosk.ui.layout_rules import PanelSize, capital_height, find_layout_faults, find_missing_targets
from tests.kiosk.ui.pixels import contrast_ratio, text_contrast

DescriptionDict = dict[str, Any]
SMALL_PANEL = PanelSize((800, 480), (154, 86))
LARGE_PANEL = PanelSize((1280, 800), (217, 136))
DESKTOP_PANEL = PanelSize((1920, 1080), (344, 194))
INK, PAPER, LINE = (20, 35, 43), (250, 250, 247), (116, 133, 141)


def make_target(name: str, rect: tuple[int, int, int, int], text: str = "", **more: object) -> DescriptionDict:
    return {"name": name, "text": text, "spoken": text, "rect": list(rect), "enabled": True, "selected": False, "role": "option", **more}


def make_text(words: str, letters: tuple[int, int, int, int], size: int, on: str | None = None) -> DescriptionDict:
    return {
        "text": words, "rect": list(letters), "drawn": [letters[2], letters[3]], "letters": list(letters), "size": size, "bold": False,
        "target": on,
    }  # fmt: skip


def make_screen(**more: object) -> DescriptionDict:
    """Return an inactivity prompt, which needs no other targets: one sentence and one button at the bottom of a 7-inch panel."""
    return {
        "screen": "still_there", "language": "en", "heading": "Are you still there?", "window": [800, 480], "position": None, "of": None,
        "sight": {"text": "normal", "contrast": "normal", "reach": "whole"},
        "targets": [make_target("continue", (100, 300, 400, 100), "I am still here")],
        "texts": [make_text("Are you still there?", (100, 100, 400, 50), 40),
            make_text("I am still here", (150, 325, 300, 50), 40, "continue")],
        **more,
    }  # fmt: skip


def paint_picture(description: DescriptionDict, ink: tuple[int, int, int] = INK, line: tuple[int, int, int] = LINE) -> Image.Image:
    """Return a picture in which every text has a colour and every target a border."""
    picture = Image.new("RGB", tuple(description["window"]), PAPER)
    pen = ImageDraw.Draw(picture)
    for each in description["targets"]:
        x, y, width, height = each["rect"]
        pen.rectangle((x, y, x + width - 1, y + height - 1), outline=line, width=3)
    for each in description["texts"]:
        x, y, width, height = each["letters"]
        pen.rectangle((x + 5, y + height // 2, x + width // 3, y + height // 2 + 4), fill=ink)
    return picture


def fault_lines(description: DescriptionDict, panel: PanelSize = SMALL_PANEL, **colours: tuple[int, int, int]) -> str:
    return "\n".join(find_layout_faults(description, paint_picture(description, **colours), panel))


def test_a_screen_without_a_fault_has_none() -> None:
    assert fault_lines(make_screen()) == ""


def change_entry(which: str, at: int, **changes: object) -> Callable[[DescriptionDict], None]:
    def change(seen: DescriptionDict) -> None:
        seen[which][at].update(changes)

    return change


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (change_entry("texts", 0, drawn=[401, 50]), "is cut off"),
        (change_entry("texts", 0, letters=[500, 100, 400, 50]), "leaves the window"),
        (change_entry("texts", 1, letters=[300, 325, 300, 50]), "leaves its target"),
        (change_entry("targets", 0, rect=[100, 400, 400, 100]), "leaves the window"),
        (change_entry("texts", 0, size=35), "is too small"),
        (change_entry("targets", 0, rect=[100, 300, 61, 100]), "is too narrow"),
        (change_entry("targets", 0, rect=[100, 300, 400, 66]), "is too low"),
        (change_entry("texts", 0, letters=[100, 280, 400, 50]), "lies over the target continue"),
        (change_entry("texts", 0, letters=[150, 325, 300, 50]), "lies over “I am still here”"),
    ],
)
def test_each_rule_bites(change: Callable[[DescriptionDict], None], word: str) -> None:
    seen = make_screen()
    change(seen)
    assert word in fault_lines(seen)


def test_targets_must_not_lie_over_each_other() -> None:
    seen = make_screen()
    seen["targets"].append(make_target("finish", (450, 300, 200, 100)))
    assert "continue lies over finish" in fault_lines(seen)


def test_pale_ink_and_pale_borders_are_seen_in_the_picture() -> None:
    assert "contrast of" in fault_lines(make_screen(), ink=(110, 110, 110))
    assert "stands out from its ground by" in fault_lines(make_screen(), line=(170, 170, 170))


def test_what_cannot_be_chosen_now_may_be_pale() -> None:
    seen = make_screen()
    seen["targets"][0]["enabled"] = False
    seen["texts"] = seen["texts"][1:]
    assert fault_lines(seen, ink=(150, 150, 150), line=(200, 200, 200)) == ""


def test_a_target_that_nothing_shows_is_one_too_few() -> None:
    seen = make_screen()
    seen["texts"] = seen["texts"][:1]
    assert "nothing shows the target continue" in fault_lines(seen, line=PAPER)


def test_a_target_of_words_alone_needs_no_border() -> None:
    assert fault_lines(make_screen(), line=PAPER) == ""


def test_low_reach_is_the_lower_half_and_the_small_keyboard_is_excepted() -> None:
    seen = make_screen(sight={"text": "normal", "contrast": "normal", "reach": "low"})
    assert fault_lines(seen) == ""
    seen["targets"][0]["rect"][1] = 239
    seen["texts"] = []
    assert "out of low reach" in fault_lines(seen)
    seen["targets"] = [make_target("key-a", (100, 100, 100, 100))]
    assert fault_lines(seen) == ""


def test_a_scale_with_a_number_missing_is_told() -> None:
    seen = make_screen(screen="statement", position=2, of=3)
    assert {f"value-{n} has no place" for n in range(1, 6)} | {"back has no place", "display has no place"} <= set(
        find_missing_targets(seen)
    )


@pytest.mark.parametrize(
    ("panel", "name", "least"),
    [
        (SMALL_PANEL, "nps-3", 12), (LARGE_PANEL, "nps-3", 17), (DESKTOP_PANEL, "value-2", 20), (LARGE_PANEL, "back", 12),
        (LARGE_PANEL, "key-a", 12), (SMALL_PANEL, "key-a", 9),
        (PanelSize((800, 1280), (136, 217)), "key-a", 9),
    ],
)  # fmt: skip
def test_a_target_is_as_wide_as_its_panel_asks(panel: PanelSize, name: str, least: int) -> None:
    assert panel.min_target_mm(name)[0] == least


def test_a_capital_of_the_question_is_larger_than_that_of_the_rest_from_ten_inches() -> None:
    assert [
        SMALL_PANEL.min_capital_mm(question=True),
        LARGE_PANEL.min_capital_mm(question=True),
        LARGE_PANEL.min_capital_mm(question=False),
    ] == [4.9, 7.3, 4.9]
    assert capital_height(1000, bold=False) == pytest.approx(714, abs=2)


def test_contrast_is_the_formula_of_wcag() -> None:
    assert contrast_ratio((255, 255, 255), (0, 0, 0)) == pytest.approx(21)
    assert contrast_ratio((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)
    assert text_contrast(Image.new("RGB", (50, 50), PAPER), (0, 0, 50, 50)) == 1


def test_a_scale_without_its_ends_and_a_statement_without_its_progress_are_told() -> None:
    asked = load_text_set("general-1", "en")["statements"]["access"]["text"]
    seen = make_screen(screen="statement", heading=asked, position=2, of=3, targets=[make_target("value-1", (0, 0, 90, 90), "1")])
    told = list(find_language_faults(seen))
    assert sum("no end label" in fault for fault in told) == 2
    assert any("progress" in fault for fault in told)


def test_a_word_of_another_language_is_told() -> None:
    assert list(find_language_faults(make_screen())) == []
    assert any("“Takaisin”" in fault for fault in find_language_faults(make_screen(texts=[make_text("Takaisin", (0, 0, 9, 9), 40)])))
