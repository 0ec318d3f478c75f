"""What is looked up key by key is what a look at the whole text finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.pages.live_redaction import Masking
from kiosk.pages.text_input import Typing
from survey.partial_redaction import settled
from survey.redaction import pieces
from tests.survey.sample_comments import texts


@given(st.lists(st.tuples(texts, st.integers(0, 40)), max_size=5))
def test_key_by_key_is_the_same_as_at_once(steps: list[tuple[str, int]]) -> None:
    masking, text = Masking(), ""
    for grown, back in steps:
        for letter in grown:
            text += letter
            assert masking.follow(text) == settled(text, pieces(text))
        for _ in range(back):
            text = text[:-1]
            assert masking.follow(text) == settled(text, pieces(text))


@given(texts, texts)
def test_another_text_after_a_wipe_or_without_one_is_looked_at_anew(one: str, other: str) -> None:
    masking = Masking()
    masking.follow(one)
    assert masking.follow(other) == settled(other, pieces(other))
    masking.wipe()
    assert masking.follow(other) == settled(other, pieces(other))


def test_typing_tells_kinds_and_how_many_and_forgets_them() -> None:
    typing = Typing(sentences=False)
    for letter in "040 1234567 tai 050 7654321 tai anna@kotona ":
        typing.insert(letter)
    assert typing.masked_kinds == {"phone": 2, "email": 1}
    typing.wipe()
    assert typing.masked_kinds == {}


def test_neither_prints_what_was_typed() -> None:
    masking = Masking()
    masking.follow("salaisuus 0401234567")
    assert "salaisuus" not in repr(masking) and "0401234567" not in repr(masking)
