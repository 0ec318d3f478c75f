"""Updating the catalogs adds missing messages, removes unused ones and keeps the translations."""

from __future__ import annotations

from pathlib import Path

import pytest

from i18n.collect import update_catalogs
from i18n.po_lint import read_entries
from tests.i18n.sample_catalogs import copy_language_files, po_entry, po_plural_entry, write_catalog


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for domain in ("kiosk", "server"):
        (tmp_path / domain).mkdir()
    (tmp_path / "kiosk" / "page.py").write_text('words.text("Write")\nwords.plural("{n} answer", "{n} answers", n)\nTABLE = ["Back"]\n')
    write_catalog(tmp_path / "locales", "en", po_entry("Write") + po_entry("Gone") + po_entry("Back"))
    write_catalog(tmp_path / "locales", "fi", po_entry("Write", "Kirjoita") + po_entry("Gone", "Poissa") + po_entry("Back", "Takaisin"))
    return tmp_path


def translations_by_key(root: Path, tag: str, domain: str = "kiosk") -> dict[str, tuple[str, ...]]:
    """Return the translations in a catalog by the key of their message."""
    return {entry.key: entry.translations for entry in read_entries(root / "locales" / tag / "LC_MESSAGES" / f"{domain}.po")}


def test_messages_of_the_code_are_added_untranslated_and_unused_ones_dropped(root: Path) -> None:
    update_catalogs(root, root / "locales")
    assert translations_by_key(root, "fi") == {"Write": ("Kirjoita",), "Back": ("Takaisin",), "{n} answer": ("", "")}


def test_collecting_twice_changes_nothing(root: Path) -> None:
    update_catalogs(root, root / "locales")
    first = {path: path.read_bytes() for path in root.rglob("*.po")}
    update_catalogs(root, root / "locales")
    assert {path: path.read_bytes() for path in root.rglob("*.po")} == first


def test_a_new_language_gets_every_message(root: Path) -> None:
    copy_language_files(root / "locales", "smn")
    update_catalogs(root, root / "locales")
    assert translations_by_key(root, "smn").keys() == translations_by_key(root, "en").keys()
    assert translations_by_key(root, "smn")["{n} answer"] == ("", "", "")


def test_what_english_says_of_its_own_is_no_translation(root: Path) -> None:
    write_catalog(root / "locales", "en", po_entry("Write", "Write here") + po_entry("Back"))
    copy_language_files(root / "locales", "smn")
    update_catalogs(root, root / "locales")
    assert translations_by_key(root, "smn")["Write"] == ("",)
    assert translations_by_key(root, "en")["Write"] == ("Write here",)


def test_a_message_that_becomes_a_plural_is_asked_for_again(root: Path) -> None:
    write_catalog(root / "locales", "en", po_entry("{n} answer"))
    write_catalog(root / "locales", "fi", po_entry("{n} answer", "{n} vastaus"))
    update_catalogs(root, root / "locales")
    assert len(translations_by_key(root, "fi")["{n} answer"]) == 2


def test_nothing_is_guessed_from_messages_that_look_alike(root: Path) -> None:
    (root / "kiosk" / "page.py").write_text('words.text("Write!")')
    update_catalogs(root, root / "locales")
    assert translations_by_key(root, "fi") == {"Write!": ("",)}


def test_a_plural_that_is_there_stays(root: Path) -> None:
    write_catalog(root / "locales", "en", po_plural_entry("{n} answer", "{n} answers"))
    write_catalog(root / "locales", "fi", po_plural_entry("{n} answer", "{n} answers", "{n} vastaus", "{n} vastausta"))
    update_catalogs(root, root / "locales")
    assert translations_by_key(root, "fi")["{n} answer"] == ("{n} vastaus", "{n} vastausta")
