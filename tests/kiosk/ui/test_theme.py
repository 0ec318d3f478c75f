"""Every pair of colours that carries words can be read, and sizes follow the panel's millimetres."""

import pytest

from kiosk.ui.theme import THEMES, Colour, Measures, Theme, Token


def luminance(colour: Colour) -> float:
    """WCAG 2.2, relative luminance."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(theme: Theme, one: Token, other: Token) -> float:
    dark, light = sorted((luminance(theme[one]), luminance(theme[other])))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_words_have_a_contrast_of_seven_and_lines_of_three(theme: Theme) -> None:
    grounds: tuple[Token, ...] = ("ground", "tile")
    inks: tuple[Token, ...] = ("ink", "soft", "accent", "attention", "well")
    for ground in grounds:
        for ink in inks:
            assert contrast(theme, ink, ground) >= 7, f"{ink} on {ground}"
        assert contrast(theme, "line", ground) >= 3, ground
    assert contrast(theme, "on_accent", "accent") >= 7


@pytest.mark.parametrize(
    ("window", "panel", "least"), [((1280, 800), (217, 136), 12), ((800, 480), (154, 86), 9), ((1920, 1080), (217, 136), 12)]
)
def test_a_finger_finds_its_target_on_any_panel(window: tuple[int, int], panel: tuple[int, int], least: int) -> None:
    measures = Measures(window, panel)
    assert measures.touch_width >= least * window[0] / panel[0]
    assert measures.touch_height >= least * window[1] / panel[1]


@pytest.mark.parametrize(("window", "panel"), [((1280, 800), (217, 136)), ((800, 480), (154, 86))])
def test_capitals_of_the_question_are_at_least_seven_tenths_of_a_degree_high_at_an_arms_length(
    window: tuple[int, int], panel: tuple[int, int]
) -> None:
    measures = Measures(window, panel)
    capital_mm = 0.714 * measures.large_least / (window[1] / panel[1])
    assert capital_mm >= 4.5  # 4.9 mm at 400 mm; the narrower of the panel's two directions is counted
    assert measures.large >= measures.large_least >= measures.medium >= measures.small >= measures.small_least
