"""Parses a sheet of texts from a CSV file as spreadsheet programs write it.

Any bytes give a sheet, faults with line numbers, or both. Excel in Finland writes semicolons, its own date format, and older Windows text
instead of UTF-8 unless the person chooses otherwise. The parser handles the first two and reports the third.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from i18n.catalogs import gettext_noop
from i18n.texts import TEXT_STATUSES
from server.domain.texts.text_sheet import COLUMNS, HEADINGS, IGNORED_COLUMNS, OPTIONAL_SECTIONS, SECTIONS, SheetFault, SheetRow, TextSheet
from server.domain.texts.text_validation import GARBLED_TEXT, NOT_A_DATE, character_fault, clean_text, mojibake_fault, parse_day

MAX_SHEET_BYTES = 40 * 1024
"""Limits the size of a sheet in bytes. The national form needs about 3,000."""
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_DELIMITERS = (";", ",", "\t")


def parse_sheet(content: bytes) -> tuple[TextSheet | None, list[SheetFault]]:
    """Return the content of a file, and the faults in how it is written. The sheet is None if nothing can be read."""
    if len(content) > MAX_SHEET_BYTES:
        return None, [
            SheetFault(
                None,
                gettext_noop("The file is larger than {most} bytes. A sheet contains one form in one language."),
                {"most": MAX_SHEET_BYTES},
            )
        ]
    text, fault = _decoded(content)
    if text is None:
        return None, [fault] if fault else []
    rows = list(_rows(text))
    if not rows:
        return None, [SheetFault(1, gettext_noop("The sheet is empty."))]
    columns, faults = _columns(*rows[0])
    if columns is None:
        return None, faults
    reader = _Reader(columns, faults)
    for line, cells in rows[1:]:
        reader.read_row(line, cells)
    return reader.sheet(), sorted(faults, key=lambda fault: fault.line or 0)


# ── bytes and rows ────────────────────────────────────────────────────────────────────────────────


def _decoded(content: bytes) -> tuple[str | None, SheetFault | None]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, SheetFault(1, gettext_noop("The file is UTF-16 text. In Excel, save it as “CSV UTF-8 (comma delimited)”."))
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return None, SheetFault(1, gettext_noop("The file is an Excel workbook. In Excel, save it as “CSV UTF-8 (comma delimited)”."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return None, SheetFault(
            line, gettext_noop("The file is older Windows text, not UTF-8. In Excel, save it as “CSV UTF-8 (comma delimited)”.")
        )
    if text.startswith("ï»¿"):  # the byte order mark of UTF-8, read as Windows text
        return None, SheetFault(1, GARBLED_TEXT)
    return text, None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not empty, each with the number of the line on which it begins."""
    lines = io.StringIO(text, newline="")
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    before = 0
    if first.lower().startswith("sep="):  # Excel's own way to name the delimiter
        delimiter, before = first[4:5] or delimiter, 1
        lines.readline()
    table = csv.reader(lines, delimiter=delimiter)
    began = 1
    for cells in table:
        if any(cell.strip() for cell in cells):
            yield before + began, cells
        began = table.line_num + 1


def _columns(line: int, cells: Sequence[str]) -> tuple[dict[str, int] | None, list[SheetFault]]:
    """Return the position of each column by its name, and the faults. The first three columns are required."""
    names = [cell.strip().lower() for cell in cells]
    known = ", ".join((*COLUMNS, *IGNORED_COLUMNS))
    strange = [name for name in names if name and name not in COLUMNS and name not in IGNORED_COLUMNS]
    faults = [
        SheetFault(line, gettext_noop("There is no column “{name}”. Columns: {known}."), {"name": name, "known": known}) for name in strange
    ]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    faults += [SheetFault(line, gettext_noop("The column “{name}” appears twice."), {"name": name}) for name in twice]
    lacking = [name for name in COLUMNS[:3] if name not in names]
    if lacking:
        message = gettext_noop("The first line must name the columns section, code and text. Missing: {lacking}.")
        return None, [*faults, SheetFault(line, message, {"lacking": ", ".join(lacking)})]
    return {name: names.index(name) for name in names if name}, faults


