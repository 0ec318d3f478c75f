"""Checks the layout of a screen: required sizes, positions and contrasts.

The input consists of the description (the real sizes and positions) and a picture (what a person sees). Pixels are converted with the
millimetres of the panel, and type sizes with the outlines of the real font.

**Questions and answers** need a capital H of 7.3 mm from 10 inches: the heading of `nps`, of `comment` without the keyboard and of
`statement`, and the texts of `nps-N`, `value-N` and `not-applicable`, on `comment` also of `write` and `skip`. All other text (the ends
of a scale, progress, notices, buttons, keys, and the question above the keyboard, which has been read before) needs 4.9 mm, like all text
below 10 inches. Typed text is not in the description; its hint has the type size of the field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import hypot
from typing import Any

from PIL import Image, ImageFont

from kiosk.ui.fonts import find_noto_sans
from tests.kiosk.ui.pixels import side_contrasts, text_contrast

DescriptionDict = dict[str, Any]
Box = tuple[int, int, int, int]
ANSWER_PATTERN = re.compile(r"(nps|value)-\d+")
MIN_QUESTION_CAPITAL_MM, MIN_TEXT_CAPITAL_MM = 7.3, 4.9
MIN_TARGET_MM = 12
MIN_TEXT_CONTRAST, MIN_TARGET_CONTRAST = 7.0, 3.0
"""The minimum contrast of text, and of the outline or fill of targets (WCAG 2.2, 1.4.6 and 1.4.11)."""
ROUNDING_PIXELS = 0.5
"""The tolerance in pixels, because sizes are whole numbers of pixels."""


@dataclass(frozen=True)
class PanelSize:
    """Represents a panel by its size in pixels and millimetres."""

    window: tuple[int, int]
    millimetres: tuple[int, int]

    @property
    def diagonal_inches(self) -> float:
        """The diagonal in inches."""
        return hypot(*self.millimetres) / 25.4

    @property
    def is_landscape(self) -> bool:
        return self.millimetres[0] > self.millimetres[1]

    @property
    def pixels_per_mm_across(self) -> float:
        """The horizontal pixels per millimetre."""
        return self.window[0] / self.millimetres[0]

    @property
    def pixels_per_mm_down(self) -> float:
        return self.window[1] / self.millimetres[1]

    def min_capital_mm(self, *, question: bool) -> float:
        """Return the minimum height of a capital H in millimetres."""
        return MIN_QUESTION_CAPITAL_MM if question and self.diagonal_inches >= 10 else MIN_TEXT_CAPITAL_MM

    def min_target_mm(self, name: str) -> tuple[float, float]:
        """Return the minimum width and height of a target in millimetres."""
        if name.startswith("key-"):
            key = 12 if self.is_landscape and self.diagonal_inches >= 10 else 9
            return key, key
        if ANSWER_PATTERN.fullmatch(name):
            return (20 if self.diagonal_inches >= 13 else 17 if self.diagonal_inches >= 10 else 12), MIN_TARGET_MM
        return MIN_TARGET_MM, MIN_TARGET_MM


def find_layout_faults(description: DescriptionDict, picture: Image.Image, panel: PanelSize) -> list[str]:
    """Return all problems of the layout of a screen or a part of it, one sentence each."""
    description = {**description, "texts": [text for text in description["texts"] if text["text"].strip()]}
    rules = (check_bounds, check_overlaps, check_type_sizes, check_target_sizes, check_reach)
    found = [*(fault for rule in rules for fault in rule(description, panel)), *check_contrasts(description, picture)]
    return list(dict.fromkeys(found))  # report one letter of a keyboard, not forty


def find_missing_targets(description: DescriptionDict) -> Iterator[str]:
    """Check that scales are complete, and that back button, languages and display settings are on at least one part of the screen.

    A terminal that accepts no responses must show this in every language.
    """
    names = {target["name"] for target in description["targets"]}
    screen = description["screen"]
    wanted = {"nps": [f"nps-{n}" for n in range(11)], "statement": [f"value-{n}" for n in range(1, 6)] + ["not-applicable"]}.get(screen, [])
    wanted += ["back"] if screen in ("comment", "statement") else []
    wanted += ["display"] if screen != "display" else []
    if screen in ("nps", "out_of_use") and not any(name.startswith("language") for name in names):
        yield "no language has a place"
    for name in wanted:
        if name not in names:
            yield f"{name} has no place"


def check_bounds(description: DescriptionDict, panel: PanelSize) -> Iterator[str]:
    """Check that nothing is cut off by its box, its target or the window."""
    if tuple(description["window"]) != panel.window:
        yield f"the window has {description['window']} pixels instead of {panel.window}"
    whole = (0, 0, *panel.window)
    own = {target["name"]: target["rect"] for target in description["targets"]}
    for target in description["targets"]:
        if not is_within(target["rect"], whole):
            yield f"{target['name']} leaves the window: {target['rect']}"
    for text in description["texts"]:
        _, _, width, height = text["rect"]
        if text["drawn"][0] > width or text["drawn"][1] > height:
            yield f"{quote_text(text)} is cut off: it takes {format_size(text['drawn'])} of {format_size((width, height))} pixels"
        if not is_within(tight_box(text), whole):
            yield f"{quote_text(text)} leaves the window: {text['letters']}"
        if text["target"] in own and not is_within(tight_box(text), own[text["target"]]):
            yield f"{quote_text(text)} leaves its target"


def check_overlaps(description: DescriptionDict, _: PanelSize) -> Iterator[str]:
    for one, other in combinations(description["targets"], 2):
        if is_overlapping(one["rect"], other["rect"]):
            yield f"{one['name']} lies over {other['name']}: {one['rect']}, {other['rect']}"
    for one, other in combinations(description["texts"], 2):
        if is_overlapping(tight_box(one), tight_box(other)):
            yield f"{quote_text(one)} lies over {quote_text(other)}"
    for text in description["texts"]:
        for target in description["targets"]:
            own = (text["target"], None if text["target"] else "field")  # the hint is in its field
            if target["name"] not in own and is_overlapping(tight_box(text), target["rect"]):
                yield f"{quote_text(text)} lies over the target {target['name']}"


def check_type_sizes(description: DescriptionDict, panel: PanelSize) -> Iterator[str]:
    """Check that all text is large enough."""
    for text in description["texts"]:
        least = panel.min_capital_mm(question=is_question_or_answer(description, text))
        high = capital_height(text["size"], bold=text["bold"]) / panel.pixels_per_mm_down
        if high + 1e-6 < least:
            yield f"{quote_text(text)} is too small: a capital of {high:.2f} mm ({text['size']} px type) instead of {least} mm"


def check_target_sizes(description: DescriptionDict, panel: PanelSize) -> Iterator[str]:
    """Check that all targets are large enough."""
    for target in description["targets"]:
        _, _, width, height = target["rect"]
        across, down = panel.min_target_mm(target["name"])
        name = "a key" if target["name"].startswith("key-") else target["name"]
        if width + ROUNDING_PIXELS < across * panel.pixels_per_mm_across:
            yield f"{name} is too narrow: {width / panel.pixels_per_mm_across:.1f} mm instead of {across}"
        if height + ROUNDING_PIXELS < down * panel.pixels_per_mm_down:
            yield f"{name} is too low: {height / panel.pixels_per_mm_down:.1f} mm instead of {down}"


def check_reach(description: DescriptionDict, panel: PanelSize) -> Iterator[str]:
    """Check that with low reach all targets are in the lower half. The field is exempt, and a 7-inch keyboard needs the whole panel."""
    if description["sight"]["reach"] != "low":
        return
    for target in description["targets"]:
        name = target["name"]
        if name == "field" or (panel.diagonal_inches < 10 and name.startswith("key-")):
            continue
        if target["rect"][1] + ROUNDING_PIXELS < panel.window[1] / 2:
            yield f"{name} is out of low reach: it begins at {target['rect'][1]} of {panel.window[1]} pixels"


def check_contrasts(description: DescriptionDict, picture: Image.Image) -> Iterator[str]:
    """Check the contrasts in the picture. Disabled targets are exempt (WCAG 2.2, 1.4.3 and 1.4.11)."""
    disabled = {target["name"] for target in description["targets"] if not target["enabled"]}
    for text in description["texts"]:
        if text["target"] in disabled:
            continue
        found = text_contrast(picture, padded_box(text))
        if found < MIN_TEXT_CONTRAST:
            yield f"{quote_text(text)} has a contrast of {found:.1f} instead of {MIN_TEXT_CONTRAST:g}"
    worded = {text["target"] for text in description["texts"]}
    for target in description["targets"]:
        if target["name"] in disabled or not (found_sides := side_contrasts(picture, target["rect"])):
            continue
        plain = sum(side > 1.1 for side in found_sides) <= 1  # text alone, and the line under selected text
        if plain and target["name"] not in worded:
            yield f"nothing shows the target {target['name']}"
        elif not plain and min(found_sides) < MIN_TARGET_CONTRAST:
            yield f"{target['name']} stands out from its ground by {min(found_sides):.1f} instead of {MIN_TARGET_CONTRAST:g}"


def is_question_or_answer(description: DescriptionDict, text: DescriptionDict) -> bool:
    """Return whether a text is a question or an answer, as defined in the module's docstring."""
    screen, on = description["screen"], text["target"]
    typing = any(target["name"].startswith("key-") for target in description["targets"])
    if on is not None:
        answers = ANSWER_PATTERN.fullmatch(on) is not None or on == "not-applicable"
        return answers or (screen == "comment" and on in ("write", "skip"))
    heading = text["text"].replace("\u00a0", " ") in description["heading"].replace("\u00a0", " ") and len(text["text"]) > 3
    return heading and screen in ("nps", "comment", "statement") and not typing


