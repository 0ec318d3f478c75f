"""The terminal's font draws everything that a keyboard can type and that a language says."""

from __future__ import annotations

from functools import cache

import pytest
from PIL import ImageFont

from i18n.keyboards import keyboard
from i18n.languages import LOCALES, languages
from i18n.po_lint import read
from i18n.texts import SECTIONS, available, forms, text_set
from kiosk.ui.fonts import noto_sans

NOT_A_CHARACTER = "\uffff"
"""No font has it: what is drawn in its place is the box that stands for a missing letter."""


@cache
def drawn(file: str, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = ImageFont.truetype(file, 48).getmask(letter)
    return mask.size, bytes(mask)


def said(tag: str) -> set[str]:
    """Every character of the language's own words: its name, messages and texts."""
    parts = [languages()[tag].name, languages()[tag].alphabet]
    for domain in ("kiosk", "server"):
        parts += [part for entry in read(LOCALES / tag / "LC_MESSAGES" / f"{domain}.po") for part in entry.said]
    for form in forms():
        if tag in available(form):
            found = text_set(form, tag)
            parts += [text["text"] for section in SECTIONS for text in found[section].values()]  # type: ignore[literal-required]
    return {letter for letter in "".join(parts) if not letter.isspace()}


@pytest.mark.parametrize("weight", ["regular", "bold"])
@pytest.mark.parametrize("tag", [*languages()])
def test_no_letter_is_a_box(tag: str, weight: str) -> None:
    file = getattr(noto_sans(), weight)
    box = drawn(file, NOT_A_CHARACTER)
    assert {letter for letter in keyboard(tag).typable | said(tag) if drawn(file, letter) == box} == set()


def test_a_letter_that_the_font_lacks_would_be_noticed() -> None:
    file = noto_sans().regular
    assert drawn(file, "\u4e2d") == drawn(file, NOT_A_CHARACTER)
