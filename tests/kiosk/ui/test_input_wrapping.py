"""What is being typed breaks into lines between words, and lines that are full stand still."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kiosk.ui.input_wrapping import wrapped

TEXTS = st.text("abc åÅ\n", max_size=120)
ROOMS = st.integers(10, 300)


def lines(text: str, columns: int = 20) -> tuple[str, ...]:
    """Each character ten pixels wide."""
    return tuple(text[start:end] for start, end in wrapped(text, lambda _: 10, columns * 10))


def test_a_word_that_does_not_fit_goes_to_the_next_line_whole() -> None:
    assert lines("Sain apua silloin kun sitä") == ("Sain apua silloin", "kun sitä")


def test_a_word_longer_than_a_line_is_broken() -> None:
    assert lines("a" * 45) == ("a" * 20, "a" * 20, "a" * 5)
    assert lines("hei " + "a" * 45) == ("hei", "a" * 20, "a" * 20, "a" * 5)


def test_a_line_end_that_was_typed_breaks_it() -> None:
    assert lines("yksi\nkaksi\n") == ("yksi", "kaksi", "")


@given(TEXTS, ROOMS)
def test_no_letter_is_lost_and_none_is_there_twice(text: str, room: int) -> None:
    found = wrapped(text, lambda _: 10, room)
    assert "".join(text[start:end] for start, end in found).replace(" ", "") == text.replace(" ", "").replace("\n", "")
    assert all(before[1] <= after[0] <= before[1] + 1 for before, after in pairwise(found))
    assert (found[0][0], found[-1][1]) == (0, len(text))


@given(TEXTS, ROOMS)
def test_no_line_is_wider_than_its_room_but_by_spaces_at_its_end(text: str, room: int) -> None:
    assert all(10 * len(text[start:end].rstrip(" ")) <= max(10, room) for start, end in wrapped(text, lambda _: 10, room))


@given(TEXTS, TEXTS, ROOMS)
def test_lines_that_are_full_stand_still_as_the_text_grows(text: str, more: str, room: int) -> None:
    before, after = wrapped(text, lambda _: 10, room), wrapped(text + more, lambda _: 10, room)
    assert after[: len(before) - 1] == before[:-1]
