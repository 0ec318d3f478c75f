"""A sheet of texts: one form in one language, as a coordinator fills it in Excel and saves it as CSV. Read and written, not judged.

A table of `section`, `code`, `text` and, where somebody wants it, `status`. Rows of the section `sheet` say what the sheet is (`form`,
`language`, `id`, `source`, `dated`, `audience`); those of `question`, `statement`, `label` and `notice` are its texts. The columns
`in_use`, `reference` and `note` are for whoever fills it in and are not read. Which codes a form has, and what the server has already,
is another matter (`text_rules`).
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from i18n.catalogs import mark
from i18n.texts import STATUSES

SECTIONS = ("question", "statement", "label", "notice")
LENT = ("label", "notice")
"""What a sheet may leave out: these are then taken from what the language has already."""
HEADINGS = ("form", "language", "id", "source", "dated", "audience")
COLUMNS = ("section", "code", "text", "status")
ASIDE = ("in_use", "reference", "note")
"""Columns that help to fill a sheet in; their cells are not read."""
MOST_BYTES = 40 * 1024
"""Of a sheet: the national form needs about three thousand."""
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_DELIMITERS = (";", ",", "\t")
GARBLED = mark("The letters are garbled: UTF-8 was opened as older Windows text. Open the sheet in Excel by Data, From Text, as UTF-8.")
NO_DATE = mark("“{text}” is no date: write 2027-01-31 or 31.1.2027.")
_INVISIBLE = frozenset("\u200b\u200e\u200f\u2060\ufeff\u2028\u2029" + "\u202a\u202b\u202c\u202d\u202e" + "\u2066\u2067\u2068\u2069")
_FINNISH_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


@dataclass(frozen=True)
class Fault:
    """Something wrong in a sheet. `message` is a msgid, `values` are what it is filled in with; `line` counts from 1, None: the whole."""

    line: int | None
    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        said = self.message.format(**self.values)
        return said if self.line is None else f"line {self.line}: {said}"


@dataclass(frozen=True)
class Row:
    """One text. `status` is None where the sheet leaves it to whoever loads it."""

    section: str
    code: str
    text: str
    status: str | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Sheet:
    """What a sheet says; None where it does not say."""

    rows: tuple[Row, ...] = ()
    form: str | None = None
    language: str | None = None
    id: str | None = None
    source: str | None = None
    dated: date | None = None
    audience: str | None = None
    unusable: frozenset[tuple[str, str]] = field(default=frozenset(), compare=False)
    """Section and code of rows that have a fault: they are there, but not among `rows`."""
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    """By heading: where it is said."""


def read(content: bytes) -> tuple[Sheet | None, list[Fault]]:
    """What a file says, and what is wrong with how it is written; None where nothing of it can be read."""
    if len(content) > MOST_BYTES:
        return None, [Fault(None, mark("The file is longer than {most} bytes; a sheet is one form in one language."), {"most": MOST_BYTES})]
    text, fault = _decoded(content)
    if text is None:
        return None, [fault] if fault else []
    rows = list(_rows(text))
    if not rows:
        return None, [Fault(1, mark("The sheet is empty."))]
    columns, faults = _columns(*rows[0])
    if columns is None:
        return None, faults
    reader = _Reader(columns, faults)
    for line, cells in rows[1:]:
        reader.take(line, cells)
    return reader.sheet(), sorted(faults, key=lambda fault: fault.line or 0)


def write(sheet: Sheet, *, aside: Mapping[str, Mapping[tuple[str, str], str]] | None = None) -> bytes:
    """The sheet as Excel in Finland opens it: UTF-8 with a mark at its beginning, semicolons, lines ending as on Windows.

    Args:
        sheet: what to write.
        aside: by a name of `ASIDE`: texts by section and code for a column beside.
    """
    columns = dict(aside or {})
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


def clean(text: str) -> str:
    """A text as it is kept: composed letters (NFC), every line end as a line feed, no blanks at either end."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def unfit(text: str, *, lines: bool = False) -> str | None:
    """What in a text no screen could show, as a msgid; None where nothing. With `lines` it may have several.

    A text that begins as a formula would be one when the sheet is opened again.
    """
    if any(unicodedata.category(char) in ("Cc", "Cs") and not (char == "\n" and lines) for char in text):
        return (
            mark("There is a line break or a control character in the text.")
            if not lines
            else mark("There is a control character in the text.")
        )
    if any(char in _INVISIBLE for char in text):
        return mark("There is an invisible character in the text: type it anew instead of copying it.")
    if text.startswith(("=", "+", "-", "@")):
        return mark("A text does not begin with =, +, - or @: Excel would take it for a formula.")
    return None


