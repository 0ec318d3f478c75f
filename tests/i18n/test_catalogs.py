"""Messages come in the requested language, whatever the state of the compiled catalogs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from i18n.catalogs import Catalog, catalog, load_catalog
from i18n.compile import compile_catalogs
from tests.i18n.sample_catalogs import copy_language_files, po_entry, po_plural_entry, write_catalog
from tests.project import ROOT


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    write_catalog(
        tmp_path, "en", po_entry("Write") + po_entry("{n} of {of}") + po_plural_entry("{n} answer", "{n} answers") + po_entry("Only here")
    )
    write_catalog(
        tmp_path,
        "fi",
        po_entry("Write", "Kirjoita")
        + po_entry("{n} of {of}", "{n} / {of}")
        + po_plural_entry("{n} answer", "{n} answers", "Yksi vastaus", "{n} vastausta"),
    )
    return tmp_path


def test_a_message_comes_in_the_language_asked_for(locales: Path) -> None:
    assert load_catalog("fi", "kiosk", locales).text("Write") == "Kirjoita"


def test_values_are_filled_in(locales: Path) -> None:
    assert load_catalog("fi", "kiosk", locales).text("{n} of {of}", n=2, of=3) == "2 / 3"


@pytest.mark.parametrize(("n", "expected"), [(0, "0 vastausta"), (1, "Yksi vastaus"), (2, "2 vastausta")])
def test_plurals_follow_the_language(locales: Path, n: int, expected: str) -> None:
    assert load_catalog("fi", "kiosk", locales).plural("{n} answer", "{n} answers", n) == expected


def test_a_message_not_translated_comes_in_the_words_of_the_source(locales: Path) -> None:
    assert load_catalog("fi", "kiosk", locales).text("Only here") == "Only here"


def test_plurals_not_translated_follow_the_source(locales: Path) -> None:
    english = load_catalog("en", "kiosk", locales)
    assert [english.plural("{n} answer", "{n} answers", n) for n in (1, 2)] == ["1 answer", "2 answers"]


def test_a_language_without_catalogs_is_answered_in_its_fallback(locales: Path) -> None:
    copy_language_files(locales, "smn")
    inari = load_catalog("smn", "kiosk", locales)
    assert (inari.language, inari.text("Write")) == ("fi", "Kirjoita")


def test_an_unknown_language_is_answered_in_english(locales: Path) -> None:
    unknown = load_catalog("tlh", "kiosk", locales)
    assert (unknown.language, unknown.text("Write")) == ("en", "Write")


def test_without_any_catalog_the_msgids_are_shown(tmp_path: Path) -> None:
    assert load_catalog("fi", "kiosk", tmp_path).text("Write") == "Write"


def test_an_unknown_domain_is_an_error(locales: Path) -> None:
    with pytest.raises(ValueError, match="kiosk, server"):
        load_catalog("fi", "letters", locales)  # type: ignore[arg-type]


def test_a_fuzzy_translation_is_not_shown(tmp_path: Path) -> None:
    write_catalog(tmp_path, "fi", po_entry("Write", "Lue", fuzzy=True))
    assert load_catalog("fi", "kiosk", tmp_path).text("Write") == "Write"


@pytest.mark.parametrize("translation", ["{sekunteja} s", "{seconds", "{} s", "{seconds!q}"])
def test_a_translators_slip_in_the_values_shows_the_english_message(tmp_path: Path, translation: str) -> None:
    write_catalog(tmp_path, "fi", po_entry("{seconds} seconds", translation))
    assert load_catalog("fi", "kiosk", tmp_path).text("{seconds} seconds", seconds=4) == "4 seconds"


def test_a_value_that_the_code_forgot_is_an_error(locales: Path) -> None:
    with pytest.raises(KeyError):
        load_catalog("en", "kiosk", locales).text("{n} of {of}", n=2)


@given(value=st.text())
def test_a_value_is_never_read_as_a_message(value: str) -> None:
    import gettext

    assert Catalog("en", gettext.NullTranslations()).text("<{value}>", value=value) == f"<{value}>"


def test_compiled_catalogs_say_the_same(locales: Path) -> None:
    assert len(list(compile_catalogs(locales))) == 2
    assert load_catalog("fi", "kiosk", locales).text("Write") == "Kirjoita"


def test_compiled_catalogs_are_read_in_place_of_their_sources(locales: Path) -> None:
    compiled = next(path for path in compile_catalogs(locales) if "/fi/" in str(path))
    compiled.write_bytes(compiled.read_bytes().replace(b"Kirjoita", b"Kaiverra"))
    assert load_catalog("fi", "kiosk", locales).text("Write") == "Kaiverra"


def test_a_stale_compiled_catalog_is_not_used(locales: Path) -> None:
    list(compile_catalogs(locales))
    write_catalog(locales, "fi", po_entry("Write", "Kirjoita tähän"))
    assert load_catalog("fi", "kiosk", locales).text("Write") == "Kirjoita tähän"


@pytest.mark.parametrize("content", [b"", b"\x00" * 4096, b"\xde\x12\x04\x95 cut off"])
def test_a_damaged_compiled_catalog_is_not_used_and_is_mended(locales: Path, content: bytes) -> None:
    for path in list(compile_catalogs(locales)):
        path.write_bytes(content)
    assert load_catalog("fi", "kiosk", locales).text("Write") == "Kirjoita"
    assert all(path.read_bytes() != content for path in compile_catalogs(locales))


def test_compiling_again_leaves_one_compiled_catalog_for_each_source(locales: Path) -> None:
    list(compile_catalogs(locales))
    write_catalog(locales, "fi", po_entry("Write", "Kirjoita tähän"))
    compiled = set(compile_catalogs(locales))
    assert set(locales.rglob("*.mo")) == compiled
    assert len(compiled) == 2


def test_a_terminal_with_compiled_catalogs_does_not_load_babel() -> None:
    script = "import sys; from i18n.catalogs import catalog; catalog('fi', 'kiosk').text('Write'); sys.exit('babel' in sys.modules)"
    subprocess.run([sys.executable, "-m", "i18n.catalogs", "compile"], cwd=ROOT, check=True, capture_output=True)
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT).returncode == 0


def test_anything_but_compile_is_wrong_usage() -> None:
    assert subprocess.run([sys.executable, "-m", "i18n.catalogs", "burn"], cwd=ROOT, capture_output=True).returncode == 2


def test_a_catalog_is_read_once() -> None:
    assert catalog("fi", "kiosk") is catalog("fi", "kiosk")


@pytest.mark.parametrize("program", ["kiosk", "server"])
def test_english_is_worded_in_the_program_alone(program: str) -> None:
    """English is the language of the messages in the code. Its catalog holds no other wording, except for plurals."""
    with (ROOT / "i18n" / "locales" / "en" / "LC_MESSAGES" / f"{program}.po").open("rb") as file:
        worded_twice = [message.id for message in read_po(file) if message.id and isinstance(message.id, str) and message.string]
    assert worded_twice == []
