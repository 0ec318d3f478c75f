"""A written sheet can be read again, also after Excel has changed it, and every fault is reported with its line."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.texts.sheet_parser import MAX_SHEET_BYTES, parse_sheet
from server.domain.texts.text_sheet import SECTIONS, SheetRow, TextSheet, write_sheet, write_template
from server.domain.texts.text_validation import character_fault, clean_text, mojibake_fault, parse_day
from tests.server.domain.texts.sample_sheets import national_sheet

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60).map(clean_text)
TEXTS = WORDS.filter(lambda text: text and not character_fault(text) and not mojibake_fault(text))
CODES = st.from_regex(r"[a-z][a-z0-9_-]{0,10}", fullmatch=True)
ROWS = st.builds(SheetRow, st.sampled_from(SECTIONS), CODES, TEXTS, st.sampled_from([None, "draft", "county", "official"]))
SHEETS = st.builds(
    TextSheet,
    st.lists(ROWS, max_size=12, unique_by=lambda row: (row.section, row.code)).map(tuple),
    form=st.none() | CODES,
    language=st.none() | st.sampled_from(["fi", "se", "sms"]),
    id=st.none() | CODES,
    source=st.none() | TEXTS,
    dated=st.none() | st.dates(),
    audience=st.none() | st.sampled_from(["general", "child", "relative"]),
)


def parse_faults(content: str | bytes) -> list[str]:
    _, found = parse_sheet(content.encode() if isinstance(content, str) else content)
    return [str(fault) for fault in found]


@given(SHEETS)
def test_a_sheet_that_is_written_is_read_again(sheet: TextSheet) -> None:
    assert parse_sheet(write_sheet(sheet)) == (sheet, [])


@given(SHEETS, st.sampled_from([",", ";", "\t"]), st.booleans(), st.sampled_from(["\n", "\r\n", "\r"]))
def test_it_is_read_with_commas_semicolons_or_tabs_with_or_without_a_mark(sheet: TextSheet, delimiter: str, mark: bool, end: str) -> None:
    import csv
    import io

    rows = list(csv.reader(io.StringIO(write_sheet(sheet).decode("utf-8-sig"), newline=""), delimiter=";"))
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows([*rows, ["", "", "", ""], []])
    assert parse_sheet(out.getvalue().encode("utf-8-sig" if mark else "utf-8")) == (sheet, [])


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fall_over(content: bytes) -> None:
    sheet, found = parse_sheet(content)
    assert sheet is not None or found


@given(st.lists(st.lists(st.text(max_size=8) | st.sampled_from(["sheet", "question", "nps", "form", "dated"]), max_size=5), max_size=8))
def test_no_cells_make_it_fall_over(rows: list[list[str]]) -> None:
    text = "section;code;text;status\n" + "\n".join(";".join(cell.replace("\n", " ") for cell in row) for row in rows)
    sheet, _ = parse_sheet(text.encode())
    assert sheet is not None
    assert parse_sheet(write_sheet(sheet))[0] == sheet


def test_every_fault_is_listed_with_its_line() -> None:
    content = (
        "section;code;text;status;colour\n"  # 1
        "sheet;dated;32.1.2027\n"
        "sheet;formm;general-1\n"
        "sheet;language;fi\n"
        "sheet;language;sv\n"  # 5
        "question;nps;\n"
        "question;Näin;x\n"
        'notice;about;"one\n\nthree"\n'
        "qestion;reason;x\n"  # 11: the notice has three lines
        "statement;access;a;offical\n"
        "statement;access;b\n"
        "statement;safety;=1+1\n"
        "statement;clarity;a\u0007b\n"  # 15
        "statement;benefit;a\u200bb\n"
        'label;nps_low;"a\nb"\n'
    )
    found = parse_faults(content)
    assert [fault.partition(":")[0] for fault in found] == [f"line {n}" for n in (1, 2, 3, 5, 6, 7, 11, 12, 13, 14, 15, 16, 17)]
    for words in (
        "no column “colour”. Columns: section",
        "“32.1.2027” is not a valid date",
        "one of form, language",
        "“language” is already given on line 4",
        "question nps has no text",
        "“näin” is not a valid code",
        "no section “qestion”",
        "“offical” is not a valid status. Use official, county, draft",
        "statement access appears twice",
        "treat it as a formula",
        "control character",
        "invisible character",
        "line break",
    ):
        assert any(words in fault for fault in found), words


def test_windows_text_is_told_as_such_with_the_line() -> None:
    [fault] = parse_faults("section;code;text\nquestion;nps;Näin\n".encode("cp1252"))
    assert fault.startswith("line 2: The file is older Windows text, not UTF-8. In Excel, save it as “CSV UTF-8")


@pytest.mark.parametrize("text", ["Sain apua, kun sitä tarvitsin", "Bedöm på en skala från 1–5", "sääʹmǩiõll š ž", "Å"])
def test_utf_8_that_was_opened_as_windows_text_is_told_as_such(text: str) -> None:
    garbled = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())
    [fault] = parse_faults(f"section;code;text\nquestion;nps;{garbled}\n")
    assert fault.startswith("line 2: Some letters are garbled")
    whole = b"\xef\xbb\xbfsection;code;text\n".decode("cp1252") + f"question;nps;{garbled}\n"
    assert parse_faults(whole)[0].startswith("line 1: Some letters are garbled")


@pytest.mark.parametrize("text", ["ášši", "Äänekoski", "”Hyvä!” – sanoi hän", "âšš", "ČŠŽ", "Über 50 €", "plain"])
def test_real_words_are_not_taken_for_garbled_ones(text: str) -> None:
    assert mojibake_fault(text) is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The sheet is empty"),
        ("section;code;text\n".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"code;text\nnps;x\n", "Missing: section"),
        (b"x" * (MAX_SHEET_BYTES + 1), "larger than"),
    ],
)
def test_a_file_that_is_no_sheet_says_what_it_is(content: bytes, words: str) -> None:
    sheet, [fault] = parse_sheet(content)
    assert sheet is None
    assert words in str(fault)


def test_excels_own_first_line_is_passed_over_and_lines_still_count() -> None:
    assert parse_faults("sep=,\nsection,code,text\nquestion,nps,\n") == ["line 3: question nps has no text."]


def test_decomposed_letters_come_out_whole() -> None:
    sheet, _ = parse_sheet(f"section;code;text\nquestion;nps;{unicodedata.normalize('NFD', 'Näin')}\n".encode())
    assert sheet is not None
    assert sheet.rows[0].text == "Näin"


@pytest.mark.parametrize(
    ("text", "day"), [("2027-01-31", date(2027, 1, 31)), ("31.1.2027", date(2027, 1, 31)), ("31.2.2027", None), ("x", None)]
)
def test_a_date_may_be_as_excel_in_finland_rewrites_it(text: str, day: date | None) -> None:
    assert parse_day(text) == day


def test_a_template_has_every_code_with_the_texts_in_use_beside_and_reads_as_unfilled() -> None:
    full = national_sheet("fi")
    in_use = {(row.section, row.code): row.text for row in full.rows}
    made = write_template(TextSheet(form="general-1", language="se"), list(in_use), in_use=in_use, reference={("question", "nps"): "R"})
    text = made.decode("utf-8-sig")
    assert text.splitlines()[0] == "section;code;text;status;in_use;reference"
    assert "question;nps;;;Kuinka todennäköisesti suosittelisit saamaasi palvelua läheisellesi?;R" in text
    sheet, found = parse_sheet(made)
    assert sheet == TextSheet(form="general-1", language="se")
    assert len(found) == len([row for row in full.rows if row.section in ("question", "statement")]), "labels and notices may be left out"
