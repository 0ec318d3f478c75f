"""Special and own statements: made, given other words, ended and brought back. What plans ask of them is the pages of rotation's matter."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from server.domain.rotation.plan_calendar import DatedPlan
from server.domain.texts.added_statements import CODE, KINDS, Kind, suggested_code, text_fault
from server.domain.texts.text_validation import clean
from server.store.engine import Connection
from server.store.read_transaction import reading
from server.store.region.region_units import Region
from server.store.texts import added_statements, text_sets
from server.store.texts.added_statements import Added, AddedStatement, ChangedMeanwhile, CodeTaken, StillNamed
from server.store.write_transaction import writing
from server.web.access import roles
from server.web.context import context
from server.web.language import _
from server.web.texts import blueprint
from server.web.texts.labels import message
from server.web.texts.region_texts import EDITORS, draw, find, place_address


@dataclass
class Typed:
    """What somebody typed, with what is wrong by field."""

    kind: str = "own"
    code: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_form(cls, tags: tuple[str, ...]) -> Typed:
        said = {tag: clean(request.form.get(f"text-{tag}", "")) for tag in tags}
        seen = {tag: request.form.get(f"seen-{tag}", 0, type=int) for tag in tags}
        return cls(request.form.get("kind", ""), request.form.get("code", "").strip().lower(), said, seen)

    def judge_texts(self, region: Region, had: dict[str, str]) -> None:
        for tag, text in self.texts.items():
            if not text and tag in had:
                self.faults[f"text-{tag}"] = _("A text that was given can be changed but not taken away: responses may name it.")
            elif not text and tag == region.languages[0]:
                self.faults[f"text-{tag}"] = _("Write what it says in the region's first language.")
            elif text and (fault := text_fault(text)):
                self.faults[f"text-{tag}"] = message(fault)

    @property
    def given(self) -> dict[str, str]:
        return {tag: text for tag, text in self.texts.items() if text}


@blueprint.get("/<region>/statements/new")
@roles(*EDITORS)
def new(region: str) -> ResponseReturnValue:
    with reading(context().engine) as connection:
        return draw("texts/statement_new.html", find(connection, region), typed=Typed())


@blueprint.post("/<region>/statements/new")
@roles(*EDITORS)
def make(region: str) -> ResponseReturnValue:
    at = context()
    with writing(at.engine) as connection:
        here = find(connection, region)
        typed = Typed.from_form(here.languages)
        typed.judge_texts(here, {})
        if typed.kind not in KINDS:
            typed.faults["kind"] = _("Choose one.")
        if typed.code and not CODE.fullmatch(typed.code):
            typed.faults["code"] = _(
                "A code has lower-case letters, digits, hyphen and underscore, begins with a letter, and has 64 at most."
            )
        if typed.faults:
            return draw("texts/statement_new.html", here, typed=typed), 422
        code = typed.code or suggested_code(typed.texts[here.languages[0]], _taken(connection, region))
        kind: Kind = "special" if typed.kind == "special" else "own"
        made = AddedStatement(code, kind, typed.given)
        try:
            added_statements.add(connection, region, made, author=current_user.email, now=at.now())
        except CodeTaken:
            typed.faults["code"] = _("There is a statement “{code}” already: choose another code.", code=code)
            return draw("texts/statement_new.html", here, typed=typed), 409
    flash(_("The statement is made. Ask it by a plan: choose it under Rotation."))
    return _back(region, code)


@blueprint.get("/<region>/statements/<code>")
@login_required
def statement(region: str, code: str) -> ResponseReturnValue:
    with reading(context().engine) as connection:
        here, found = _find(connection, region, code)
        typed = Typed(found.kind, code, *_present(found, here))
        return _show(connection, here, found, typed)


@blueprint.post("/<region>/statements/<code>")
@roles(*EDITORS)
def change(region: str, code: str) -> ResponseReturnValue:
    at = context()
    with writing(at.engine) as connection:
        here, found = _find(connection, region, code)
        typed = Typed.from_form(here.languages)
        typed.judge_texts(here, {tag: text.text for tag, text in found.texts.items()})
        if typed.faults:
            return _show(connection, here, found, typed), 422
        try:
            changed = added_statements.change(
                connection, region, code, typed.given, seen=typed.seen, author=current_user.email, now=at.now()
            )
        except ChangedMeanwhile as meanwhile:
            for tag in meanwhile.languages:
                typed.faults[f"text-{tag}"] = _(
                    "Somebody changed this meanwhile. What is in use now stands below; save again to replace it."
                )
            typed.seen = {tag: text.revision for tag, text in found.texts.items()}
            return _show(connection, here, found, typed), 409
    if changed:
        flash(_("Saved. Terminals show the new words when they next fetch their configuration."))
    else:
        flash(_("Nothing was changed."))
    return _back(region, code)


@blueprint.get("/<region>/statements/<code>/end")
@roles(*EDITORS)
def ask_to_end(region: str, code: str) -> ResponseReturnValue:
    at = context()
    with reading(at.engine) as connection:
        here, found = _find(connection, region, code)
        return _ask(here, found, added_statements.naming(connection, region, code, at.now()))


@blueprint.post("/<region>/statements/<code>/end")
@roles(*EDITORS)
def end(region: str, code: str) -> ResponseReturnValue:
    at = context()
    with writing(at.engine) as connection:
        here, found = _find(connection, region, code)
        try:
            if found.ended_at is None:
                added_statements.end(connection, region, code, author=current_user.email, now=at.now())
        except StillNamed as still:
            return _ask(here, found, still.where), 409
    flash(_("Ended. No plan can name it until it is brought back."))
    return _back(region, code)


@blueprint.post("/<region>/statements/<code>/resume")
@roles(*EDITORS)
def resume(region: str, code: str) -> ResponseReturnValue:
    at = context()
    with writing(at.engine) as connection:
        _here, found = _find(connection, region, code)
        if found.ended_at is not None:
            added_statements.resume(connection, region, code, author=current_user.email, now=at.now())
    flash(_("Brought back. Plans can name it again."))
    return _back(region, code)


def _find(connection: Connection, region: str, code: str) -> tuple[Region, Added]:
    here = find(connection, region)
    found = added_statements.one(connection, region, code) if "\0" not in code else None
    if found is None:
        abort(404)
    return here, found


def _present(found: Added, here: Region) -> tuple[dict[str, str], dict[str, int]]:
    said = {tag: found.texts[tag].text if tag in found.texts else "" for tag in here.languages}
    return said, {tag: text.revision for tag, text in found.texts.items()}


def _show(connection: Connection, here: Region, found: Added, typed: Typed) -> str:
    named = added_statements.naming(connection, here.id, found.code, context().now())
    return draw("texts/statement.html", here, found=found, typed=typed, named=named, address=place_address)


def _ask(here: Region, found: Added, named: list[DatedPlan]) -> str:
    """Whether it is to end; where plans name it, that it cannot."""
    return draw("texts/statement_end.html", here, found=found, named=named, address=place_address)


def _back(region: str, code: str) -> ResponseReturnValue:
    return redirect(url_for("texts.statement", region=region, code=code))


def _taken(connection: Connection, region: str) -> set[str]:
    """Codes that a new statement cannot have."""
    own = {each.code for each in added_statements.every(connection, region)}
    return own.union(*(form.statements for form in text_sets.forms(connection, region).values()))
