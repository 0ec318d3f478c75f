"""Checks the content of a sheet of texts: its headings, its codes against those of its form, and each text.

`server.domain.texts.sheet_validation` decides what becomes of the sheet.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import cast, get_args

from i18n.catalogs import gettext_noop
from i18n.labels import PICTURE_NAMES, LabelFault, LabelFaultKind, allowed_labels, label_faults, required_labels
from i18n.texts import NOTICES
from server.domain.texts.text_sheet import OPTIONAL_SECTIONS, SheetFault, SheetRow, TextSheet
from server.domain.texts.text_validation import character_fault
from survey.forms import CORE_STATEMENTS, GENERAL_1, MAX_STATEMENTS_PER_VISIT, MIN_CORE_STATEMENTS, Audience, Form
from survey.wire import Text, TextSet

MAX_TEXT_LENGTHS: Mapping[str, int] = {"question": 300, "statement": 250, "label": 80, "notice": 500}
"""Limits the number of characters of a text by section, to what the smallest terminal can show."""
MAX_ABOUT_LENGTH, MAX_SOURCE_LENGTH = 4000, 500
MAX_TEXT_SET_ID_LENGTH = 48
"""Limits the length of the id of a text set, so that it has at most 64 characters with what added statements append on the way to a
terminal (`server.domain.texts.added_statements`)."""
FIELD_BY_SECTION = {"question": "questions", "statement": "statements", "label": "labels", "notice": "notices"}
"""Maps the sections of a sheet to the fields of a text set."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_FORM = re.compile(r"[a-z][a-z0-9_-]{0,63}")


@dataclass(frozen=True)
class StoredTextSet:
    """Holds a text set that the server has, with the date of its sheet."""

    text_set: TextSet
    dated: date | None
    in_use: bool


@dataclass(frozen=True)
class SheetContext:
    """Holds what the server knows that matters for the form and language of a sheet."""

    forms: Mapping[str, Form]
    known_languages: Collection[str]
    """Contains the languages that terminals support."""
    stored_sets: tuple[StoredTextSet, ...] = ()
    fallback_texts: Mapping[tuple[str, str], Text] = field(default_factory=dict)
    """Maps section and code to the labels and notices that are used if a sheet leaves them out."""
    added_codes: Collection[str] = ()
    """Contains the codes of special and own statements."""


# ── headings ──────────────────────────────────────────────────────────────────────────────────────


def heading_value_faults(sheet: TextSheet, known: SheetContext) -> Iterator[SheetFault]:
    """Yield what is wrong with the values of a sheet's headings. Form, language and source are required."""
    for heading, given in (("form", sheet.form), ("language", sheet.language), ("source", sheet.source)):
        if not given:
            message = gettext_noop("{heading} is missing. Add a row “sheet;{heading};…” or give it separately.")
            yield SheetFault(sheet.heading_lines.get(heading), message, {"heading": heading})
    if sheet.form and not _FORM.fullmatch(sheet.form):
        yield SheetFault(
            sheet.heading_lines.get("form"),
            gettext_noop("“{form}” is not a valid form ID. Use lower-case letters, digits, _ and -, starting with a letter."),
            {"form": sheet.form},
        )
    if sheet.language and sheet.language not in known.known_languages:
        message = gettext_noop("Terminals do not support the language “{tag}”. They support {known}.")
        yield SheetFault(sheet.heading_lines.get("language"), message, {"tag": sheet.language, "known": ", ".join(known.known_languages)})
    if sheet.source and len(sheet.source) > MAX_SOURCE_LENGTH:
        yield SheetFault(
            sheet.heading_lines.get("source"), gettext_noop("source is longer than {most} characters."), {"most": MAX_SOURCE_LENGTH}
        )
    if sheet.source and (message_ := character_fault(sheet.source)):
        yield SheetFault(sheet.heading_lines.get("source"), message_)
    if sheet.id and (not _ID.fullmatch(sheet.id) or len(sheet.id) > MAX_TEXT_SET_ID_LENGTH):
        message = gettext_noop("“{id}” is not a valid ID. Use letters, digits, hyphens, dots and underscores, at most {most}.")
        yield SheetFault(sheet.heading_lines.get("id"), message, {"id": sheet.id, "most": MAX_TEXT_SET_ID_LENGTH})
    audience = sheet.audience
    if audience and audience not in get_args(Audience):
        yield SheetFault(
            sheet.heading_lines.get("audience"),
            gettext_noop("audience must be general, child or relative, not “{audience}”."),
            {"audience": audience},
        )
    elif audience and (form := known.forms.get(sheet.form or "")) and form.audience != audience:
        message = gettext_noop("The form {form} is for the audience {own}, not {audience}. The audience of a form cannot change.")
        yield SheetFault(sheet.heading_lines.get("audience"), message, {"form": form.id, "own": form.audience, "audience": audience})


