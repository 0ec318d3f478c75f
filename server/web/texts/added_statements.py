"""Serves the pages for special and own statements: adding, rewording, ending and restoring them.

Which statements are asked where is part of plans, see `server.web.rotation.plans`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from server.domain.rotation.plan_calendar import DatedPlan
from server.domain.texts.added_statements import ADDED_KINDS, STATEMENT_CODE, AddedKind, added_text_fault
from server.domain.texts.text_validation import clean_text
from server.operations.texts.added_statements import add_statement, change_statement, end_statement, resume_statement
from server.store.engine import Connection
from server.store.read_transaction import reading
from server.store.region.region_units import RegionDescription
from server.store.texts import added_statements
from server.store.texts.added_statements import CodeTaken, StatementChangedMeanwhile, StatementHistory, StatementInUse
from server.web.access_control import require_roles
from server.web.language import _
from server.web.region_scope import EDITOR_ROLES, get_visible_region, unit_address
from server.web.server_context import context
from server.web.texts.blueprint import blueprint
from server.web.texts.labels import fault_text
from server.web.texts.region_texts import render_texts_page


@dataclass
class StatementForm:
    """Holds what a person entered for a statement.

    `texts` holds the texts by language. `seen` holds the revision of each text that the form was filled from, by language, and 0 if there
    was none. `faults` holds the error messages by field.
    """

    kind: str = "own"
    code: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_form(cls, tags: tuple[str, ...]) -> StatementForm:
        """Read the submitted form of the current request. `tags` are the region's languages."""
        said = {tag: clean_text(request.form.get(f"text-{tag}", "")) for tag in tags}
        seen = {tag: request.form.get(f"seen-{tag}", 0, type=int) for tag in tags}
        return cls(request.form.get("kind", ""), request.form.get("code", "").strip().lower(), said, seen)

    def judge_texts(self, region: RegionDescription, had: dict[str, str]) -> None:
        """Add a fault for each text that is missing or not valid.

        Args:
            region: the region, whose first language must have a text.
            had: the stored texts by language. They can be changed but not removed.
        """
        for tag, text in self.texts.items():
            if not text and tag in had:
                self.faults[f"text-{tag}"] = _("A saved text can be changed but not removed, because responses may refer to it.")
            elif not text and tag == region.languages[0]:
                self.faults[f"text-{tag}"] = _("Enter the text in the region’s first language.")
            elif text and (fault := added_text_fault(text)):
                self.faults[f"text-{tag}"] = fault_text(fault)

    @property
    def given(self) -> dict[str, str]:
        """Return the texts that are not empty, by language."""
        return {tag: text for tag, text in self.texts.items() if text}


@blueprint.get("/<region>/statements/new")
@require_roles(*EDITOR_ROLES)
def new(region: str) -> ResponseReturnValue:
    """Show an empty form."""
    with reading(context().engine) as connection:
        return _new_page(get_visible_region(connection, region), StatementForm())


@blueprint.post("/<region>/statements/new")
@require_roles(*EDITOR_ROLES)
def make(region: str) -> ResponseReturnValue:
    """Add the statement that was entered, or show the form again with its faults."""
    with reading(context().engine) as connection:
        found = get_visible_region(connection, region)
    typed = StatementForm.from_form(found.languages)
    typed.judge_texts(found, {})
    if typed.kind not in ADDED_KINDS:
        typed.faults["kind"] = _("Choose a type.")
    if typed.code and not STATEMENT_CODE.fullmatch(typed.code):
        typed.faults["code"] = _(
            "Use lower-case letters, digits, hyphens and underscores in a code, starting with a letter, at most 64 characters."
        )
    if typed.faults:
        return _new_page(found, typed), 422
    kind: AddedKind = "special" if typed.kind == "special" else "own"
    author, now = current_user.email, context().now()
    try:
        code = add_statement(context().engine, region, code=typed.code or None, kind=kind, texts=typed.given, author=author, now=now)
    except CodeTaken as taken:
        typed.faults["code"] = _("There is already a statement “{code}”. Choose another code.", code=str(taken))
        return _new_page(found, typed), 409
    flash(_("The statement has been created. To ask it, add it to a plan under Rotation."))
    return _redirect_to(region, code)


@blueprint.get("/<region>/statements/<code>")
@login_required
def statement(region: str, code: str) -> ResponseReturnValue:
    """Show a statement, and to a person who may change it also the form with its texts."""
    with reading(context().engine) as connection:
        found_region, found = _find(connection, region, code)
        return _page(connection, found_region, found, StatementForm(found.kind, code, *_stored_texts_and_revisions(found, found_region)))


