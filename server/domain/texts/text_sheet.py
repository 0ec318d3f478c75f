"""Defines a sheet of texts: one form in one language, as a coordinator fills it in with Excel and saves it as CSV.

A sheet is a table with the columns `section`, `code`, `text` and, optionally, `status`. Rows of the section `sheet` are headings that
describe the sheet (`form`, `language`, `id`, `source`, `dated`, `audience`). Rows of the sections `question`, `statement`, `label` and
`notice` are its texts. The columns `in_use`, `reference` and `note` help the person who fills the sheet in and are not read.

This module writes sheets without judging them. Which codes a form has, and what the server already has, is checked by
`server.domain.texts.sheet_rules` and `server.domain.texts.sheet_validation`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

SECTIONS = ("question", "statement", "label", "notice")
OPTIONAL_SECTIONS = ("label", "notice")
"""Lists the sections that a sheet may leave out. Their texts are then taken from what the language already has."""
HEADINGS = ("form", "language", "id", "source", "dated", "audience")
COLUMNS = ("section", "code", "text", "status")
IGNORED_COLUMNS = ("in_use", "reference", "note")
"""Lists the columns that help to fill a sheet in. Their cells are not read."""


@dataclass(frozen=True)
class SheetFault:
    """Describes something wrong in a sheet."""

    line: int | None
    """Holds the number of the line, counted from 1. None means that the fault concerns the whole sheet."""
    message: str
    """Holds the msgid of the message."""
    values: Mapping[str, object] = field(default_factory=dict)
    """Maps the placeholders of the message to their values."""

    def __str__(self) -> str:
        said = self.message.format(**self.values)
        return said if self.line is None else f"line {self.line}: {said}"


@dataclass(frozen=True)
class SheetRow:
    """Holds one text of a sheet."""

    section: str
    code: str
    text: str
    status: str | None = None
    """Holds the status of the text. None leaves it to the person who loads the sheet."""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class TextSheet:
    """Holds the content of a sheet. A heading that the sheet does not give is None."""

    rows: tuple[SheetRow, ...] = ()
    form: str | None = None
    language: str | None = None
    id: str | None = None
    source: str | None = None
    dated: date | None = None
    audience: str | None = None
    faulty_rows: frozenset[tuple[str, str]] = field(default=frozenset(), compare=False)
    """Contains section and code of the rows that have a fault. They are not among `rows`."""
    heading_lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    """Maps each heading to the line on which the sheet gives it."""


def write_sheet(sheet: TextSheet, *, extra_columns: Mapping[str, Mapping[tuple[str, str], str]] | None = None) -> bytes:
    """Return the sheet as a file that Excel in Finland opens correctly.

    The file is UTF-8 with a byte order mark, has semicolons between cells, and ends lines as Windows does.

    Args:
        sheet: the sheet to write.
        extra_columns: the texts of additional columns by section and code, by a name from `IGNORED_COLUMNS`.
    """
    columns = dict(extra_columns or {})
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow([*COLUMNS, *columns])
    for heading in HEADINGS:
        value = getattr(sheet, heading)
        if value is not None:
            said = value.isoformat() if isinstance(value, date) else value
            table.writerow(["sheet", heading, said, "", *("" for _ in columns)])
    for row in sheet.rows:
        beside = [texts.get((row.section, row.code), "") for texts in columns.values()]
        table.writerow([row.section, row.code, row.text, row.status or "", *beside])
    return out.getvalue().encode("utf-8-sig")


def write_template(
    sheet: TextSheet, codes: Iterable[tuple[str, str]], *, in_use: Mapping[tuple[str, str], str], reference: Mapping[tuple[str, str], str]
) -> bytes:
    """Return a sheet to fill in as a file, with an empty row for each code.

    Args:
        sheet: the headings of the template.
        codes: section and code of each row.
        in_use: the texts in use by section and code, written beside the empty cells.
        reference: the texts in the region's own language by section and code, written beside them.
    """
    rows = tuple(SheetRow(section, code, "") for section, code in codes)
    blank = replace(sheet, rows=rows, id=sheet.id or "", source=sheet.source or "")
    return write_sheet(blank, extra_columns={"in_use": in_use, "reference": reference})
