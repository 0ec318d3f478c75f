"""Every keyboard on every panel: each key large enough, inside the window, and apart from all the others."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from kiosk.ui.screens.keyboard import LARGEST_MM
from tests.kiosk.ui.keyboard_layouts import PANELS, laid_out
from tests.kiosk.ui.layout_rules import Panel, meet, within

Row = dict[str, Any]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return laid_out()


def of(rows: list[Row], panel: str, *states: str) -> list[Row]:
    found = [row for row in rows if row["panel"] == panel and row["state"].split()[0] in states]
    assert found
    return found


def known(panel: str) -> Panel:
    return Panel(*PANELS[panel])


@pytest.mark.parametrize("panel", PANELS)
def test_no_key_is_too_small_and_none_too_large(rows: list[Row], panel: str) -> None:
    at = known(panel)
    least = 12 if at.landscape and at.inches >= 9.5 else 9
    for row in of(rows, panel, "letters", "signs", "held", "masked"):
        for name in row["keys"]:
            _, _, width, height = row["targets"][name]
            assert width >= least * at.across - 0.5, (row["language"], row["state"], name)
            assert height >= least * at.down - 0.5, (row["language"], row["state"], name)
            assert height <= LARGEST_MM * at.down + 2, (row["language"], row["state"], name)
            if len(name) == len("key-a"):
                assert width <= LARGEST_MM * at.across + 2, (row["language"], row["state"], name)


@pytest.mark.parametrize("panel", PANELS)
def test_nothing_to_touch_leaves_the_window_or_lies_over_another(rows: list[Row], panel: str) -> None:
    window = (0, 0, *PANELS[panel][0])
    for row in of(rows, panel, "letters", "signs", "held", "masked"):
        assert all(within(box, window) for box in row["targets"].values()), (row["language"], row["state"])
        over = [(one, other) for one, other in combinations(row["targets"], 2) if meet(row["targets"][one], row["targets"][other])]
        assert over == [], (row["language"], row["state"])


@pytest.mark.parametrize("panel", PANELS)
def test_every_key_has_its_place_and_so_has_each_form_of_a_key_that_is_held(rows: list[Row], panel: str) -> None:
    for row in of(rows, panel, "letters", "signs", "masked"):
        assert set(row["missing"]) <= {"about"}, (row["language"], row["state"])
    for row in of(rows, panel, "held"):
        own = row["targets"][row["state"].split()[1]]
        assert row["offered"], row["state"]
        for name in row["offered"]:
            box = row["targets"][name]
            assert box[2] >= min(own[2], known(panel).least_target("key-a")[0] * known(panel).across - 0.5), (row["language"], name)
            assert box[3] == own[3], (row["language"], name)


@pytest.mark.parametrize("panel", PANELS)
def test_what_stands_on_a_key_and_in_a_sentence_can_be_read(rows: list[Row], panel: str) -> None:
    at = known(panel)
    for row in of(rows, panel, "letters", "signs", "masked"):
        for text, size, width, height, box in row["texts"]:
            if text:
                assert size * 0.714 / at.down >= 4.9, (row["language"], row["state"], text)
                assert width <= box[2] and height <= box[3], (row["language"], row["state"], text)


@pytest.mark.parametrize("panel", PANELS)
def test_two_lines_of_text_are_seen_and_the_notice_where_it_has_room_with_them(rows: list[Row], panel: str) -> None:
    at = known(panel)
    for row in of(rows, panel, "letters", "masked"):
        size = next(size for text, size, *_ in row["texts"] if len(text) > 1)
        sentences = row["state"] == "masked" and panel == "7inch"
        lines = 1 if sentences else 2
        assert row["targets"]["field"][3] >= max(12 * at.down - 1, lines * round(size * 1.28)), (row["language"], row["state"])
    large = [row for row in of(rows, panel, "letters") if any("kantelu" in text for text, *_ in row["texts"])]
    assert bool(large) == (at.inches >= 13 or panel == "10inch-upright")


@pytest.mark.parametrize("panel", PANELS)
def test_on_a_large_panel_the_board_stands_in_the_middle(rows: list[Row], panel: str) -> None:
    width = PANELS[panel][0][0]
    for row in of(rows, panel, "letters"):
        boxes = [row["targets"][name] for name in row["keys"]]
        left, right = min(box[0] for box in boxes), max(box[0] + box[2] for box in boxes)
        assert abs(left - (width - right)) <= 4, row["language"]