@blueprint.post("/<region>/statements/<code>")
@require_roles(*EDITOR_ROLES)
def change(region: str, code: str) -> ResponseReturnValue:
    """Store the new texts of a statement, or show the form again with 409 if somebody changed them since they were shown."""
    with reading(context().engine) as connection:
        found_region, found = _find(connection, region, code)
        typed = StatementForm.from_form(found_region.languages)
        typed.judge_texts(found_region, {tag: text.text for tag, text in found.texts.items()})
        if typed.faults:
            return _page(connection, found_region, found, typed), 422
    author, now = current_user.email, context().now()
    try:
        changed = change_statement(context().engine, region, code, texts=typed.given, seen=typed.seen, author=author, now=now)
    except StatementChangedMeanwhile as meanwhile:
        return _overtaken(region, code, typed, meanwhile.languages), 409
    if changed:
        flash(_("Saved. Terminals will show the new text after their next configuration update."))
    else:
        flash(_("Nothing was changed."))
    return _redirect_to(region, code)


@blueprint.get("/<region>/statements/<code>/end")
@require_roles(*EDITOR_ROLES)
def ask_to_end(region: str, code: str) -> ResponseReturnValue:
    """Ask whether to end the statement."""
    with reading(context().engine) as connection:
        found_region, found = _find(connection, region, code)
        return _end_page(found_region, found, added_statements.plans_using(connection, region, code, context().now()))


@blueprint.post("/<region>/statements/<code>/end")
@require_roles(*EDITOR_ROLES)
def end(region: str, code: str) -> ResponseReturnValue:
    """End a statement, or say with 409 which plans still name it."""
    with reading(context().engine) as connection:
        found_region, found = _find(connection, region, code)
    try:
        end_statement(context().engine, region, code, author=current_user.email, now=context().now())
    except StatementInUse as still:
        return _end_page(found_region, found, still.where), 409
    flash(_("Ended. Plans cannot use it until it is restored."))
    return _redirect_to(region, code)


@blueprint.post("/<region>/statements/<code>/resume")
@require_roles(*EDITOR_ROLES)
def resume(region: str, code: str) -> ResponseReturnValue:
    """Restore a statement that has ended."""
    with reading(context().engine) as connection:
        _find(connection, region, code)
    resume_statement(context().engine, region, code, author=current_user.email, now=context().now())
    flash(_("Restored. Plans can use it again."))
    return _redirect_to(region, code)


def _find(connection: Connection, region: str, code: str) -> tuple[RegionDescription, StatementHistory]:
    found_region = get_visible_region(connection, region)
    found = added_statements.get(connection, region, code) if "\0" not in code else None
    if found is None:
        abort(404)
    return found_region, found


def _stored_texts_and_revisions(found: StatementHistory, region: RegionDescription) -> tuple[dict[str, str], dict[str, int]]:
    said = {tag: found.texts[tag].text if tag in found.texts else "" for tag in region.languages}
    return said, {tag: text.revision for tag, text in found.texts.items()}


def _overtaken(region: str, code: str, typed: StatementForm, languages: list[str]) -> str:
    """Show the entries again, beside the text that somebody else stored in the meantime."""
    for tag in languages:
        typed.faults[f"text-{tag}"] = _("This was changed in the meantime. The text now in use is shown below. Save again to replace it.")
    with reading(context().engine) as connection:
        found_region, found = _find(connection, region, code)
        typed.seen = {tag: text.revision for tag, text in found.texts.items()}
        return _page(connection, found_region, found, typed)


def _new_page(region: RegionDescription, typed: StatementForm) -> str:
    return render_texts_page("texts/statement_new.html", region, typed=typed)


def _page(connection: Connection, region: RegionDescription, found: StatementHistory, typed: StatementForm) -> str:
    named = added_statements.plans_using(connection, region.id, found.code, context().now())
    return render_texts_page("texts/statement.html", region, found=found, typed=typed, named=named, address=unit_address)


def _end_page(region: RegionDescription, found: StatementHistory, named: list[DatedPlan]) -> str:
    """Ask whether to end a statement. If plans name it, the page says that it cannot be ended."""
    return render_texts_page("texts/statement_end.html", region, found=found, named=named, address=unit_address)


def _redirect_to(region: str, code: str) -> ResponseReturnValue:
    return redirect(url_for("texts.statement", region=region, code=code))
