"""Tests that the keyboards have every letter that people need, each once, and that keys for actions stay in place between layers."""

from __future__ import annotations

import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n import texts
from i18n.keyboards import DEFAULT_KEYBOARD_TAG, Keyboard, keyboard_for_language
from i18n.languages import LOCALES, languages
from i18n.po_lint import read_entries
from kiosk.pages.keyboard import (
    MAX_KEYS_ACROSS,
    MIN_EDGE_WIDTH,
    MIN_KEYS_ACROSS,
    KeyboardLayout,
    KeyRows,
    code_keyboard_rows,
    find_key,
    keyboard_layout,
    keyboard_rows,
    layout_from_data,
    variant_keys,
)
from kiosk.pages.text_input import TextInput
from survey.enrolment_code import CODE_ALPHABET

LANGUAGES = ("fi", "sv", "en", "se", "smn", "sms")
OWN_LETTERS = {"fi": "åäö", "sv": "åäö", "en": "", "se": "áčđŋšŧž", "smn": "áâäčđŋšž", "sms": "âåäčđǧǥǩŋõšžʒǯʹ"}
"""Lists, by language, the letters that need a key in addition to `SHARED_LETTERS`."""
SHARED_LETTERS = "abcdefghijklmnoprstuvyz"


def key_names(keys: KeyRows) -> list[str]:
    return [key.name for row in keys for key in row]


def type_letter(language: str, letter: str) -> str:
    """Return the text that results if the letter is typed in lower case and then in upper case.

    Keys of both layers and their variants count. The text is empty if no key types the letter.
    """
    for signs in (False, True):
        for row in keyboard_rows(language, show_signs=signs):
            for one in row:
                if letter in (one.letter, *(form.letter for form in variant_keys(one))):
                    small, large = TextInput(capitalise_sentences=False), TextInput(capitalise_sentences=False, all_capitals=True)
                    small.insert(letter)
                    large.insert(letter)
                    return small.text + large.text
    return ""


def letters_needed_in(language: str) -> set[str]:
    """Return every letter of the language's alphabet, messages and texts, in lower case."""
    said = [languages()[language].alphabet]
    for domain in ("kiosk", "server"):
        said += [part for entry in read_entries(LOCALES / language / "LC_MESSAGES" / f"{domain}.po") for part in entry.translations]
    for form in texts.forms_with_texts():
        if language in texts.languages_with_texts(form):
            found = texts.load_text_set(form, language)
            said += [text["text"] for section in texts.TEXT_SECTIONS for text in found[section].values()]  # type: ignore[literal-required]
    whole = unicodedata.normalize("NFC", "".join(said)).lower()
    return {letter for letter in whole if letter.isalpha()}


def test_every_language_of_ours_has_a_keyboard_of_its_own() -> None:
    assert {path.parent.name for path in LOCALES.glob("*/keyboard.toml")} >= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_letters_and_the_keys_that_act(language: str) -> None:
    letters = key_names(keyboard_rows(language, show_signs=False))
    for letter in SHARED_LETTERS + OWN_LETTERS[language]:
        assert f"key-{letter}" in letters
    assert {"key-space", "key-backspace", "key-shift", "key-layer", "key-period", "key-comma"} <= set(letters)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_of_a_language_can_be_typed_small_and_large(language: str) -> None:
    letters = letters_needed_in(language) | set("abcdefghijklmnopqrstuvwxyzåäö") | set(OWN_LETTERS[language])
    assert {letter for letter in letters if type_letter(language, letter) != letter + letter.upper()} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_of_mail_can_be_typed(language: str) -> None:
    assert all(type_letter(language, letter) for letter in "0123456789@.-")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("signs", [False, True])
