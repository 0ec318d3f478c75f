"""Serves the page of a place: all settings that apply there with their sources, and all plans of the place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from server.domain.rotation.plan_calendar import DatedPlan, PlanState, Unit
from server.domain.rotation.plan_effects import PLAN_FIELDS
from server.domain.rotation.plan_rules import is_plan_required
from server.store.read_transaction import reading
from server.web.fleet.alarm_texts import localised
from server.web.fleet.terminal_health import list_terminal_health
from server.web.language import _, format_number
from server.web.region_scope import RegionScope, may_change, region_scope
from server.web.rotation.plans import labels
from server.web.rotation.plans.blueprint import blueprint
from server.web.rotation.plans.labels import StatementNames
from server.web.server_context import context
from survey.wire import Settings


@dataclass(frozen=True)
class Setting:
    """Describes a setting that applies at a place, as text."""

    label: str
    value: str
    source: str
    is_from_region_file: bool
    """Whether the setting comes from the region file, so that no page can change it."""


@dataclass(frozen=True)
class UnitPlan:
    """Describes a plan that belongs to the place itself. `until` is when it stops being in force, or None if that is not known."""

    plan: DatedPlan
    state: PlanState
    until: Any
    may_withdraw: bool
    may_end: bool


@blueprint.get("/<region>")
@blueprint.get("/<region>/<segment>/<name>")
@login_required
def place(region: str, segment: str | None = None, name: str | None = None) -> ResponseReturnValue:
    """Show a place: the region, a service or a service point."""
    at = context()
    now = at.now()
    with reading(at.engine) as connection:
        scope = region_scope(connection, region, now)
        described = scope.unit(segment, name)
        names = labels.statement_names_by_form(connection, region, scope.forms)
        silent_after = timedelta(minutes=at.settings.silent_minutes)
        every = (
            list_terminal_health(connection, now, region=region, silent_after=silent_after)
            if described.unit.kind == "service_point"
            else []
        )
    unit = described.unit
    path = scope.path(unit)
    holding = scope.plans_in_force(unit)
    return render_template(
        "rotation/plans/unit_plans.html",
        scope=scope,
        unit=unit,
        described=described,
        ended_at=scope.tree.ended_at.get(unit) if scope.is_ended(unit) else None,
        above=[each for each in reversed(path) if each != unit],
        holding=holding,
        until={form: scope.calendar.effective_end(plan) for form, plan in holding.items()},
        asked={form: _plan_settings(scope, plan, unit, names[form]) for form, plan in holding.items() if form in names},
        around=_region_file_settings(scope, unit),
        others=[form for form in scope.forms if form not in holding],
        plans=_plans(scope, unit),
        terminals=[each for each in every if each.line.service_point == unit.id and each.line.state == "enrolled"],
        words=labels,
        may_change=may_change() and not scope.is_ended(unit),
    )


def _plan_settings(scope: RegionScope, plan: DatedPlan, unit: Unit, names: StatementNames) -> list[Setting]:
    source = _source(scope, plan, unit)
    content = {"order": plan.order, **{name: getattr(plan.plan, name) for name in PLAN_FIELDS if name != "order"}}
    rows = [Setting(_("Form"), labels.audience(scope.forms.get(plan.form), plan.form), source, is_from_region_file=False)]
    rows += [
        Setting(labels.field_label(name), labels.field_value(name, content[name], names), source, is_from_region_file=False)
        for name in PLAN_FIELDS
    ]
    return rows


def _source(scope: RegionScope, plan: DatedPlan, unit: Unit) -> str:
    if plan.unit == unit:
        return _("plan {n}, set here", n=plan.number)
    return _("plan {n}, inherited from {name}", n=plan.number, name=scope.name(plan.unit))


def _region_file_settings(scope: RegionScope, unit: Unit) -> list[Setting]:
    """Return the settings that the region file defines."""
    region, described = scope.region, scope.region.units[unit]
    file = _("region file, {name}", name=scope.name(scope.tree.root))
    rows = [
        Setting(_("Languages"), ", ".join(map(labels.language_name, region.languages)), file, is_from_region_file=True),
        Setting(
            _("Languages in which drafts may be shown"),
            ", ".join(map(labels.language_name, region.drafts)) or "–",
            file,
            is_from_region_file=True,
        ),
        Setting(_("Time zone"), region.time_zone, file, is_from_region_file=True),
    ]
    if unit.kind == "service_point":
        mine = _("region file, this place")
        hours = ", ".join(f"{labels.day(day)} {described.opening_hours[day]}" for day in labels.WEEKDAYS if day in described.opening_hours)
        rows.append(Setting(_("Opening hours"), hours or "–", mine, is_from_region_file=True))
        rows.append(Setting(_("Producer"), localised(described.producer) or "–", mine, is_from_region_file=True))
    defaults = Settings()
    for name, label in labels.SETTINGS.items():
        said = region.settings.get(name)
        source = file if said is not None else _("default")
        rows.append(
            Setting(_(label), format_number(said if said is not None else getattr(defaults, name)), source, is_from_region_file=True)
        )
    return rows


def _plans(scope: RegionScope, unit: Unit) -> list[UnitPlan]:
    """Return the place's own plans: first those in force, then scheduled, past and withdrawn ones, each with the newest first."""
    order = ("in_force", "scheduled", "past", "withdrawn")
    mine = [
        UnitPlan(
            plan,
            state := scope.calendar.state(plan, scope.now),
            scope.calendar.effective_end(plan),
            may_withdraw=state == "scheduled",
            may_end=state == "in_force" and not is_plan_required(unit, plan.form),
        )
        for plan in scope.plans
        if plan.unit == unit
    ]
    return sorted(mine, key=lambda each: (order.index(each.state), -each.plan.number))
