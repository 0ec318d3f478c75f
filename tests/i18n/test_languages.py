"""Languages are data: those offered, those that wait for their texts, and those nobody knows."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel import Locale
from babel.dates import format_date

from i18n.languages import SOURCE, chain, language, languages, offered


def test_finnish_swedish_and_english_are_offered_in_that_order() -> None:
    assert offered() == ("fi", "sv", "en")


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("fi", "Suomi"),
        ("sv", "Svenska"),
        ("en", "English"),
        ("se", "Davvisámegiella"),
        ("smn", "Anarâškielâ"),
        ("sms", "Sääʹmǩiõll"),
    ],
)
def test_each_language_has_the_name_it_calls_itself(tag: str, name: str) -> None:
    assert language(tag).name == name


@pytest.mark.parametrize("tag", ["fi", "sv", "en", "se", "smn", "sms"])
def test_each_language_writes_dates_with_the_name_of_a_month(tag: str) -> None:
    from datetime import date

    locale = Locale.parse(language(tag).babel_locale)
    written = format_date(date(2026, 11, 22), "long", locale=locale)
    assert not any(sign in written for sign in ("M11", "2026-11-22", "2026 November")), written


def test_skolt_sami_borrows_the_dates_of_finnish() -> None:
    assert language("sms").babel_locale == language("fi").babel_locale


def test_a_regional_tag_is_found_by_its_language() -> None:
    assert language("sv-FI") == language("sv")


def test_an_unknown_language_shows_its_tag() -> None:
    unknown = language("tlh")
    assert (unknown.tag, unknown.name) == ("tlh", "tlh")


@pytest.mark.parametrize(
    ("tag", "tags"), [("en", ("en",)), ("fi", ("fi", "en")), ("sms", ("sms", "fi", "en")), ("sv-FI", ("sv", "en")), ("tlh", ("tlh", "en"))]
)
def test_messages_are_looked_for_in_the_language_then_its_fallback_then_english(tag: str, tags: tuple[str, ...]) -> None:
    assert chain(tag) == tags


def test_every_fallback_ends_in_the_source_language() -> None:
    assert all(chain(tag)[-1] == SOURCE and len(set(chain(tag))) == len(chain(tag)) for tag in languages())


def test_a_folder_of_catalogs_is_all_it_takes_to_offer_a_language(tmp_path: Path) -> None:
    for tag in ("smn", "fi"):
        (tmp_path / tag / "LC_MESSAGES").mkdir(parents=True)
    assert offered(tmp_path) == ("fi", "smn")
