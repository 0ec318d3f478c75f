"""A new language needs one folder and nothing else. The tests add Ukrainian to a copy of the project's languages."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from babel.dates import format_date

from i18n.catalogs import load_catalog
from i18n.check import find_faults, find_missing
from i18n.collect import update_catalogs
from i18n.compile import compile_catalogs
from i18n.keyboards import keyboard_for_language
from i18n.languages import I18N_FOLDER, complete_languages, fallback_chain, language_for_tag, languages
from i18n.texts import languages_with_texts, load_text_set
from kiosk.pages.keyboard import layout_from_data, variant_keys
from kiosk.pages.text_input import TextInput
from tests.i18n.sample_ukrainian import UKRAINIAN_TAG, copy_locales_with_ukrainian


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    copy_locales_with_ukrainian(tmp_path / "locales")
    return tmp_path / "locales"


def test_it_is_among_the_languages_and_in_preparation(locales: Path) -> None:
    assert tuple(languages(locales))[-1] == UKRAINIAN_TAG
    assert language_for_tag(UKRAINIAN_TAG, locales).name == "Українська"
    assert UKRAINIAN_TAG not in complete_languages(locales)
    assert fallback_chain(UKRAINIAN_TAG, locales) == ("uk", "en")


@pytest.mark.parametrize(
    ("n", "expected"),
    [(1, "1 відповідь"), (3, "3 відповіді"), (5, "5 відповідей"), (11, "11 відповідей"), (21, "21 відповідь"), (0, "0 відповідей")],
)
def test_it_counts_one_few_and_many(locales: Path, n: int, expected: str) -> None:
    assert load_catalog(UKRAINIAN_TAG, "kiosk", locales).plural("{n} answer", "{n} answers", n) == expected


def test_its_messages_are_shown_and_compiled_and_those_it_lacks_come_in_english(locales: Path) -> None:
    assert any(f"/{UKRAINIAN_TAG}/" in str(path) for path in compile_catalogs(locales))
    ukrainian = load_catalog(UKRAINIAN_TAG, "kiosk", locales)
    assert (ukrainian.text("Write"), ukrainian.text("Send")) == ("Написати", "Send")


def test_its_dates_are_its_own(locales: Path) -> None:
    assert "листопада" in format_date(date(2026, 11, 22), "long", locale=language_for_tag(UKRAINIAN_TAG, locales).babel_locale)


def test_its_texts_are_found(locales: Path) -> None:
    assert UKRAINIAN_TAG in languages_with_texts("general-1", locales)
    assert load_text_set("general-1", UKRAINIAN_TAG, locales)["language"] == UKRAINIAN_TAG


def test_its_keyboard_types_cyrillic_words_with_a_held_letter(locales: Path) -> None:
    board, typing = layout_from_data(keyboard_for_language(UKRAINIAN_TAG, locales)), TextInput()
    keys = {key.letter: key for row in board.letter_rows for key in row}
    keys |= {form.letter: form for key in tuple(keys.values()) for form in variant_keys(key)}
    for letter in "ґанок, їжак":
        typing.insert(keys[letter].letter)
    assert typing.text == "Ґанок, їжак"


def test_the_check_names_what_it_lacks_and_fails_once_it_says_it_is_complete(locales: Path, tmp_path: Path) -> None:
    missing = find_missing(locales)[UKRAINIAN_TAG]
    assert [fault for fault in missing if fault.startswith("uk/kiosk.po: ") and fault.endswith("messages are not translated")]
    assert [fault for fault in missing if fault.startswith("uk/server.po: ")]
    assert not [fault for fault in missing if "keyboard" in fault or "texts" in fault]
    (tmp_path / "kiosk").mkdir()
    (tmp_path / "server").mkdir()
    assert not [fault for fault in find_faults(tmp_path, locales) if fault.startswith("uk")]
    with (locales / UKRAINIAN_TAG / "language.toml").open("a") as file:
        file.write("complete = true\n")
    assert "uk/kiosk.po: lacks “Send”" in find_faults(tmp_path, locales)


def test_collecting_gives_it_every_message_in_three_plural_forms(locales: Path, tmp_path: Path) -> None:
    for domain in ("kiosk", "server"):
        (tmp_path / domain).mkdir()
        (tmp_path / domain / "page.py").write_text('words.text("Write")\nwords.plural("{n} day", "{n} days", n)\n')
    update_catalogs(tmp_path, locales)
    content = (locales / UKRAINIAN_TAG / "LC_MESSAGES" / "server.po").read_text(encoding="utf-8")
    assert "nplurals=3" in content
    assert 'msgstr[2] ""' in content
    assert "Написати" in (locales / UKRAINIAN_TAG / "LC_MESSAGES" / "kiosk.po").read_text(encoding="utf-8")


def test_the_program_itself_finds_it_in_its_folder(tmp_path: Path) -> None:
    package = tmp_path / "i18n"
    shutil.copytree(I18N_FOLDER, package, ignore=shutil.ignore_patterns("locales", "__pycache__"))
    copy_locales_with_ukrainian(package / "locales")
    script = (
        "from i18n.catalogs import catalog; from i18n.languages import languages; from i18n.keyboards import keyboard_for_language; "
        "print(list(languages())[-1], catalog('uk', 'kiosk').text('Write'), keyboard_for_language('uk').letters[0])"
    )
    output = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert output.split() == ["uk", "Написати", "йцукенгшщзхї"]
