"""Serves the preview of the next visits at a terminal, in all languages that it offers.

The statements are drawn as the terminal draws them, starting from the counts of its last response.
"""

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
from server.web.fleet.terminal_health import TerminalHealth, terminal_health
from server.web.region_scope import RegionScope, region_scope
from server.web.rotation.plans import labels as words
from server.web.rotation.plans.blueprint import blueprint
from server.web.server_context import context
from survey.visit import DrawnStatements
from survey.wire import Configuration, FormPlan, Response, Targets, TextSet

PREVIEWED_VISIT_COUNT = 5
"""The number of visits in the preview: the next one and those that follow."""


@dataclass(frozen=True)
class PreviewedForm:
    """Describes a form as the terminal asks it."""

    form: str
    order: tuple[str, ...]
    plan: FormPlan
    targets: Targets
    texts: Mapping[str, TextSet]
    """The texts by language, in the order in which the terminal offers the languages."""


@blueprint.get("/<region>/preview/<terminal>")
@login_required
def preview(region: str, terminal: str) -> ResponseReturnValue:
    """Show the next visits at a terminal, as it is now or (`as=fetched`) after its next configuration update."""
    at = context()
    now = at.now()
    with reading(at.engine) as connection:
        scope = region_scope(connection, region, now)
        row = _standing(connection, terminal, now) if "\0" not in terminal else None
        if row is None or row.line.region != region:
            abort(404)
        last = last_draws.for_terminal(connection, terminal)
        made = _configuration(connection, terminal, now=now)
        older = _plan_still_used(scope, row, last, made)
        fetched = older is None or request.args.get("as") == "fetched"
        shown = (
            _forms(made) if made and fetched else [_form_of_used_plan(connection, scope, older, terminal, made)] if older and made else []
        )
    form = request.args.get("form")
    chosen = next((each for each in shown if each.form == form), shown[0] if shown else None)
    counts = counts_after_response(chosen.plan, _last_response_of_stream(last, row)) if chosen else None
    stream = row.line.stream or (last.response.stream if last else terminal)
    visits: Sequence[DrawnStatements] = (
        preview_visits(chosen.plan, chosen.targets, counts, stream=stream, visit_count=PREVIEWED_VISIT_COUNT) if chosen else ()
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
    """Return the configuration that the terminal would get now, or None if it can get none."""
    known = terminals.get(connection, terminal)
    assert known is not None
    try:
        return terminal_configuration.for_terminal(connection, known, now)
    except (NoLanguageToShow, NoKeys):
        return None


def _plan_still_used(scope: RegionScope, row: TerminalHealth, last: LastDraw | None, made: Configuration | None) -> DatedPlan | None:
    """Return the plan that the terminal still uses, if it has not fetched the present configuration and that one has another plan."""
    if last is None or last.response.draw is None or made is None or row.configuration_is_current is not False:
        return None
    number = last.response.draw.plan
    if number in {form.plan.number for form in made.forms}:
        return None
    return next((each for each in scope.plans if each.number == number), None)


def _last_response_of_stream(last: LastDraw | None, row: TerminalHealth) -> Response | None:
    """Return the last response, or None if the terminal has begun a new stream, and with it new counts, since then."""
    return last.response if last and row.line.stream in (None, last.response.stream) else None


def _forms(made: Configuration) -> list[PreviewedForm]:
    return [
        PreviewedForm(form.id, form.order, form.plan, form.targets, {text.language: text for text in made.texts if text.form == form.id})
        for form in made.forms
    ]


def _form_of_used_plan(connection: Connection, scope: RegionScope, plan: DatedPlan, terminal: str, made: Configuration) -> PreviewedForm:
    """Return the older plan with its texts in the languages offered now. Which texts the terminal itself has is not known."""
    region = scope.region.id
    shelf = terminal_configuration.TextCache(connection, {region})
    texts = {text.language: text for text in shelf.texts_for_form(region, plan.form, (*plan.plan.special, *plan.plan.own))}
    leans = targets.for_terminal(connection, region, terminal).get(plan.number, Targets())
    return PreviewedForm(plan.form, plan.order, plan.plan, leans, {tag: texts[tag] for tag in made.languages if tag in texts})
