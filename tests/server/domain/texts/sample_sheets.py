"""Builds sheets of texts for tests."""

from __future__ import annotations

from collections.abc import Iterable

from i18n.texts import load_text_set
from server.domain.texts.sheet_rules import FIELD_BY_SECTION
from server.domain.texts.text_sheet import SheetRow, TextSheet, write_sheet

CHILD_SHEET = (
    "section;code;text\r\n"
    "sheet;form;child-1\r\n"
    "sheet;language;fi\r\n"
    "sheet;audience;child\r\n"
    "sheet;source;Lastenklinikan luonnos\r\n"
    "question;nps;Haluaisitko tulla tänne uudestaan?\r\n"
    "question;reason;Mikä oli kivaa?\r\n"
    "statement;heard;Minua kuunneltiin\r\n"
    "statement;kind;Minulle oltiin kilttejä\r\n"
    "statement;brave;Minua ei pelottanut\r\n"
    "notice;about;Tämä kysely on 7–12-vuotiaille.\r\n"
)
"""Is a Finnish sheet of a form for children, without labels and with only one notice. The rest comes from the language."""


def national_sheet(language: str = "fi", *, only: Iterable[str] = tuple(FIELD_BY_SECTION), **headings: object) -> TextSheet:
    """Return a sheet with the program's own texts of the national form."""
    texts = load_text_set("general-1", language)
    rows = [
        SheetRow(section, code, text["text"])
        for section, name in FIELD_BY_SECTION.items()
        if section in only
        for code, text in texts[name].items()  # type: ignore[literal-required]
    ]
    said = {"form": "general-1", "language": language, "source": "THL, a test"} | headings
    return TextSheet(tuple(rows), **said)  # type: ignore[arg-type]


def to_csv(sheet: TextSheet) -> bytes:
    return write_sheet(sheet)
