"""What a person may not do to plans, and what they should know before they do: each fault a code with its values, for pages to word.

The rules for what is asked are the national ones of `survey.forms`; told apart here so that a page can say them in its own language.
Those for dates follow from how plans hold (`server.domain.rotation.plan_calendar`).
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
"""Characters of a note, at most."""


@dataclass(frozen=True)
class PlanDraft:
    """A plan as somebody wants it, before it has a number."""

    unit: Unit
    form: str
    order: tuple[str, ...]
    plan: FormPlan
    """Its number says nothing yet."""
    begins_at: datetime | None = None
    """None: at once, whenever it is saved."""
    ends_at: datetime | None = None
    note: str = ""
    based_on: int | None = None

    def to_dated_plan(self, number: int, author: str, now: datetime) -> DatedPlan:
        """The plan that it becomes."""
        plan = with_fields(self.plan, number=number)
        begins_at = self.begins_at or now
        return DatedPlan(
            self.unit, self.form, self.order, plan, author, now, begins_at, self.ends_at, based_on=self.based_on, note=self.note or None
        )


@dataclass(frozen=True)
class PlanFault:
    """Something wrong with a field of a draft."""

    field: str
    code: str
    values: Mapping[str, Any] = with_default(default_factory=dict)


def content_faults(draft: PlanDraft, form: Form, usable: Mapping[str, str]) -> list[PlanFault]:
    """What the national rules have against what a draft asks.

    Args:
        draft: its plan's numbers and codes.
        form: the form it is of, with its core statements alone.
        usable: special and own statements that plans may name: the kind by code.
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
    """What is wrong with a draft's dates: the past, an end before the beginning, a scheduled plan of the same place in the way."""
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
    """What is wrong with ending a plan of a place then, so that what holds above holds there again."""
    if calendar.state(plan, now) != "in_force":
        return [PlanFault("ends_at", "not_in_force")]
    if is_plan_required(plan.unit, plan.form):
        return [PlanFault("ends_at", "always")]
    if ends_at < now:
        return [PlanFault("ends_at", "past")]
    following = [each for each in calendar.scheduled_plans(plan.unit, now, plan.form) if each.begins_at <= ends_at]
    return [PlanFault("ends_at", "followed", {"plan": following[0]})] if following else []


def is_plan_required(unit: Unit, form: str) -> bool:
    """Whether a place must always have a plan of a form: the region of the national form for 13 and over. It ends by the next one only."""
    return unit.kind == "region" and form == GENERAL_1.id


def _overlap(begins_at: datetime, ends_at: datetime | None, other: DatedPlan) -> bool:
    """Whether two plans of a place claim the same time. One without an end claims none beyond the beginning of the next."""
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


# ── two people at once ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class PlanSnapshot:
    """What somebody had before their eyes when they began: the newest number of the region, and the plans in force or to come."""

    highest_number: int
    end_by_number: Mapping[int, datetime | None]
    """By number: the end each had."""

    def __str__(self) -> str:
        """As a form carries it."""
        return ";".join(
            [
                str(self.highest_number),
                *(f"{number}@{end.isoformat() if end else ''}" for number, end in sorted(self.end_by_number.items())),
            ]
        )

    @classmethod
    def parse(cls, text: str) -> PlanSnapshot | None:
        """What `str` wrote; None where it is nothing of the kind."""
        highest, *rest = text.split(";")
        try:
            pairs = [each.split("@") for each in rest]
            standing = {int(number): datetime.fromisoformat(end).astimezone(UTC) if end else None for number, end in pairs}
            return cls(int(highest), standing)
        except ValueError:
            return None


@dataclass(frozen=True)
class ConcurrentPlanChange:
    """What somebody else did since."""

    kind: str
    """`made`, `withdrawn` or `ended`."""
    plan: DatedPlan


def snapshot_plans(plans: Iterable[DatedPlan], path: Collection[Unit], form: str, now: datetime) -> PlanSnapshot:
    """What stands along a path: what a change there is thought of against."""
    every = list(plans)
    calendar = PlanCalendar(every)
    standing = [each for each in _along(every, path, form) if calendar.state(each, now) in ("in_force", "scheduled")]
    return PlanSnapshot(max((each.number for each in every), default=0), {each.number: each.ends_at for each in standing})


def concurrent_plan_changes(
    before: PlanSnapshot, plans: Iterable[DatedPlan], path: Collection[Unit], form: str
) -> list[ConcurrentPlanChange]:
    """What people did along a path since somebody saw it; that time has passed is nobody's doing."""
    found = []
    for each in sorted(_along(plans, path, form), key=lambda each: each.number):
        if each.number > before.highest_number:
            found.append(ConcurrentPlanChange("withdrawn" if each.withdrawn_at else "made", each))
        elif each.number in before.end_by_number and each.withdrawn_at is not None:
            found.append(ConcurrentPlanChange("withdrawn", each))
        elif each.number in before.end_by_number and each.ends_at != before.end_by_number[each.number]:
            found.append(ConcurrentPlanChange("ended", each))
    return found


def _along(plans: Iterable[DatedPlan], path: Collection[Unit], form: str) -> list[DatedPlan]:
    return [each for each in plans if each.unit in path and each.form == form]
