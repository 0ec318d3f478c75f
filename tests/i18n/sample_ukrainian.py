"""Adds a small Ukrainian language, as somebody would start it: one folder, added to a copy of the project's languages."""

from __future__ import annotations

import shutil
from pathlib import Path

from i18n.languages import LOCALES

UKRAINIAN_TAG = "uk"
_LANGUAGE = """\
name = "Українська"
formats = "uk_UA"
plurals = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
alphabet = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
"""
_KEYBOARD = """\
letters = ["йцукенгшщзхї", "фівапролджє", "ячсмитьбю"]
signs = ["1234567890+", "!:;'\\"()/@&€", "éüäöåš%=*"]
foot = [",", ".?-"]
held = ["г ґ", "е ё", "и ы", "ь ъ"]
"""
_MESSAGES = """\
msgid ""
msgstr ""
"Language: uk\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "Write"
msgstr "Написати"

msgid "{n} answer"
msgid_plural "{n} answers"
msgstr[0] "{n} відповідь"
msgstr[1] "{n} відповіді"
msgstr[2] "{n} відповідей"
"""


def copy_locales_with_ukrainian(locales: Path) -> Path:
    """Copy the project's locales, add Ukrainian, and return its folder."""
    shutil.copytree(LOCALES, locales, ignore=shutil.ignore_patterns("*.mo"))
    folder = locales / UKRAINIAN_TAG
    (folder / "LC_MESSAGES").mkdir(parents=True)
    (folder / "texts").mkdir()
    (folder / "language.toml").write_text(_LANGUAGE, encoding="utf-8")
    (folder / "keyboard.toml").write_text(_KEYBOARD, encoding="utf-8")
    (folder / "LC_MESSAGES" / "kiosk.po").write_text(_MESSAGES, encoding="utf-8")
    english_texts = (LOCALES / "en" / "texts" / "general-1.toml").read_text(encoding="utf-8")
    ukrainian_texts = english_texts.replace('language = "en"', 'language = "uk"').replace('id = "en-', 'id = "uk-')
    (folder / "texts" / "general-1.toml").write_text(ukrainian_texts, encoding="utf-8")
    return folder