class _Reader:
    """Builds a sheet row by row, and adds what is wrong to `faults`."""

    def __init__(self, columns: Mapping[str, int], faults: list[SheetFault]) -> None:
        self._columns, self._faults = columns, faults
        self._rows: dict[tuple[str, str], SheetRow] = {}
        self._unusable: set[tuple[str, str]] = set()
        self._said: dict[str, str | date] = {}
        self._lines: dict[str, int] = {}

    def read_row(self, line: int, cells: Sequence[str]) -> None:
        """Read one row."""
        found = {name: cells[place] if place < len(cells) else "" for name, place in self._columns.items()}
        section, code = found["section"].strip().lower(), found["code"].strip().lower()
        text, status = clean_text(found["text"]), found.get("status", "").strip().lower() or None
        if section == "sheet":
            self._head(line, code, text)
        elif section not in SECTIONS:
            self._fault(
                line, gettext_noop("There is no section “{name}”. Sections: {known}."), name=section, known=", ".join(("sheet", *SECTIONS))
            )
        else:
            self._text(SheetRow(section, code, text, status, line))

    def sheet(self) -> TextSheet:
        """Return the sheet of all rows read so far."""
        said: dict[str, object] = dict(self._said)
        made = TextSheet(tuple(self._rows.values()), faulty_rows=frozenset(self._unusable), heading_lines=self._lines)
        return replace(made, **said)  # type: ignore[arg-type]

    def _head(self, line: int, heading: str, text: str) -> None:
        if heading not in HEADINGS:
            self._fault(
                line,
                gettext_noop("A row in the section “sheet” must be one of {known}, not “{name}”."),
                name=heading,
                known=", ".join(HEADINGS),
            )
            return
        if heading in self._lines:
            self._fault(line, gettext_noop("“{name}” is already given on line {first}."), name=heading, first=self._lines[heading])
            return
        self._lines[heading] = line
        if not text:
            return  # a template's heading that was not filled in; whoever loads the sheet can give it separately
        if fault := character_fault(text) or mojibake_fault(text):
            self._fault(line, fault)
        elif heading == "dated":
            if (day := parse_day(text)) is None:
                self._fault(line, NOT_A_DATE, text=text)
            else:
                self._said[heading] = day
        else:
            self._said[heading] = text

    def _text(self, row: SheetRow) -> None:
        key = (row.section, row.code)
        before = self._rows.get(key)
        if not _CODE.fullmatch(row.code):
            message = gettext_noop("“{code}” is not a valid code. Use lower-case letters, digits, _ and -, starting with a letter.")
            self._fault(row.line, message, code=row.code)
        elif before is not None or key in self._unusable:
            self._fault(row.line, gettext_noop("{section} {code} appears twice."), section=row.section, code=row.code)
        elif not row.text and row.section in OPTIONAL_SECTIONS:
            return  # an optional row of a template that was not filled in
        elif fault := self._row_fault(row):
            self._unusable.add(key)
            self._fault(row.line, fault[0], **fault[1])
        else:
            self._rows[key] = row

    def _row_fault(self, row: SheetRow) -> tuple[str, dict[str, object]] | None:
        if not row.text:
            return gettext_noop("{section} {code} has no text."), {"section": row.section, "code": row.code}
        if row.status is not None and row.status not in TEXT_STATUSES:
            known = ", ".join(reversed(TEXT_STATUSES))
            return gettext_noop("“{status}” is not a valid status. Use {known}, or leave it empty."), {"status": row.status, "known": known}
        if message := mojibake_fault(row.text):
            return message, {}
        if message := character_fault(row.text, multiline=row.section == "notice"):
            return message, {}
        return None

    def _fault(self, line: int, message: str, **values: object) -> None:
        self._faults.append(SheetFault(line, message, values))
