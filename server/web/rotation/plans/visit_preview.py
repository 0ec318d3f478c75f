"""What the next patients at a terminal will read, in every language that it offers: drawn as the terminal draws, from what it last sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from server.domain.rotation.plan_calendar import DatedPlan, Unit
from server.domain.rotation.visit_preview import counts_after_response, preview_visits
from server.store.engine import Connection
from server.store.read_transaction import reading
from server.store.region import terminal_configuration, terminals
from server.store.region.terminal_configuration import NoKeys, NoLanguageToShow
from server.store.rotation import last_draws, targets
from server.store.rotation.last_draws import LastDraw
from server.web.context import context
from server.web.fleet.terminal_health import TerminalHealth, terminal_health
from server.web.region_scope import RegionScope, region_scope
from server.web.rotation.plans import texts as words
from server.web.rotation.plans.blueprint import blueprint
from survey.visit import DrawnStatements
from survey.wire import Configuration, FormPlan, Response, Targets, TextSet

VISITS = 5
"""The next one, and those after it."""


@dataclass(frozen=True)
class PreviewedVisit:
    """One form as the terminal asks it."""

    form: str
    order: tuple[str, ...]
    plan: FormPlan
    targets: Targets
    texts: Mapping[str, TextSet]
    """By language, in the order in which they are offered."""


@blueprint.get("/<region>/preview/<terminal>")
@login_required
def preview(region: str, terminal: str) -> ResponseReturnValue:
    at = context()
    now = at.now()
    with reading(at.engine) as connection:
        scope = region_scope(connection, region, now)
        row = _standing(connection, terminal, now) if "\0" not in terminal else None
        if row is None or row.line.region != region:
            abort(404)
        last = last_draws.for_terminal(connection, terminal)
        made = _configuration(connection, terminal, now=now)
        older = _older(scope, row, last, made)
        fetched = older is None or request.args.get("as") == "fetched"
        shown = _forms(made) if made and fetched else [_older_form(connection, scope, older, terminal, made)] if older and made else []
    form = request.args.get("form")
    chosen = next((each for each in shown if each.form == form), shown[0] if shown else None)
    counts = counts_after_response(chosen.plan, _of_stream(last, row)) if chosen else None
    stream = row.line.stream or (last.response.stream if last else terminal)
    visits: Sequence[DrawnStatements] = (
        preview_visits(chosen.plan, chosen.targets, counts, stream=stream, visit_count=VISITS) if chosen else ()
    )
    return render_template(
        "rotation/plans/visit_preview.html",
        scope=scope,
        row=row,
        unit=Unit("service_point", row.line.service_point) if row.line.service_point else scope.tree.root,
        last=last if counts is not None else None,
        forms=shown,
        chosen=chosen,
        visits=visits,
        older=older,
        fetched=fetched,
        unsent=row.line.unsent,
        words=words,
    )


def _standing(connection: Connection, terminal: str, now: datetime) -> TerminalHealth | None:
    return terminal_health(connection, terminal, now, silent_after=timedelta(minutes=context().settings.silent_minutes))


def _configuration(connection: Connection, terminal: str, *, now: datetime) -> Configuration | None:
    """What the terminal is given now; None where it is given nothing."""
    known = terminals.get(connection, terminal)
    assert known is not None
    try:
        return terminal_configuration.for_terminal(connection, known, now)
    except (NoLanguageToShow, NoKeys):
        return None


def _older(scope: RegionScope, row: TerminalHealth, last: LastDraw | None, made: Configuration | None) -> DatedPlan | None:
    """The plan that the terminal still draws from, where it has not fetched the present configuration and that has another one."""
    if last is None or last.response.draw is None or made is None or row.configuration_is_current is not False:
        return None
    number = last.response.draw.plan
    if number in {form.plan.number for form in made.forms}:
        return None
    return next((each for each in scope.plans if each.number == number), None)


def _of_stream(last: LastDraw | None, row: TerminalHealth) -> Response | None:
    """The last response, unless the terminal has begun a new stream since, and its counts with it."""
    return last.response if last and row.line.stream in (None, last.response.stream) else None


def _forms(made: Configuration) -> list[PreviewedVisit]:
    return [
        PreviewedVisit(form.id, form.order, form.plan, form.targets, {text.language: text for text in made.texts if text.form == form.id})
        for form in made.forms
    ]


def _older_form(connection: Connection, scope: RegionScope, plan: DatedPlan, terminal: str, made: Configuration) -> PreviewedVisit:
    """The older plan in the languages offered now: which texts the terminal has is not told."""
    region = scope.region.id
    shelf = terminal_configuration.TextCache(connection, {region})
    texts = {text.language: text for text in shelf.texts_for_form(region, plan.form, (*plan.plan.special, *plan.plan.own))}
    leans = targets.for_terminal(connection, region, terminal).get(plan.number, Targets())
    return PreviewedVisit(plan.form, plan.order, plan.plan, leans, {tag: texts[tag] for tag in made.languages if tag in texts})
