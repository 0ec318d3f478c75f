"""What is wrong with what a sheet of texts says: of itself, its codes against those of its form, and each text.

Whether it is new, and what becomes of it, is `text_rules`' matter.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import cast, get_args

from i18n.catalogs import mark
from i18n.labels import PICTURE_NAMES, FaultKind, LabelFault, label_faults, labels, needed
from i18n.texts import NOTICES
from server.domain.texts.text_sheet import LENT, Fault, Row, Sheet
from server.domain.texts.text_validation import unfit
from survey.forms import CORE, FEWEST_CORE, GENERAL_1, MOST_IN_A_VISIT, Audience, Form
from survey.wire import Text, TextSet

LONGEST: Mapping[str, int] = {"question": 300, "statement": 250, "label": 80, "notice": 500}
"""Characters of a text, at most: what the smallest terminal can show."""
LONGEST_ABOUT, LONGEST_SOURCE = 4000, 500
LONGEST_ID = 48
"""Of a text set: what own statements add to it on the way to a terminal (`server.domain.texts.added_statements`) makes 64 at most."""
BY_SECTION = {"question": "questions", "statement": "statements", "label": "labels", "notice": "notices"}
"""Sections of a sheet, and what a text set calls them."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_FORM = re.compile(r"[a-z][a-z0-9_-]{0,63}")


@dataclass(frozen=True)
class Stored:
    """A text set that the server has, with the date of its sheet."""

    texts: TextSet
    dated: date | None
    in_use: bool


@dataclass(frozen=True)
class Known:
    """What the server has of the form and language of a sheet."""

    forms: Mapping[str, Form]
    languages: Collection[str]
    """That terminals can speak."""
    stored: tuple[Stored, ...] = ()
    lends: Mapping[tuple[str, str], Text] = field(default_factory=dict)
    """By section and code: labels and notices that a sheet may leave out."""
    added: Collection[str] = ()
    """Codes of special and own statements."""


# ── what it says of itself ────────────────────────────────────────────────────────────────────────


def own_faults(sheet: Sheet, known: Known) -> Iterator[Fault]:
    for heading, given in (("form", sheet.form), ("language", sheet.language), ("source", sheet.source)):
        if not given:
            message = mark("{heading} is missing: write a row “sheet;{heading};…”, or give it with the sheet.")
            yield Fault(sheet.lines.get(heading), message, {"heading": heading})
    if sheet.form and not _FORM.fullmatch(sheet.form):
        yield Fault(
            sheet.lines.get("form"),
            mark("“{form}” is no form: lower-case letters, digits, _ and -, and a letter first."),
            {"form": sheet.form},
        )
    if sheet.language and sheet.language not in known.languages:
        message = mark("Terminals do not know the language “{tag}”; they know {known}.")
        yield Fault(sheet.lines.get("language"), message, {"tag": sheet.language, "known": ", ".join(known.languages)})
    if sheet.source and len(sheet.source) > LONGEST_SOURCE:
        yield Fault(sheet.lines.get("source"), mark("source is longer than {most} characters."), {"most": LONGEST_SOURCE})
    if sheet.source and (message_ := unfit(sheet.source)):
        yield Fault(sheet.lines.get("source"), message_)
    if sheet.id and (not _ID.fullmatch(sheet.id) or len(sheet.id) > LONGEST_ID):
        message = mark("“{id}” is no id: letters, digits, hyphen, dot and underscore, {most} at most.")
        yield Fault(sheet.lines.get("id"), message, {"id": sheet.id, "most": LONGEST_ID})
    audience = sheet.audience
    if audience and audience not in get_args(Audience):
        yield Fault(sheet.lines.get("audience"), mark("audience is general, child or relative, not “{audience}”."), {"audience": audience})
    elif audience and (form := known.forms.get(sheet.form or "")) and form.audience != audience:
        message = mark("The form {form} is for the audience {own}, not {audience}: a form keeps its audience.")
        yield Fault(sheet.lines.get("audience"), message, {"form": form.id, "own": form.audience, "audience": audience})


# ── codes ─────────────────────────────────────────────────────────────────────────────────────────


def new_form(sheet: Sheet, known: Known) -> tuple[Form | None, list[Fault]]:
    """The form that a sheet of an unknown one makes: its questions and statements in the order of the sheet."""
    line = sheet.lines.get("form")
    if not sheet.audience:
        message = mark("There is no form “{form}”; there are {known}. For a new form, say its audience: general, child or relative.")
        return None, [Fault(line, message, {"form": sheet.form, "known": ", ".join(known.forms)})]
    codes = {section: [row.code for row in sheet.rows if row.section == section] for section in BY_SECTION}
    faults = []
    if codes["question"][:1] != ["nps"] and ("question", "nps") not in sheet.unusable:
        faults.append(Fault(line, mark("A form begins with the question nps: the first touch is already an answer.")))
    if len(codes["question"]) < 2 and not any(section == "question" for section, _ in sheet.unusable):
        faults.append(Fault(line, mark("A form has an open question after nps; the national one is called reason.")))
    statements = [*codes["statement"], *(code for section, code in sheet.unusable if section == "statement")]
    if not FEWEST_CORE <= len(statements) <= MOST_IN_A_VISIT:
        message = mark("A form has {fewest} to {most} statements; this has {n}.")
        faults.append(Fault(line, message, {"fewest": FEWEST_CORE, "most": MOST_IN_A_VISIT, "n": len(statements)}))
    faults += [
        Fault(row.line, mark("“{code}” is a special or own statement already: give it another code."), {"code": row.code})
        for row in sheet.rows
        if row.section == "statement" and row.code in known.added
    ]
    audience = cast("Audience", sheet.audience if sheet.audience in get_args(Audience) else "general")
    return Form(str(sheet.form), audience, tuple(codes["question"]), tuple(codes["statement"])), faults


