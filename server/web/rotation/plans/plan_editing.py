"""Reads and reviews a change of the plan for one form at one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import abort, request

from server.domain.rotation.plan_calendar import DatedPlan, Unit
from server.domain.rotation.plan_rules import PlanDraft, PlanFault, PlanSnapshot, snapshot_plans
from server.operations.rotation.plan_changes import DraftReview, review_draft
from server.store.engine import Connection
from server.store.fleet import terminal_overview
from server.store.people import audit
from server.store.texts import added_statements
from server.store.texts.added_statements import AddedStatement
from server.web.language import format_moment
from server.web.region_scope import RegionScope, region_scope
from server.web.rotation.plans import labels
from server.web.rotation.plans.labels import StatementNames
from server.web.rotation.plans.plan_form import PlanForm
from server.web.server_context import context
from survey.forms import GENERAL_1, Form


@dataclass(frozen=True)
class PlanChange:
    """Describes the form and the place whose plan is to change, with what the pages show about them."""

    scope: RegionScope
    unit: Unit
    form: Form
    names: StatementNames
    usable: Sequence[AddedStatement]

    @property
    def current_snapshot(self) -> PlanSnapshot:
        """Return the snapshot of what the person sees when the page is shown now."""
        return snapshot_plans(self.scope.plans, self.scope.path(self.unit), self.form.id, self.scope.now)

    @property
    def present(self) -> DatedPlan | None:
        """Return the plan of this form that is in force here, its own or an inherited one, or None."""
        return self.scope.plans_in_force(self.unit).get(self.form.id)


@dataclass(frozen=True)
class ReviewedDraft:
    """Holds the entries as a draft, with the results of its review."""

    draft: PlanDraft
    seen: PlanSnapshot
    """The plans that were shown when the person began to fill in the form."""
    faults: list[PlanFault]
    """The fields that could not be read, and the rules that the other fields violate."""
    review: DraftReview
    ended_by: dict[int, tuple[str, str]]
    """Who ended a plan in the meantime and when, as text, by the number of the plan."""
    terminals: dict[str, int]
    """The number of terminals in use by service point."""


def find_plan_change(connection: Connection, region: str, segment: str | None, name: str | None) -> PlanChange:
    """Return the form and the place that the address names, or abort with 404."""
    scope = region_scope(connection, region, context().now())
    unit = scope.unit(segment, name).unit
    if scope.is_ended(unit):
        abort(404)
    form = scope.forms.get(request.values.get("form", GENERAL_1.id))
    if form is None:
        abort(404)
    return PlanChange(scope, unit, form, labels.statement_names(connection, region, form.id), added_statements.usable(connection, region))


def review_form(connection: Connection, found: PlanChange, typed: PlanForm) -> ReviewedDraft:
    """Read the entries as a draft and review it."""
    draft, unread = typed.to_draft(found.unit, found.form, found.scope.time_zone)
    draft = _with_known_base(draft, found)
    before = PlanSnapshot.parse(typed.seen) or PlanSnapshot(0, {})
    review = review_draft(connection, found.scope.region.id, draft, before, now=found.scope.now)
    faults = _merge_faults(unread, review.faults) or review.all_faults
    return ReviewedDraft(draft, before, faults, review, _ended_by(connection, found, review), _terminal_counts(connection, found))


def _with_known_base(draft: PlanDraft, found: PlanChange) -> PlanDraft:
    """Return the draft, without the plan that it is based on if there is no such plan."""
    return draft if draft.based_on in {plan.number for plan in found.scope.plans} else replace(draft, based_on=None)


def _merge_faults(unread: list[PlanFault], faults: list[PlanFault]) -> list[PlanFault]:
    """Return the faults of unreadable fields, and the faults of the other fields. An unreadable field gets no second fault."""
    fields = {fault.field for fault in unread}
    return unread + [fault for fault in faults if fault.field not in fields]


def _ended_by(connection: Connection, found: PlanChange, review: DraftReview) -> dict[int, tuple[str, str]]:
    """Return who ended a plan in the meantime and when, by the number of the plan."""
    said = {}
    for each in review.meanwhile:
        entry = audit.newest(connection, found.scope.region.id, "plan_ended", str(each.plan.number))
        if each.kind == "ended" and entry is not None:
            said[each.plan.number] = (entry.who, format_moment(entry.at, found.scope.time_zone))
    return said


def _terminal_counts(connection: Connection, found: PlanChange) -> dict[str, int]:
    """Return the number of terminals in use by service point."""
    region = found.scope.region.id
    counts: dict[str, int] = {}
    for line in terminal_overview.list_terminals(connection, found.scope.now, region=region):
        if line.state == "enrolled" and line.service_point is not None and line.placed_region == region:
            counts[line.service_point] = counts.get(line.service_point, 0) + 1
    return counts