def test_names_are_given_once_and_no_row_is_wider_than_the_board(language: str, signs: bool) -> None:
    keys = keyboard_rows(language, show_signs=signs)
    offered = [form.name for row in keys for one in row for form in variant_keys(one)]
    assert len(key_names(keys) + offered) == len({*key_names(keys), *offered})
    assert max(sum(key.width for key in row) for row in keys) == keyboard_layout(language).width


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_that_act_stand_still_from_layer_to_layer(language: str) -> None:
    def places(keys: KeyRows) -> dict[str, tuple[int, float]]:
        found = {}
        for number, row in enumerate(keys):
            start = 0.0
            for one in row:
                if one.action not in ("letter", "space"):
                    found[one.name] = (number, start + (one.width if one.name == "key-backspace" else 0))
                start += one.width
        return found

    assert places(keyboard_rows(language, show_signs=False)) == places(keyboard_rows(language, show_signs=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_other_layer_has_the_digits_and_the_way_back(language: str) -> None:
    signs = key_names(keyboard_rows(language, show_signs=True))
    assert {f"key-{digit}" for digit in range(10)} <= set(signs)
    assert {"key-layer", "key-space", "key-backspace"} <= set(signs)


@pytest.mark.parametrize(
    ("panel", "margin", "gap", "least"),
    [(217, 7.5, 1, 12), (154, 4, 1, 9), (136, 7.5, 1, 9)],
    ids=["10 inches", "7 inches", "10 inches upright"],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_are_wide_enough_for_a_finger(language: str, panel: float, margin: float, gap: float, least: float) -> None:
    column = (panel - 2 * margin + gap) / keyboard_layout(language).width
    narrowest = min(one.width for row in (*keyboard_layout(language).letter_rows, *keyboard_layout(language).sign_rows) for one in row)
    assert column * narrowest - gap >= least
    offered = [len(variant_keys(one)) for row in keyboard_layout(language).letter_rows for one in row]
    assert max(offered) * column + gap <= panel


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_key_types_one_character_or_acts(language: str) -> None:
    keyboard = keyboard_layout(language)
    for layer in (keyboard.letter_rows, keyboard.sign_rows):
        for one in (one for row in layer for one in row):
            assert len(one.letter) == (1 if one.action in ("letter", "space") else 0), one


def test_a_held_letter_offers_its_other_forms_by_their_names() -> None:
    held = find_key(keyboard_rows("fi", show_signs=False), "key-a")
    assert held is not None
    assert [form.name for form in variant_keys(held)][:2] == ["key-á", "key-à"]
    found = find_key(keyboard_rows("fi", show_signs=False), "key-á")
    assert found is not None and found.letter == "á"


def test_rows_that_are_full_send_shift_and_backspace_to_the_foot() -> None:
    full = layout_from_data(Keyboard(("a" * 12, "b" * 12, "c" * 12), ("1", "2", "3"), (",", ".")))
    assert [one.action for one in full.letter_rows[2]] == ["letter"] * 12
    assert {"shift", "backspace", "space", "layer"} <= {one.action for one in full.letter_rows[3]}
    assert math.isclose(sum(one.width for one in full.letter_rows[3]), 12)


def test_shift_and_backspace_stand_beside_the_last_letters_where_there_is_room() -> None:
    roomy: KeyboardLayout = layout_from_data(Keyboard(("a" * 11, "b" * 11, "c" * 7), ("1", "2", "3"), (",", ".")))
    assert (roomy.letter_rows[2][0].action, roomy.letter_rows[2][-1].action) == ("shift", "backspace")
    assert roomy.letter_rows[2][0].width == MIN_EDGE_WIDTH


def test_the_code_keyboard_has_the_alphabet_of_codes_and_no_more() -> None:
    keys = code_keyboard_rows(CODE_ALPHABET)
    typed = {key.letter.upper() for row in keys for key in row if key.action == "letter"}
    assert typed == set(CODE_ALPHABET)
    assert find_key(keys, "key-backspace") is not None
    assert not any(variant_keys(one) for row in keys for one in row)


def test_a_language_without_a_keyboard_gets_the_standard_one() -> None:
    assert keyboard_for_language("xx") == keyboard_for_language(DEFAULT_KEYBOARD_TAG)
    assert keyboard_rows("xx", show_signs=False) == keyboard_rows(DEFAULT_KEYBOARD_TAG, show_signs=False)


WIDTHS = range(1, MAX_KEYS_ACROSS + 4)


def typable_characters(keys: KeyRows) -> list[str]:
    """Return every character that the keys of a layer and their variants type, sorted."""
    return sorted(
        letter for row in keys for one in row if one.letter for letter in (one.letter, *(form.letter for form in variant_keys(one)))
    )


@pytest.mark.parametrize("most", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_board_of_any_width_has_every_key_of_the_whole_one(language: str, most: int) -> None:
    for signs in (False, True):
        whole, narrow = keyboard_rows(language, show_signs=signs), keyboard_rows(language, show_signs=signs, keys_across=most)
        assert sorted(key_names(narrow)) == sorted(key_names(whole))
        assert typable_characters(narrow) == typable_characters(whole)
        assert all(one.variants == find_key(whole, one.name).variants for row in narrow for one in row)  # type: ignore[union-attr]


@pytest.mark.parametrize("most", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_board_is_no_wider_than_what_fits_and_its_keys_no_narrower_than_one(language: str, most: int) -> None:
    shown = keyboard_layout(language, most)
    for keys in (shown.letter_rows, shown.sign_rows):
        assert shown.width <= max(most, MIN_KEYS_ACROSS)
        assert max(sum(one.width for one in row) for row in keys) <= shown.width
        assert min(one.width for row in keys for one in row) >= 1
        assert max(one.width for row in keys for one in row if one.action == "space") >= 2


@pytest.mark.parametrize("most", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_that_act_stand_still_on_boards_of_any_width(language: str, most: int) -> None:
    def places(keys: KeyRows) -> dict[str, tuple[int, float, float]]:
        starts = {}
        for number, row in enumerate(keys):
            start = (keyboard_layout(language, most).width - sum(one.width for one in row)) / 2
            for one in row:
                if one.action != "letter":
                    starts[one.name] = (number, start, one.width)
                start += one.width
        return starts

    letters, signs = (keyboard_rows(language, show_signs=signs, keys_across=most) for signs in (False, True))
    assert len(letters) == len(signs)
    if most < 11:
        assert places(letters) == places(signs)


@given(st.lists(st.integers(1, 12), min_size=6, max_size=6), st.integers(0, 4), st.integers(1, 14))
def test_a_keyboard_of_any_shape_loses_no_key(sizes: list[int], beside: int, most: int) -> None:
    letters = iter("abcdefghijklmnopqrstuvwxyzåäöáčđŋšŧžâõǯǩǥǧʒ")
    signs = iter("1234567890+-=!:;'\"()/@&€%*_?.,#§½<>|{}[]^~")
    sizes[5] = min(sizes[5], sizes[2])  # `i18n.keyboards` requires this
    used = [[next(letters) for _ in range(size)] for size in sizes[:3]]
    other = [[next(signs) for _ in range(size)] for size in sizes[3:]]
    data = Keyboard(tuple(map("".join, used)), tuple(map("".join, other)), ("", "αβγδ"[:beside]))
    shown = layout_from_data(data, most)
    for layer, keys in ((data.letters, shown.letter_rows), (data.signs, shown.sign_rows)):
        assert typable_characters(keys) == sorted([*"".join(layer), *"αβγδ"[:beside], " "])
        assert {"key-shift", "key-layer", "key-backspace", "key-space"} <= set(key_names(keys))
        assert max(sum(one.width for one in row) for row in keys) <= max(most, MIN_KEYS_ACROSS)
        assert min(one.width for row in keys for one in row) >= 1


@pytest.mark.parametrize("most", WIDTHS)
def test_the_code_keyboard_fits_any_width_too(most: int) -> None:
    keys = code_keyboard_rows(CODE_ALPHABET, keys_across=most)
    assert sorted(key_names(keys)) == sorted(key_names(code_keyboard_rows(CODE_ALPHABET)))
    assert max(sum(one.width for one in row) for row in keys) <= max(most, MIN_KEYS_ACROSS)
