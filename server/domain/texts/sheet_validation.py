"""What a sheet of texts must fulfil before it is loaded, and the text set that comes of it. Nothing is done here.

The wording of a national form is never made here and never mended: a sheet is taken as it is or not at all. Only whoever loads it can
say that it is the official one (`Said.official`); no cell of a sheet can.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, cast

from i18n.catalogs import mark
from i18n.labels import labels
from i18n.texts import NOTICES, STATUSES
from server.domain.texts.sheet_rules import BY_SECTION, Known, code_faults, lent_faults, new_form, own_faults, row_fault, value_faults
from server.domain.texts.text_sheet import HEADINGS, Fault, Sheet
from survey.forms import Form
from survey.wire import Text, TextSet, TextStatus


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
    faults = [*own_faults(sheet, known)]
    form = known.forms.get(sheet.form or "")
    is_new_form = form is None
    if form is None and sheet.form:
        form, found = new_form(sheet, known)
        faults += found
    if form is not None:
        faults += code_faults(sheet, form, is_new=is_new_form)
        faults += lent_faults(sheet, known, form)
        faults += value_faults(sheet, known, form)
    faults += [fault for row in sheet.rows if (fault := row_fault(row, official=official))]
    if faults or form is None:
        return sorted(faults, key=lambda fault: (fault.line is None, fault.line or 0))
    return _settled(sheet, _text_set(sheet, known, form, official=official), known, form, is_new_form, year)


# ── what comes of it ──────────────────────────────────────────────────────────────────────────────


def _text_set(sheet: Sheet, known: Known, form: Form, *, official: bool) -> TextSet:
    usual: TextStatus = "official" if official else "county"
    own = {(row.section, row.code): Text(row.text, cast("TextStatus", row.status or usual), sheet.source) for row in sheet.rows}
    every = {**known.lends, **own}
    wanted = {"question": form.questions, "statement": form.statements, "label": labels(form.audience), "notice": NOTICES}
    found = {
        name: {code: every[section, code] for code in wanted[section] if (section, code) in every} for section, name in BY_SECTION.items()
    }
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
