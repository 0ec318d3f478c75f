"""Turns the codes of plan faults and of other people's changes into sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from i18n.catalogs import gettext_noop
from server.domain.rotation.plan_calendar import DatedPlan
from server.domain.rotation.plan_rules import ConcurrentPlanChange, PlanFault
from server.web.language import _, format_moment
from server.web.rotation.plans.labels import StatementNames, author

_FAULTS: dict[tuple[str, str], str] = {
    ("unit", "ended"): gettext_noop("This place is no longer in the region file, so it cannot have a new plan."),
    ("form", "unknown"): gettext_noop("The region does not have this form."),
    ("form", "silent"): gettext_noop(
        "Terminals would have nothing to show, because no language has all the texts that this plan needs. Import the texts first."
    ),
    ("per_visit", "how_many"): gettext_noop(
        "Choose {fewest} to {most}. The national model asks each person that many of the seven core statements."
    ),
    ("statements", "too_few"): gettext_noop("Choose at least {n}, because that many core statements are asked in each visit."),
    ("statements", "unknown"): gettext_noop("Not in this form: {names}."),
    ("fixed", "not_asked"): gettext_noop("Not among the selected statements: {names}."),
    ("fixed", "too_many"): gettext_noop("At most {n} can always be asked, because a visit has no more core statements."),
    ("special", "too_many"): gettext_noop("Choose at most {n}. The national model does not allow more special statements."),
    ("special", "unknown"): gettext_noop("Cannot be asked as special statements: {names}. They may have been ended."),
    ("own", "unknown"): gettext_noop("Cannot be asked as own statements: {names}. They may have been ended."),
    ("own", "too_many"): gettext_noop("A visit can have at most {n} statements."),
    ("own", "order"): gettext_noop("Two statements have the same position. Give each its own position."),
    ("order", "order"): gettext_noop(
        "The recommendation question must come first, followed by the open question and the statements, once each."
    ),
    ("note", "too_long"): gettext_noop("At most {n} characters."),
    ("begins_at", "past"): gettext_noop("That time has passed. A plan cannot begin in the past, because another plan was in force then."),
    ("begins_at", "missing"): gettext_noop("Enter the date when it begins."),
    ("begins_at", "unreadable"): gettext_noop("This is not a valid date and time. Enter the date as 2026-12-01 and the time as 08:00."),
    ("begins_at", "no_such_time"): gettext_noop("This time does not exist on that date, because the clocks go forward."),
    ("ends_at", "past"): gettext_noop("That time has passed."),
    ("ends_at", "missing"): gettext_noop("Enter the date when it ends."),
    ("ends_at", "unreadable"): gettext_noop("This is not a valid date and time. Enter the date as 2026-12-01 and the time as 08:00."),
    ("ends_at", "no_such_time"): gettext_noop("This time does not exist on that date, because the clocks go forward."),
    ("ends_at", "before_begin"): gettext_noop("It must end after it begins."),
    ("ends_at", "always"): gettext_noop(
        "The region must always have a plan for people aged 13 and over, because NPS, the open question and core "
        "statements are always asked. A plan ends when another begins, so schedule the next plan instead."
    ),
    ("ends_at", "not_in_force"): gettext_noop("This plan is not in force."),
    ("plan", "withdrawn"): gettext_noop("This plan has already been withdrawn."),
    ("plan", "begun"): gettext_noop("This plan has already begun. Create another plan to replace it."),
}
_TWICE = gettext_noop("Listed more than once: {names}.")


def plan_fault_text(found: PlanFault, names: StatementNames, zone: str) -> str:
    """Return the message of a fault."""
    plan: DatedPlan | None = found.values.get("plan")
    if found.code == "overlaps" and plan:
        until = _("until {time}", time=format_moment(plan.ends_at, zone)) if plan.ends_at else _("until another plan begins")
        return _(
            "Plan {n} is scheduled here from {begins}, {until}. Two plans cannot be in force at the same time. "
            "Choose other dates or withdraw it.",
            n=plan.number,
            begins=format_moment(plan.begins_at, zone),
            until=until,
        )
    if found.code == "followed" and plan:
        return _("Plan {n} begins before that, on {time}.", n=plan.number, time=format_moment(plan.begins_at, zone))
    codes: Iterable[str] = found.values.get("codes", ())
    values = {**found.values, "names": names.names(codes)}
    return _(_TWICE if found.code == "twice" else _FAULTS[found.field, found.code], **values)


def concurrent_change_text(each: ConcurrentPlanChange, zone: str, who: Mapping[int, tuple[str, str]]) -> str:
    """Return a sentence about a change that somebody else made in the meantime.

    Args:
        each: the change.
        zone: the region's time zone.
        who: who ended a plan and when, as text, by the number of the plan.
    """
    plan = each.plan
    if each.kind == "withdrawn":
        return _(
            "{who} withdrew plan {n} on {time}.", who=author(plan.withdrawn_by), n=plan.number, time=format_moment(plan.withdrawn_at, zone)
        )
    if each.kind == "ended":
        someone, when = who.get(plan.number, ("?", "?"))
        return _("{who} ended plan {n} on {time}.", who=author(someone), n=plan.number, time=when)
    return _("{who} created plan {n} on {time}.", who=author(plan.author), n=plan.number, time=format_moment(plan.created_at, zone))
