"""What terminals last drew from, as far as their responses tell: nobody asks a terminal for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection, select

from server.store.tables import responses, terminals
from survey.wire import Response


@dataclass(frozen=True)
class LastDraw:
    """The newest response of a terminal that has statements."""

    response: Response
    received_at: datetime
    visited_at: datetime


def plans_by_terminal(connection: Connection, region: str) -> dict[str, int]:
    """By terminal of a region: the number of the plan that its newest response was drawn from."""
    newest = (
        select(responses.c.plan)
        .where(responses.c.terminal == terminals.c.id, responses.c.plan.is_not(None))
        .order_by(responses.c.visited_at.desc())
        .limit(1)
        .correlate(terminals)
        .scalar_subquery()
    )
    rows = connection.execute(select(terminals.c.id, newest.label("plan")).where(terminals.c.region == region))
    return {row.id: row.plan for row in rows if row.plan is not None}


def for_terminal(connection: Connection, terminal: str) -> LastDraw | None:
    """The newest by the order in which the terminal made them: by its stream heard of last, then by sequence."""
    stream = (
        select(responses.c.stream)
        .where(responses.c.terminal == terminal, responses.c.plan.is_not(None))
        .order_by(responses.c.visited_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(responses.c.raw, responses.c.received_at, responses.c.visited_at)
        .where(responses.c.stream == stream, responses.c.plan.is_not(None))
        .order_by(responses.c.sequence.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else LastDraw(msgspec.json.decode(row.raw, type=Response), row.received_at, row.visited_at)
