"""A sheet of texts: one form in one language, as a coordinator fills it in Excel and saves it as CSV. Written, not judged.

A table of `section`, `code`, `text` and, where somebody wants it, `status`. Rows of the section `sheet` say what the sheet is (`form`,
`language`, `id`, `source`, `dated`, `audience`); those of `question`, `statement`, `label` and `notice` are its texts. The columns
`in_use`, `reference` and `note` are for whoever fills it in and are not read. Which codes a form has, and what the server has already,
is another matter (`text_rules`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

SECTIONS = ("question", "statement", "label", "notice")
OPTIONAL_SECTIONS = ("label", "notice")
"""What a sheet may leave out: these are then taken from what the language has already."""
HEADINGS = ("form", "language", "id", "source", "dated", "audience")
COLUMNS = ("section", "code", "text", "status")
IGNORED_COLUMNS = ("in_use", "reference", "note")
"""Columns that help to fill a sheet in; their cells are not read."""


@dataclass(frozen=True)
class SheetFault:
    """Something wrong in a sheet. `message` is a msgid, `values` are what it is filled in with; `line` counts from 1, None: the whole."""

    line: int | None
    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        said = self.message.format(**self.values)
        return said if self.line is None else f"line {self.line}: {said}"


@dataclass(frozen=True)
class SheetRow:
    """One text. `status` is None where the sheet leaves it to whoever loads it."""

    section: str
    code: str
    text: str
    status: str | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class TextSheet:
    """What a sheet says; None where it does not say."""

    rows: tuple[SheetRow, ...] = ()
    form: str | None = None
    language: str | None = None
    id: str | None = None
    source: str | None = None
    dated: date | None = None
    audience: str | None = None
    faulty_rows: frozenset[tuple[str, str]] = field(default=frozenset(), compare=False)
    """Section and code of rows that have a fault: they are there, but not among `rows`."""
    heading_lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    """By heading: where it is said."""


def write_sheet(sheet: TextSheet, *, extra_columns: Mapping[str, Mapping[tuple[str, str], str]] | None = None) -> bytes:
    """The sheet as Excel in Finland opens it: UTF-8 with a mark at its beginning, semicolons, lines ending as on Windows.

    Args:
        sheet: what to write.
        extra_columns: by a name of `ASIDE`: texts by section and code for a column beside.
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
    """An empty sheet to fill in: a row for each code, with the texts in use and those of the region's own language beside."""
    rows = tuple(SheetRow(section, code, "") for section, code in codes)
    blank = replace(sheet, rows=rows, id=sheet.id or "", source=sheet.source or "")
    return write_sheet(blank, extra_columns={"in_use": in_use, "reference": reference})
