"""Every wrong character in a typed enrolment code is detected, and so is every swap of two characters."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.enrolment_code import CODE_ALPHABET, CODE_LENGTH, MistypedCode, hash_token, make_code, make_token, normalise_code

CODES = st.binary(min_size=16, max_size=32).map(make_code)


def test_the_alphabet_has_nothing_that_could_be_taken_for_something_else() -> None:
    assert len(set(CODE_ALPHABET)) == len(CODE_ALPHABET) == 31
    assert not set(CODE_ALPHABET) & set("01ILO")


@given(CODES)
def test_a_code_is_grouped_and_reads_as_itself(code: str) -> None:
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{3}(-[2-9A-HJKMNP-Z]{3}){2}", code)
    assert normalise_code(code) == code


@given(CODES, st.sampled_from(["", " ", "-", "–", " - ", ".", "\t", "\u00a0"]), st.booleans())
def test_a_code_may_be_typed_in_any_case_and_grouping(code: str, between: str, lower: bool) -> None:
    typed = between.join(code.replace("-", ""))
    assert normalise_code(typed.lower() if lower else typed) == code


@given(CODES)
def test_every_wrong_character_shows(code: str) -> None:
    plain = code.replace("-", "")
    for position in range(CODE_LENGTH):
        for character in set(CODE_ALPHABET) - {plain[position]}:
            with pytest.raises(MistypedCode):
                normalise_code(plain[:position] + character + plain[position + 1 :])


def test_every_two_swapped_neighbours_show() -> None:
    """Whether a swap is detected depends only on the position and the two characters, so that all combinations can be tried."""
    for position in range(CODE_LENGTH - 2):
        for first in CODE_ALPHABET:
            for second in set(CODE_ALPHABET) - {first}:
                characters = ["2"] * (CODE_LENGTH - 1)
                characters[position : position + 2] = first, second
                code = _with_check_character("".join(characters))
                swapped = code[:position] + second + first + code[position + 2 :]
                with pytest.raises(MistypedCode):
                    normalise_code(swapped)


@given(CODES)
def test_every_two_swapped_characters_show_even_with_the_check_character(code: str) -> None:
    plain = code.replace("-", "")
    for first in range(CODE_LENGTH):
        for second in range(first + 1, CODE_LENGTH):
            swapped = list(plain)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            if swapped != list(plain):
                with pytest.raises(MistypedCode):
                    normalise_code("".join(swapped))


@given(st.text())
def test_any_text_is_a_code_or_mistyped(text: str) -> None:
    try:
        code = normalise_code(text)
    except MistypedCode:
        return
    assert normalise_code(code) == code


@pytest.mark.parametrize(
    "text", ["", "ABC", "ABC-DEF-GH0", "ABC-DEF-GH1", "ABC-DEF-GHI", "ABC-DEF-GHJK", "ßßß-ßßß-ßß", "ＡＢＣＤＥＦＧＨＪ"]
)
def test_what_no_code_looks_like_is_mistyped(text: str) -> None:
    with pytest.raises(MistypedCode):
        normalise_code(text)


def test_different_randomness_makes_different_codes() -> None:
    assert len({make_code(hashlib.sha256(bytes([n])).digest()) for n in range(200)}) == 200


def test_too_little_randomness_is_refused() -> None:
    with pytest.raises(ValueError, match="16 random bytes"):
        make_code(b"short")


def test_a_token_is_43_characters_and_kept_as_its_hash() -> None:
    token = make_token()
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    assert token != make_token()
    assert hash_token(token) == hashlib.sha256(token.encode()).hexdigest()


def _with_check_character(characters: str) -> str:
    """Return the code that these random characters make with the check character that fits them."""
    for check in CODE_ALPHABET:
        try:
            return normalise_code(characters + check).replace("-", "")
        except MistypedCode:
            continue
    raise AssertionError(f"no check character fits {characters}")
