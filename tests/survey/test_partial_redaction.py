"""What is said to be left out while it is typed, and what waits until it is whole."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from survey.partial_redaction import settled
from survey.redaction import Piece, pieces, redact
from tests.survey.sample_comments import codes, dates, emails, hours, ordinary, personal, phones, texts, words

AROUND = st.sampled_from(["", "Kävin ", "hoitaja sanoi: ", "(", "klo "])


def said(text: str) -> list[tuple[Piece, ...]]:
    """What is said to be left out after each key."""
    return [settled(text[:n], pieces(text[:n])) for n in range(1, len(text) + 1)]


@given(texts)
def test_all_that_is_sent_masked_is_said_but_a_last_piece_that_is_being_typed(text: str) -> None:
    sent, shown = pieces(text), settled(text, pieces(text))
    assert [(piece.start, piece.end) for piece in shown] == [(piece.start, piece.end) for piece in sent][: len(shown)]
    assert len(sent) - len(shown) in ((0, 1) if sent and not text[sent[-1].end :].strip(" -–") else (0,))


@example("(", "01.01. - 01.01.1999", "")
@example("", "01.01. 0700-1200", "")
@given(
    AROUND, st.one_of(dates, hours, ordinary, st.builds("{}, {}".format, ordinary, ordinary)), st.sampled_from(["", " ", ", kiitos", "."])
)
def test_a_day_or_an_hour_is_never_said_to_be_left_out_while_it_is_typed(before: str, stays: str, after: str) -> None:
    text = before + stays + after
    if redact(text).masked == 0:
        assert not any(said(text))


@given(AROUND, personal, st.sampled_from(["", " ", ", kiitos", " ja muuta"]))
def test_what_is_said_to_be_left_out_stays_so_as_it_grows(before: str, piece: str, after: str) -> None:
    counts = [len(shown) for shown in said(before + piece + after)]
    assert counts == sorted(counts)


@given(words, st.one_of(phones, codes, emails), st.sampled_from([" ", ", kiitos", " ja muuta"]))
def test_personal_data_is_said_as_soon_as_something_follows_it(before: str, piece: str, after: str) -> None:
    text = f"{before} {piece}{after}"
    assert settled(text, pieces(text)) == pieces(text) != ()


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("010190-1", ["identity_code"]), ("010190-123", ["identity_code"]), ("010190-123A", ["identity_code"]),
        ("0401234567", ["phone"]), ("09-1234567", ["phone"]), ("131052-308", []), ("131052-308T", ["identity_code"]),
        ("05.06.202", []), ("05.06.2024", []), ("0800-160", []), ("0800-160 ", ["phone"]), ("5.6.2024 080", []),
    ],
)  # fmt: skip
def test_a_piece_counts_once_its_shape_is_whole(typed: str, kinds: list[str]) -> None:
    assert [piece.kind for piece in settled(typed, pieces(typed))] == kinds
