"""Typed text is broken into lines between words, and complete lines do not change."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kiosk.ui.input_wrapping import wrap_input

TEXTS = st.text("abc åÅ\n", max_size=120)
LINE_WIDTHS = st.integers(10, 300)


def wrapped_lines(text: str, columns: int = 20) -> tuple[str, ...]:
    """Wrap a text whose characters are ten pixels wide."""
    return tuple(text[start:end] for start, end in wrap_input(text, lambda _: 10, columns * 10))


def test_a_word_that_does_not_fit_goes_to_the_next_line_whole() -> None:
    assert wrapped_lines("Sain apua silloin kun sitä") == ("Sain apua silloin", "kun sitä")


def test_a_word_longer_than_a_line_is_broken() -> None:
    assert wrapped_lines("a" * 45) == ("a" * 20, "a" * 20, "a" * 5)
    assert wrapped_lines("hei " + "a" * 45) == ("hei", "a" * 20, "a" * 20, "a" * 5)


def test_a_line_end_that_was_typed_breaks_it() -> None:
    assert wrapped_lines("yksi\nkaksi\n") == ("yksi", "kaksi", "")


@given(TEXTS, LINE_WIDTHS)
def test_no_letter_is_lost_and_none_is_there_twice(text: str, room: int) -> None:
    found = wrap_input(text, lambda _: 10, room)
    assert "".join(text[start:end] for start, end in found).replace(" ", "") == text.replace(" ", "").replace("\n", "")
    assert all(before[1] <= after[0] <= before[1] + 1 for before, after in pairwise(found))
    assert (found[0][0], found[-1][1]) == (0, len(text))


@given(TEXTS, LINE_WIDTHS)
def test_no_line_is_wider_than_its_room_but_by_spaces_at_its_end(text: str, room: int) -> None:
    assert all(10 * len(text[start:end].rstrip(" ")) <= max(10, room) for start, end in wrap_input(text, lambda _: 10, room))


@given(TEXTS, TEXTS, LINE_WIDTHS)
def test_lines_that_are_full_stand_still_as_the_text_grows(text: str, more: str, room: int) -> None:
    before, after = wrap_input(text, lambda _: 10, room), wrap_input(text + more, lambda _: 10, room)
    assert after[: len(before) - 1] == before[:-1]
