"""Defines `balance`, which shows how even the answers are, with the same figures as the page, for people and for scripts."""

from __future__ import annotations

from datetime import datetime

import click

from server.commands.startup import Program, as_json, now, opened, pass_program, print_json
from server.domain.rotation.balance import StatementShare
from server.domain.rotation.balance_causes import (
    AlwaysAskedCause,
    BalanceCause,
    LeftOutCause,
    OldPlanCause,
    SeldomAnsweredCause,
    TargetsCause,
    UnreceivedAnswersCause,
)
from server.domain.rotation.balance_report import BalanceReport, build_balance_report
from server.domain.rotation.plan_calendar import Unit
from server.store.engine import Connection
from server.store.read_transaction import reading
from server.store.region import regions
from server.store.rotation import balance as store
from server.store.rotation import balance_units
from server.store.rotation.balance import BalanceFigures
from survey.forms import GENERAL_1
from survey.rfc3339 import to_rfc3339

CAUSE_WORDS: dict[type[BalanceCause], str] = {
    LeftOutCause: "left_out",
    AlwaysAskedCause: "always_asked",
    SeldomAnsweredCause: "seldom_answered",
    TargetsCause: "asked_for",
    UnreceivedAnswersCause: "held",
    OldPlanCause: "old_plan",
}
"""The words for causes in the JSON output. They do not change if a class is renamed, because scripts read them."""


@click.command()
@click.option("--region", help="The region. Required if the server has several.")
@click.option("--service", help="A service, with everything below it.")
@click.option("--service-point", help="A service point.")
@click.option("--form", default=GENERAL_1.id, show_default=True, help="The form whose statements are counted.")
@as_json
@pass_program
def balance(program: Program, region: str | None, service: str | None, service_point: str | None, form: str, as_json: bool) -> None:
    """Show how even the answers are since the plan in force began, as the difference of each statement from its even share."""
    if service and service_point:
        raise click.UsageError("give --service or --service-point, not both")
    at = now()
    with opened(program.settings) as engine, reading(engine) as connection:
        name = _region(connection, region)
        unit = _unit(connection, name, service, service_point)
        looked = store.read_balance(connection, unit, name, form=form, now=at)
    found = build_balance_report(looked.counted, at)
    if as_json:
        print_json(_document(found, looked, unit, name, form, at))
        return
    _print(found)


def _region(connection: Connection, said: str | None) -> str:
    known = list(regions.time_zones(connection))
    if said is not None and said not in known:
        raise click.ClickException(f"there is no region {said}: there are {', '.join(known) or 'none'}")
    if not known:
        raise click.ClickException("there is no region yet: `aula-server load` a region file first")
    if said is None and len(known) > 1:
        raise click.ClickException(f"say which region with --region: there are {', '.join(known)}")
    return said or known[0]


def _unit(connection: Connection, region: str, service: str | None, service_point: str | None) -> Unit:
    if service is None and service_point is None:
        return Unit("region", region)
    unit = Unit("service", service) if service is not None else Unit("service_point", service_point or "")
    known = [each.unit.id for each in balance_units.units(connection, region) if each.unit.kind == unit.kind]
    if unit.id not in known:
        word = unit.kind.replace("_", " ")
        raise click.ClickException(
            f"there is no {word} {unit.id}: there are {', '.join(sorted(known)[:12])}{' …' if len(known) > 12 else ''}"
        )
    return unit


def _document(found: BalanceReport, looked: BalanceFigures, unit: Unit, region: str, form: str, at: datetime) -> dict[str, object]:
    balance, pace = found.balance, looked.counted.pace
    return {
        "server_time": to_rfc3339(at),
        "region": region,
        "service": unit.id if unit.kind == "service" else None,
        "service_point": unit.id if unit.kind == "service_point" else None,
        "form": form,
        "since": to_rfc3339(looked.began_at) if looked.began_at else None,
        "evenness": balance.evenness,
        "even_share": balance.even_share,
        "largest_difference": balance.spread,
        "ratio": balance.ratio,
        "by_chance": round(balance.spread_by_chance, 1),
        "unasked": list(balance.unasked_statements),
        "statements": [_statement(share) for share in balance.shares],
        "causes": [cause_document(cause) for cause in found.causes],
        "forecast": {
            "kind": found.forecast.kind,
            "days": None if found.forecast.days is None else round(found.forecast.days, 1),
            "stuck": list(found.forecast.stuck_statements),
            "pace_since": to_rfc3339(pace.since),
            "visits_a_day": round(pace.visits_per_day(at), 1),
        }
        if found.forecast and pace
        else None,
        "terminals": [
            {
                "id": terminal.id,
                "service_point": terminal.service_point or None,
                "answered": terminal.answered,
                "largest_difference": terminal.spread,
                "plan": terminal.plan,
                "plan_in_force": terminal.plan_in_force,
                "unsent": terminal.unsent_count,
                "last_heartbeat": to_rfc3339(terminal.last_heartbeat_at) if terminal.last_heartbeat_at else None,
            }
            for terminal in looked.counted.terminals
        ],
    }


def _statement(share: StatementShare) -> dict[str, object]:
    return {
        "code": share.code,
        "kind": share.kind,
        "answered": share.tally.answered,
        "shown": share.tally.shown,
        "drawn": share.tally.drawn,
        "difference": None if share.difference is None else round(share.difference, 1),
    }


def cause_document(cause: BalanceCause) -> dict[str, object]:
    """Return a cause as it is printed in JSON: its word, and its fields under their own names."""
    return {"cause": CAUSE_WORDS[type(cause)], **vars(cause)}


def _print(found: BalanceReport) -> None:
    balance = found.balance
    if balance.evenness == "no_answers":
        click.echo("No answers have come yet since the plan in force began.")
        return
    rows = [("STATEMENT", "KIND", "ANSWERED", "DIFFERENCE", "SHOWN", "DRAWN")]
    for share in balance.shares:
        difference = "" if share.difference is None else f"{share.difference:+.0f}"
        rows.append((share.code, share.kind, str(share.tally.answered), difference, str(share.tally.shown), str(share.tally.drawn)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (
            cell.ljust(width) if column < 2 else cell.rjust(width) for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        click.echo("  ".join(cells).rstrip())
    ratio = f", most to least {balance.ratio:.3f}" if balance.ratio else ""
    click.echo(
        f"{balance.evenness}: {balance.spread} answers between most and least{ratio}; by chance alone {balance.spread_by_chance:.0f}"
    )
