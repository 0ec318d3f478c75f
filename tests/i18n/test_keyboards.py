"""Keyboards are checked as a whole and found by language, and the keyboard of another language stands in for a missing one."""

from __future__ import annotations

from pathlib import Path

import pytest

from i18n.keyboards import (
    DEFAULT_KEYBOARD_TAG,
    MAX_HELD_FORMS,
    MAX_KEYS_PER_ROW,
    InvalidKeyboardFile,
    keyboard_for_language,
    missing_letters,
    parse_keyboard,
)
from i18n.languages import LOCALES, languages
from tests.i18n.sample_catalogs import copy_language_files

COMPLETE_KEYBOARD = """
letters = ["qw", "as", "zx"]
signs = ["12", "!:", "éü"]
foot = [",", ".?"]
held = ["a áâ"]
"""


@pytest.mark.parametrize("tag", [*languages()])
def test_each_keyboard_types_the_alphabet_of_its_language(tag: str) -> None:
    assert languages()[tag].alphabet
    assert missing_letters(keyboard_for_language(tag), languages()[tag].alphabet) == ""


def test_a_keyboard_types_small_and_large_letters_the_forms_of_held_keys_and_the_space() -> None:
    assert parse_keyboard(COMPLETE_KEYBOARD).typable_characters >= {*"qQwWáÁâÂéÉ1!.,? "}


def test_letters_that_cannot_be_typed_are_told() -> None:
    assert missing_letters(parse_keyboard(COMPLETE_KEYBOARD), "qaáxyž") == "yž"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('letters = ["qw", "as", "zx"]', 'letters = ["qw", "as"]', "letters: 3 rows of characters"),
        ('foot = [",", ".?"]', 'foot = ","', "foot: 2 rows of characters"),
        ('held = ["a áâ"]', 'held = ["aáâ"]', "held: in each line"),
        ('held = ["a áâ"]', 'hold = ["a áâ"]', "hold: not known"),
        ('"qw"', '"qwa"', "letters: 'a' is there more than once"),
        ('["a áâ"]', '["a áw"]', "letters: 'w' is there more than once"),
        ('["a áâ"]', '["b áâ"]', "held: 'b' is no key of the letters"),
        ('["a áâ"]', f'["a {"áâäåãæąāă"[: MAX_HELD_FORMS + 1]}"]', "held: 'a' offers at most"),
        ('"qw"', f'"{"qwertyuiophfgj"[: MAX_KEYS_PER_ROW + 1]}"', "has more than 12 keys"),
        ('"éü"', '"éüñ"', "signs: the last row has more keys"),
        ('".?"', '".?-_"', "foot: more than 4 keys"),
        ('"qw"', '"qß"', "'ß': a key types one small character"),
        ('"qw"', '"qW"', "'W': a key types one small character"),
        ('"qw"', '"q "', "' ': a key types one small character"),
        (COMPLETE_KEYBOARD, "letters = [", "no TOML"),
    ],
)
def test_what_is_wrong_with_a_keyboard_is_told(old: str, new: str, fault: str) -> None:
    with pytest.raises(InvalidKeyboardFile) as caught:
        parse_keyboard(COMPLETE_KEYBOARD.replace(old, new))
    assert fault in "\n".join(caught.value.faults)


def test_a_language_without_a_keyboard_gets_the_one_it_names_else_the_standard_one(tmp_path: Path) -> None:
    copy_language_files(tmp_path, "fi", "se", "smn")
    for tag in ("fi", "se"):
        (tmp_path / tag / "keyboard.toml").write_bytes((LOCALES / tag / "keyboard.toml").read_bytes())
    assert keyboard_for_language("smn", tmp_path) == keyboard_for_language(DEFAULT_KEYBOARD_TAG, tmp_path)
    with (tmp_path / "smn" / "language.toml").open("a") as file:
        file.write('keyboard = "se"\n')
    assert (
        keyboard_for_language("smn", tmp_path)
        == keyboard_for_language("se", tmp_path)
        != keyboard_for_language(DEFAULT_KEYBOARD_TAG, tmp_path)
    )


def test_the_default_keyboard_stands_in_for_one_that_cannot_be_used(tmp_path: Path) -> None:
    copy_language_files(tmp_path, "fi", "se")
    (tmp_path / "se" / "keyboard.toml").write_text("letters = 3")
    assert keyboard_for_language("se", tmp_path) == keyboard_for_language(DEFAULT_KEYBOARD_TAG)
