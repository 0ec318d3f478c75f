"""Defines `replay`, which repeats the draws of stored responses and compares the results."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import click
import msgspec

from server.commands.param_types import MOMENT_OR_DAY
from server.commands.startup import Program, as_json, opened, pass_program, print_json
from server.domain.rotation.replay_verdict import ReplayVerdict, verify_draw
from server.store.engine import Connection
from server.store.intake import response_export
from server.store.read_transaction import reading
from server.store.rotation import plans
from survey.wire import FormPlan, Response

Bound = datetime | date | None
VERDICTS: tuple[ReplayVerdict, ...] = ("same", "different", "untold", "undrawn")
MOST_NAMED = 100
"""The number of response ids that are listed."""


@click.command()
@click.option("--from", "first", type=MOMENT_OR_DAY, metavar="TIME|DAY", help="Visits from this time, or service dates from this day.")
@click.option(
    "--until", type=MOMENT_OR_DAY, metavar="TIME|DAY", help="Only visits before this time, or service dates up to and including this day."
)
@as_json
@pass_program
def replay(program: Program, first: Bound, until: Bound, as_json: bool) -> None:
    """Repeat the draws of stored responses, and compare the statements.

    A draw is determined by the plan, the stream, the index, and the counts that were sent with its response. If the result differs, the
    statements were not drawn by this software, and the exit status is 1.
    """
    with opened(program.settings) as engine, reading(engine) as connection:
        counts, different = _replayed(connection, first, until)
    if as_json:
        by_verdict: dict[str, int] = {name: counts[name] for name in VERDICTS}
        print_json({"checked": sum(counts.values()), **by_verdict, "ids": different})
    else:
        click.echo(
            f"{sum(counts.values())} responses: {counts['same']} drawn the same again, {counts['different']} otherwise, "
            f"{counts['untold']} that do not tell what they stood on, {counts['undrawn']} without statements."
        )
    if different:
        raise click.ClickException(f"not drawn by this software: {', '.join(different)}")


def _replayed(connection: Connection, first: Bound, until: Bound) -> tuple[Counter[ReplayVerdict], list[str]]:
    counts: Counter[ReplayVerdict] = Counter()
    different: list[str] = []
    known: dict[str, dict[int, FormPlan]] = {}
    for exported in response_export.stream(connection, since=first, until=until):
        if exported.region not in known:
            known[exported.region] = {each.number: each.plan for each in plans.list_all(connection, exported.region)}
        response = msgspec.json.decode(exported.raw, type=Response)
        found = verify_draw(response, known[exported.region])
        counts[found] += 1
        if found == "different" and len(different) < MOST_NAMED:
            different.append(response.id)
    return counts, different
