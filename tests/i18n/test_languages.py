"""Languages are data: complete languages, languages in preparation and unknown ones."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from i18n.languages import SOURCE_LANGUAGE, complete_languages, fallback_chain, language_for_tag, languages
from tests.i18n.sample_catalogs import copy_language_files


def test_finnish_swedish_and_english_are_offered_in_that_order() -> None:
    assert complete_languages() == ("fi", "sv", "en")


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
    assert language_for_tag(tag).name == name


@pytest.mark.parametrize("tag", ["fi", "sv", "en", "se", "smn", "sms"])
def test_each_language_writes_dates_with_the_name_of_a_month(tag: str) -> None:
    from datetime import date

    locale = Locale.parse(language_for_tag(tag).babel_locale)
    written = format_date(date(2026, 11, 22), "long", locale=locale)
    assert not any(sign in written for sign in ("M11", "2026-11-22", "2026 November")), written


def test_skolt_sami_borrows_the_dates_of_finnish() -> None:
    assert language_for_tag("sms").babel_locale == language_for_tag("fi").babel_locale


def test_a_regional_tag_is_found_by_its_language() -> None:
    assert language_for_tag("sv-FI") == language_for_tag("sv")


def test_an_unknown_language_shows_its_tag() -> None:
    unknown = language_for_tag("tlh")
    assert (unknown.tag, unknown.name) == ("tlh", "tlh")


@pytest.mark.parametrize(
    ("tag", "tags"), [("en", ("en",)), ("fi", ("fi", "en")), ("sms", ("sms", "fi", "en")), ("sv-FI", ("sv", "en")), ("tlh", ("tlh", "en"))]
)
def test_messages_are_looked_for_in_the_language_then_its_fallback_then_english(tag: str, tags: tuple[str, ...]) -> None:
    assert fallback_chain(tag) == tags


def test_every_fallback_ends_in_the_source_language() -> None:
    assert all(
        fallback_chain(tag)[-1] == SOURCE_LANGUAGE and len(set(fallback_chain(tag))) == len(fallback_chain(tag)) for tag in languages()
    )


def test_a_folder_is_all_it_takes_to_know_a_language(tmp_path: Path) -> None:
    copy_language_files(tmp_path, "smn", "fi")
    assert tuple(languages(tmp_path)) == ("fi", "smn")


def test_a_language_in_preparation_is_known_and_not_offered(tmp_path: Path) -> None:
    copy_language_files(tmp_path, "smn", "fi")
    assert complete_languages(tmp_path) == ("fi",)


def test_a_language_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    copy_language_files(tmp_path, "smn", "fi")
    (tmp_path / "smn" / "language.toml").write_text("name =")
    assert tuple(languages(tmp_path)) == ("fi",)


@pytest.mark.parametrize("tag", ["se", "smn", "sms"])
@pytest.mark.parametrize(("n", "form"), [(0, 2), (1, 0), (2, 1), (3, 2), (11, 2), (12, 2), (22, 2)])
def test_sami_languages_count_one_two_and_more(tag: str, n: int, form: int) -> None:
    rule = language_for_tag(tag).plurals.partition("plural=")[2].rstrip(";")
    assert gettext.c2py(rule)(n) == form


@pytest.mark.parametrize("tag", [*languages()])
def test_each_language_counts_as_cldr_does(tag: str) -> None:
    cldr_rule = Locale.parse(tag).plural_form
    own_rule = gettext.c2py(language_for_tag(tag).plurals.partition("plural=")[2].rstrip(";"))
    pairs = {(cldr_rule(n), own_rule(n)) for n in range(200)}
    assert len(pairs) == len({name for name, _ in pairs}) == len({form for _, form in pairs})


@pytest.mark.parametrize(("tag", "written"), [("fi", "1\xa0234,5"), ("se", "1\xa0234,5"), ("smn", "1\xa0234,5"), ("sms", "1\xa0234,5")])
def test_numbers_are_written_as_in_finland(tag: str, written: str) -> None:
    assert format_decimal(1234.5, locale=language_for_tag(tag).babel_locale) == written
