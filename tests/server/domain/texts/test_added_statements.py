"""Added statements become part of a text set whose id identifies the wordings, and codes are made from their first words."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n.texts import load_text_set
from server.domain.texts.added_statements import (
    STATEMENT_CODE,
    AddedWording,
    added_text_fault,
    split_text_set_id,
    suggest_code,
    with_added_texts,
)
from server.domain.texts.sheet_rules import MAX_TEXT_SET_ID_LENGTH
from survey.wire import Text, TextSet

FINNISH = msgspec.convert(load_text_set("general-1", "fi"), TextSet)
WORDINGS = {"parking": AddedWording("Pysäköinti oli helppoa", 3, "Pohjola"), "queue": AddedWording("En jonottanut", 1, "Pohjola")}


def test_added_texts_are_the_county_s_and_the_id_says_their_state() -> None:
    made = with_added_texts(FINNISH, ("parking", "queue", "unknown"), WORDINGS)
    assert made.id == "fi-2026-1+4"
    assert made.statements["parking"] == Text("Pysäköinti oli helppoa", "county", "Pohjola")
    assert list(made.statements)[-2:] == ["parking", "queue"]
    assert with_added_texts(FINNISH, (), WORDINGS) is FINNISH


def test_an_official_set_with_an_own_statement_is_no_more_than_the_county_s() -> None:
    official = msgspec.structs.replace(FINNISH, status="official")
    assert with_added_texts(official, ("parking",), WORDINGS).status == "county"
    draft = msgspec.structs.replace(FINNISH, status="draft")
    assert with_added_texts(draft, ("parking",), WORDINGS).status == "draft"


def test_a_form_s_own_text_is_never_replaced() -> None:
    assert with_added_texts(FINNISH, ("access",), {"access": AddedWording("Jotain muuta", 1, "x")}) is FINNISH


@given(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,47}", fullmatch=True), st.integers(1, 10**12))
def test_the_id_can_be_taken_apart_again_and_fits_the_wire(base: str, state: int) -> None:
    assert len(base) <= MAX_TEXT_SET_ID_LENGTH
    made = with_added_texts(msgspec.structs.replace(FINNISH, id=base), ("parking",), {"parking": AddedWording("x", state, "y")})
    assert len(made.id) <= 64
    assert split_text_set_id(made.id) == (base, state)
    assert split_text_set_id(base) == (base, 0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Pysäköinti oli helppoa tänään", "pysakointi-oli-helppoa"),
        ("Vastaanottoaikavaraussovellus toimi hyvin", "vastaanottoaikavaraussovellus"),
        ("5 minuuttia riitti", "own-5-minuuttia-riitti"),
        ("ʒʒʒ", "own"),
    ],
)
def test_a_code_is_made_from_the_first_words(text: str, code: str) -> None:
    assert suggest_code(text, ()) == code
    assert suggest_code(text, {code}) == f"{code}-2"


@given(st.text(), st.sets(st.text(alphabet="abc-", max_size=5)))
def test_a_code_is_always_one(text: str, taken: set[str]) -> None:
    made = suggest_code(text, taken)
    assert STATEMENT_CODE.fullmatch(made)
    assert made not in taken


@pytest.mark.parametrize(
    ("text", "words"), [("x" * 251, "The maximum is {most}"), ("=x", "formula"), ("a\nb", "line break"), ("NÃ¤in", "garbled")]
)
def test_a_text_that_no_terminal_could_show_is_a_fault(text: str, words: str) -> None:
    fault = added_text_fault(text)
    assert fault is not None
    assert words in fault[0]
    assert added_text_fault("Pysäköinti oli helppoa") is None
