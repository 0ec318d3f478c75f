"""Plain Finnish is a language of its own with one folder and nothing else, and everything that it lacks comes from Finnish."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal

from i18n.catalogs import load_catalog
from i18n.check import find_faults, find_missing
from i18n.collect import update_catalogs
from i18n.compile import compile_catalogs, load_translations
from i18n.keyboards import keyboard_for_language
from i18n.languages import LOCALES, InvalidLanguageFile, complete_languages, fallback_chain, language_for_tag, languages, read_language
from tests.i18n.sample_plain_finnish import PLAIN_FINNISH_NAME, PLAIN_FINNISH_TAG, copy_locales_with_plain_finnish


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    copy_locales_with_plain_finnish(tmp_path / "locales")
    return tmp_path / "locales"


def test_it_is_a_language_beside_finnish_under_its_own_name(locales: Path) -> None:
    assert tuple(languages(locales))[-1] == PLAIN_FINNISH_TAG
    assert (language_for_tag(PLAIN_FINNISH_TAG, locales).name, language_for_tag("fi", locales).name) == (PLAIN_FINNISH_NAME, "Suomi")
    assert PLAIN_FINNISH_TAG not in complete_languages(locales), "it is in preparation until it says otherwise"
    assert fallback_chain(PLAIN_FINNISH_TAG, locales) == (PLAIN_FINNISH_TAG, "fi", "en")


def test_its_messages_plurals_dates_and_numbers_are_finnish(locales: Path) -> None:
    plain, finnish = load_catalog(PLAIN_FINNISH_TAG, "kiosk", locales), load_catalog("fi", "kiosk", locales)
    assert plain.text("Write") == finnish.text("Write") != "Write"
    for n in (0, 1, 2):
        assert plain.plural("{n} choice.", "{n} choices.", n) == finnish.plural("{n} choice.", "{n} choices.", n)
    locale = language_for_tag(PLAIN_FINNISH_TAG, locales).babel_locale
    assert format_date(date(2026, 10, 5), "long", locale=locale) == "5. lokakuuta 2026"
    assert format_decimal(1234567, locale=locale) == "1\xa0234\xa0567"


def test_its_keyboard_is_the_finnish_one_until_it_has_its_own(locales: Path) -> None:
    assert keyboard_for_language(PLAIN_FINNISH_TAG, locales) == keyboard_for_language("fi", locales)
    shutil.copyfile(LOCALES / "se" / "keyboard.toml", locales / PLAIN_FINNISH_TAG / "keyboard.toml")
    assert keyboard_for_language(PLAIN_FINNISH_TAG, locales) == keyboard_for_language("se", locales) != keyboard_for_language("fi", locales)


def test_collecting_gives_it_catalogs_of_its_own_that_can_be_translated(locales: Path, tmp_path: Path) -> None:
    for domain in ("kiosk", "server"):
        (tmp_path / domain).mkdir()
        (tmp_path / domain / "page.py").write_text('words.text("Write")\nwords.plural("{n} day", "{n} days", n)\n')
    update_catalogs(tmp_path, locales)
    path = locales / PLAIN_FINNISH_TAG / "LC_MESSAGES" / "kiosk.po"
    content = path.read_text(encoding="utf-8")
    assert f'"Language: {PLAIN_FINNISH_TAG}\\n"' in content
    assert f'"Plural-Forms: {language_for_tag("fi", locales).plurals}\\n"' in content
    path.write_text(content.replace('msgid "Write"\nmsgstr ""', 'msgid "Write"\nmsgstr "KOE kirjoita"'), encoding="utf-8")
    update_catalogs(tmp_path, locales)
    assert load_catalog(PLAIN_FINNISH_TAG, "kiosk", locales).text("Write") == "KOE kirjoita", "collecting once more has kept it"
    assert load_translations(path).gettext("Write") == "KOE kirjoita"
    assert [path for path in compile_catalogs(locales) if PLAIN_FINNISH_TAG in path.parts]


def test_the_check_names_what_it_lacks_and_fails_once_it_says_it_is_complete(locales: Path, tmp_path: Path) -> None:
    missing = find_missing(locales)[PLAIN_FINNISH_TAG]
    assert [
        fault for fault in missing if fault.startswith(f"{PLAIN_FINNISH_TAG}/kiosk.po: ") and fault.endswith("messages are not translated")
    ]
    assert f"{PLAIN_FINNISH_TAG}/texts/general-1.toml: is not there" in missing
    (tmp_path / "kiosk").mkdir()
    (tmp_path / "server").mkdir()
    assert not [fault for fault in find_faults(tmp_path, locales) if fault.startswith(PLAIN_FINNISH_TAG)]
    with (locales / PLAIN_FINNISH_TAG / "language.toml").open("a") as file:
        file.write("complete = true\n")
    assert f"{PLAIN_FINNISH_TAG}/kiosk.po: lacks “Send”" in find_faults(tmp_path, locales)


@pytest.mark.parametrize("tag", ["fi-x-plain", "sv-x-lattlast", "fi-FI-x-a-b1", "sms", "zh-Hant-TW"])
def test_a_tag_may_have_a_private_part(tmp_path: Path, tag: str) -> None:
    assert read_language(_language_file(tmp_path, tag)).tag == tag


@pytest.mark.parametrize("tag", ["x-plain", "fi-x", "fi-x-", "fi-xplainlanguage", "fi_x_plain", "Finnish", "fi-a-plain"])
def test_an_invalid_tag_is_a_fault(tmp_path: Path, tag: str) -> None:
    with pytest.raises(InvalidLanguageFile, match="is no tag of a language"):
        read_language(_language_file(tmp_path, tag))


def _language_file(locales: Path, tag: str) -> Path:
    (locales / tag).mkdir()
    file = locales / tag / "language.toml"
    file.write_text('name = "X"\nformats = "fi_FI"\n', encoding="utf-8")
    return file
