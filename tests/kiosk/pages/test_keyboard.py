"""The keyboards have every letter people need, each once, in columns that stand still."""

from __future__ import annotations

import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n import texts
from i18n.keyboards import STANDARD, Keyboard, keyboard
from i18n.languages import LOCALES, languages
from i18n.po_lint import read
from kiosk.pages.keyboard import EDGE, NARROWEST, WIDEST, Board, Rows, board, code_rows, forms, key, made, rows
from kiosk.pages.text_input import Typing
from survey.enrolment_code import ALPHABET

LANGUAGES = ("fi", "sv", "en", "se", "smn", "sms")
OWN = {"fi": "åäö", "sv": "åäö", "en": "", "se": "áčđŋšŧž", "smn": "áâäčđŋšž", "sms": "âåäčđǧǥǩŋõšžʒǯʹ"}
"""The letters that must be keys of their own, beside those that all of them share."""
SHARED = "abcdefghijklmnoprstuvyz"


def names(keys: Rows) -> list[str]:
    return [key.name for row in keys for key in row]


def typed(language: str, letter: str) -> str:
    """The letter as it comes out, small and large, by the keys of either layer or what they offer."""
    for signs in (False, True):
        for row in rows(language, signs=signs):
            for one in row:
                if letter in (one.letter, *(form.letter for form in forms(one))):
                    small, large = Typing(sentences=False), Typing(sentences=False, capitals=True)
                    small.insert(letter)
                    large.insert(letter)
                    return small.text + large.text
    return ""


def asked_in(language: str) -> set[str]:
    """Every letter of the language's alphabet, its messages and its texts, small."""
    said = [languages()[language].alphabet]
    for domain in ("kiosk", "server"):
        said += [part for entry in read(LOCALES / language / "LC_MESSAGES" / f"{domain}.po") for part in entry.said]
    for form in texts.forms():
        if language in texts.available(form):
            found = texts.text_set(form, language)
            said += [text["text"] for section in texts.SECTIONS for text in found[section].values()]  # type: ignore[literal-required]
    whole = unicodedata.normalize("NFC", "".join(said)).lower()
    return {letter for letter in whole if letter.isalpha()}


def test_every_language_of_ours_has_a_keyboard_of_its_own() -> None:
    assert {path.parent.name for path in LOCALES.glob("*/keyboard.toml")} >= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_letters_and_the_keys_that_act(language: str) -> None:
    letters = names(rows(language, signs=False))
    for letter in SHARED + OWN[language]:
        assert f"key-{letter}" in letters
    assert {"key-space", "key-backspace", "key-shift", "key-layer", "key-period", "key-comma"} <= set(letters)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_of_a_language_can_be_typed_small_and_large(language: str) -> None:
    letters = asked_in(language) | set("abcdefghijklmnopqrstuvwxyzåäö") | set(OWN[language])
    assert {letter for letter in letters if typed(language, letter) != letter + letter.upper()} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_of_mail_can_be_typed(language: str) -> None:
    assert all(typed(language, letter) for letter in "0123456789@.-")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("signs", [False, True])
