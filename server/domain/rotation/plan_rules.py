"""Checks what people do to plans and detects conflicts between two people. Each fault is a code with values, which a page puts into words.

The rules for what is asked are the national ones of `survey.forms`. They are checked separately here, so that a page can report them in its
own language. The rules for dates follow from when plans hold (`server.domain.rotation.plan_calendar`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace as with_fields

from server.domain.rotation.plan_calendar import DatedPlan, PlanCalendar, Unit
from survey.forms import (
    CORE_STATEMENTS,
    GENERAL_1,
    MAX_CORE_STATEMENTS,
    MAX_SPECIAL_STATEMENTS,
    MAX_STATEMENTS_PER_VISIT,
    MIN_CORE_STATEMENTS,
    Form,
    order_faults,
)
from survey.wire import FormPlan

MAX_NOTE_LENGTH = 1000
"""Limits the number of characters of a note."""


@dataclass(frozen=True)
class PlanDraft:
    """Describes a plan that a person wants to save and that has no number yet."""

    unit: Unit
    form: str
    order: tuple[str, ...]
    plan: FormPlan
    """Holds the content of the plan. Its number has no meaning yet."""
    begins_at: datetime | None = None
    """Holds the time at which the plan begins. None means when it is saved."""
    ends_at: datetime | None = None
    note: str = ""
    based_on: int | None = None

    def to_dated_plan(self, number: int, author: str, now: datetime) -> DatedPlan:
        """Return the plan that the draft becomes when it is saved under this number."""
        plan = with_fields(self.plan, number=number)
        begins_at = self.begins_at or now
        return DatedPlan(
            self.unit, self.form, self.order, plan, author, now, begins_at, self.ends_at, based_on=self.based_on, note=self.note or None
        )


@dataclass(frozen=True)
class PlanFault:
    """Describes something wrong with one field of a draft."""

    field: str
    code: str
    values: Mapping[str, Any] = with_default(default_factory=dict)


def content_faults(draft: PlanDraft, form: Form, usable: Mapping[str, str]) -> list[PlanFault]:
    """Return what violates the national rules in what a draft asks.

    Args:
        draft: the draft to check.
        form: the form of the draft, with its core statements alone.
        usable: the kind of each special or own statement that plans may name, by code.
    """
    plan = draft.plan
    found = []
    if not MIN_CORE_STATEMENTS <= plan.per_visit <= MAX_CORE_STATEMENTS:
        found.append(PlanFault("per_visit", "how_many", {"fewest": MIN_CORE_STATEMENTS, "most": MAX_CORE_STATEMENTS}))
    if len(set(plan.statements)) < plan.per_visit:
        found.append(PlanFault("statements", "too_few", {"n": plan.per_visit}))
    if unknown := [code for code in plan.statements if code not in form.statements]:
        found.append(PlanFault("statements", "unknown", {"codes": unknown}))
    if loose := [code for code in plan.fixed if code not in plan.statements]:
        found.append(PlanFault("fixed", "not_asked", {"codes": loose}))
    if len(plan.fixed) > plan.per_visit:
        found.append(PlanFault("fixed", "too_many", {"n": plan.per_visit}))
    found += _added_faults(plan, usable)
    for name in ("statements", "fixed", "special", "own"):
        codes: tuple[str, ...] = getattr(plan, name)
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            found.append(PlanFault(name, "twice", {"codes": twice}))
    if order_faults(draft.order):
        found.append(PlanFault("order", "order"))
    if len(draft.note) > MAX_NOTE_LENGTH:
        found.append(PlanFault("note", "too_long", {"n": MAX_NOTE_LENGTH}))
    return found


def date_faults(draft: PlanDraft, calendar: PlanCalendar, now: datetime) -> list[PlanFault]:
    """Return what is wrong with a draft's dates.

    The plan must not begin in the past, must end after it begins, must not end at all if a plan is always required, and must not overlap a
    scheduled plan of the same unit and form.
    """
    begins_at = draft.begins_at or now
    if begins_at < now:
        return [PlanFault("begins_at", "past")]
    if draft.ends_at is not None and draft.ends_at <= begins_at:
        return [PlanFault("ends_at", "before_begin")]
    if draft.ends_at is not None and is_plan_required(draft.unit, draft.form):
        return [PlanFault("ends_at", "always")]
    return [
        PlanFault("begins_at", "overlaps", {"plan": each})
        for each in calendar.scheduled_plans(draft.unit, now, draft.form)
        if _overlap(begins_at, draft.ends_at, each)
    ]


def end_faults(plan: DatedPlan, calendar: PlanCalendar, ends_at: datetime, now: datetime) -> list[PlanFault]:
    """Return what is wrong with ending a plan at that time, after which the plan of the unit above would hold there again."""
    if calendar.state(plan, now) != "in_force":
        return [PlanFault("ends_at", "not_in_force")]
    if is_plan_required(plan.unit, plan.form):
        return [PlanFault("ends_at", "always")]
    if ends_at < now:
        return [PlanFault("ends_at", "past")]
    following = [each for each in calendar.scheduled_plans(plan.unit, now, plan.form) if each.begins_at <= ends_at]
    return [PlanFault("ends_at", "followed", {"plan": following[0]})] if following else []


def is_plan_required(unit: Unit, form: str) -> bool:
    """Return whether a unit must always have a plan of a form.

    The region must have one of the national form for people aged 13 and over. Such a plan ends only when the next one begins.
    """
    return unit.kind == "region" and form == GENERAL_1.id


def _overlap(begins_at: datetime, ends_at: datetime | None, other: DatedPlan) -> bool:
    """Return whether a plan with these dates overlaps another plan of the unit.

    A plan without an end claims no time beyond the beginning of the next one.
    """
    if begins_at == other.begins_at:
        return True
    if begins_at < other.begins_at:
        return ends_at is not None and ends_at > other.begins_at
    return other.ends_at is not None and other.ends_at > begins_at


def _added_faults(plan: FormPlan, usable: Mapping[str, str]) -> list[PlanFault]:
    found = []
    if len(plan.special) > MAX_SPECIAL_STATEMENTS:
        found.append(PlanFault("special", "too_many", {"n": MAX_SPECIAL_STATEMENTS}))
    for kind, codes in (("special", plan.special), ("own", plan.own)):
        if unknown := [code for code in codes if usable.get(code) != kind or code in CORE_STATEMENTS or code in plan.statements]:
            found.append(PlanFault(kind, "unknown", {"codes": unknown}))
    if plan.per_visit + len(plan.special) + len(plan.own) > MAX_STATEMENTS_PER_VISIT:
        found.append(PlanFault("own", "too_many", {"n": MAX_STATEMENTS_PER_VISIT}))
    return found


# ── changes by two people at once ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class PlanSnapshot:
    """Records which plans a person saw when they began to edit, so that changes made since can be detected."""

    highest_number: int
    """Holds the highest plan number of the region at that time."""
    end_by_number: Mapping[int, datetime | None]
    """Maps the number of each plan that was in force or scheduled to its end. None means that it had no end."""

    def __str__(self) -> str:
        """Return the snapshot as text for a hidden field of a form."""
        return ";".join(
            [
                str(self.highest_number),
                *(f"{number}@{end.isoformat() if end else ''}" for number, end in sorted(self.end_by_number.items())),
            ]
        )

    @classmethod
    def parse(cls, text: str) -> PlanSnapshot | None:
        """Return the snapshot that `str` wrote, or None if the text is not a snapshot."""
        highest, *rest = text.split(";")
        try:
            pairs = [each.split("@") for each in rest]
            standing = {int(number): datetime.fromisoformat(end).astimezone(UTC) if end else None for number, end in pairs}
            return cls(int(highest), standing)
        except ValueError:
            return None


@dataclass(frozen=True)
class ConcurrentPlanChange:
    """Describes what another person did to a plan in the meantime."""

    kind: str
    """Names the change: `made`, `withdrawn` or `ended`."""
    plan: DatedPlan


def snapshot_plans(plans: Iterable[DatedPlan], path: Collection[Unit], form: str, now: datetime) -> PlanSnapshot:
    """Return a snapshot of the plans of a form that are in force or scheduled at the units of a path."""
    every = list(plans)
    calendar = PlanCalendar(every)
    standing = [each for each in _plans_along(every, path, form) if calendar.state(each, now) in ("in_force", "scheduled")]
    return PlanSnapshot(max((each.number for each in every), default=0), {each.number: each.ends_at for each in standing})


def concurrent_plan_changes(
    before: PlanSnapshot, plans: Iterable[DatedPlan], path: Collection[Unit], form: str
) -> list[ConcurrentPlanChange]:
    """Return what other people did to the plans along a path since a snapshot, by plan number.

    A plan that began or ended merely because time passed is not a change.
    """
    found = []
    for each in sorted(_plans_along(plans, path, form), key=lambda each: each.number):
        if each.number > before.highest_number:
            found.append(ConcurrentPlanChange("withdrawn" if each.withdrawn_at else "made", each))
        elif each.number in before.end_by_number and each.withdrawn_at is not None:
            found.append(ConcurrentPlanChange("withdrawn", each))
        elif each.number in before.end_by_number and each.ends_at != before.end_by_number[each.number]:
            found.append(ConcurrentPlanChange("ended", each))
    return found


def _plans_along(plans: Iterable[DatedPlan], path: Collection[Unit], form: str) -> list[DatedPlan]:
    return [each for each in plans if each.unit in path and each.form == form]
