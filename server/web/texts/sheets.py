"""Loading a text sheet: a file is chosen, what it would change is shown, and only then is it loaded. And the template to fill in.

No server process holds a state: what was read travels along in the page and is judged anew when somebody confirms.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from i18n.labels import PICTURE_NAMES
from i18n.languages import languages
from server.domain.texts.sheet_parser import read
from server.domain.texts.sheet_rules import BY_SECTION, codes
from server.domain.texts.sheet_validation import Loaded, Said, with_said
from server.domain.texts.text_changes import TextChange, text_changes
from server.domain.texts.text_sheet import Fault, Sheet, template, write
from server.domain.texts.text_validation import NO_DATE, day_of
from server.store.engine import Connection
from server.store.read_transaction import reading
from server.store.region.region_units import Region
from server.store.texts import language_availability, text_sets
from server.store.texts.language_availability import Shift
from server.store.write_transaction import writing
from server.web.access import roles
from server.web.context import context
from server.web.language import _
from server.web.texts import blueprint
from server.web.texts.labels import language_name
from server.web.texts.region_texts import EDITORS, draw, find
from survey.forms import GENERAL_1
from survey.wire import TextSet

FIELDS = ("form", "language", "id", "source", "dated", "audience")
NEW_FORM = "new"
"""Stands for a form that is not there yet, in the address of a template."""


@dataclass(frozen=True)
class Preview:
    """What loading would do."""

    loaded: Loaded
    changes: list[TextChange]
    shifts: list[Shift]
    fingerprint: str
    """Of what is in use and what would be: another one means that somebody was here meanwhile."""


@blueprint.get("/<region>/load")
@roles(*EDITORS)
def ask(region: str) -> ResponseReturnValue:
    with reading(context().engine) as connection:
        return _ask(connection, find(connection, region), dict(request.args), [])


@blueprint.post("/<region>/load")
@roles(*EDITORS)
def check(region: str) -> ResponseReturnValue:
    """Read the file and show what it would change; with faults, list them all."""
    typed = {name: request.form.get(name, "").strip() for name in (*FIELDS, "official")}
    file = request.files.get("file")
    content = file.read() if file else b""
    with writing(context().engine) as connection:
        here = find(connection, region)
        if not content:
            return _ask(connection, here, typed, [], missing=True), 422
        said, fault = _said(typed)
        sheet, faults = read(content)
        if fault or sheet is None:
            return _ask(connection, here, typed, [*faults, *fault]), 422
        found = _judged(connection, region, sheet, said)
        if faults or not isinstance(found, Loaded):
            more = found if isinstance(found, list) else []
            return _ask(connection, here, typed, sorted([*faults, *more], key=lambda each: (each.line is None, each.line or 0))), 422
        return _preview(connection, here, with_said(sheet, said), found, official=said.official)


@blueprint.post("/<region>/load/confirm")
@roles(*EDITORS)
def confirm(region: str) -> ResponseReturnValue:
    """Load what was shown, if it is still what it was."""
    at = context()
    official = request.form.get("official") == "yes"
    try:
        sheet, faults = read(base64.urlsafe_b64decode(request.form.get("sheet", "").encode()))
    except (binascii.Error, ValueError):
        abort(400)
    if sheet is None or faults:
        abort(400)
    with writing(at.engine) as connection:
        here = find(connection, region)
        text_sets.hold(connection, region)
        found = _judged(connection, region, sheet, Said(official=official))
        if not isinstance(found, Loaded):
            return _ask(connection, here, {}, found), 409
        if _would(connection, region, found).fingerprint != request.form.get("fingerprint"):
            return _preview(connection, here, sheet, found, official=official, changed=True), 409
        text_sets.load(connection, region, found, author=current_user.email, now=at.now())
    made = found.texts
    if found.act == "nothing":
        flash(_("These texts are in use already; nothing was changed."))
    else:
        flash(
            _(
                "{language}: the texts {id} are in use. Terminals show them when they next fetch their configuration.",
                language=language_name(made.language),
                id=made.id,
            )
        )
    return redirect(url_for("texts.page", region=region))


@blueprint.get("/<region>/template")
@login_required
def empty(region: str) -> ResponseReturnValue:
    """A sheet to fill in, as Excel opens it: the codes that the form needs, with the texts in use beside."""
    wanted, language = request.args.get("form", GENERAL_1.id), request.args.get("language", "")
    with reading(context().engine) as connection:
        here = find(connection, region)
        form = text_sets.forms(connection, region).get(wanted)
        if language not in languages() or (form is None and wanted != NEW_FORM):
            abort(404)
        shown = {text.language: text for text in text_sets.in_use(connection, {region}).of(region, form.id if form else GENERAL_1.id)}
    sheet = Sheet(form=form.id if form else "", language=language, audience=form.audience if form else "")
    content = template(
        sheet,
        codes(form),
        in_use=_by_code(shown.get(language)) if form else {},
        reference=_by_code(shown.get(here.languages[0])),
    )
    name = f"{form.id if form else 'form'}-{language}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type="text/csv; charset=utf-8", headers=headers)


def _ask(connection: Connection, here: Region, typed: dict[str, Any], faults: list[Fault], *, missing: bool = False) -> str:
    forms = text_sets.forms(connection, here.id)
    return draw(
        "texts/load.html", here, forms=forms, tags=list(languages()), typed=typed, faults=faults, missing=missing, pictures=PICTURE_NAMES
    )


def _said(typed: dict[str, str]) -> tuple[Said, list[Fault]]:
    """What was typed beside the file; what of it cannot be read is a fault."""
    given: dict[str, Any] = {name: typed[name] or None for name in FIELDS}
    dated = day_of(typed["dated"])
    if typed["dated"] and dated is None:
        return Said(), [Fault(None, NO_DATE, {"text": typed["dated"]})]
    return Said(**(given | {"dated": dated}), official=typed["official"] == "yes"), []


def _judged(connection: Connection, region: str, sheet: Sheet, said: Said) -> Loaded | list[Fault]:
    return text_sets.judge(connection, region, sheet, said, year=context().now().year)


def _preview(connection: Connection, here: Region, sheet: Sheet, found: Loaded, *, official: bool, changed: bool = False) -> str:
    would = _would(connection, here.id, found)
    pinned = replace(sheet, id=found.texts.id)
    return draw(
        "texts/preview.html",
        here,
        would=would,
        loaded=found,
        forms=text_sets.forms(connection, here.id) | {found.form.id: found.form},
        sheet=base64.urlsafe_b64encode(write(pinned)).decode(),
        official=official,
        changed=changed,
        lent={(each.section, each.code) for each in would.changes} - {(row.section, row.code) for row in sheet.rows},
        next=url_for("texts.ask", region=here.id),
    )


def _would(connection: Connection, region: str, found: Loaded) -> Preview:
    """What loading would do: done and taken back, so that it is exactly that."""
    now = context().now()
    made = found.texts
    before = next((text for text in text_sets.in_use(connection, {region}).of(region, made.form) if text.language == made.language), None)
    offered = language_availability.offers(connection, region, now)
    with connection.begin_nested() as step:
        text_sets.load(connection, region, found, author=current_user.email, now=now)
        after = language_availability.offers(connection, region, now)
        step.rollback()
    fingerprint = hashlib.sha256(msgspec.json.encode([before, made, found.act], order="sorted")).hexdigest()
    return Preview(found, text_changes(before, made), language_availability.shifts(offered, after), fingerprint)


def _by_code(text: TextSet | None) -> dict[tuple[str, str], str]:
    if text is None:
        return {}
    return {(section, code): each.text for section, name in BY_SECTION.items() for code, each in getattr(text, name).items()}
