"""Reads the form of a plan into a draft, and keeps the entries as they were typed so that the form can be shown again."""

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
"""The orders of questions that the rules allow, by their names in the form."""
PILOT = ("access", "continuity", "clarity")
"""The statements that the pilot asked of everyone, three per visit [slides]."""
PILOT_PER_VISIT = 3
_WHOLE_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
LAST_YEAR = 2999
"""The last year in which a plan can begin or end. A later year is a typing error."""
MAX_FIELD_LENGTH = 4000
"""The largest number of characters read from a field. The limit of a note is lower and has its own error message."""


@dataclass(frozen=True)
class PlanForm:
    """Holds the fields of the form as text."""

    per_visit: str
    statements: tuple[str, ...]
    fixed: tuple[str, ...]
    special: tuple[str, ...]
    own: dict[str, str]
    """The position in the visit by statement code, counted from 1. An empty text means that the statement is not asked."""
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
        """Return the form filled in with what a plan asks, or with the national default if `plan` is None."""
        content = plan.plan if plan else FormPlan(0, min(3, len(form.statements)), form.statements)
        order = next((name for name, steps in ORDERS.items() if plan and plan.order == steps), "national")
        own = {code: str(place) for place, code in enumerate(content.own, 1)}
        based = "" if based_on is None else str(based_on)
        return cls(str(content.per_visit), content.statements, content.fixed, content.special, own, order, based_on=based, seen=str(seen))

    @classmethod
    def from_form(cls, sent: MultiDict[str, str]) -> PlanForm:
        """Read the submitted form. The length and the number of values are limited."""

        def one(name: str, default: str = "") -> str:
            return sent.get(name, default).replace("\0", "")[:MAX_FIELD_LENGTH]

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

    def hidden_fields(self) -> list[tuple[str, str]]:
        """Return all fields and their values, as a page carries them in hidden fields, except for `seen`."""
        single = ("per_visit", "order", "begin", "begin_day", "begin_time", "end", "end_day", "end_time", "note", "based_on")
        several = [(name, code) for name in ("statements", "fixed", "special") for code in getattr(self, name)]
        own = [(f"own-{code}", place) for code, place in self.own.items()]
        return [*((name, getattr(self, name)) for name in single), *several, *own]

    def with_preset(self, which: str, form: Form) -> PlanForm:
        """Return the form filled in with a ready-made plan: `pilot` or `all`. The other fields stay unchanged."""
        fixed = PILOT if which == "pilot" else ()
        return replace(self, per_visit=str(PILOT_PER_VISIT), statements=form.statements, fixed=fixed)

    def to_draft(self, unit: Unit, form: Form, zone: str) -> tuple[PlanDraft, list[PlanFault]]:
        """Return the draft as far as the fields can be read, and a fault for each field that cannot."""
        begins_at, begin_faults = self._moment("begin", zone)
        ends_at, end_faults = self._moment("end", zone)
        faults = begin_faults + end_faults
        places = [place for place in self.own.values() if place]
        if len(set(places)) < len(places):
            faults.append(PlanFault("own", "order"))
        own = sorted((code for code, place in self.own.items() if place), key=lambda code: (len(self.own[code]), self.own[code]))
        plan = FormPlan(
            number=0,
            per_visit=int(self.per_visit) if _WHOLE_NUMBER.fullmatch(self.per_visit) else 0,
            statements=_in_order(self.statements, form),
            fixed=_in_order(self.fixed, form),
            special=self.special,
            own=tuple(own),
        )
        based_on = int(self.based_on) if _WHOLE_NUMBER.fullmatch(self.based_on) else None
        order = ORDERS.get(self.order, ())
        return PlanDraft(unit, form.id, order, plan, begins_at, ends_at, self.note, based_on), faults

    def _moment(self, name: str, zone: str) -> tuple[datetime | None, list[PlanFault]]:
        if getattr(self, name) != "at":
            return None, []
        return parse_moment(f"{name}s_at", getattr(self, f"{name}_day"), getattr(self, f"{name}_time"), zone)


def has_core(form: Form) -> bool:
    """Return whether a form contains all national core statements, so that the ready-made plans are suitable for it."""
    return set(CORE_STATEMENTS) <= set(form.statements)


def parse_moment(field: str, day: str, time: str, zone: str) -> tuple[datetime | None, list[PlanFault]]:
    """Return the moment of a date and a time of day in a time zone, in UTC, or None with a fault of the field.

    Without a time, it is the first minute of the day. A time that occurs twice when clocks go back means its first occurrence.
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
    """Return each code once: first the codes of the form in its order, then all others."""
    known = [code for code in form.statements if code in codes]
    return (*known, *dict.fromkeys(code for code in codes if code not in known))