def test_names_are_given_once_and_no_row_is_wider_than_the_board(language: str, signs: bool) -> None:
    keys = rows(language, signs=signs)
    offered = [form.name for row in keys for one in row for form in forms(one)]
    assert len(names(keys) + offered) == len({*names(keys), *offered})
    assert max(sum(key.width for key in row) for row in keys) == board(language).width


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_that_act_stand_still_from_layer_to_layer(language: str) -> None:
    def places(keys: Rows) -> dict[str, tuple[int, float]]:
        found = {}
        for number, row in enumerate(keys):
            start = 0.0
            for one in row:
                if one.act not in ("letter", "space"):
                    found[one.name] = (number, start + (one.width if one.name == "key-backspace" else 0))
                start += one.width
        return found

    assert places(rows(language, signs=False)) == places(rows(language, signs=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_other_layer_has_the_digits_and_the_way_back(language: str) -> None:
    signs = names(rows(language, signs=True))
    assert {f"key-{digit}" for digit in range(10)} <= set(signs)
    assert {"key-layer", "key-space", "key-backspace"} <= set(signs)


@pytest.mark.parametrize(
    ("panel", "margin", "gap", "least"),
    [(217, 7.5, 1, 12), (154, 4, 1, 9), (136, 7.5, 1, 9)],
    ids=["10 inches", "7 inches", "10 inches upright"],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_are_wide_enough_for_a_finger(language: str, panel: float, margin: float, gap: float, least: float) -> None:
    column = (panel - 2 * margin + gap) / board(language).width
    narrowest = min(one.width for row in (*board(language).letters, *board(language).signs) for one in row)
    assert column * narrowest - gap >= least
    offered = [len(forms(one)) for row in board(language).letters for one in row]
    assert max(offered) * column + gap <= panel


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_key_types_one_character_or_acts(language: str) -> None:
    keyboard = board(language)
    for layer in (keyboard.letters, keyboard.signs):
        for one in (one for row in layer for one in row):
            assert len(one.letter) == (1 if one.act in ("letter", "space") else 0), one


def test_a_held_letter_offers_its_other_forms_by_their_names() -> None:
    held = key(rows("fi", signs=False), "key-a")
    assert held is not None
    assert [form.name for form in forms(held)][:2] == ["key-á", "key-à"]
    found = key(rows("fi", signs=False), "key-á")
    assert found is not None and found.letter == "á"


def test_rows_that_are_full_send_shift_and_backspace_to_the_foot() -> None:
    full = made(Keyboard(("a" * 12, "b" * 12, "c" * 12), ("1", "2", "3"), (",", ".")))
    assert [one.act for one in full.letters[2]] == ["letter"] * 12
    assert {"shift", "backspace", "space", "layer"} <= {one.act for one in full.letters[3]}
    assert math.isclose(sum(one.width for one in full.letters[3]), 12)


def test_shift_and_backspace_stand_beside_the_last_letters_where_there_is_room() -> None:
    roomy: Board = made(Keyboard(("a" * 11, "b" * 11, "c" * 7), ("1", "2", "3"), (",", ".")))
    assert (roomy.letters[2][0].act, roomy.letters[2][-1].act) == ("shift", "backspace")
    assert roomy.letters[2][0].width == EDGE


def test_the_code_keyboard_has_the_alphabet_of_codes_and_no_more() -> None:
    keys = code_rows(ALPHABET)
    typed = {key.letter.upper() for row in keys for key in row if key.act == "letter"}
    assert typed == set(ALPHABET)
    assert key(keys, "key-backspace") is not None
    assert not any(forms(one) for row in keys for one in row)


def test_a_language_without_a_keyboard_gets_the_standard_one() -> None:
    assert keyboard("xx") == keyboard(STANDARD)
    assert rows("xx", signs=False) == rows(STANDARD, signs=False)


WIDTHS = range(1, WIDEST + 4)


def reachable(keys: Rows) -> list[str]:
    """Every letter and sign that a layer types, and what its keys offer."""
    return sorted(letter for row in keys for one in row if one.letter for letter in (one.letter, *(form.letter for form in forms(one))))


@pytest.mark.parametrize("most", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_board_of_any_width_has_every_key_of_the_whole_one(language: str, most: int) -> None:
    for signs in (False, True):
        whole, narrow = rows(language, signs=signs), rows(language, signs=signs, most=most)
        assert sorted(names(narrow)) == sorted(names(whole))
        assert reachable(narrow) == reachable(whole)
        assert all(one.held == key(whole, one.name).held for row in narrow for one in row)  # type: ignore[union-attr]


@pytest.mark.parametrize("most", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_board_is_no_wider_than_what_fits_and_its_keys_no_narrower_than_one(language: str, most: int) -> None:
    shown = board(language, most)
    for keys in (shown.letters, shown.signs):
        assert shown.width <= max(most, NARROWEST)
        assert max(sum(one.width for one in row) for row in keys) <= shown.width
        assert min(one.width for row in keys for one in row) >= 1
        assert max(one.width for row in keys for one in row if one.act == "space") >= 2


@pytest.mark.parametrize("most", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_that_act_stand_still_on_boards_of_any_width(language: str, most: int) -> None:
    def places(keys: Rows) -> dict[str, tuple[int, float, float]]:
        starts = {}
        for number, row in enumerate(keys):
            start = (board(language, most).width - sum(one.width for one in row)) / 2
            for one in row:
                if one.act != "letter":
                    starts[one.name] = (number, start, one.width)
                start += one.width
        return starts

    letters, signs = (rows(language, signs=signs, most=most) for signs in (False, True))
    assert len(letters) == len(signs)
    if most < 11:
        assert places(letters) == places(signs)


@given(st.lists(st.integers(1, 12), min_size=6, max_size=6), st.integers(0, 4), st.integers(1, 14))
def test_a_keyboard_of_any_shape_loses_no_key(sizes: list[int], beside: int, most: int) -> None:
    letters = iter("abcdefghijklmnopqrstuvwxyzåäöáčđŋšŧžâõǯǩǥǧʒ")
    signs = iter("1234567890+-=!:;'\"()/@&€%*_?.,#§½<>|{}[]^~")
    sizes[5] = min(sizes[5], sizes[2])  # a rule of `i18n.keyboards`
    used = [[next(letters) for _ in range(size)] for size in sizes[:3]]
    other = [[next(signs) for _ in range(size)] for size in sizes[3:]]
    data = Keyboard(tuple(map("".join, used)), tuple(map("".join, other)), ("", "αβγδ"[:beside]))
    shown = made(data, most)
    for layer, keys in ((data.letters, shown.letters), (data.signs, shown.signs)):
        assert reachable(keys) == sorted([*"".join(layer), *"αβγδ"[:beside], " "])
        assert {"key-shift", "key-layer", "key-backspace", "key-space"} <= set(names(keys))
        assert max(sum(one.width for one in row) for row in keys) <= max(most, NARROWEST)
        assert min(one.width for row in keys for one in row) >= 1


@pytest.mark.parametrize("most", WIDTHS)
def test_the_code_keyboard_fits_any_width_too(most: int) -> None:
    keys = code_rows(ALPHABET, most=most)
    assert sorted(names(keys)) == sorted(names(code_rows(ALPHABET)))
    assert max(sum(one.width for one in row) for row in keys) <= max(most, NARROWEST)
