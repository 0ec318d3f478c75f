"""Validates a sheet of texts before it is loaded, and builds the text set that it gives. The module stores nothing.

The wording of a national form is never made or corrected here. A sheet is accepted unchanged or not at all. Only the person who loads a
sheet can declare it to be the official one (`SheetDeclaration.official`); no cell of the sheet can.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, cast

from i18n.catalogs import gettext_noop
from i18n.labels import allowed_labels
from i18n.texts import NOTICES, TEXT_STATUSES
from server.domain.texts.sheet_rules import (
    FIELD_BY_SECTION,
    SheetContext,
    code_faults,
    heading_value_faults,
    new_form,
    optional_text_faults,
    row_fault,
    value_label_faults,
)
from server.domain.texts.text_sheet import HEADINGS, SheetFault, TextSheet
from survey.forms import Form
from survey.wire import Text, TextSet, TextStatus


@dataclass(frozen=True)
class SheetDeclaration:
    """Holds what the person who loads a sheet states about it. None leaves the value to the sheet."""

    form: str | None = None
    language: str | None = None
    id: str | None = None
    source: str | None = None
    dated: date | None = None
    audience: str | None = None
    official: bool = False
    """States whether the person declares the sheet to be the national one, word for word."""


@dataclass(frozen=True)
class LoadableSheet:
    """Describes a valid sheet and what loading it would do."""

    text_set: TextSet
    dated: date | None
    form: Form
    is_new_form: bool
    action: Literal["nothing", "back", "add"]
    """Names what loading does. `nothing`: the set is already in use. `back`: the set was loaded before and is put in use again. `add`: the
    set is new."""


def declaration_faults(sheet: TextSheet, declaration: SheetDeclaration) -> list[SheetFault]:
    """Return where the declaration of the person who loads a sheet contradicts the sheet."""
    faults = []
    for heading in HEADINGS:
        told, own = getattr(declaration, heading), getattr(sheet, heading)
        if told is not None and own is not None and told != own:
            message = gettext_noop("{heading}: the sheet has “{own}”, but “{told}” was given separately.")
            faults.append(SheetFault(sheet.heading_lines.get(heading), message, {"heading": heading, "own": str(own), "told": str(told)}))
    return faults


def with_declaration(sheet: TextSheet, declaration: SheetDeclaration) -> TextSheet:
    """Return the sheet with its missing headings filled in from the declaration."""
    missing = {heading: getattr(declaration, heading) for heading in HEADINGS if getattr(sheet, heading) is None}
    return replace(sheet, **missing)


def validate_sheet(sheet: TextSheet, known: SheetContext, *, official: bool, year: int) -> LoadableSheet | list[SheetFault]:
    """Return what loading a sheet would do, or everything that is wrong with the sheet.

    Args:
        sheet: the sheet, completed by `with_declaration`.
        known: what the server knows.
        official: whether the person who loads the sheet declares it to be the national one.
        year: the current year, which becomes part of the id if the sheet has neither an id nor a date.
    """
    faults = [*heading_value_faults(sheet, known)]
    form = known.forms.get(sheet.form or "")
    is_new_form = form is None
    if form is None and sheet.form:
        form, found = new_form(sheet, known)
        faults += found
    if form is not None:
        faults += code_faults(sheet, form, is_new=is_new_form)
        faults += optional_text_faults(sheet, known, form)
        faults += value_label_faults(sheet, known, form)
    faults += [fault for row in sheet.rows if (fault := row_fault(row, official=official))]
    if faults or form is None:
        return sorted(faults, key=lambda fault: (fault.line is None, fault.line or 0))
    return _resolve_text_set(sheet, _text_set(sheet, known, form, official=official), known, form, is_new_form, year)


# ── the resulting text set ────────────────────────────────────────────────────────────────────────


def _text_set(sheet: TextSheet, known: SheetContext, form: Form, *, official: bool) -> TextSet:
    usual: TextStatus = "official" if official else "county"
    own = {(row.section, row.code): Text(row.text, cast("TextStatus", row.status or usual), sheet.source) for row in sheet.rows}
    every = {**known.fallback_texts, **own}
    wanted = {"question": form.questions, "statement": form.statements, "label": allowed_labels(form.audience), "notice": NOTICES}
    found = {
        name: {code: every[section, code] for code in wanted[section] if (section, code) in every}
        for section, name in FIELD_BY_SECTION.items()
    }
    asked = [*found["questions"].values(), *found["statements"].values()]
    return TextSet(
        id=sheet.id or "",
        form=form.id,
        language=str(sheet.language),
        status=weakest_status(text.status for text in asked),
        source=str(sheet.source),
        **found,
    )


def weakest_status(statuses: Iterable[TextStatus]) -> TextStatus:
    """Return the weakest of several statuses. A set is only as good as the weakest of its questions and statements."""
    return min(statuses, key=TEXT_STATUSES.index)


def _resolve_text_set(
    sheet: TextSheet, texts: TextSet, known: SheetContext, form: Form, is_new_form: bool, year: int
) -> LoadableSheet | list[SheetFault]:
    """Return what becomes of a valid sheet.

    It is already stored, is new and gets an id, or its id is already used for other texts, which is a fault.
    """
    for stored in sorted(known.stored_sets, key=lambda stored: not stored.in_use):
        if sheet.id in (None, stored.text_set.id) and stored.dated == sheet.dated and _is_same(sheet, texts, stored.text_set):
            return LoadableSheet(stored.text_set, stored.dated, form, is_new_form, "nothing" if stored.in_use else "back")
    taken = {stored.text_set.id for stored in known.stored_sets}
    if sheet.id in taken:
        message = gettext_noop("The ID {id} is already used for other texts, and responses refer to it. Give this sheet its own ID.")
        return [SheetFault(sheet.heading_lines.get("id"), message, {"id": sheet.id})]
    made = TextSet(
        id=sheet.id or _free_id(texts.language, (sheet.dated or date(year, 1, 1)).year, taken),
        **{name: getattr(texts, name) for name in TextSet.__struct_fields__ if name != "id"},
    )
    return LoadableSheet(made, sheet.dated, form, is_new_form, "add")


def _is_same(sheet: TextSheet, texts: TextSet, stored: TextSet) -> bool:
    """Return whether a stored set was made from this sheet. Texts that the sheet leaves out may have changed since."""
    if (texts.source, texts.questions, texts.statements) != (stored.source, stored.questions, stored.statements):
        return False
    said = [(FIELD_BY_SECTION[row.section], row.code) for row in sheet.rows]
    return all(getattr(texts, name)[code] == getattr(stored, name).get(code) for name, code in said)


def _free_id(language: str, year: int, taken: Collection[str]) -> str:
    number = 1
    while (made := f"{language}-{year}-{number}") in taken:
        number += 1
    return made
