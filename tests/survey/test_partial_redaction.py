"""Personal data is reported while it is being typed, but not before its shape is certain."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from survey.partial_redaction import certain_spans
from survey.redaction import PersonalDataSpan, find_personal_data, redact
from tests.survey.sample_comments import comment_texts, dates, emails, hours, identity_codes, not_personal, personal_data, phones, words

PREFIXES = st.sampled_from(["", "Kävin ", "hoitaja sanoi: ", "(", "klo "])


def certain_after_each_key(text: str) -> list[tuple[PersonalDataSpan, ...]]:
    """Return the spans that are certain after each key."""
    return [certain_spans(text[:n], find_personal_data(text[:n])) for n in range(1, len(text) + 1)]


@given(comment_texts)
def test_everything_masked_is_reported_except_a_last_piece_that_is_being_typed(text: str) -> None:
    masked, certain = find_personal_data(text), certain_spans(text, find_personal_data(text))
    assert [(span.start, span.end) for span in certain] == [(span.start, span.end) for span in masked][: len(certain)]
    assert len(masked) - len(certain) in ((0, 1) if masked and not text[masked[-1].end :].strip(" -–") else (0,))


@example("(", "01.01. - 01.01.1999", "")
@example("", "01.01. 0700-1200", "")
@given(
    PREFIXES,
    st.one_of(dates, hours, not_personal, st.builds("{}, {}".format, not_personal, not_personal)),
    st.sampled_from(["", " ", ", kiitos", "."]),
)
def test_a_date_or_a_time_is_never_reported_while_it_is_being_typed(before: str, stays: str, after: str) -> None:
    text = before + stays + after
    if redact(text).masked_count == 0:
        assert not any(certain_after_each_key(text))


@given(PREFIXES, personal_data, st.sampled_from(["", " ", ", kiitos", " ja muuta"]))
def test_what_is_reported_stays_reported_while_typing_goes_on(before: str, piece: str, after: str) -> None:
    counts = [len(spans) for spans in certain_after_each_key(before + piece + after)]
    assert counts == sorted(counts)


@given(words, st.one_of(phones, identity_codes, emails), st.sampled_from([" ", ", kiitos", " ja muuta"]))
def test_personal_data_is_reported_as_soon_as_something_follows_it(before: str, piece: str, after: str) -> None:
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
    assert [span.kind for span in certain_spans(typed, find_personal_data(typed))] == kinds
