"""Tests that redaction after each key finds the same as a search of the whole text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.pages.live_redaction import LiveRedaction
from kiosk.pages.text_input import TextInput
from survey.partial_redaction import certain_spans
from survey.redaction import find_personal_data
from tests.survey.sample_comments import comment_texts


@given(st.lists(st.tuples(comment_texts, st.integers(0, 40)), max_size=5))
def test_key_by_key_is_the_same_as_at_once(steps: list[tuple[str, int]]) -> None:
    masking, text = LiveRedaction(), ""
    for grown, back in steps:
        for letter in grown:
            text += letter
            assert masking.update(text) == certain_spans(text, find_personal_data(text))
        for _ in range(back):
            text = text[:-1]
            assert masking.update(text) == certain_spans(text, find_personal_data(text))


@given(comment_texts, comment_texts)
def test_another_text_after_a_wipe_or_without_one_is_looked_at_anew(one: str, other: str) -> None:
    masking = LiveRedaction()
    masking.update(one)
    assert masking.update(other) == certain_spans(other, find_personal_data(other))
    masking.wipe()
    assert masking.update(other) == certain_spans(other, find_personal_data(other))


def test_typing_tells_kinds_and_how_many_and_forgets_them() -> None:
    typing = TextInput(capitalise_sentences=False)
    for letter in "040 1234567 tai 050 7654321 tai anna@kotona ":
        typing.insert(letter)
    assert typing.redacted_kinds == {"phone": 2, "email": 1}
    typing.wipe()
    assert typing.redacted_kinds == {}


def test_neither_prints_what_was_typed() -> None:
    masking = LiveRedaction()
    masking.update("salaisuus 0401234567")
    assert "salaisuus" not in repr(masking) and "0401234567" not in repr(masking)
