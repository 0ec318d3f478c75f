"""Plain Finnish is a language of its own by one folder, and nothing else; what it does not say itself it says as Finnish does."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal

from i18n.catalogs import load
from i18n.check import faults, lacks
from i18n.collect import collect
from i18n.compile import compile_all, translations
from i18n.keyboards import keyboard
from i18n.languages import LOCALES, LanguageFaults, chain, language, languages, offered, read
from tests.i18n.plain_finnish import NAME, TAG, beside_ours


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    beside_ours(tmp_path / "locales")
    return tmp_path / "locales"


def test_it_is_a_language_beside_finnish_under_its_own_name(locales: Path) -> None:
    assert tuple(languages(locales))[-1] == TAG
    assert (language(TAG, locales).name, language("fi", locales).name) == (NAME, "Suomi")
    assert TAG not in offered(locales), "it is in preparation until it says otherwise"
    assert chain(TAG, locales) == (TAG, "fi", "en")


def test_its_messages_plurals_dates_and_numbers_are_finnish(locales: Path) -> None:
    words, finnish = load(TAG, "kiosk", locales), load("fi", "kiosk", locales)
    assert words.text("Write") == finnish.text("Write") != "Write"
    for n in (0, 1, 2):
        assert words.plural("{n} choice.", "{n} choices.", n) == finnish.plural("{n} choice.", "{n} choices.", n)
    at = language(TAG, locales).babel_locale
    assert format_date(date(2026, 10, 5), "long", locale=at) == "5. lokakuuta 2026"
    assert format_decimal(1234567, locale=at) == "1\xa0234\xa0567"


def test_its_keyboard_is_the_finnish_one_until_it_has_its_own(locales: Path) -> None:
    assert keyboard(TAG, locales) == keyboard("fi", locales)
    shutil.copyfile(LOCALES / "se" / "keyboard.toml", locales / TAG / "keyboard.toml")
    assert keyboard(TAG, locales) == keyboard("se", locales) != keyboard("fi", locales)


def test_collecting_gives_it_catalogs_of_its_own_that_can_be_translated(locales: Path, tmp_path: Path) -> None:
    for domain in ("kiosk", "server"):
        (tmp_path / domain).mkdir()
        (tmp_path / domain / "page.py").write_text('words.text("Write")\nwords.plural("{n} day", "{n} days", n)\n')
    collect(tmp_path, locales)
    made = locales / TAG / "LC_MESSAGES" / "kiosk.po"
    content = made.read_text(encoding="utf-8")
    assert f'"Language: {TAG}\\n"' in content
    assert f'"Plural-Forms: {language("fi", locales).plurals}\\n"' in content
    made.write_text(content.replace('msgid "Write"\nmsgstr ""', 'msgid "Write"\nmsgstr "KOE kirjoita"'), encoding="utf-8")
    collect(tmp_path, locales)
    assert load(TAG, "kiosk", locales).text("Write") == "KOE kirjoita", "collecting once more has kept it"
    assert translations(made).gettext("Write") == "KOE kirjoita"
    assert [file for file in compile_all(locales) if TAG in file.parts]


def test_the_check_names_what_it_lacks_and_fails_once_it_says_it_is_complete(locales: Path, tmp_path: Path) -> None:
    told = lacks(locales)[TAG]
    assert [part for part in told if part.startswith(f"{TAG}/kiosk.po: ") and part.endswith("messages are not translated")]
    assert f"{TAG}/texts/general-1.toml: is not there" in told
    (tmp_path / "kiosk").mkdir()
    (tmp_path / "server").mkdir()
    assert not [fault for fault in faults(tmp_path, locales) if fault.startswith(TAG)]
    with (locales / TAG / "language.toml").open("a") as said:
        said.write("complete = true\n")
    assert f"{TAG}/kiosk.po: lacks “Send”" in faults(tmp_path, locales)


@pytest.mark.parametrize("tag", ["fi-x-plain", "sv-x-lattlast", "fi-FI-x-a-b1", "sms", "zh-Hant-TW"])
def test_a_tag_may_have_a_private_part(tmp_path: Path, tag: str) -> None:
    assert read(_folder(tmp_path, tag)).tag == tag


@pytest.mark.parametrize("tag", ["x-plain", "fi-x", "fi-x-", "fi-xplainlanguage", "fi_x_plain", "Finnish", "fi-a-plain"])
def test_what_is_no_tag_is_told(tmp_path: Path, tag: str) -> None:
    with pytest.raises(LanguageFaults, match="is no tag of a language"):
        read(_folder(tmp_path, tag))


def _folder(locales: Path, tag: str) -> Path:
    (locales / tag).mkdir()
    file = locales / tag / "language.toml"
    file.write_text('name = "X"\nformats = "fi_FI"\n', encoding="utf-8")
    return file