# ── bytes and rows ────────────────────────────────────────────────────────────────────────────────


def _decoded(content: bytes) -> tuple[str | None, Fault | None]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, Fault(1, mark("The file is UTF-16 text: save it in Excel as “CSV UTF-8 (comma delimited)”."))
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return None, Fault(1, mark("The file is an Excel workbook: save it in Excel as “CSV UTF-8 (comma delimited)”."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return None, Fault(line, mark("The file is not UTF-8 but older Windows text: save it in Excel as “CSV UTF-8 (comma delimited)”."))
    if text.startswith("ï»¿"):  # its own mark at the beginning, read as Windows text
        return None, Fault(1, GARBLED)
    return text, None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, each with the line on which it begins."""
    lines = io.StringIO(text, newline="")
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    before = 0
    if first.lower().startswith("sep="):  # Excel's own way of saying it
        delimiter, before = first[4:5] or delimiter, 1
        lines.readline()
    table = csv.reader(lines, delimiter=delimiter)
    began = 1
    for cells in table:
        if any(cell.strip() for cell in cells):
            yield before + began, cells
        began = table.line_num + 1


def _columns(line: int, cells: Sequence[str]) -> tuple[dict[str, int] | None, list[Fault]]:
    """Where each column stands. Without the first three nothing can be read."""
    names = [cell.strip().lower() for cell in cells]
    known = ", ".join((*COLUMNS, *ASIDE))
    strange = [name for name in names if name and name not in COLUMNS and name not in ASIDE]
    faults = [Fault(line, mark("There is no column “{name}”; there are {known}."), {"name": name, "known": known}) for name in strange]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    faults += [Fault(line, mark("The column “{name}” is there twice."), {"name": name}) for name in twice]
    lacking = [name for name in COLUMNS[:3] if name not in names]
    if lacking:
        message = mark("The first line names the columns section, code and text; {lacking} is missing.")
        return None, [*faults, Fault(line, message, {"lacking": ", ".join(lacking)})]
    return {name: names.index(name) for name in names if name}, faults


class _Reader:
    """Takes row after row; what is wrong goes to `faults`."""

    def __init__(self, columns: Mapping[str, int], faults: list[Fault]) -> None:
        self._columns, self._faults = columns, faults
        self._rows: dict[tuple[str, str], Row] = {}
        self._unusable: set[tuple[str, str]] = set()
        self._said: dict[str, str | date] = {}
        self._lines: dict[str, int] = {}

    def take(self, line: int, cells: Sequence[str]) -> None:
        found = {name: cells[place] if place < len(cells) else "" for name, place in self._columns.items()}
        section, code = found["section"].strip().lower(), found["code"].strip().lower()
        text, status = clean(found["text"]), found.get("status", "").strip().lower() or None
        if section == "sheet":
            self._head(line, code, text)
        elif section not in SECTIONS:
            self._fault(line, mark("There is no section “{name}”; there are {known}."), name=section, known=", ".join(("sheet", *SECTIONS)))
        else:
            self._text(Row(section, code, text, status, line))

    def sheet(self) -> Sheet:
        said: dict[str, object] = dict(self._said)
        made = Sheet(tuple(self._rows.values()), unusable=frozenset(self._unusable), lines=self._lines)
        return replace(made, **said)  # type: ignore[arg-type]

    def _head(self, line: int, heading: str, text: str) -> None:
        if heading not in HEADINGS:
            self._fault(
                line, mark("A row of the section sheet says one of {known}, not “{name}”."), name=heading, known=", ".join(HEADINGS)
            )
            return
        if heading in self._lines:
            self._fault(line, mark("“{name}” is said on line {first} already."), name=heading, first=self._lines[heading])
            return
        self._lines[heading] = line
        if not text:
            return  # a template that was not filled in: what it leaves out can be said otherwise
        if fault := unfit(text) or mojibake(text):
            self._fault(line, fault)
        elif heading == "dated":
            if (day := day_of(text)) is None:
                self._fault(line, NO_DATE, text=text)
            else:
                self._said[heading] = day
        else:
            self._said[heading] = text

    def _text(self, row: Row) -> None:
        key = (row.section, row.code)
        before = self._rows.get(key)
        if not _CODE.fullmatch(row.code):
            message = mark("“{code}” is no code: lower-case letters, digits, _ and -, and a letter first.")
            self._fault(row.line, message, code=row.code)
        elif before is not None or key in self._unusable:
            self._fault(row.line, mark("{section} {code} is there twice."), section=row.section, code=row.code)
        elif not row.text and row.section in LENT:
            return  # a template's row that was not filled in
        elif fault := self._row_fault(row):
            self._unusable.add(key)
            self._fault(row.line, fault[0], **fault[1])
        else:
            self._rows[key] = row

    def _row_fault(self, row: Row) -> tuple[str, dict[str, object]] | None:
        if not row.text:
            return mark("{section} {code} has no text."), {"section": row.section, "code": row.code}
        if row.status is not None and row.status not in STATUSES:
            known = ", ".join(reversed(STATUSES))
            return mark("“{status}” is no status: write {known}, or leave it empty."), {"status": row.status, "known": known}
        if message := mojibake(row.text):
            return message, {}
        if message := unfit(row.text, lines=row.section == "notice"):
            return message, {}
        return None

    def _fault(self, line: int, message: str, **values: object) -> None:
        self._faults.append(Fault(line, message, values))


def day_of(text: str) -> date | None:
    """A day as ISO 8601 says it, or as Excel in Finland rewrites it: `31.1.2027`."""
    found = _FINNISH_DATE.fullmatch(text.strip())
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text.strip())
    except ValueError:
        return None


def mojibake(text: str) -> str | None:
    """A msgid where UTF-8 was once read as Windows text, so that `ä` has become `Ã¤`; None otherwise.

    Only where every letter outside ASCII is part of such a pair, and stands for a letter or mark of Europe then: `ášši` is a word.
    """
    if text.isascii():
        return None
    try:
        was = b"".join(_windows_byte(char) for char in text).decode("utf-8")
    except (UnicodeError, ValueError):
        return None
    if all(char.isascii() or 0xA0 <= ord(char) < 0x300 or 0x2010 <= ord(char) <= 0x20AC for char in was):
        return GARBLED
    return None


def _windows_byte(char: str) -> bytes:
    """The byte that Windows text (cp1252) has for a letter; the five bytes it has no letter for come as control characters."""
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return bytes([ord(char)])


def template(
    sheet: Sheet, codes: Iterable[tuple[str, str]], *, in_use: Mapping[tuple[str, str], str], reference: Mapping[tuple[str, str], str]
) -> bytes:
    """An empty sheet to fill in: a row for each code, with the texts in use and those of the region's own language beside."""
    rows = tuple(Row(section, code, "") for section, code in codes)
    blank = replace(sheet, rows=rows, id=sheet.id or "", source=sheet.source or "")
    return write(blank, aside={"in_use": in_use, "reference": reference})
