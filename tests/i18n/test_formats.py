"""Dates and numbers are written in the style of each language."""

from __future__ import annotations

from datetime import date

import pytest

from i18n.formats import format_date, format_number
from i18n.languages import languages


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("fi", "5. lokakuuta 2026"), ("sv", "5 oktober 2026"), ("en", "5 October 2026"), ("sms", "5. lokakuuta 2026")],
)
def test_a_day_is_written_in_full(tag: str, expected: str) -> None:
    assert format_date(date(2026, 10, 5), tag) == expected


@pytest.mark.parametrize("tag", list(languages()))
def test_every_language_has_dates_with_a_month_in_words_and_numbers(tag: str) -> None:
    text = format_date(date(2026, 10, 5), tag)
    assert "2026" in text and any(letter.isalpha() for letter in text), f"{tag}: {text}"
    assert format_number(412, tag) == "412"


def test_thousands_stand_apart() -> None:
    assert format_number(12_041, "fi") == "12\u00a0041"
