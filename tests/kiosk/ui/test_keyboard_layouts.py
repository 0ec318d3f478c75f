"""On every keyboard and panel, all keys are large enough, inside the window, and do not overlap."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from kiosk.ui.screens.keyboard import MAX_KEY_MM
from tests.kiosk.ui.keyboard_layouts import PANELS, measure_layouts
from tests.kiosk.ui.layout_rules import PanelSize, is_overlapping, is_within

LayoutRow = dict[str, Any]


@pytest.fixture(scope="module")
def layouts() -> list[LayoutRow]:
    return measure_layouts()


def rows_for(layouts: list[LayoutRow], panel: str, *states: str) -> list[LayoutRow]:
    found = [row for row in layouts if row["panel"] == panel and row["state"].split()[0] in states]
    assert found
    return found


def panel_size(panel: str) -> PanelSize:
    return PanelSize(*PANELS[panel])


@pytest.mark.parametrize("panel", PANELS)
def test_no_key_is_too_small_and_none_too_large(layouts: list[LayoutRow], panel: str) -> None:
    at = panel_size(panel)
    least = 12 if at.is_landscape and at.diagonal_inches >= 9.5 else 9
    for row in rows_for(layouts, panel, "letters", "signs", "held", "masked"):
        for name in row["keys"]:
            _, _, width, height = row["targets"][name]
            assert width >= least * at.pixels_per_mm_across - 0.5, (row["language"], row["state"], name)
            assert height >= least * at.pixels_per_mm_down - 0.5, (row["language"], row["state"], name)
            assert height <= MAX_KEY_MM * at.pixels_per_mm_down + 2, (row["language"], row["state"], name)
            if len(name) == len("key-a"):
                assert width <= MAX_KEY_MM * at.pixels_per_mm_across + 2, (row["language"], row["state"], name)


@pytest.mark.parametrize("panel", PANELS)
def test_nothing_to_touch_leaves_the_window_or_lies_over_another(layouts: list[LayoutRow], panel: str) -> None:
    window = (0, 0, *PANELS[panel][0])
    for row in rows_for(layouts, panel, "letters", "signs", "held", "masked"):
        assert all(is_within(box, window) for box in row["targets"].values()), (row["language"], row["state"])
        over = [
            (one, other) for one, other in combinations(row["targets"], 2) if is_overlapping(row["targets"][one], row["targets"][other])
        ]
        assert over == [], (row["language"], row["state"])


@pytest.mark.parametrize("panel", PANELS)
def test_every_key_has_its_place_and_so_has_each_form_of_a_key_that_is_held(layouts: list[LayoutRow], panel: str) -> None:
    for row in rows_for(layouts, panel, "letters", "signs", "masked"):
        assert set(row["missing"]) <= {"about"}, (row["language"], row["state"])
    for row in rows_for(layouts, panel, "held"):
        own = row["targets"][row["state"].split()[1]]
        assert row["offered"], row["state"]
        for name in row["offered"]:
            box = row["targets"][name]
            assert box[2] >= min(own[2], panel_size(panel).min_target_mm("key-a")[0] * panel_size(panel).pixels_per_mm_across - 0.5), (
                row["language"],
                name,
            )
            assert box[3] == own[3], (row["language"], name)


@pytest.mark.parametrize("panel", PANELS)
def test_what_stands_on_a_key_and_in_a_sentence_can_be_read(layouts: list[LayoutRow], panel: str) -> None:
    at = panel_size(panel)
    for row in rows_for(layouts, panel, "letters", "signs", "masked"):
        for text, size, width, height, box in row["texts"]:
            if text:
                assert size * 0.714 / at.pixels_per_mm_down >= 4.9, (row["language"], row["state"], text)
                assert width <= box[2] and height <= box[3], (row["language"], row["state"], text)


@pytest.mark.parametrize("panel", PANELS)
def test_two_lines_of_text_are_seen_and_the_notice_where_it_has_room_with_them(layouts: list[LayoutRow], panel: str) -> None:
    at = panel_size(panel)
    for row in rows_for(layouts, panel, "letters", "masked"):
        size = next(size for text, size, *_ in row["texts"] if len(text) > 1)
        sentences = row["state"] == "masked" and panel == "7inch"
        lines = 1 if sentences else 2
        assert row["targets"]["field"][3] >= max(12 * at.pixels_per_mm_down - 1, lines * round(size * 1.28)), (
            row["language"],
            row["state"],
        )
    large = [row for row in rows_for(layouts, panel, "letters") if any("kantelu" in text for text, *_ in row["texts"])]
    assert bool(large) == (at.diagonal_inches >= 13 or panel == "10inch-upright")


@pytest.mark.parametrize("panel", PANELS)
def test_on_a_large_panel_the_board_stands_in_the_middle(layouts: list[LayoutRow], panel: str) -> None:
    width = PANELS[panel][0][0]
    for row in rows_for(layouts, panel, "letters"):
        boxes = [row["targets"][name] for name in row["keys"]]
        left, right = min(box[0] for box in boxes), max(box[0] + box[2] for box in boxes)
        assert abs(left - (width - right)) <= 4, row["language"]
