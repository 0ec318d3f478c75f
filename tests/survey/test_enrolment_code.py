"""Codes that people type: every slip of one character or of two neighbours shows at once."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.enrolment_code import ALPHABET, LENGTH, MistypedCode, make, new_token, normalise, token_hash

CODES = st.binary(min_size=16, max_size=32).map(make)


def test_the_alphabet_has_nothing_that_could_be_taken_for_something_else() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 31
    assert not set(ALPHABET) & set("01ILO")


@given(CODES)
def test_a_code_is_grouped_and_reads_as_itself(code: str) -> None:
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{3}(-[2-9A-HJKMNP-Z]{3}){2}", code)
    assert normalise(code) == code


@given(CODES, st.sampled_from(["", " ", "-", "–", " - ", ".", "\t", "\u00a0"]), st.booleans())
def test_a_code_may_be_typed_in_any_case_and_grouping(code: str, between: str, lower: bool) -> None:
    typed = between.join(code.replace("-", ""))
    assert normalise(typed.lower() if lower else typed) == code


@given(CODES)
def test_every_wrong_character_shows(code: str) -> None:
    plain = code.replace("-", "")
    for place in range(LENGTH):
        for character in set(ALPHABET) - {plain[place]}:
            with pytest.raises(MistypedCode):
                normalise(plain[:place] + character + plain[place + 1 :])


def test_every_two_swapped_neighbours_show() -> None:
    """Whether a swap shows depends on the place and the two characters alone, so that all there are can be tried."""
    for place in range(LENGTH - 2):
        for one in ALPHABET:
            for other in set(ALPHABET) - {one}:
                drawn = ["2"] * (LENGTH - 1)
                drawn[place : place + 2] = one, other
                code = _completed("".join(drawn))
                swapped = code[:place] + other + one + code[place + 2 :]
                with pytest.raises(MistypedCode):
                    normalise(swapped)


@given(CODES)
def test_every_two_swapped_characters_show_the_check_among_them(code: str) -> None:
    plain = code.replace("-", "")
    for one in range(LENGTH):
        for other in range(one + 1, LENGTH):
            swapped = list(plain)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            if swapped != list(plain):
                with pytest.raises(MistypedCode):
                    normalise("".join(swapped))


@given(st.text())
def test_any_text_is_a_code_or_mistyped(text: str) -> None:
    try:
        code = normalise(text)
    except MistypedCode:
        return
    assert normalise(code) == code


@pytest.mark.parametrize(
    "text", ["", "ABC", "ABC-DEF-GH0", "ABC-DEF-GH1", "ABC-DEF-GHI", "ABC-DEF-GHJK", "ßßß-ßßß-ßß", "ＡＢＣＤＥＦＧＨＪ"]
)
def test_what_no_code_looks_like_is_mistyped(text: str) -> None:
    with pytest.raises(MistypedCode):
        normalise(text)


def test_different_randomness_makes_different_codes() -> None:
    assert len({make(hashlib.sha256(bytes([n])).digest()) for n in range(200)}) == 200


def test_too_little_randomness_is_refused() -> None:
    with pytest.raises(ValueError, match="16 random bytes"):
        make(b"short")


def test_a_token_is_43_characters_and_kept_as_its_hash() -> None:
    token = new_token()
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    assert token != new_token()
    assert token_hash(token) == hashlib.sha256(token.encode()).hexdigest()


def _completed(drawn: str) -> str:
    for check in ALPHABET:
        try:
            return normalise(drawn + check).replace("-", "")
        except MistypedCode:
            continue
    raise AssertionError(f"no check character fits {drawn}")
