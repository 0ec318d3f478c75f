"""A valid sheet gives a text set with unchanged wording and the declared status, and an invalid one gives faults."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest

from i18n.labels import PICTURE_LABELS, VALUE_LABELS
from i18n.languages import languages
from i18n.texts import LABELS, NOTICES, load_text_set
from server.domain.texts.sheet_parser import parse_sheet
from server.domain.texts.sheet_rules import FIELD_BY_SECTION, SheetContext, StoredTextSet, sheet_codes
from server.domain.texts.sheet_validation import LoadableSheet, SheetDeclaration, declaration_faults, validate_sheet, with_declaration
from server.domain.texts.text_sheet import OPTIONAL_SECTIONS, TextSheet
from survey.forms import CORE_STATEMENTS, FORMS, GENERAL_1, Form
from survey.wire import Text, TextSet
from tests.server.domain.texts.sample_sheets import CHILD_SHEET, national_sheet

FINNISH = msgspec.convert(load_text_set("general-1", "fi"), TextSet)
FALLBACK_TEXTS = {
    (section, code): text for section in OPTIONAL_SECTIONS for code, text in getattr(FINNISH, FIELD_BY_SECTION[section]).items()
}
CONTEXT = SheetContext(FORMS, tuple(languages()), (StoredTextSet(FINNISH, None, True),), FALLBACK_TEXTS)


def validated(sheet: TextSheet, known: SheetContext = CONTEXT, *, official: bool = False) -> LoadableSheet:
    found = validate_sheet(sheet, known, official=official, year=2027)
    assert isinstance(found, LoadableSheet), [str(fault) for fault in found]
    return found


def sheet_faults(sheet: TextSheet, known: SheetContext = CONTEXT, *, official: bool = False) -> list[str]:
    found = validate_sheet(sheet, known, official=official, year=2027)
    assert isinstance(found, list), found
    return [str(fault) for fault in found]


def child_sheet(**headings: Any) -> TextSheet:
    sheet, found = parse_sheet(CHILD_SHEET.encode())
    assert sheet is not None
    assert found == []
    return replace(sheet, **headings)


def without_fallback_texts(known: SheetContext, *keys: tuple[str, str]) -> SheetContext:
    return replace(known, fallback_texts={key: text for key, text in known.fallback_texts.items() if key not in keys})


def test_a_sheet_is_official_only_where_somebody_says_so() -> None:
    assert validated(national_sheet()).text_set.status == "county"
    assert validated(national_sheet(), official=True).text_set.status == "official"


def test_a_cell_cannot_make_a_text_official() -> None:
    sheet = national_sheet()
    claims = replace(sheet, rows=(replace(sheet.rows[0], status="official", line=9), *sheet.rows[1:]))
    assert sheet_faults(claims) == ["line 9: A sheet cannot mark its own texts as official. Confirm it yourself when you import the sheet."]
    weaker = replace(sheet, rows=(replace(sheet.rows[0], status="draft"), *sheet.rows[1:]))
    made = validated(weaker, official=True).text_set
    assert (made.status, made.questions["nps"].status, made.questions["reason"].status) == ("draft", "draft", "official")


def test_labels_and_notices_left_out_keep_their_own_words_status_and_source() -> None:
    made = validated(national_sheet(only=("question", "statement")), official=True).text_set
    assert (made.labels, made.notices) == (FINNISH.labels, FINNISH.notices)
    assert made.statements["access"] == Text("Sain apua, kun sitä tarvitsin", "official", "THL, a test")


def test_questions_and_statements_must_be_whole() -> None:
    sheet = national_sheet()
    cut = replace(sheet, rows=tuple(row for row in sheet.rows if row.code not in ("reason", "clarity", "thanks")))
    assert sheet_faults(cut) == [
        f"{what} is missing. A sheet must contain all questions and statements." for what in ("question reason", "statement clarity")
    ]


def test_what_neither_sheet_nor_language_has_is_missing() -> None:
    found = sheet_faults(national_sheet(only=("question", "statement")), replace(CONTEXT, fallback_texts={}))
    assert len(found) == len(LABELS) + len(NOTICES)
    assert found[0].startswith("label nps_low is missing, and this language has no text")


@pytest.mark.parametrize(
    ("headings", "words"),
    [
        ({"form": None}, "form is missing. Add a row “sheet;form;…”"),
        ({"language": None}, "language is missing"),
        ({"source": None}, "source is missing"),
        ({"source": "x" * 501}, "source is longer than 500"),
        ({"language": "xx"}, "Terminals do not support the language “xx”. They support fi, sv, en"),
        ({"id": "x" * 49}, "is not a valid ID. Use letters, digits"),
        ({"id": "fi+1"}, "“fi+1” is not a valid ID"),
        ({"audience": "children"}, "audience must be general, child or relative, not “children”"),
        ({"audience": "child"}, "The form general-1 is for the audience general, not child"),
        ({"form": "general-2"}, "There is no form “general-2”. Existing forms: general-1. For a new form, give its audience"),
        ({"form": "General 1", "audience": "child"}, "“General 1” is not a valid form ID"),
    ],
)
def test_what_it_says_of_itself_is_judged(headings: dict[str, Any], words: str) -> None:
    assert any(words in fault for fault in sheet_faults(replace(national_sheet(), **headings))), sheet_faults(
        replace(national_sheet(), **headings)
    )


def test_a_code_that_the_form_does_not_have_says_what_was_meant() -> None:
    sheet = national_sheet()
    wrong = replace(sheet, rows=(*sheet.rows, replace(sheet.rows[2], code="acess", line=30), replace(sheet.rows[2], code="zzz", line=31)))
    assert sheet_faults(wrong) == [
        "line 30: The form general-1 has no statement “acess”. Did you mean “access”?",
        f"line 31: The form general-1 has no statement “zzz”. It has {', '.join(CORE_STATEMENTS)}.",
    ]


def test_a_text_too_long_for_a_terminal_is_a_fault() -> None:
    sheet = national_sheet()
    long = replace(sheet, rows=(replace(sheet.rows[0], text="x" * 301, line=2), *sheet.rows[1:]))
    assert sheet_faults(long) == ["line 2: question nps has 301 characters. The maximum is 300."]


def test_what_is_given_beside_fills_in_and_never_overrules() -> None:
    said = SheetDeclaration(language="sv", source="THL", form="general-1")
    assert with_declaration(TextSheet(language="fi"), said).source == "THL"
    [fault] = declaration_faults(TextSheet(language="fi", heading_lines={"language": 3}), said)
    assert str(fault) == "line 3: language: the sheet has “fi”, but “sv” was given separately."


def test_an_id_is_made_from_language_and_year_and_never_used_twice() -> None:
    assert validated(national_sheet()).text_set.id == "fi-2027-1"
    assert validated(national_sheet(dated=date(2026, 11, 1))).text_set.id == "fi-2026-2", "the program's own is fi-2026-1"
    assert sheet_faults(national_sheet(id="fi-2026-1")) == [
        "The ID fi-2026-1 is already used for other texts, and responses refer to it. Give this sheet its own ID."
    ]


def test_the_same_sheet_again_is_nothing_new_even_when_labels_changed_meanwhile() -> None:
    first = validated(national_sheet(only=("question", "statement")), official=True)
    changed = Text("Eri mieltä", "county", "a county")
    now = msgspec.structs.replace(first.text_set, labels={**first.text_set.labels, "value_low": changed})
    here = replace(CONTEXT, stored_sets=(StoredTextSet(FINNISH, None, False), StoredTextSet(now, None, True)))
    again = validated(national_sheet(only=("question", "statement")), here, official=True)
    assert (again.action, again.text_set) == ("nothing", now)
    back = validated(
        national_sheet(only=("question", "statement")), replace(here, stored_sets=(StoredTextSet(now, None, False),)), official=True
    )
    assert (back.action, back.text_set.id) == ("back", now.id)


def test_a_sheet_of_an_unknown_form_makes_it_in_the_order_of_the_sheet() -> None:
    made = validated(child_sheet(), without_fallback_texts(CONTEXT, ("notice", "about")))
    assert made.is_new_form
    assert made.form == Form("child-1", "child", ("nps", "reason"), ("heard", "kind", "brave"))
    assert made.text_set.notices["about"].text == "Tämä kysely on 7–12-vuotiaille."
    assert made.text_set.labels == FINNISH.labels


def test_a_form_keeps_its_codes_whatever_language_comes_next() -> None:
    form = Form("child-1", "child", ("nps", "reason"), ("heard", "kind", "other"))
    found = sheet_faults(child_sheet(), replace(CONTEXT, forms={**FORMS, form.id: form}, stored_sets=()))
    assert found == [
        "line 10: The form child-1 has no statement “brave”. It has heard, kind, other.",
        "statement other is missing. A sheet must contain all questions and statements.",
    ]


@pytest.mark.parametrize(
    ("drop", "words"),
    [
        (("nps",), "A form must begin with the question nps"),
        (("reason",), "A form must have an open question after nps"),
        (("kind", "brave"), "A form must have 2 to 32 statements. This one has 1"),
    ],
)
def test_a_new_form_follows_the_national_rules(drop: tuple[str, ...], words: str) -> None:
    sheet = child_sheet()
    assert any(words in fault for fault in sheet_faults(replace(sheet, rows=tuple(row for row in sheet.rows if row.code not in drop))))


def test_a_statement_of_a_new_form_takes_no_code_of_an_own_statement() -> None:
    assert sheet_faults(child_sheet(), replace(CONTEXT, added_codes={"kind"})) == [
        "line 9: “kind” is already a special or own statement. Use another code."
    ]


def test_the_codes_of_a_form_are_what_a_template_needs() -> None:
    assert [code for section, code in sheet_codes(GENERAL_1) if section == "statement"] == list(CORE_STATEMENTS)
    added = [("label", code) for code in (*VALUE_LABELS, *PICTURE_LABELS)]
    assert [each for each in sheet_codes(None) if each not in added] == sheet_codes(GENERAL_1)
    assert [each for each in sheet_codes(None) if each in added] == added, "whoever fills it in may be making one for children"
