"""Changing what is asked at a place: type, look at what it means, save. Whoever was overtaken is told, and keeps what they typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from server.domain.rotation.plan_calendar import Calendar, DatedPlan, Unit
from server.domain.rotation.plan_effects import differences, reach, shares
from server.domain.rotation.plan_rules import Draft, Fault, Meanwhile, Seen, seen
from server.operations.rotation import plan_changes
from server.operations.rotation.plan_changes import Judgement
from server.store.engine import Connection
from server.store.fleet import terminal_overview
from server.store.people import audit
from server.store.read_transaction import reading
from server.store.rotation import plans
from server.store.texts import added_statements, language_availability
from server.store.texts.added_statements import AddedStatement
from server.store.texts.language_availability import Difference
from server.store.write_transaction import writing
from server.web.access import roles
from server.web.context import context
from server.web.language import _, moment
from server.web.region_scope import EDITORS, Here, here
from server.web.rotation.plans import blueprint, effects, texts
from server.web.rotation.plans import fault_texts as faults_in_words
from server.web.rotation.plans.form import PILOT, Typed, has_core
from server.web.rotation.plans.texts import Statements
from survey.forms import GENERAL_1, MOST_SPECIAL, Form


@dataclass(frozen=True)
class Change:
    """A change of one form at one place, as the pages for it need it."""

    here: Here
    unit: Unit
    form: Form
    names: Statements
    usable: Sequence[AddedStatement]

    @property
    def now_seen(self) -> Seen:
        return seen(self.here.every, self.here.path(self.unit), self.form.id, self.here.now)

    @property
    def present(self) -> DatedPlan | None:
        """The plan of this form that holds here now."""
        return self.here.holding(self.unit).get(self.form.id)


@blueprint.get("/<region>/change")
@blueprint.get("/<region>/<segment>/<name>/change")
@roles(*EDITORS)
def change(region: str, segment: str | None = None, name: str | None = None) -> ResponseReturnValue:
    """The form, filled in with what is asked here now, or with an earlier plan (`from`)."""
    with reading(context().engine) as connection:
        found = _find(connection, region, segment, name)
    number = request.args.get("from", type=int)
    plan = found.here.plan(number) if number is not None else found.present
    if plan is not None and plan.form != found.form.id:
        abort(404)
    based_on = plan.number if plan is not None and (number is not None or plan.unit == found.unit) else None
    return _form(found, Typed.of(plan, found.form, found.now_seen, based_on=based_on))


@blueprint.post("/<region>/change")
@blueprint.post("/<region>/<segment>/<name>/change")
@roles(*EDITORS)
def decide(region: str, segment: str | None = None, name: str | None = None) -> ResponseReturnValue:
    """`act`: take a ready-made plan (`pilot`, `all`), `review`, go back to `edit`, or `save`."""
    typed, act = Typed.read(request.form), request.form.get("act", "review")
    with (writing if act == "save" else reading)(context().engine) as connection:
        if act == "save":
            plans.hold(connection, region)  # from here on nobody comes between what is judged and what is stored
        found = _find(connection, region, segment, name)
        if act in ("pilot", "all") and has_core(found.form):
            return _form(found, typed.ready(act, found.form))
        if act == "edit":
            return _form(found, typed)
        draft, unread = typed.draft(found.unit, found.form, found.here.zone)
        draft = _with_known_base(draft, found)
        before = Seen.read(typed.seen) or Seen(0, {})
        judged = plan_changes.judge(connection, region, draft, before, found.here.now)
        offer = _offer(connection, found, draft)
        if faults := _told(unread, judged.faults) or ([Fault("form", "silent")] if offer.is_silent else []):
            return _form(found, typed, faults, judged.meanwhile, _ended_by(connection, found, judged))
        if act != "save" or judged.meanwhile:
            return _review(found, typed, draft, judged, offer, _ended_by(connection, found, judged), _terminals(connection, found))
        number = plan_changes.make(connection, region, draft, before, author=current_user.email, now=found.here.now)
    flash(_saved(found, draft, number))
    return redirect(found.here.address(found.unit))


def _with_known_base(draft: Draft, found: Change) -> Draft:
    """A draft says of itself what it was based on: only a plan that there is."""
    return draft if draft.based_on in {plan.number for plan in found.here.every} else replace(draft, based_on=None)


def _find(connection: Connection, region: str, segment: str | None, name: str | None) -> Change:
    at = here(connection, region, context().now())
    unit = at.unit(segment, name).unit
    if at.ended(unit):
        abort(404)
    form = at.forms.get(request.values.get("form", GENERAL_1.id))
    if form is None:
        abort(404)
    return Change(at, unit, form, texts.statements(connection, region, form.id), added_statements.usable(connection, region))


def _told(unread: list[Fault], judged: list[Fault]) -> list[Fault]:
    """What could not be read has been said: no rule is quoted against it as well."""
    fields = {fault.field for fault in unread}
    return unread + [fault for fault in judged if fault.field not in fields]


def _offer(connection: Connection, found: Change, draft: Draft) -> Difference:
    """What terminals of the place would offer under the plan, beside what they offer now."""
    at, plan = found.here, draft.dated(0, current_user.email, found.here.now)
    then = Calendar((*at.every, plan)).holding(at.path(found.unit, plan.begins_at), plan.begins_at)
    return language_availability.difference(connection, at.region.id, [*at.holding(found.unit).values()], [*then.values()])


def _hidden(found: Change, offer: Difference) -> list[str]:
    """That nobody could choose a form yet, for each that the place would have beside its own."""
    tags: dict[str, list[str]] = {}
    for each in offer.hidden:
        tags.setdefault(each.form, []).append(each.language)
    every = found.here.forms
    return [effects.hidden(texts.audience(every.get(form), form), dict.fromkeys(lacking)) for form, lacking in tags.items()]


def _ended_by(connection: Connection, found: Change, judged: Judgement) -> dict[int, tuple[str, str]]:
    """By plan that somebody ended meanwhile: who, and when."""
    said = {}
    for each in judged.meanwhile:
        entry = audit.newest(connection, found.here.region.id, "plan_ended", str(each.plan.number))
        if each.what == "ended" and entry is not None:
            said[each.plan.number] = (entry.who, moment(entry.at, found.here.zone))
    return said


def _terminals(connection: Connection, found: Change) -> dict[str, int]:
    """How many terminals in use stand at each service point."""
    counts: dict[str, int] = {}
    for line in terminal_overview.lines(connection, found.here.now, region=found.here.region.id):
        if line.state == "enrolled" and line.service_point is not None and line.placed_region == found.here.region.id:
            counts[line.service_point] = counts.get(line.service_point, 0) + 1
    return counts


def _form(
    found: Change,
    typed: Typed,
    faults: Sequence[Fault] = (),
    meanwhile: Sequence[Meanwhile] = (),
    ended_by: dict[int, tuple[str, str]] | None = None,
) -> ResponseReturnValue:
    by_field: dict[str, list[str]] = {}
    for fault in faults:
        by_field.setdefault(fault.field, []).append(faults_in_words.fault(fault, found.names, found.here.zone))
    chosen = [code for code in (*typed.special, *typed.own) if code not in {each.code for each in found.usable}]
    return (
        render_template(
            "rotation/plans/change.html",
            here=found.here,
            unit=found.unit,
            form=found.form,
            names=found.names,
            special=[each.code for each in found.usable if each.kind == "special"],
            own_statements=[each.code for each in found.usable if each.kind == "own"],
            gone=chosen,
            typed=typed,
            present=found.present,
            faults=by_field,
            happened=_happened(found, meanwhile, ended_by or {}),
            pilot=PILOT if has_core(found.form) else (),
            most_special=MOST_SPECIAL,
            texts_address=url_for("texts.page") if "texts.page" in current_app.view_functions else None,
            words=texts,
        ),
        422 if faults else 200,
    )


def _review(
    found: Change,
    typed: Typed,
    draft: Draft,
    judged: Judgement,
    offer: Difference,
    ended_by: dict[int, tuple[str, str]],
    terminals: dict[str, int],
) -> ResponseReturnValue:
    """What the plan would change, shown before it is stored. Whoever was overtaken has now seen what others did."""
    at = found.here
    plan = draft.dated(0, current_user.email, at.now)
    before = at.holding(found.unit, plan.begins_at).get(found.form.id)
    whom = reach(at.tree, at.calendar, found.unit, found.form.id, plan.begins_at)
    next_one = next(iter(each for each in at.calendar.coming(found.unit, plan.begins_at, found.form.id)), None)
    context_: dict[str, Any] = {
        "here": at,
        "unit": found.unit,
        "form": found.form,
        "typed": replace(typed, seen=str(found.now_seen)) if judged.meanwhile else typed,
        "plan": plan,
        "at_once": draft.begins_at is None,
        "before": before,
        "differences": differences(before, plan),
        "names": found.names,
        "meaning": effects.meaning(shares(plan.plan, found.form.statements), plan, found.names),
        "lost": [*(effects.lost(each, found.names) for each in offer.lost), *_hidden(found, offer)],
        "reached": _points(at, whom.points, terminals),
        "not_reached": [(name, count, whom.by_nearer[point]) for point, name, count in _points(at, tuple(whom.by_nearer), terminals)],
        "until": min((each for each in (plan.ends_at, next_one and next_one.begins_at) if each), default=None),
        "next_one": next_one,
        "happened": _happened(found, judged.meanwhile, ended_by),
        "words": texts,
    }
    return render_template("rotation/plans/review.html", **context_), 409 if judged.meanwhile else 200


def _points(at: Here, points: tuple[str, ...], terminals: dict[str, int]) -> list[tuple[str, str, int]]:
    """Id, name and number of terminals of service points, by name."""
    named = [(point, at.name(Unit("service_point", point)), terminals.get(point, 0)) for point in points]
    return sorted(named, key=lambda each: each[1].casefold())


def _happened(found: Change, meanwhile: Sequence[Meanwhile], ended_by: dict[int, tuple[str, str]]) -> list[str]:
    return [faults_in_words.happened(each, found.here.zone, ended_by) for each in meanwhile]


def _saved(found: Change, draft: Draft, number: int) -> str:
    if draft.begins_at is None:
        return _("Plan {n} is saved and in force. Terminals take it up when they next fetch their configuration.", n=number)
    return _("Plan {n} is saved. It begins on {time}.", n=number, time=moment(draft.begins_at, found.here.zone))
