"""Serves the balance page: how even the answers at a place are, why they are not, which terminals are the cause, and a forecast.

All roles may see it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from server.domain.rotation.balance import EVEN_RATIO, MAX_TERMINAL_SPREAD
from server.domain.rotation.balance_report import build_balance_report
from server.domain.rotation.plan_calendar import Unit
from server.store.engine import Connection
from server.store.read_transaction import reading
from server.store.region import regions, terminal_configuration
from server.store.rotation import balance, balance_units, statement_totals
from server.store.rotation.balance import BalanceFigures
from server.store.rotation.balance_units import NamedUnit
from server.web.fleet.alarm_texts import localised
from server.web.language import _, page_language
from server.web.region_scope import visible_regions
from server.web.rotation import balance_texts as words
from server.web.rotation.balance_query import BalanceQuery, unit_options
from server.web.server_context import context
from server.web.texts.statement_names import statement_name

MAX_TERMINAL_ROWS = 500
"""The largest number of terminals in the table of a page."""

blueprint = Blueprint("balance", __name__, url_prefix="/balance")


@blueprint.get("")
@login_required
def page() -> ResponseReturnValue:
    """Show the balance of the chosen unit, form and time. Abort with 404 if the region has no such unit."""
    now = context().now()
    with reading(context().engine) as connection:
        names = visible_regions(connection)
        if not names:
            return render_template("rotation/balance_empty.html")
        region = _region(names)
        months = statement_totals.months(connection, region)
        forms = balance.form_ids(connection, region)
        choice = BalanceQuery.from_request(region, forms, months)
        units = balance_units.units(connection, region)
        if choice.unit.kind != "region" and choice.unit not in [each.unit for each in units]:
            abort(404)
        looked = balance.read_balance(connection, choice.unit, region, form=choice.form, now=now, span=choice.span)
        texts = _texts(connection, region, choice.form)
        zone = regions.time_zones(connection)[region]
    return render_template(
        "rotation/balance.html",
        now=now,
        zone=zone,
        choice=choice,
        regions=names,
        forms=forms,
        months=months,
        options=unit_options(units, localised, _("no longer in use")),
        place_name=_place_name(choice.unit, units, names),
        texts=texts,
        words=words,
        statement_name=statement_name,
        even_ratio=EVEN_RATIO,
        spread=MAX_TERMINAL_SPREAD,
        plans_page="plans.page" in current_app.view_functions,
        **_report_values(looked, choice, units, zone, now),
    )


def _report_values(looked: BalanceFigures, choice: BalanceQuery, units: list[NamedUnit], zone: str, now: datetime) -> dict[str, Any]:
    counted, found = looked.counted, build_balance_report(looked.counted, now)
    by_point = {each.unit.id: localised(each.names) for each in units if each.unit.kind == "service_point"}

    def name(point: str) -> str:
        return by_point.get(point, point) or _("Not assigned")

    todo = {terminal.id: words.terminal_action_texts(terminal, now) for terminal in counted.terminals}
    first = sorted(counted.terminals, key=lambda terminal: (not todo[terminal.id], -terminal.unsent_count, -terminal.spread, terminal.id))
    shown = choice.apply_to_terminals([each for each in first if choice.every_terminal or todo[each.id]])
    pace = counted.pace
    return {
        "began": looked.began_at,
        "lines": looked.terminals,
        "report": found,
        "found": found.balance,
        "unasked": [statement_name(code) for code in found.balance.unasked_statements],
        "shares": choice.apply(found.balance.rotating_shares),
        "besides": [share for share in found.balance.shares if share.kind != "core"],
        "lags": words.uneven_statements(found.balance, found.causes, name),
        "of_terminals": words.terminal_cause_texts(found.causes, name),
        "forecast": words.forecast_text(found.forecast, pace, zone, now) if found.forecast and pace else None,
        "pace": pace,
        "point_name": name,
        "terminals": shown[:MAX_TERMINAL_ROWS],
        "left_off": max(0, len(shown) - MAX_TERMINAL_ROWS),
        "holding": sum(1 for said in todo.values() if said),
        "every_terminal": counted.terminals,
        "todo": todo,
        "all_answers": sum(terminal.answered for terminal in counted.terminals),
    }


def _region(names: Mapping[str, object]) -> str:
    asked = request.args.get("region", "")
    if asked and asked not in names:
        abort(404)
    return asked or next(iter(names))


def _place_name(unit: Unit, units: list[NamedUnit], regions_by_id: Mapping[str, Any]) -> str:
    if unit.kind == "region":
        return localised(regions_by_id[unit.id])
    return next(localised(each.names) for each in units if each.unit == unit)


def _texts(connection: Connection, region: str, form: str) -> dict[str, str]:
    """Return the text of each statement by code, in the page's language, otherwise in the first language that has one."""
    sets = sorted(terminal_configuration.texts(connection, region, form), key=lambda each: each.language != page_language())
    return {code: text.text for each in reversed(sets) for code, text in each.statements.items()}
