"""Makes, withdraws and ends plans.

The rules are checked while the region's plans are locked, even if they have been checked before. A person bases a change on the plans that
their page showed (a `PlanSnapshot`). If somebody else has changed these plans since, nothing is stored, and the caller can show the person
what has changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.domain.rotation.plan_calendar import DatedPlan, PlanCalendar, Unit, UnitTree
from server.domain.rotation.plan_rules import (
    ConcurrentPlanChange,
    PlanDraft,
    PlanFault,
    PlanSnapshot,
    concurrent_plan_changes,
    content_faults,
    date_faults,
    end_faults,
)
from server.store.engine import Connection, Engine
from server.store.people import audit
from server.store.rotation import plans
from server.store.texts import added_statements, language_availability, text_sets
from server.store.texts.language_availability import LanguageDifference
from server.store.write_transaction import writing
from survey.rfc3339 import to_rfc3339


class PlanRefused(ValueError):
    """Raised when the rules do not allow the change; `faults` holds the reasons."""

    def __init__(self, faults: Sequence[PlanFault]) -> None:
        super().__init__(", ".join(f"{fault.field}: {fault.code}" for fault in faults))
        self.faults = list(faults)


class PlanOvertaken(ValueError):
    """Raised when somebody else has changed the plans on which the author based the change; `meanwhile` lists these changes."""

    def __init__(self, happened: Sequence[ConcurrentPlanChange]) -> None:
        super().__init__(", ".join(f"plan {each.plan.number} {each.kind}" for each in happened))
        self.meanwhile = list(happened)


@dataclass(frozen=True)
class DraftReview:
    """Holds the result of checking a draft before it is stored."""

    faults: list[PlanFault]
    """The rules that the draft violates."""
    meanwhile: list[ConcurrentPlanChange]
    """The changes that others made since the draft was begun."""
    offer: LanguageDifference | None
    """The effect on the languages and forms that terminals of the unit offer, or None if the unit has ended or the form does not exist."""

    @property
    def all_faults(self) -> list[PlanFault]:
        """Return the faults or, if there are none but terminals of the unit would have no language to offer, this as the only fault."""
        is_silent = self.offer is not None and self.offer.is_silent
        return self.faults or ([PlanFault("form", "silent")] if is_silent else [])


def review_draft(connection: Connection, region: str, draft: PlanDraft, seen: PlanSnapshot, *, now: datetime) -> DraftReview:
    """Check a draft against the rules and against the changes that others made since it was begun."""
    tree = plans.trees(connection, {region})[region]
    if tree.has_ended(draft.unit, now):
        return DraftReview([PlanFault("unit", "ended")], [], None)
    every = plans.list_all(connection, region)
    form = text_sets.forms(connection, region).get(draft.form)
    if form is None:
        return DraftReview([PlanFault("form", "unknown")], [], None)
    usable = {each.code: each.kind for each in added_statements.usable(connection, region)}
    faults = content_faults(draft, form, usable) + date_faults(draft, PlanCalendar(every), now)
    happened = concurrent_plan_changes(seen, every, tree.path(draft.unit, now), draft.form)
    return DraftReview(faults, happened, _offer(connection, region, tree, every, draft, now))


def make_plan(engine: Engine, region: str, draft: PlanDraft, seen: PlanSnapshot, *, author: str, now: datetime) -> int:
    """Store a draft as the next plan of its region and return the plan's number.

    `seen` is the snapshot of the plans that the author's page showed.

    Raises:
        PlanOvertaken: others have changed plans since the snapshot; nothing was stored.
        PlanRefused: the rules do not allow the plan; nothing was stored.
    """
    with writing(engine) as connection:
        plans.lock_region(connection, region)
        review = review_draft(connection, region, draft, seen, now=now)
        if review.meanwhile:
            raise PlanOvertaken(review.meanwhile)
        if review.all_faults:
            raise PlanRefused(review.all_faults)
        number = _add(connection, region, draft, author, now)
        dates = {"begins_at": _as_text(draft.begins_at or now), "ends_at": _as_text(draft.ends_at)}
        _audit(connection, region, "plan_made", draft.unit, number, author, now, form=draft.form, based_on=draft.based_on, **dates)
    return number


def withdraw_plan(engine: Engine, region: str, number: int, *, author: str, now: datetime) -> DatedPlan:
    """Withdraw a plan that has not begun, and return it as it was before.

    Raises:
        LookupError: no plan has the number.
        PlanRefused: the plan has begun, or has been withdrawn before.
    """
    with writing(engine) as connection:
        plans.lock_region(connection, region)
        found = _get(connection, region, number)
        if found.withdrawn_at is not None or found.begins_at <= now:
            raise PlanRefused([PlanFault("plan", "withdrawn" if found.withdrawn_at is not None else "begun", {"plan": found})])
        plans.withdraw(connection, region, number, who=author, now=now)
        _audit(connection, region, "plan_withdrawn", found.unit, number, author, now, form=found.form)
    return found


def end_plan(
    engine: Engine, region: str, number: int, *, ends_at: datetime | None, seen: PlanSnapshot, author: str, now: datetime
) -> DatedPlan:
    """End a unit's own plan, so that the plan of the unit above applies again, and return it as it was before.

    The plan ends at `ends_at`, or now if it is None. `seen` is the snapshot of the plans that the author's page showed.

    Raises:
        LookupError: no plan has the number.
        PlanOvertaken: others have changed plans since the snapshot; nothing was stored.
        PlanRefused: the rules do not allow the end; nothing was stored.
    """
    with writing(engine) as connection:
        plans.lock_region(connection, region)
        found = _get(connection, region, number)
        every = plans.list_all(connection, region)
        path = plans.trees(connection, {region})[region].path(found.unit, now)
        if happened := concurrent_plan_changes(seen, every, path, found.form):
            raise PlanOvertaken(happened)
        ends_at = ends_at or now
        if faults := end_faults(found, PlanCalendar(every), ends_at, now):
            raise PlanRefused(faults)
        plans.end(connection, region, number, ends_at)
        _audit(connection, region, "plan_ended", found.unit, number, author, now, form=found.form, ends_at=_as_text(ends_at))
    return found


def _offer(
    connection: Connection, region: str, tree: UnitTree, every: Sequence[DatedPlan], draft: PlanDraft, now: datetime
) -> LanguageDifference:
    """Return the difference between what terminals of the unit offer now and what they would offer when the draft's plan begins."""
    plan = draft.to_dated_plan(0, "", now)
    present = PlanCalendar(every).plans_in_force(tree.path(draft.unit, now), now)
    then = PlanCalendar((*every, plan)).plans_in_force(tree.path(draft.unit, plan.begins_at), plan.begins_at)
    return language_availability.difference(connection, region, [*present.values()], [*then.values()])


def _add(connection: Connection, region: str, draft: PlanDraft, author: str, now: datetime) -> int:
    content = {name: list(getattr(draft.plan, name)) for name in ("statements", "fixed", "special", "own")}
    return plans.add(
        connection,
        region,
        {**content, "per_visit": draft.plan.per_visit, "order": list(draft.order), "form": draft.form},
        author=author,
        now=now,
        unit=draft.unit,
        begins_at=draft.begins_at,
        ends_at=draft.ends_at,
        based_on=draft.based_on,
        note=draft.note or None,
    )


def _get(connection: Connection, region: str, number: int) -> DatedPlan:
    found = plans.get(connection, region, number)
    if found is None:
        raise LookupError(f"no plan {number}")
    return found


def _audit(connection: Connection, region: str, what: str, unit: Unit, number: int, author: str, now: datetime, **detail: Any) -> None:
    place = {} if unit.kind == "region" else {unit.kind: unit.id}
    audit.write(connection, author, what, now=now, subject=str(number), region=region, **place, **detail)


def _as_text(moment: datetime | None) -> str | None:
    return to_rfc3339(moment) if moment else None
