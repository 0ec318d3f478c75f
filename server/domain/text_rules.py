"""What a sheet of texts must fulfil before it is loaded, and the text set that comes of it. Nothing is done here.

The wording of a national form is never made here and never mended: a sheet is taken as it is or not at all. Only whoever loads it can
say that it is the official one (`Said.official`); no cell of a sheet can.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, cast, get_args

from i18n.catalogs import mark
from i18n.texts import LABELS, NOTICES, STATUSES
from server.domain.text_sheet import HEADINGS, LENT, Fault, Row, Sheet, unfit
from survey.forms import CORE, FEWEST_CORE, GENERAL_1, MOST_IN_A_VISIT, Audience, Form
from survey.wire import Text, TextSet, TextStatus

LONGEST: Mapping[str, int] = {"question": 300, "statement": 250, "label": 80, "notice": 500}
"""Characters of a text, at most: what the smallest terminal can show."""
LONGEST_ABOUT, LONGEST_SOURCE = 4000, 500
LONGEST_ID = 48
"""Of a text set: what own statements add to it on the way to a terminal (`server.domain.added_text`) makes 64 at most."""
BY_SECTION = {"question": "questions", "statement": "statements", "label": "labels", "notice": "notices"}
"""Sections of a sheet, and what a text set calls them."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_FORM = re.compile(r"[a-z][a-z0-9_-]{0,63}")


@dataclass(frozen=True)
class Said:
    """What whoever loads a sheet says of it; None where they leave it to the sheet."""

    form: str | None = None
    language: str | None = None
    id: str | None = None
    source: str | None = None
    dated: date | None = None
    audience: str | None = None
    official: bool = False
    """They say that this is the national sheet, word for word."""


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


@dataclass(frozen=True)
class Loaded:
    """A sheet that may be loaded, and what becomes of it."""

    texts: TextSet
    dated: date | None
    form: Form
    is_new_form: bool
    act: Literal["nothing", "back", "add"]
    """Nothing: it is in use already. Back: it was loaded before, and is put in use again."""


def heading_faults(sheet: Sheet, said: Said) -> list[Fault]:
    """Where whoever loads a sheet says something else than the sheet."""
    faults = []
    for heading in HEADINGS:
        told, own = getattr(said, heading), getattr(sheet, heading)
        if told is not None and own is not None and told != own:
            message = mark("{heading}: the sheet says “{own}”, but “{told}” was given with it.")
            faults.append(Fault(sheet.lines.get(heading), message, {"heading": heading, "own": str(own), "told": str(told)}))
    return faults


def with_said(sheet: Sheet, said: Said) -> Sheet:
    """The sheet with what it leaves out filled in."""
    missing = {heading: getattr(said, heading) for heading in HEADINGS if getattr(sheet, heading) is None}
    return replace(sheet, **missing)


def judged(sheet: Sheet, known: Known, *, official: bool, year: int) -> Loaded | list[Fault]:
    """What becomes of a sheet, or everything that is wrong with it.

    Args:
        sheet: with all that was said.
        known: what the server has.
        official: whoever loads it says that it is the national sheet.
        year: of today, for an id where none was given.
    """
    faults = [*_own_faults(sheet, known)]
    form = known.forms.get(sheet.form or "")
    is_new_form = form is None
    if form is None and sheet.form:
        form, found = _new_form(sheet, known)
        faults += found
    if form is not None:
        faults += _code_faults(sheet, form, is_new=is_new_form)
        faults += _lent_faults(sheet, known, form)
    faults += [fault for row in sheet.rows if (fault := _row_fault(row, official=official))]
    if faults or form is None:
        return sorted(faults, key=lambda fault: (fault.line is None, fault.line or 0))
    return _settled(sheet, _text_set(sheet, known, form, official=official), known, form, is_new_form, year)


# ── what it says of itself ────────────────────────────────────────────────────────────────────────


def _own_faults(sheet: Sheet, known: Known) -> Iterator[Fault]:
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


def _new_form(sheet: Sheet, known: Known) -> tuple[Form | None, list[Fault]]:
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


def _code_faults(sheet: Sheet, form: Form, *, is_new: bool) -> Iterator[Fault]:
    """Codes that the form does not have, and those it has that the sheet lacks."""
    wanted = {"question": form.questions, "statement": form.statements, "label": LABELS, "notice": NOTICES}
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