# ── codes ─────────────────────────────────────────────────────────────────────────────────────────


def new_form(sheet: TextSheet, known: SheetContext) -> tuple[Form | None, list[SheetFault]]:
    """Return the form that a sheet of an unknown form defines, and what is wrong with it.

    The questions and statements of the form are those of the sheet, in its order. The form is None if the sheet names no audience.
    """
    line = sheet.heading_lines.get("form")
    if not sheet.audience:
        message = gettext_noop(
            "There is no form “{form}”. Existing forms: {known}. For a new form, give its audience: general, child or relative."
        )
        return None, [SheetFault(line, message, {"form": sheet.form, "known": ", ".join(known.forms)})]
    codes = {section: [row.code for row in sheet.rows if row.section == section] for section in FIELD_BY_SECTION}
    faults = []
    if codes["question"][:1] != ["nps"] and ("question", "nps") not in sheet.faulty_rows:
        faults.append(
            SheetFault(line, gettext_noop("A form must begin with the question nps, because the first touch is already an answer."))
        )
    if len(codes["question"]) < 2 and not any(section == "question" for section, _ in sheet.faulty_rows):
        faults.append(
            SheetFault(line, gettext_noop("A form must have an open question after nps. In the national form it is called reason."))
        )
    statements = [*codes["statement"], *(code for section, code in sheet.faulty_rows if section == "statement")]
    if not MIN_CORE_STATEMENTS <= len(statements) <= MAX_STATEMENTS_PER_VISIT:
        message = gettext_noop("A form must have {fewest} to {most} statements. This one has {n}.")
        faults.append(SheetFault(line, message, {"fewest": MIN_CORE_STATEMENTS, "most": MAX_STATEMENTS_PER_VISIT, "n": len(statements)}))
    faults += [
        SheetFault(row.line, gettext_noop("“{code}” is already a special or own statement. Use another code."), {"code": row.code})
        for row in sheet.rows
        if row.section == "statement" and row.code in known.added_codes
    ]
    audience = cast("Audience", sheet.audience if sheet.audience in get_args(Audience) else "general")
    return Form(str(sheet.form), audience, tuple(codes["question"]), tuple(codes["statement"])), faults


def code_faults(sheet: TextSheet, form: Form, *, is_new: bool) -> Iterator[SheetFault]:
    """Yield the codes that the form does not have, and the questions and statements of a known form that the sheet lacks."""
    wanted = {"question": form.questions, "statement": form.statements, "label": allowed_labels(form.audience), "notice": NOTICES}
    for row in sheet.rows:
        if row.code not in wanted[row.section]:
            close = difflib.get_close_matches(row.code, wanted[row.section], 1)
            values: dict[str, object] = {"section": row.section, "code": row.code, "form": form.id}
            if close:
                yield SheetFault(
                    row.line,
                    gettext_noop("The form {form} has no {section} “{code}”. Did you mean “{meant}”?"),
                    values | {"meant": close[0]},
                )
            else:
                known = ", ".join(wanted[row.section])
                yield SheetFault(
                    row.line, gettext_noop("The form {form} has no {section} “{code}”. It has {known}."), values | {"known": known}
                )
    if is_new:
        return
    have = {(row.section, row.code) for row in sheet.rows} | sheet.faulty_rows
    for section in ("question", "statement"):
        for code in wanted[section]:
            if (section, code) not in have:
                yield SheetFault(
                    None,
                    gettext_noop("{section} {code} is missing. A sheet must contain all questions and statements."),
                    {"section": section, "code": code},
                )


