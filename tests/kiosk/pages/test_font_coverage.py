"""Tests that the terminal's font has a glyph for every character that keyboards type and that messages and texts contain."""

from __future__ import annotations

from functools import cache

import pytest
from PIL import ImageFont

from i18n.keyboards import keyboard_for_language
from i18n.languages import LOCALES, languages
from i18n.po_lint import read_entries
from i18n.texts import TEXT_SECTIONS, forms_with_texts, languages_with_texts, load_text_set
from kiosk.ui.fonts import find_noto_sans

NOT_A_CHARACTER = "\uffff"
"""Is a code point that no font contains. Fonts draw the box for a missing glyph in its place."""


@cache
def glyph_bitmap(file: str, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = ImageFont.truetype(file, 48).getmask(letter)
    return mask.size, bytes(mask)


def characters_of(tag: str) -> set[str]:
    """Return every character of the language's name, alphabet, messages and texts, except white space."""
    parts = [languages()[tag].name, languages()[tag].alphabet]
    for domain in ("kiosk", "server"):
        parts += [part for entry in read_entries(LOCALES / tag / "LC_MESSAGES" / f"{domain}.po") for part in entry.translations]
    for form in forms_with_texts():
        if tag in languages_with_texts(form):
            found = load_text_set(form, tag)
            parts += [text["text"] for section in TEXT_SECTIONS for text in found[section].values()]  # type: ignore[literal-required]
    return {letter for letter in "".join(parts) if not letter.isspace()}


@pytest.mark.parametrize("weight", ["regular", "bold"])
@pytest.mark.parametrize("tag", [*languages()])
def test_no_letter_is_a_box(tag: str, weight: str) -> None:
    file = getattr(find_noto_sans(), weight)
    box = glyph_bitmap(file, NOT_A_CHARACTER)
    assert {
        letter for letter in keyboard_for_language(tag).typable_characters | characters_of(tag) if glyph_bitmap(file, letter) == box
    } == set()


def test_a_letter_that_the_font_lacks_would_be_noticed() -> None:
    file = find_noto_sans().regular
    assert glyph_bitmap(file, "\u4e2d") == glyph_bitmap(file, NOT_A_CHARACTER)
