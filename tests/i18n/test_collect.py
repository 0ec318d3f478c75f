"""Bringing the catalogs up to the code adds what is missing, drops what is unused, and spoils nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from i18n.collect import collect
from i18n.po_lint import read
from tests.i18n.locales import counted, entry, know, write_catalog


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for domain in ("kiosk", "server"):
        (tmp_path / domain).mkdir()
    (tmp_path / "kiosk" / "page.py").write_text('words.text("Write")\nwords.plural("{n} answer", "{n} answers", n)\nTABLE = ["Back"]\n')
    write_catalog(tmp_path / "locales", "en", entry("Write") + entry("Gone") + entry("Back"))
    write_catalog(tmp_path / "locales", "fi", entry("Write", "Kirjoita") + entry("Gone", "Poissa") + entry("Back", "Takaisin"))
    return tmp_path


def said(root: Path, tag: str, domain: str = "kiosk") -> dict[str, tuple[str, ...]]:
    return {entry.key: entry.said for entry in read(root / "locales" / tag / "LC_MESSAGES" / f"{domain}.po")}


def test_messages_of_the_code_are_added_untranslated_and_unused_ones_dropped(root: Path) -> None:
    collect(root, root / "locales")
    assert said(root, "fi") == {"Write": ("Kirjoita",), "Back": ("Takaisin",), "{n} answer": ("", "")}


def test_collecting_twice_changes_nothing(root: Path) -> None:
    collect(root, root / "locales")
    first = {path: path.read_bytes() for path in root.rglob("*.po")}
    collect(root, root / "locales")
    assert {path: path.read_bytes() for path in root.rglob("*.po")} == first


def test_a_new_language_gets_every_message(root: Path) -> None:
    know(root / "locales", "smn")
    collect(root, root / "locales")
    assert said(root, "smn").keys() == said(root, "en").keys()
    assert said(root, "smn")["{n} answer"] == ("", "", "")


def test_what_english_says_of_its_own_is_no_translation(root: Path) -> None:
    write_catalog(root / "locales", "en", entry("Write", "Write here") + entry("Back"))
    know(root / "locales", "smn")
    collect(root, root / "locales")
    assert said(root, "smn")["Write"] == ("",)
    assert said(root, "en")["Write"] == ("Write here",)


def test_a_message_that_becomes_a_plural_is_asked_for_again(root: Path) -> None:
    write_catalog(root / "locales", "en", entry("{n} answer"))
    write_catalog(root / "locales", "fi", entry("{n} answer", "{n} vastaus"))
    collect(root, root / "locales")
    assert len(said(root, "fi")["{n} answer"]) == 2


def test_nothing_is_guessed_from_messages_that_look_alike(root: Path) -> None:
    (root / "kiosk" / "page.py").write_text('words.text("Write!")')
    collect(root, root / "locales")
    assert said(root, "fi") == {"Write!": ("",)}


def test_a_plural_that_is_there_stays(root: Path) -> None:
    write_catalog(root / "locales", "en", counted("{n} answer", "{n} answers"))
    write_catalog(root / "locales", "fi", counted("{n} answer", "{n} answers", "{n} vastaus", "{n} vastausta"))
    collect(root, root / "locales")
    assert said(root, "fi")["{n} answer"] == ("{n} vastaus", "{n} vastausta")
