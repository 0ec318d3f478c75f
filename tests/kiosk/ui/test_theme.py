"""All pairs of text and background have enough contrast, and sizes follow the panel's millimetres."""

from itertools import pairwise
from math import hypot

import pytest

from kiosk.ui.theme import THEMES, Colour, ColourToken, Measures, Theme
from survey.visit import TextSize


def luminance(colour: Colour) -> float:
    """Return the relative luminance by WCAG 2.2."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(theme: Theme, one: ColourToken, other: ColourToken) -> float:
    dark, light = sorted((luminance(theme[one]), luminance(theme[other])))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_words_have_a_contrast_of_seven_and_lines_of_three(theme: Theme) -> None:
    grounds: tuple[ColourToken, ...] = ("ground", "tile")
    inks: tuple[ColourToken, ...] = ("ink", "soft", "accent", "attention", "well")
    for ground in grounds:
        for ink in inks:
            assert contrast(theme, ink, ground) >= 7, f"{ink} on {ground}"
        assert contrast(theme, "line", ground) >= 3, ground
    assert contrast(theme, "on_accent", "accent") >= 7


PANELS = [
    ((800, 480), (154, 86)), ((480, 800), (86, 154)), ((1280, 800), (217, 136)), ((800, 1280), (136, 217)),
    ((1920, 1080), (344, 194)), ((1080, 1920), (194, 344)), ((1920, 1080), (476, 268)), ((1920, 1080), (217, 136)),
]  # fmt: skip
TEXT_SIZES: list[TextSize] = ["normal", "large", "largest"]


@pytest.mark.parametrize(("window", "panel"), PANELS)
@pytest.mark.parametrize("text", TEXT_SIZES)
def test_a_finger_finds_its_target_on_any_panel(window: tuple[int, int], panel: tuple[int, int], text: TextSize) -> None:
    measures = Measures(window, panel, text)
    assert measures.min_target_width >= 12 * window[0] / panel[0]
    assert measures.min_target_height >= 12 * window[1] / panel[1]
    inches = hypot(*panel) / 25.4
    assert measures.min_answer_width >= (20 if inches >= 13 else 17 if inches >= 9.5 else 12) * window[0] / panel[0]


@pytest.mark.parametrize(("window", "panel"), PANELS)
@pytest.mark.parametrize("text", TEXT_SIZES)
def test_capitals_are_as_high_as_their_distance_asks(window: tuple[int, int], panel: tuple[int, int], text: TextSize) -> None:
    measures = Measures(window, panel, text)
    small = hypot(*panel) / 25.4 < 9.5
    capital_mm = 0.714 / (window[1] / panel[1])
    assert measures.large_size * capital_mm >= (4.9 if small else 7.3)
    assert measures.small_size * capital_mm >= 4.9
    assert measures.large_size >= measures.min_large_size >= measures.min_small_size
    assert measures.small_size >= measures.min_small_size


@pytest.mark.parametrize(("window", "panel"), PANELS)
def test_larger_text_is_larger(window: tuple[int, int], panel: tuple[int, int]) -> None:
    sizes = [(measures.large_size, measures.small_size) for measures in (Measures(window, panel, text) for text in TEXT_SIZES)]
    assert all(after[0] > before[0] and after[1] > before[1] for before, after in pairwise(sizes))
