"""The region's tree: which plan is in force at each place, whose it is, what comes next, and how far terminals have followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from server.domain.rotation.plan_calendar import DatedPlan, Tree, Unit
from server.store.read_transaction import reading
from server.store.rotation import last_draws
from server.web.context import context
from server.web.fleet.alarm_texts import own
from server.web.fleet.terminal_health import Standing, standings
from server.web.region_scope import Here, here, may_change, visible_regions
from server.web.rotation.plans import blueprint, texts


@dataclass(frozen=True)
class Asked:
    """One form at a place: the plan that holds, and what it asks otherwise than what is above."""

    plan: DatedPlan
    is_own: bool
    left_out: tuple[str, ...]
    always: tuple[str, ...]
    """Fixed here, and not above."""


@dataclass(frozen=True)
class Row:
    """One place of the tree."""

    unit: Unit
    depth: int
    ended_at: datetime | None
    asked: tuple[Asked, ...]
    coming: tuple[DatedPlan, ...]
    terminals: tuple[Standing, ...]


@blueprint.get("")
@login_required
def page() -> ResponseReturnValue:
    """The tree of a region; of several, the one asked for or the first."""
    at = context()
    now, with_ended = at.now(), request.args.get("ended") == "1"
    with reading(at.engine) as connection:
        regions = visible_regions(connection)
        wanted = request.args.get("region") or next(iter(regions), None)
        if wanted is None:
            return render_template("rotation/plans/tree.html", regions=regions, here=None)
        found = here(connection, wanted, now)
        silent_after = timedelta(minutes=at.settings.silent_minutes)
        terminals = standings(connection, now, region=wanted, silent_after=silent_after)
        drawn = last_draws.plans_of(connection, wanted)
        names = texts.all_statements(connection, wanted, found.forms)
    placed = _placed(terminals, wanted)
    rows = list(_rows(found, placed, with_ended=with_ended))
    standing = {terminal.line.id for row in rows for terminal in row.terminals}
    return render_template(
        "rotation/plans/tree.html",
        regions=regions,
        here=found,
        rows=rows,
        elsewhere=[each for each in terminals if each.line.id not in standing and each.line.state != "revoked"],
        drawn=drawn,
        names=names,
        words=texts,
        with_ended=with_ended,
        ended=len(found.tree.ended),
        may_change=may_change(),
    )


def _placed(terminals: list[Standing], region: str) -> dict[str, list[Standing]]:
    """The terminals in use by the service point where each stands."""
    found: dict[str, list[Standing]] = {}
    for each in terminals:
        if each.line.state != "revoked" and each.line.service_point and each.line.placed_region == region:
            found.setdefault(each.line.service_point, []).append(each)
    return found


def _rows(found: Here, placed: Mapping[str, list[Standing]], *, with_ended: bool) -> Iterator[Row]:
    for unit, depth in walk(found, with_ended=with_ended):
        terminals = tuple(placed.get(unit.id, ())) if unit.kind == "service_point" else ()
        asked = () if found.ended(unit) else tuple(_asked(found, unit))
        coming = () if found.ended(unit) else tuple(found.calendar.coming(unit, found.now))
        yield Row(unit, depth, found.tree.ended.get(unit), asked, coming, terminals)


def walk(found: Here, *, with_ended: bool) -> Iterator[tuple[Unit, int]]:
    """Every unit under its parent, by name, with how deep it stands. What stands under something ended stands under the region."""
    tree: Tree = found.tree
    below: dict[Unit, list[Unit]] = {}
    for unit in found.region.units:
        if unit == tree.root or (found.ended(unit) and not with_ended):
            continue
        path = [each for each in tree.path(unit, found.now) if each != unit]
        below.setdefault(path[0], []).append(unit)
    waiting = [(tree.root, 0)]
    while waiting:
        unit, depth = waiting.pop()
        yield unit, depth
        children = sorted(below.get(unit, ()), key=lambda each: (each.kind, own(found.region.units[each].name).casefold(), each.id))
        waiting += [(child, depth + 1) for child in reversed(children)]


def _asked(found: Here, unit: Unit) -> Iterator[Asked]:
    path = found.path(unit)
    above = found.calendar.holding(path[1:], found.now)
    for form, plan in found.calendar.holding(path, found.now).items():
        core = found.forms[form].statements if form in found.forms else ()
        higher = above.get(form)
        left_out = tuple(code for code in core if code not in plan.plan.statements)
        always = tuple(code for code in plan.plan.fixed if higher is None or code not in higher.plan.fixed)
        yield Asked(plan, plan.unit == unit, left_out, always)