def optional_text_faults(sheet: TextSheet, known: SheetContext, form: Form) -> Iterator[SheetFault]:
    """Yield the required labels and notices that neither the sheet nor the language has.

    A form for another audience may leave out labels that it does not show.
    """
    have = {(row.section, row.code) for row in sheet.rows} | sheet.faulty_rows | set(known.fallback_texts)
    for section, codes in zip(OPTIONAL_SECTIONS, (required_labels(form.audience), NOTICES), strict=True):
        for code in codes:
            if (section, code) not in have:
                values: dict[str, object] = {"section": section, "code": code, "form": form.id}
                message = gettext_noop("{section} {code} is missing, and this language has no text that the form {form} could use instead.")
                yield SheetFault(None, message, values)


_OF_LABEL: Mapping[LabelFaultKind, str] = {
    "one_of_five": gettext_noop("label {code} is missing. Give words and pictures for all five values or for none."),
    "no_word": gettext_noop("label {code}: a picture must have a word. Give value_1 to value_5 too."),
    "no_picture": gettext_noop("label {code}: terminals have no picture “{text}”. They have {known}, from very unhappy to very happy."),
}
"""Maps faults in the words and pictures of values to their messages. Missing and unknown labels are reported elsewhere."""


def value_label_faults(sheet: TextSheet, known: SheetContext, form: Form) -> Iterator[SheetFault]:
    """Yield what is wrong with the words and pictures of a form's values.

    Those of the language that the sheet leaves out are included.
    """
    lines = {row.code: row.line for row in sheet.rows if row.section == "label"}
    found = {code: text.text for (section, code), text in known.fallback_texts.items() if section == "label"}
    found |= {row.code: row.text for row in sheet.rows if row.section == "label"}
    for fault in label_faults(form.audience, found):
        if fault.kind in _OF_LABEL and ("label", fault.code) not in sheet.faulty_rows:
            yield SheetFault(lines.get(fault.code), _OF_LABEL[fault.kind], _values(fault))


def _values(fault: LabelFault) -> Mapping[str, object]:
    return {"code": fault.code} | ({"text": fault.text, "known": ", ".join(PICTURE_NAMES)} if fault.kind == "no_picture" else {})


def row_fault(row: SheetRow, *, official: bool) -> SheetFault | None:
    """Return what is wrong with the length or the status of a row, or None.

    Args:
        row: the row to check.
        official: whether the person who loads the sheet declares it to be the national one. Only then may a row have the status `official`.
    """
    most = MAX_ABOUT_LENGTH if (row.section, row.code) == ("notice", "about") else MAX_TEXT_LENGTHS[row.section]
    if len(row.text) > most:
        values: dict[str, object] = {"section": row.section, "code": row.code, "n": len(row.text), "most": most}
        return SheetFault(row.line, gettext_noop("{section} {code} has {n} characters. The maximum is {most}."), values)
    if row.status == "official" and not official:
        return SheetFault(
            row.line, gettext_noop("A sheet cannot mark its own texts as official. Confirm it yourself when you import the sheet.")
        )
    return None


def sheet_codes(form: Form | None) -> list[tuple[str, str]]:
    """Return section and code of every text that a form needs.

    For a form that does not exist yet (None), they are those of the national form, with the words and pictures of values that only forms
    for other audiences may have.
    """
    wanted = form or GENERAL_1
    return [
        *(("question", code) for code in wanted.questions),
        *(("statement", code) for code in (wanted.statements if form else CORE_STATEMENTS)),
        *(("label", code) for code in allowed_labels(wanted.audience if form else "child")),
        *(("notice", code) for code in NOTICES),
    ]
