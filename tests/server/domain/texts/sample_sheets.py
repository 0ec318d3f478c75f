"""Sheets of texts for tests, built up row by row."""

from __future__ import annotations

from collections.abc import Iterable

from i18n.texts import text_set
from server.domain.texts.sheet_rules import BY_SECTION
from server.domain.texts.text_sheet import Row, Sheet, write

CHILD = (
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
"""A form of children, in Finnish: labels and the other notices are those of the language."""


def national(language: str = "fi", *, only: Iterable[str] = tuple(BY_SECTION), **headings: object) -> Sheet:
    """A sheet with the program's own texts of the national form."""
    texts = text_set("general-1", language)
    rows = [
        Row(section, code, text["text"])
        for section, name in BY_SECTION.items()
        if section in only
        for code, text in texts[name].items()  # type: ignore[literal-required]
    ]
    said = {"form": "general-1", "language": language, "source": "THL, a test"} | headings
    return Sheet(tuple(rows), **said)  # type: ignore[arg-type]


def csv(sheet: Sheet) -> bytes:
    return write(sheet)
