"""The keyboards have every letter people need, each once, in columns that stand still."""

from __future__ import annotations

import pytest

from kiosk.keyboard import BOARDS, Rows, board, code_rows, key, rows
from survey.enrolment_code import ALPHABET

LANGUAGES = ("fi", "sv", "en")


def names(keys: Rows) -> list[str]:
    return [key.name for row in keys for key in row]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_letters_and_the_keys_that_act(language: str) -> None:
    letters = names(rows(language, signs=False))
    for letter in "abcdefghijklmnopqrstuvwxyzåäö":
        assert f"key-{letter}" in letters
    assert {"key-space", "key-backspace", "key-shift", "key-layer", "key-period", "key-comma"} <= set(letters)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("signs", [False, True])
def test_names_are_given_once_and_rows_are_as_wide_as_the_board(language: str, signs: bool) -> None:
    keys = rows(language, signs=signs)
    assert len(names(keys)) == len(set(names(keys)))
    assert {sum(key.width for key in row) for row in keys} == {board(language).width}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_other_layer_has_the_digits_and_the_way_back(language: str) -> None:
    signs = names(rows(language, signs=True))
    assert {f"key-{digit}" for digit in range(10)} <= set(signs)
    assert {"key-layer", "key-space", "key-backspace"} <= set(signs)


def test_a_key_types_one_character_or_acts() -> None:
    for keyboard in BOARDS.values():
        for layer in (keyboard.letters, keyboard.signs):
            for one in (one for row in layer for one in row):
                assert len(one.letter) == (1 if one.act in ("letter", "space") else 0), one


def test_the_code_keyboard_has_the_alphabet_of_codes_and_no_more() -> None:
    keys = code_rows(ALPHABET)
    typed = {key.letter.upper() for row in keys for key in row if key.act == "letter"}
    assert typed == set(ALPHABET)
    assert key(keys, "key-backspace") is not None


def test_a_language_without_a_keyboard_gets_one_all_the_same() -> None:
    assert rows("xx", signs=False) == rows("fi", signs=False)