def capital_height(size: int, *, bold: bool) -> float:
    """Return the height in pixels of a capital H in a type size, from the outlines of the font."""
    fonts = find_noto_sans()
    return size * _share(fonts.bold if bold else fonts.regular)


@cache
def _share(file: str) -> float:
    left_top_right_bottom = ImageFont.truetype(file, 1000).getbbox("H")
    return float(left_top_right_bottom[3] - left_top_right_bottom[1]) / 1000


def tight_box(text: DescriptionDict) -> Box:
    """Return the box of the letters without the space above the first line and below the last."""
    x, y, width, height = text["letters"]
    air = round(text["size"] * 0.14)
    return x, y + air, width, max(1, height - 2 * air)


def padded_box(text: DescriptionDict) -> Box:
    """Return the box of the letters with some background, because a letter such as I fills its own box."""
    x, y, width, height = text["letters"]
    air = text["size"] // 5
    return x - air, y, width + 2 * air, height


def is_within(box: Box, whole: Box) -> bool:
    x, y, width, height = box
    return x >= whole[0] and y >= whole[1] and x + width <= whole[0] + whole[2] and y + height <= whole[1] + whole[3]


def is_overlapping(one: Box, other: Box) -> bool:
    x, y, w, h = one
    left, top, width, height = other
    return x + w > left and left + width > x and y + h > top and top + height > y


def quote_text(text: DescriptionDict) -> str:
    words = text["text"]
    if (text["target"] or "").startswith("key-") and len(words) == 1:
        return "a key's letter"
    return f"“{words if len(words) <= 40 else words[:38] + '…'}”"


def format_size(drawn: tuple[int, int]) -> str:
    return f"{drawn[0]}x{drawn[1]}"