def code_faults(sheet: Sheet, form: Form, *, is_new: bool) -> Iterator[Fault]:
    """Codes that the form does not have, and those it has that the sheet lacks."""
    wanted = {"question": form.questions, "statement": form.statements, "label": labels(form.audience), "notice": NOTICES}
    for row in sheet.rows:
        if row.code not in wanted[row.section]:
            close = difflib.get_close_matches(row.code, wanted[row.section], 1)
            values: dict[str, object] = {"section": row.section, "code": row.code, "form": form.id}
            if close:
                yield Fault(
                    row.line, mark("The form {form} has no {section} “{code}”; did you mean “{meant}”?"), values | {"meant": close[0]}
                )
            else:
                known = ", ".join(wanted[row.section])
                yield Fault(row.line, mark("The form {form} has no {section} “{code}”; it has {known}."), values | {"known": known})
    if is_new:
        return
    have = {(row.section, row.code) for row in sheet.rows} | sheet.unusable
    for section in ("question", "statement"):
        for code in wanted[section]:
            if (section, code) not in have:
                yield Fault(
                    None,
                    mark("{section} {code} is missing: questions and statements are loaded whole."),
                    {"section": section, "code": code},
                )


def lent_faults(sheet: Sheet, known: Known, form: Form) -> Iterator[Fault]:
    """Labels and notices that neither the sheet nor the language has; a form for others may leave out labels that it does not show."""
    have = {(row.section, row.code) for row in sheet.rows} | sheet.unusable | set(known.lends)
    for section, codes in zip(LENT, (needed(form.audience), NOTICES), strict=True):
        for code in codes:
            if (section, code) not in have:
                values: dict[str, object] = {"section": section, "code": code, "form": form.id}
                message = mark("{section} {code} is missing, and there is none in this language to take for the form {form}.")
                yield Fault(None, message, values)


_OF_LABEL: Mapping[FaultKind, str] = {
    "one_of_five": mark("label {code} is missing: words and pictures come for all five values, or for none."),
    "no_word": mark("label {code}: a picture never stands without its word; write value_1 to value_5 too."),
    "no_picture": mark("label {code}: terminals have no picture “{text}”; they have {known}, from very unhappy to very happy."),
}
"""What is wrong with words and pictures of values; what is missing or unknown is said elsewhere."""


def value_faults(sheet: Sheet, known: Known, form: Form) -> Iterator[Fault]:
    """What is wrong with the words and pictures of a form's values, those of the language that the sheet leaves out among them."""
    lines = {row.code: row.line for row in sheet.rows if row.section == "label"}
    found = {code: text.text for (section, code), text in known.lends.items() if section == "label"}
    found |= {row.code: row.text for row in sheet.rows if row.section == "label"}
    for fault in label_faults(form.audience, found):
        if fault.kind in _OF_LABEL and ("label", fault.code) not in sheet.unusable:
            yield Fault(lines.get(fault.code), _OF_LABEL[fault.kind], _values(fault))


def _values(fault: LabelFault) -> Mapping[str, object]:
    return {"code": fault.code} | ({"text": fault.text, "known": ", ".join(PICTURE_NAMES)} if fault.kind == "no_picture" else {})


def row_fault(row: Row, *, official: bool) -> Fault | None:
    most = LONGEST_ABOUT if (row.section, row.code) == ("notice", "about") else LONGEST[row.section]
    if len(row.text) > most:
        values: dict[str, object] = {"section": row.section, "code": row.code, "n": len(row.text), "most": most}
        return Fault(row.line, mark("{section} {code} has {n} characters; {most} is the most."), values)
    if row.status == "official" and not official:
        return Fault(row.line, mark("Only whoever loads the sheet can say that a text is official: say so when loading it."))
    return None


def codes(form: Form | None) -> list[tuple[str, str]]:
    """Section and code of every text that a form needs; of one that is not there yet as the national one has them,
    with the words and pictures of values that others than people of 13 and over may have."""
    wanted = form or GENERAL_1
    return [
        *(("question", code) for code in wanted.questions),
        *(("statement", code) for code in (wanted.statements if form else CORE)),
        *(("label", code) for code in labels(wanted.audience if form else "child")),
        *(("notice", code) for code in NOTICES),
    ]
