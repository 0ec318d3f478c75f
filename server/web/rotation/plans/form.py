"""What somebody typed into the form of a plan: kept as it is, read into a draft, and written out again."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from server.domain.rotation.plan_calendar import DatedPlan, Unit
from server.domain.rotation.plan_rules import PlanDraft, PlanFault, PlanSnapshot
from survey.forms import CORE_STATEMENTS, NATIONAL_ORDER, Form
from survey.wire import FormPlan

ORDERS = {"national": NATIONAL_ORDER, "comment-last": ("nps", "statements", "comment")}
"""The orders that the rules allow, by what the form calls them."""
PILOT = ("access", "continuity", "clarity")
"""What the pilot asked of everybody, three in a visit [slides]."""
PILOT_PER_VISIT = 3
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
LAST_YEAR = 2999
"""A mistyped year is no plan for it."""
LONGEST = 4000
"""Characters of a field, at most; the note's own limit is lower and has its own words."""


@dataclass(frozen=True)
class PlanForm:
    """The fields of the form, as text."""

    per_visit: str
    statements: tuple[str, ...]
    fixed: tuple[str, ...]
    special: tuple[str, ...]
    own: dict[str, str]
    """Place by code, from 1; empty: not asked."""
    order: str
    begin: str = "now"
    begin_day: str = ""
    begin_time: str = ""
    end: str = "open"
    end_day: str = ""
    end_time: str = ""
    note: str = ""
    based_on: str = ""
    seen: str = ""

    @classmethod
    def from_plan(cls, plan: DatedPlan | None, form: Form, seen: PlanSnapshot, *, based_on: int | None = None) -> PlanForm:
        """The form as it opens: what the plan asks, or the national default where there is none."""
        content = plan.plan if plan else FormPlan(0, min(3, len(form.statements)), form.statements)
        order = next((name for name, steps in ORDERS.items() if plan and plan.order == steps), "national")
        own = {code: str(place) for place, code in enumerate(content.own, 1)}
        based = "" if based_on is None else str(based_on)
        return cls(str(content.per_visit), content.statements, content.fixed, content.special, own, order, based_on=based, seen=str(seen))

    @classmethod
    def read(cls, sent: MultiDict[str, str]) -> PlanForm:
        def one(name: str, default: str = "") -> str:
            return sent.get(name, default).replace("\0", "")[:LONGEST]

        def several(name: str) -> tuple[str, ...]:
            return tuple(code.replace("\0", "")[:64] for code in sent.getlist(name)[:32])

        own = {key.removeprefix("own-"): one(key) for key in list(sent)[:200] if key.startswith("own-") and one(key)}
        return cls(
            per_visit=one("per_visit"),
            statements=several("statements"),
            fixed=several("fixed"),
            special=several("special"),
            own=own,
            order=one("order"),
            begin=one("begin", "now"),
            begin_day=one("begin_day"),
            begin_time=one("begin_time"),
            end=one("end", "open"),
            end_day=one("end_day"),
            end_time=one("end_time"),
            note=one("note").replace("\r\n", "\n").strip(),
            based_on=one("based_on"),
            seen=one("seen"),
        )

    def pairs(self) -> list[tuple[str, str]]:
        """Every field as a form carries it, hidden."""
        single = ("per_visit", "order", "begin", "begin_day", "begin_time", "end", "end_day", "end_time", "note", "based_on")
        several = [(name, code) for name in ("statements", "fixed", "special") for code in getattr(self, name)]
        own = [(f"own-{code}", place) for code, place in self.own.items()]
        return [*((name, getattr(self, name)) for name in single), *several, *own]

    def ready(self, which: str, form: Form) -> PlanForm:
        """With what a ready-made plan asks: `pilot` or `all`."""
        fixed = PILOT if which == "pilot" else ()
        return replace(self, per_visit=str(PILOT_PER_VISIT), statements=form.statements, fixed=fixed)

    def draft(self, unit: Unit, form: Form, zone: str) -> tuple[PlanDraft, list[PlanFault]]:
        """The draft as far as it can be read, and what cannot be."""
        begins_at, begin_faults = self._moment("begin", zone)
        ends_at, end_faults = self._moment("end", zone)
        faults = begin_faults + end_faults
        places = [place for place in self.own.values() if place]
        if len(set(places)) < len(places):
            faults.append(PlanFault("own", "order"))
        own = sorted((code for code, place in self.own.items() if place), key=lambda code: (len(self.own[code]), self.own[code]))
        plan = FormPlan(
            number=0,
            per_visit=int(self.per_visit) if _WHOLE.fullmatch(self.per_visit) else 0,
            statements=_in_order(self.statements, form),
            fixed=_in_order(self.fixed, form),
            special=self.special,
            own=tuple(own),
        )
        based_on = int(self.based_on) if _WHOLE.fullmatch(self.based_on) else None
        order = ORDERS.get(self.order, ())
        return PlanDraft(unit, form.id, order, plan, begins_at, ends_at, self.note, based_on), faults

    def _moment(self, name: str, zone: str) -> tuple[datetime | None, list[PlanFault]]:
        if getattr(self, name) != "at":
            return None, []
        return moment_of(f"{name}s_at", getattr(self, f"{name}_day"), getattr(self, f"{name}_time"), zone)


def has_core(form: Form) -> bool:
    """Whether a form is of the national core statements, so that the ready-made plans fit it."""
    return set(CORE_STATEMENTS) <= set(form.statements)


def moment_of(field: str, day: str, time: str, zone: str) -> tuple[datetime | None, list[PlanFault]]:
    """A day and a time of day as typed, where the zone is; at its first minute where no time is given.

    Of a time that comes twice, as clocks go back, the first is meant.
    """
    if not day:
        return None, [PlanFault(field, "missing")]
    try:
        local = datetime.fromisoformat(f"{day}T{time or '00:00'}").replace(tzinfo=ZoneInfo(zone))
        moment = local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None, [PlanFault(field, "unreadable")]
    if local.year > LAST_YEAR:
        return None, [PlanFault(field, "unreadable")]
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        return None, [PlanFault(field, "no_such_time")]
    return moment, []


def _in_order(codes: tuple[str, ...], form: Form) -> tuple[str, ...]:
    """Codes in the order of the form, what it does not know at the end; each once."""
    known = [code for code in form.statements if code in codes]
    return (*known, *dict.fromkeys(code for code in codes if code not in known))
