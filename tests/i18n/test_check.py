"""The check of the catalogs finds every kind of fault, and the project's own catalogs have none."""

from __future__ import annotations

from pathlib import Path

import pytest

from i18n import texts
from i18n.check import find_faults, find_missing
from i18n.languages import LOCALES
from i18n.po_lint import placeholders
from tests.i18n.sample_catalogs import po_entry, po_plural_entry, write_catalog


class SampleProject:
    """Represents a project with code, catalogs and texts that are complete until a test changes them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.locales = root / "locales"
        for tag in ("fi", "sv", "en"):
            self.write_kiosk_catalog(tag, po_entry("Write", {"fi": "Kirjoita", "sv": "Skriv"}.get(tag, "")))
            write_catalog(self.locales, tag, "", "server")
            self.text_file(tag).parent.mkdir(parents=True, exist_ok=True)
            self.text_file(tag).write_bytes(texts.text_file("general-1", tag).read_bytes())
            (self.locales / tag / "keyboard.toml").write_bytes((LOCALES / tag / "keyboard.toml").read_bytes())
        self.write_code('words.text("Write")')

    def write_kiosk_catalog(self, tag: str, body: str) -> None:
        write_catalog(self.locales, tag, body)

    def write_code(self, content: str) -> None:
        (self.root / "kiosk").mkdir(exist_ok=True)
        (self.root / "server").mkdir(exist_ok=True)
        (self.root / "kiosk" / "page.py").write_text(content)

    def find_faults(self) -> list[str]:
        return find_faults(self.root, self.locales)

    def text_file(self, tag: str) -> Path:
        return texts.text_file("general-1", tag, self.locales)

    def find_missing(self, tag: str) -> list[str]:
        return find_missing(self.locales)[tag]


@pytest.fixture
def project(tmp_path: Path) -> SampleProject:
    return SampleProject(tmp_path)


def test_our_own_catalogs_and_texts_are_complete() -> None:
    faults = find_faults()
    assert not faults, "write what is missing into i18n/locales (python -m i18n.check lists it):\n" + "\n".join(faults)


def test_a_complete_project_has_no_faults(project: SampleProject) -> None:
    assert project.find_faults() == []


def test_a_message_of_the_code_that_no_catalog_has_is_a_fault(project: SampleProject) -> None:
    project.write_code('words.text("Write")\nwords.text("Read")')
    assert project.find_faults() == ["en/kiosk.po: lacks “Read”, used at kiosk/page.py:2"]


def test_a_message_that_nothing_uses_is_a_fault(project: SampleProject) -> None:
    project.write_code("")
    assert project.find_faults() == ["en/kiosk.po: “Write” is used nowhere"]


def test_a_message_looked_up_through_a_table_counts_as_used(project: SampleProject) -> None:
    project.write_code('TABLE = {"a": "Write"}\nwords.text(TABLE[name])')
    assert project.find_faults() == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("", "fi/kiosk.po: lacks “Write”"),
        (po_entry("Write"), "fi/kiosk.po: “Write” is not translated"),
        (po_entry("Write", "Kirjoita", fuzzy=True), "fi/kiosk.po: “Write” is fuzzy: read it and take the mark away"),
        (po_entry("Write", "Kirjoita {tähän}"), "fi/kiosk.po: “Write” has {tähän} to fill in where the message has nothing"),
        (
            po_entry("Write", "Kirjoita "),
            "fi/kiosk.po: “Write” begins or ends with white space where the message does not, or the other way round",
        ),
        (po_entry("Write", "Kirjoita") + po_entry("Read", "Lue"), "fi/kiosk.po: “Read” is not among the messages"),
    ],
)
def test_what_a_translation_lacks_is_a_fault(project: SampleProject, body: str, fault: str) -> None:
    project.write_kiosk_catalog("fi", body)
    assert project.find_faults() == [fault]


def test_a_value_left_out_is_a_fault(project: SampleProject) -> None:
    project.write_code('words.text("{n} of {of}", n=1, of=2)')
    project.write_kiosk_catalog("en", po_entry("{n} of {of}"))
    project.write_kiosk_catalog("fi", po_entry("{n} of {of}", "{n}"))
    project.write_kiosk_catalog("sv", po_entry("{n} of {of}", "{n} av {of}"))
    assert project.find_faults() == ["fi/kiosk.po: “{n} of {of}” has {n} to fill in where the message has {n}, {of}"]


def test_one_thing_may_be_counted_without_its_number(project: SampleProject) -> None:
    project.write_code('words.plural("One answer", "{n} answers", 2)')
    project.write_kiosk_catalog("en", po_plural_entry("One answer", "{n} answers"))
    project.write_kiosk_catalog("fi", po_plural_entry("One answer", "{n} answers", "Yksi vastaus", "{n} vastausta"))
    project.write_kiosk_catalog("sv", po_plural_entry("One answer", "{n} answers", "Ett svar", "{n} svar"))
    assert project.find_faults() == []


def test_a_plural_form_left_out_is_a_fault(project: SampleProject) -> None:
    project.write_code('words.plural("{n} answer", "{n} answers", 2)')
    project.write_kiosk_catalog("en", po_plural_entry("{n} answer", "{n} answers"))
    project.write_kiosk_catalog("fi", po_plural_entry("{n} answer", "{n} answers", "{n} vastaus", "{n} vastausta"))
    project.write_kiosk_catalog("sv", po_plural_entry("{n} answer", "{n} answers", "{n} svar", ""))
    assert project.find_faults() == ["sv/kiosk.po: “{n} answer” is not translated"]


def test_a_plural_that_is_none_in_another_language_is_a_fault(project: SampleProject) -> None:
    project.write_code('words.plural("{n} answer", "{n} answers", 2)')
    project.write_kiosk_catalog("en", po_plural_entry("{n} answer", "{n} answers"))
    project.write_kiosk_catalog("fi", po_entry("{n} answer", "{n} vastaus"))
    project.write_kiosk_catalog("sv", po_plural_entry("{n} answer", "{n} answers", "{n} svar", "{n} svar"))
    assert project.find_faults() == ["fi/kiosk.po: “{n} answer” has plural forms in one language only"]


def test_code_with_another_plural_than_the_catalog_is_a_fault(project: SampleProject) -> None:
    project.write_code('words.plural("Write", "Writes", 2)')
    assert project.find_faults() == ["en/kiosk.po: “Write” has another plural than at kiosk/page.py:1"]


def test_a_language_without_the_texts_of_a_form_is_a_fault(project: SampleProject) -> None:
    project.text_file("sv").unlink()
    assert project.find_faults() == ["sv/texts/general-1.toml: is not there"]


def test_texts_in_the_wrong_file_are_a_fault(project: SampleProject) -> None:
    project.text_file("sv").write_bytes(project.text_file("en").read_bytes())
    assert project.find_faults() == ["sv/texts/general-1.toml: says it is general-1 in en"]


def test_faulty_texts_are_told_with_their_file(project: SampleProject) -> None:
    project.text_file("sv").write_text("[questions")
    assert [fault.partition(":")[0] for fault in project.find_faults()] == ["sv/texts/general-1.toml"]


def test_a_catalog_in_a_language_nobody_knows_is_a_fault(project: SampleProject) -> None:
    project.write_kiosk_catalog("tlh", po_entry("Write", "ghItlh"))
    assert project.find_faults() == ["tlh: a folder, but no language.toml"]


def test_a_language_that_cannot_be_read_is_told_with_every_fault(project: SampleProject) -> None:
    (project.locales / "sv" / "language.toml").write_text('formats = 3\nplurals = "two"\ncolour = "blue"\n')
    faults = "\n".join(project.find_faults())
    for part in ("sv/language.toml: name is missing", "formats: a str, not 3", "plurals: as in", "colour: not known"):
        assert part in faults


def test_a_catalog_with_the_plural_of_another_language_is_a_fault(project: SampleProject) -> None:
    file = project.locales / "sv" / "LC_MESSAGES" / "kiosk.po"
    file.write_text(file.read_text().replace("nplurals=2; plural=(n != 1);", "nplurals=1; plural=0;"))
    assert [fault.partition(",")[0] for fault in project.find_faults()] == ["sv/kiosk.po: Plural-Forms is 'nplurals=1; plural=0;'"]


def test_a_keyboard_that_lacks_a_letter_is_a_fault(project: SampleProject) -> None:
    keyboard = project.locales / "fi" / "keyboard.toml"
    keyboard.write_text(keyboard.read_text().replace("asdfghjklöä", "asdfghjklö").replace("ã", ""))
    assert project.find_faults() == ["fi: its keyboard lacks ä"]


def test_a_keyboard_that_cannot_be_used_is_a_fault(project: SampleProject) -> None:
    (project.locales / "fi" / "keyboard.toml").write_text('letters = ["a"]')
    assert [fault.partition(":")[0] for fault in project.find_faults()] == ["fi/keyboard.toml"] * 3


def test_what_a_language_in_preparation_lacks_is_told_and_is_no_fault(project: SampleProject) -> None:
    write_catalog(project.locales, "sms", po_entry("Write"))
    assert project.find_faults() == []
    assert project.find_missing("sms")[0] == "sms/kiosk.po: 1 of 1 messages are not translated"
    assert "sms/texts/general-1.toml: is not there" in project.find_missing("sms")
    assert "sms: no keyboard.toml, and the one that stands in lacks ʹ" in "\n".join(project.find_missing("sms"))


def test_a_draft_in_preparation_is_told_as_fuzzy_and_a_slip_in_what_is_translated_by_name(project: SampleProject) -> None:
    write_catalog(project.locales, "sms", po_entry("Write", "x", fuzzy=True))
    assert "sms/kiosk.po: 1 of 1 messages are fuzzy" in project.find_missing("sms")
    write_catalog(project.locales, "sms", po_entry("Write", " x"))
    assert [fault for fault in project.find_missing("sms") if "white space" in fault]


def test_a_language_that_says_it_is_complete_is_held_to_it(project: SampleProject) -> None:
    write_catalog(project.locales, "sms", po_entry("Write"))
    file = project.locales / "sms" / "language.toml"
    file.write_text(file.read_text().replace("complete = false", "complete = true"))
    assert "sms/kiosk.po: “Write” is not translated" in project.find_faults()


@pytest.mark.parametrize(("text", "names"), [("{a} {b}", {"a", "b"}), ("{{a}}", set()), ("{a:>3}", {"a"}), ("{a", {"{a"}), ("", set())])
def test_values_to_fill_in_are_read_as_formats_are(text: str, names: set[str]) -> None:
    assert placeholders(text) == names
