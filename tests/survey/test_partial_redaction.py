"""What is said to be left out while it is typed, and what waits until it is whole."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from survey.partial_redaction import certain_spans
from survey.redaction import PersonalDataSpan, find_personal_data, redact
from tests.survey.sample_comments import comment_texts, dates, emails, hours, identity_codes, not_personal, personal_data, phones, words

PREFIXES = st.sampled_from(["", "Kävin ", "hoitaja sanoi: ", "(", "klo "])


def certain_after_each_key(text: str) -> list[tuple[PersonalDataSpan, ...]]:
    """What is said to be left out after each key."""
    return [certain_spans(text[:n], find_personal_data(text[:n])) for n in range(1, len(text) + 1)]


@given(comment_texts)
def test_all_that_is_sent_masked_is_said_but_a_last_piece_that_is_being_typed(text: str) -> None:
    sent, shown = find_personal_data(text), certain_spans(text, find_personal_data(text))
    assert [(piece.start, piece.end) for piece in shown] == [(piece.start, piece.end) for piece in sent][: len(shown)]
    assert len(sent) - len(shown) in ((0, 1) if sent and not text[sent[-1].end :].strip(" -–") else (0,))


@example("(", "01.01. - 01.01.1999", "")
@example("", "01.01. 0700-1200", "")
@given(
    PREFIXES,
    st.one_of(dates, hours, not_personal, st.builds("{}, {}".format, not_personal, not_personal)),
    st.sampled_from(["", " ", ", kiitos", "."]),
)
def test_a_day_or_an_hour_is_never_said_to_be_left_out_while_it_is_typed(before: str, stays: str, after: str) -> None:
    text = before + stays + after
    if redact(text).masked_count == 0:
        assert not any(certain_after_each_key(text))


@given(PREFIXES, personal_data, st.sampled_from(["", " ", ", kiitos", " ja muuta"]))
def test_what_is_said_to_be_left_out_stays_so_as_it_grows(before: str, piece: str, after: str) -> None:
    counts = [len(shown) for shown in certain_after_each_key(before + piece + after)]
    assert counts == sorted(counts)


@given(words, st.one_of(phones, identity_codes, emails), st.sampled_from([" ", ", kiitos", " ja muuta"]))
def test_personal_data_is_said_as_soon_as_something_follows_it(before: str, piece: str, after: str) -> None:
    text = f"{before} {piece}{after}"
    assert certain_spans(text, find_personal_data(text)) == find_personal_data(text) != ()


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("010190-1", ["identity_code"]), ("010190-123", ["identity_code"]), ("010190-123A", ["identity_code"]),
        ("0401234567", ["phone"]), ("09-1234567", ["phone"]), ("131052-308", []), ("131052-308T", ["identity_code"]),
        ("05.06.202", []), ("05.06.2024", []), ("0800-160", []), ("0800-160 ", ["phone"]), ("5.6.2024 080", []),
    ],
)  # fmt: skip
def test_a_piece_counts_once_its_shape_is_whole(typed: str, kinds: list[str]) -> None:
    assert [piece.kind for piece in certain_spans(typed, find_personal_data(typed))] == kinds
