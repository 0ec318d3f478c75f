"""A change of one form at one place: what it starts from, and what is to be said about what somebody typed."""

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
from server.web.context import context
from server.web.language import moment
from server.web.region_scope import RegionScope, region_scope
from server.web.rotation.plans import texts
from server.web.rotation.plans.form import PlanForm
from server.web.rotation.plans.texts import Statements
from survey.forms import GENERAL_1, Form


@dataclass(frozen=True)
class PlanChange:
    """A change of one form at one place, as the pages for it need it."""

    scope: RegionScope
    unit: Unit
    form: Form
    names: Statements
    usable: Sequence[AddedStatement]

    @property
    def now_seen(self) -> PlanSnapshot:
        """What whoever is shown the page now has seen."""
        return snapshot_plans(self.scope.plans, self.scope.path(self.unit), self.form.id, self.scope.now)

    @property
    def present(self) -> DatedPlan | None:
        """The plan of this form that holds here now."""
        return self.scope.plans_in_force(self.unit).get(self.form.id)


@dataclass(frozen=True)
class ReviewedDraft:
    """What was typed, read as a draft, with what is to be said about it."""

    draft: PlanDraft
    seen: PlanSnapshot
    """What was on the screen when it was begun."""
    faults: list[PlanFault]
    """What could not be read, and what the rules have against the rest."""
    review: DraftReview
    ended_by: dict[int, tuple[str, str]]
    """By plan that somebody ended meanwhile: who, and when."""
    terminals: dict[str, int]
    """How many terminals in use stand at each service point."""


def find_plan_change(connection: Connection, region: str, segment: str | None, name: str | None) -> PlanChange:
    """Return the form and place that the address means, or abort with 404."""
    scope = region_scope(connection, region, context().now())
    unit = scope.unit(segment, name).unit
    if scope.is_ended(unit):
        abort(404)
    form = scope.forms.get(request.values.get("form", GENERAL_1.id))
    if form is None:
        abort(404)
    return PlanChange(scope, unit, form, texts.statements(connection, region, form.id), added_statements.usable(connection, region))


def review_typed(connection: Connection, found: PlanChange, typed: PlanForm) -> ReviewedDraft:
    """Read what was typed as a draft, and look at what is to be said about it."""
    draft, unread = typed.draft(found.unit, found.form, found.scope.time_zone)
    draft = _with_known_base(draft, found)
    before = PlanSnapshot.parse(typed.seen) or PlanSnapshot(0, {})
    review = review_draft(connection, found.scope.region.id, draft, before, now=found.scope.now)
    faults = _without_unread(unread, review.faults) or review.all_faults
    return ReviewedDraft(draft, before, faults, review, _ended_by(connection, found, review), _terminals(connection, found))


def _with_known_base(draft: PlanDraft, found: PlanChange) -> PlanDraft:
    """Return the draft without the plan that it says it is based on, unless there is such a plan."""
    return draft if draft.based_on in {plan.number for plan in found.scope.plans} else replace(draft, based_on=None)


def _without_unread(unread: list[PlanFault], faults: list[PlanFault]) -> list[PlanFault]:
    """Return what could not be read, and the other faults: against a field that could not be read no rule is quoted as well."""
    fields = {fault.field for fault in unread}
    return unread + [fault for fault in faults if fault.field not in fields]


def _ended_by(connection: Connection, found: PlanChange, review: DraftReview) -> dict[int, tuple[str, str]]:
    """Return, by plan that somebody ended meanwhile, who did and when."""
    said = {}
    for each in review.meanwhile:
        entry = audit.newest(connection, found.scope.region.id, "plan_ended", str(each.plan.number))
        if each.kind == "ended" and entry is not None:
            said[each.plan.number] = (entry.who, moment(entry.at, found.scope.time_zone))
    return said


def _terminals(connection: Connection, found: PlanChange) -> dict[str, int]:
    """Return how many terminals in use stand at each service point."""
    region = found.scope.region.id
    counts: dict[str, int] = {}
    for line in terminal_overview.list_terminals(connection, found.scope.now, region=region):
        if line.state == "enrolled" and line.service_point is not None and line.placed_region == region:
            counts[line.service_point] = counts.get(line.service_point, 0) + 1
    return counts
