"""Why something cannot be done, and who was first: the rules' codes in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from i18n.catalogs import gettext_noop
from server.domain.rotation.plan_calendar import DatedPlan
from server.domain.rotation.plan_rules import ConcurrentPlanChange, PlanFault
from server.web.language import _, moment
from server.web.rotation.plans.texts import Statements, author

_FAULTS: dict[tuple[str, str], str] = {
    ("unit", "ended"): gettext_noop("This place is no longer in the region file: it can have no new plan."),
    ("form", "unknown"): gettext_noop("The region has no such form."),
    ("form", "silent"): gettext_noop(
        "Terminals could show nothing: there is no language with every text that this plan needs. Load the texts first."
    ),
    ("per_visit", "how_many"): gettext_noop(
        "Choose {fewest} to {most}: the national model asks each person so many of the seven core statements."
    ),
    ("statements", "too_few"): gettext_noop("Choose at least {n}: that many core statements are asked in each visit."),
    ("statements", "unknown"): gettext_noop("Not in this form: {names}."),
    ("fixed", "not_asked"): gettext_noop("Not among the statements asked: {names}."),
    ("fixed", "too_many"): gettext_noop("At most {n} can always be asked: there are no more core statements in a visit."),
    ("special", "too_many"): gettext_noop("At most {n}: the national model allows no more special statements."),
    ("special", "unknown"): gettext_noop("Cannot be asked as special statements: {names}. Somebody may have ended them."),
    ("own", "unknown"): gettext_noop("Cannot be asked as own statements: {names}. Somebody may have ended them."),
    ("own", "too_many"): gettext_noop("A visit can hold {n} statements at most."),
    ("own", "order"): gettext_noop("Two statements have the same place: give each a place of its own."),
    ("order", "order"): gettext_noop("The recommendation comes first; the open question and the statements follow, once each."),
    ("note", "too_long"): gettext_noop("At most {n} characters."),
    ("begins_at", "past"): gettext_noop("That has passed. A plan cannot begin in the past: what was asked then was asked by another."),
    ("begins_at", "missing"): gettext_noop("Give the day on which it begins."),
    ("begins_at", "unreadable"): gettext_noop("This is no day and time: write the day as 2026-12-01 and the time as 08:00."),
    ("begins_at", "no_such_time"): gettext_noop("There is no such time of day then: clocks go forward over it."),
    ("ends_at", "past"): gettext_noop("That has passed."),
    ("ends_at", "missing"): gettext_noop("Give the day on which it ends."),
    ("ends_at", "unreadable"): gettext_noop("This is no day and time: write the day as 2026-12-01 and the time as 08:00."),
    ("ends_at", "no_such_time"): gettext_noop("There is no such time of day then: clocks go forward over it."),
    ("ends_at", "before_begin"): gettext_noop("It would end before it begins."),
    ("ends_at", "always"): gettext_noop(
        "The region always has a plan for people of 13 and over: NPS, the open question and core statements are always asked. "
        "It ends when another begins: schedule that one."
    ),
    ("ends_at", "not_in_force"): gettext_noop("This plan is not in force."),
    ("plan", "withdrawn"): gettext_noop("This plan was withdrawn already."),
    ("plan", "begun"): gettext_noop("This plan has begun. Make another that takes its place."),
}
_TWICE = gettext_noop("More than once: {names}.")


def fault(found: PlanFault, names: Statements, zone: str) -> str:
    """A fault in words."""
    plan: DatedPlan | None = found.values.get("plan")
    if found.code == "overlaps" and plan:
        until = _("until {time}", time=moment(plan.ends_at, zone)) if plan.ends_at else _("until another begins")
        return _(
            "Plan {n} is scheduled here from {begins}, {until}. Two plans cannot claim the same time: choose other dates, or withdraw it.",
            n=plan.number,
            begins=moment(plan.begins_at, zone),
            until=until,
        )
    if found.code == "followed" and plan:
        return _("Plan {n} begins before that, on {time}.", n=plan.number, time=moment(plan.begins_at, zone))
    codes: Iterable[str] = found.values.get("codes", ())
    values = {**found.values, "names": names.names(codes)}
    return _(_TWICE if found.code == "twice" else _FAULTS[found.field, found.code], **values)


def happened(each: ConcurrentPlanChange, zone: str, who: Mapping[int, tuple[str, str]]) -> str:
    """What somebody else did meanwhile. Args: who: by plan that was ended, who did it and when."""
    plan = each.plan
    if each.kind == "withdrawn":
        return _("{who} withdrew plan {n} on {time}.", who=author(plan.withdrawn_by), n=plan.number, time=moment(plan.withdrawn_at, zone))
    if each.kind == "ended":
        someone, when = who.get(plan.number, ("?", "?"))
        return _("{who} ended plan {n} on {time}.", who=author(someone), n=plan.number, time=when)
    return _("{who} made plan {n} on {time}.", who=author(plan.author), n=plan.number, time=moment(plan.created_at, zone))
