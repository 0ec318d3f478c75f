"""Running totals of draws and answers by place, plan and statement: what rotation leans on, without counting all responses again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from server.store.dialect import batched, inserting
from server.store.tables import responses, statement_answers, statement_totals
from survey.wire import Response

NOWHERE = ""
"""The service point of what was answered where no terminal was placed."""


class Total(NamedTuple):
    """What is counted together."""

    region: str
    service_point: str
    plan: int
    statement: str


class Tally:
    """Changes to the totals, gathered and then written at once."""

    def __init__(self) -> None:
        self.drawn: Counter[Total] = Counter()
        self.answered: Counter[Total] = Counter()

    def count(self, region: str, service_point: str | None, response: Response) -> None:
        """One more response. One without a draw says nothing about rotation."""
        if response.draw is None:
            return
        for answer in response.statements:
            total = Total(region, service_point or NOWHERE, response.draw.plan, answer.code)
            self.drawn[total] += 1
            self.answered[total] += answer.outcome == "answered"

    def write(self, connection: Connection) -> None:
        """Add the changes, in one order for all writers, so that none waits for another in a circle."""
        rows = [
            {**total._asdict(), "drawn": drawn, "answered": self.answered[total]}
            for total, drawn in sorted(self.drawn.items())
            if drawn or self.answered[total]
        ]
        if rows:
            connection.execute(_adding(connection), rows)


def move(connection: Connection, moving: Sequence[tuple[str, str, str | None]]) -> None:
    """Count responses elsewhere, before their rows change: `moving` has id, and region and service point from now on."""
    goal = {response: (region, point or NOWHERE) for response, region, point in moving}
    tally = Tally()
    for ids in batched(list(goal)):
        for row in connection.execute(_drawn_query(ids)):
            here, there = (row.region, row.service_point or NOWHERE), goal[row.response]
            if here == there:
                continue
            for place, sign in ((here, -1), (there, 1)):
                total = Total(place[0], place[1], row.plan, row.code)
                tally.drawn[total] += sign
                tally.answered[total] += sign * (row.outcome == "answered")
    tally.write(connection)


def of(connection: Connection, region: str, plan: int) -> Mapping[tuple[str, str], tuple[int, int]]:
    """(drawn, answered) by (service point, statement) of a plan."""
    rows = connection.execute(select(statement_totals).where(statement_totals.c.region == region, statement_totals.c.plan == plan))
    return {(row.service_point, row.statement): (row.drawn, row.answered) for row in rows}


def _drawn_query(ids: Sequence[str]) -> Any:
    return (
        select(
            responses.c.region,
            responses.c.service_point,
            responses.c.plan,
            statement_answers.c.response,
            statement_answers.c.code,
            statement_answers.c.outcome,
        )
        .join(statement_answers, statement_answers.c.response == responses.c.id)
        .where(responses.c.id.in_(ids), responses.c.plan.is_not(None))
    )


def _adding(connection: Connection) -> Any:
    statement = inserting(connection, statement_totals)
    added = {name: getattr(statement_totals.c, name) + getattr(statement.excluded, name) for name in ("drawn", "answered")}
    return statement.on_conflict_do_update(index_elements=list(statement_totals.primary_key.columns), set_=added)