def _lent_faults(sheet: Sheet, known: Known, form: Form) -> Iterator[Fault]:
    """Labels and notices that neither the sheet nor the language has."""
    have = {(row.section, row.code) for row in sheet.rows} | sheet.unusable | set(known.lends)
    for section, codes in zip(LENT, (LABELS, NOTICES), strict=True):
        for code in codes:
            if (section, code) not in have:
                values: dict[str, object] = {"section": section, "code": code, "form": form.id}
                message = mark("{section} {code} is missing, and there is none in this language to take for the form {form}.")
                yield Fault(None, message, values)


def _row_fault(row: Row, *, official: bool) -> Fault | None:
    most = LONGEST_ABOUT if (row.section, row.code) == ("notice", "about") else LONGEST[row.section]
    if len(row.text) > most:
        values: dict[str, object] = {"section": row.section, "code": row.code, "n": len(row.text), "most": most}
        return Fault(row.line, mark("{section} {code} has {n} characters; {most} is the most."), values)
    if row.status == "official" and not official:
        return Fault(row.line, mark("Only whoever loads the sheet can say that a text is official: say so when loading it."))
    return None


# ── what comes of it ──────────────────────────────────────────────────────────────────────────────


def _text_set(sheet: Sheet, known: Known, form: Form, *, official: bool) -> TextSet:
    usual: TextStatus = "official" if official else "county"
    own = {(row.section, row.code): Text(row.text, cast("TextStatus", row.status or usual), sheet.source) for row in sheet.rows}
    every = {**known.lends, **own}
    wanted = {"question": form.questions, "statement": form.statements, "label": LABELS, "notice": NOTICES}
    found = {name: {code: every[section, code] for code in wanted[section]} for section, name in BY_SECTION.items()}
    asked = [*found["questions"].values(), *found["statements"].values()]
    return TextSet(
        id=sheet.id or "",
        form=form.id,
        language=str(sheet.language),
        status=weakest(text.status for text in asked),
        source=str(sheet.source),
        **found,
    )


def weakest(statuses: Iterable[TextStatus]) -> TextStatus:
    """A set is as good as the weakest of its questions and statements."""
    return min(statuses, key=STATUSES.index)


def _settled(sheet: Sheet, texts: TextSet, known: Known, form: Form, is_new_form: bool, year: int) -> Loaded | list[Fault]:
    """Whether it is there already, under which id, or under its id something else."""
    for stored in sorted(known.stored, key=lambda stored: not stored.in_use):
        if sheet.id in (None, stored.texts.id) and stored.dated == sheet.dated and _is_same(sheet, texts, stored.texts):
            return Loaded(stored.texts, stored.dated, form, is_new_form, "nothing" if stored.in_use else "back")
    taken = {stored.texts.id for stored in known.stored}
    if sheet.id in taken:
        message = mark("The id {id} is that of other texts already, and responses name it: give this sheet an id of its own.")
        return [Fault(sheet.lines.get("id"), message, {"id": sheet.id})]
    made = TextSet(
        id=sheet.id or _free_id(texts.language, (sheet.dated or date(year, 1, 1)).year, taken),
        **{name: getattr(texts, name) for name in TextSet.__struct_fields__ if name != "id"},
    )
    return Loaded(made, sheet.dated, form, is_new_form, "add")


def _is_same(sheet: Sheet, texts: TextSet, stored: TextSet) -> bool:
    """Whether a stored set is of this very sheet: what the sheet leaves out may have changed since."""
    if (texts.source, texts.questions, texts.statements) != (stored.source, stored.questions, stored.statements):
        return False
    said = [(BY_SECTION[row.section], row.code) for row in sheet.rows]
    return all(getattr(texts, name)[code] == getattr(stored, name).get(code) for name, code in said)


def _free_id(language: str, year: int, taken: Collection[str]) -> str:
    number = 1
    while (made := f"{language}-{year}-{number}") in taken:
        number += 1
    return made


def codes(form: Form | None) -> list[tuple[str, str]]:
    """Section and code of every text that a form needs; of one that is not there yet as the national one has them."""
    wanted = form or GENERAL_1
    return [
        *(("question", code) for code in wanted.questions),
        *(("statement", code) for code in (wanted.statements if form else CORE)),
        *(("label", code) for code in LABELS),
        *(("notice", code) for code in NOTICES),
    ]
