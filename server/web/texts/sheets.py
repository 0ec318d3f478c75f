"""Serves the pages that load a text sheet: choose a file, preview what it would change, confirm. Also serves the template of a sheet.

Server processes keep no state, so the preview page carries the sheet that was read, and the sheet is checked again at confirmation.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from i18n.labels import PICTURE_NAMES
from i18n.languages import languages
from server.domain.texts.sheet_parser import parse_sheet
from server.domain.texts.sheet_rules import FIELD_BY_SECTION, sheet_codes
from server.domain.texts.sheet_validation import SheetDeclaration, with_declaration
from server.domain.texts.text_sheet import SheetFault, TextSheet, write_sheet, write_template
from server.domain.texts.text_validation import NOT_A_DATE, parse_day
from server.operations.texts.text_sheets import PreviewOutdated, SheetPreview, SheetRefused, load_sheet, preview_sheet
from server.store.read_transaction import reading
from server.store.region.region_units import RegionDescription
from server.store.texts import text_sets
from server.web.access_control import require_roles
from server.web.language import _
from server.web.region_scope import EDITOR_ROLES, get_visible_region
from server.web.server_context import context
from server.web.texts.blueprint import blueprint
from server.web.texts.labels import language_name
from server.web.texts.region_texts import render_texts_page
from survey.forms import GENERAL_1
from survey.wire import TextSet

DECLARATION_FIELDS = ("form", "language", "id", "source", "dated", "audience")
NEW_FORM = "new"
"""Stands for a new form in the address of a template."""


@blueprint.get("/<region>/load")
@require_roles(*EDITOR_ROLES)
def ask(region: str) -> ResponseReturnValue:
    """Show the form for the file and for what the sheet itself may leave out."""
    return _render_upload_page(_find(region), dict(request.args), [])


@blueprint.post("/<region>/load")
@require_roles(*EDITOR_ROLES)
def check(region: str) -> ResponseReturnValue:
    """Read the file and show what it would change, or show all its faults with 422."""
    typed = {name: request.form.get(name, "").strip() for name in (*DECLARATION_FIELDS, "official")}
    file = request.files.get("file")
    content = file.read() if file else b""
    found = _find(region)
    if not content:
        return _render_upload_page(found, typed, [], missing=True), 422
    said, unreadable = _read_declaration(typed)
    sheet, faults = parse_sheet(content)
    if unreadable or sheet is None:
        return _render_upload_page(found, typed, [*faults, *unreadable]), 422
    try:
        preview = preview_sheet(context().engine, region, sheet, said, author=current_user.email, now=context().now())
    except SheetRefused as refused:
        faults = [*faults, *refused.faults]
    if faults:
        return _render_upload_page(found, typed, sorted(faults, key=lambda each: (each.line is None, each.line or 0))), 422
    return _preview_page(found, with_declaration(sheet, said), preview, official=said.official)


@blueprint.post("/<region>/load/confirm")
@require_roles(*EDITOR_ROLES)
def confirm(region: str) -> ResponseReturnValue:
    """Load the sheet that was previewed. If its effect has changed since, show the new preview with 409."""
    official, shown = request.form.get("official") == "yes", request.form.get("fingerprint")
    sheet, at = _previewed_sheet(), context()
    found = _find(region)
    try:
        loaded = load_sheet(at.engine, region, sheet, is_official=official, fingerprint=shown, author=current_user.email, now=at.now())
    except SheetRefused as refused:
        return _render_upload_page(found, {}, refused.faults), 409
    except PreviewOutdated as outdated:
        return _preview_page(found, sheet, outdated.preview, official=official, changed=True), 409
    if loaded.action == "nothing":
        flash(_("These texts are already in use. Nothing was changed."))
    else:
        flash(
            _(
                "{language}: the texts {id} are now in use. Terminals will show them after their next configuration update.",
                language=language_name(loaded.text_set.language),
                id=loaded.text_set.id,
            )
        )
    return redirect(url_for("texts.page", region=region))


@blueprint.get("/<region>/template")
@login_required
def empty(region: str) -> ResponseReturnValue:
    """Return a sheet to fill in, as a CSV file that Excel opens.

    It contains the codes that the form needs, with the texts in use beside them.
    """
    form_id, language = request.args.get("form", GENERAL_1.id), request.args.get("language", "")
    with reading(context().engine) as connection:
        found = get_visible_region(connection, region)
        form = text_sets.forms(connection, region).get(form_id)
        if language not in languages() or (form is None and form_id != NEW_FORM):
            abort(404)
        in_use = text_sets.in_use(connection, {region}).for_form(region, form.id if form else GENERAL_1.id)
    by_language = {texts.language: texts for texts in in_use}
    content = write_template(
        TextSheet(form=form.id if form else "", language=language, audience=form.audience if form else ""),
        sheet_codes(form),
        in_use=_by_code(by_language.get(language)) if form else {},
        reference=_by_code(by_language.get(found.languages[0])),
    )
    name = f"{form.id if form else 'form'}-{language}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type="text/csv; charset=utf-8", headers=headers)


def _find(region: str) -> RegionDescription:
    with reading(context().engine) as connection:
        return get_visible_region(connection, region)


def _render_upload_page(region: RegionDescription, typed: dict[str, Any], faults: list[SheetFault], *, missing: bool = False) -> str:
    with reading(context().engine) as connection:
        forms = text_sets.forms(connection, region.id)
    return render_texts_page(
        "texts/load.html", region, forms=forms, tags=list(languages()), typed=typed, faults=faults, missing=missing, pictures=PICTURE_NAMES
    )


def _read_declaration(typed: dict[str, str]) -> tuple[SheetDeclaration, list[SheetFault]]:
    """Return what was entered beside the file, and the faults of entries that cannot be read."""
    given: dict[str, Any] = {name: typed[name] or None for name in DECLARATION_FIELDS}
    dated = parse_day(typed["dated"])
    if typed["dated"] and dated is None:
        return SheetDeclaration(), [SheetFault(None, NOT_A_DATE, {"text": typed["dated"]})]
    return SheetDeclaration(**(given | {"dated": dated}), official=typed["official"] == "yes"), []


def _previewed_sheet() -> TextSheet:
    """Return the sheet that the preview page carries, or abort with 400 if it is damaged."""
    try:
        sheet, faults = parse_sheet(base64.urlsafe_b64decode(request.form.get("sheet", "").encode()))
    except (binascii.Error, ValueError):
        abort(400)
    if sheet is None or faults:
        abort(400)
    return sheet


def _preview_page(region: RegionDescription, sheet: TextSheet, preview: SheetPreview, *, official: bool, changed: bool = False) -> str:
    loaded = preview.loaded
    with reading(context().engine) as connection:
        forms = text_sets.forms(connection, region.id)
    pinned = replace(sheet, id=loaded.text_set.id)
    return render_texts_page(
        "texts/preview.html",
        region,
        would=preview,
        loaded=loaded,
        forms=forms | {loaded.form.id: loaded.form},
        sheet=base64.urlsafe_b64encode(write_sheet(pinned)).decode(),
        official=official,
        changed=changed,
        lent={(each.section, each.code) for each in preview.changes} - {(row.section, row.code) for row in sheet.rows},
        next=url_for("texts.ask", region=region.id),
    )


def _by_code(texts: TextSet | None) -> dict[tuple[str, str], str]:
    if texts is None:
        return {}
    return {(section, code): each.text for section, name in FIELD_BY_SECTION.items() for code, each in getattr(texts, name).items()}
