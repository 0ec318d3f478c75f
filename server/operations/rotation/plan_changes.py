"""What people do to plans: make, withdraw, end. Judged anew where nobody else can change anything meanwhile, and written down.

Whoever decides goes by what was on their screen (`Seen`); when somebody else has changed that, they are told before anything is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from server.domain.rotation.plan_calendar import Calendar, DatedPlan, Unit
from server.domain.rotation.plan_rules import Draft, Fault, Meanwhile, Seen, content_faults, date_faults, end_faults, meanwhile
from server.store.people import audit
from server.store.rotation import plans
from server.store.texts import added_statements, text_sets
from survey.rfc3339 import to_rfc3339


class Refused(ValueError):
    """The rules are against it; `faults` says why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(", ".join(f"{fault.field}: {fault.code}" for fault in faults))
        self.faults = faults


class Overtaken(ValueError):
    """Somebody else changed what it was decided by; `meanwhile` says who did what."""

    def __init__(self, happened: list[Meanwhile]) -> None:
        super().__init__(", ".join(f"plan {each.plan.number} {each.what}" for each in happened))
        self.meanwhile = happened


@dataclass(frozen=True)
class Judgement:
    """What is to be said about a draft before it is stored."""

    faults: list[Fault]
    meanwhile: list[Meanwhile]


def judge(connection: Connection, region: str, draft: Draft, seen: Seen, now: datetime) -> Judgement:
    """All that the rules and what others did meanwhile have against a draft."""
    tree = plans.trees(connection, {region})[region]
    if tree.is_ended(draft.unit, now):
        return Judgement([Fault("unit", "ended")], [])
    every = plans.every(connection, region)
    form = text_sets.forms(connection, region).get(draft.form)
    if form is None:
        return Judgement([Fault("form", "unknown")], [])
    usable = {each.code: each.kind for each in added_statements.usable(connection, region)}
    faults = content_faults(draft, form, usable) + date_faults(draft, Calendar(every), now)
    return Judgement(faults, meanwhile(seen, every, tree.path(draft.unit, now), draft.form))


def make(connection: Connection, region: str, draft: Draft, seen: Seen, *, author: str, now: datetime) -> int:
    """Store a draft as the next plan of its region, and give its number.

    Raises:
        Overtaken: see there.
        Refused: see there.
    """
    plans.hold(connection, region)
    found = judge(connection, region, draft, seen, now)
    if found.meanwhile:
        raise Overtaken(found.meanwhile)
    if found.faults:
        raise Refused(found.faults)
    content = {name: list(getattr(draft.plan, name)) for name in ("statements", "fixed", "special", "own")}
    number = plans.add(
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
    dates = {"begins_at": _said(draft.begins_at or now), "ends_at": _said(draft.ends_at)}
    _write(connection, region, "plan_made", draft.unit, number, author, now, form=draft.form, based_on=draft.based_on, **dates)
    return number


def withdraw(connection: Connection, region: str, number: int, *, who: str, now: datetime) -> DatedPlan:
    """Take back a plan that has not begun.

    Raises:
        LookupError: there is none of that number.
        Refused: it has begun, or was withdrawn before.
    """
    plans.hold(connection, region)
    found = _get(connection, region, number)
    if found.withdrawn_at is not None or found.begins_at <= now:
        raise Refused([Fault("plan", "withdrawn" if found.withdrawn_at is not None else "begun", {"plan": found})])
    plans.withdraw(connection, region, number, who=who, now=now)
    _write(connection, region, "plan_withdrawn", found.unit, number, who, now, form=found.form)
    return found


def end(connection: Connection, region: str, number: int, ends_at: datetime | None, seen: Seen, *, who: str, now: datetime) -> DatedPlan:
    """Let a place's own plan end (None: at once), so that what holds above holds there again.

    Raises:
        LookupError: there is none of that number.
        Overtaken: see there.
        Refused: see there.
    """
    plans.hold(connection, region)
    found = _get(connection, region, number)
    every = plans.every(connection, region)
    path = plans.trees(connection, {region})[region].path(found.unit, now)
    if happened := meanwhile(seen, every, path, found.form):
        raise Overtaken(happened)
    ends_at = ends_at or now
    if faults := end_faults(found, Calendar(every), ends_at, now):
        raise Refused(faults)
    plans.end(connection, region, number, ends_at)
    _write(connection, region, "plan_ended", found.unit, number, who, now, form=found.form, ends_at=_said(ends_at))
    return found


def _get(connection: Connection, region: str, number: int) -> DatedPlan:
    found = plans.get(connection, region, number)
    if found is None:
        raise LookupError(f"no plan {number}")
    return found


def _write(connection: Connection, region: str, what: str, unit: Unit, number: int, who: str, now: datetime, **detail: Any) -> None:
    place = {} if unit.kind == "region" else {unit.kind: unit.id}
    audit.write(connection, who, what, now=now, subject=str(number), region=region, **place, **detail)


def _said(moment: datetime | None) -> str | None:
    return to_rfc3339(moment) if moment else None
