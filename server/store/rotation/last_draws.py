"""Reads the plans and draws that terminals last used, from their newest responses.

The server has no other knowledge of them, because it does not ask terminals.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection, select

from server.store.tables import responses, terminals
from survey.wire import Response


@dataclass(frozen=True)
class LastDraw:
    """Holds the newest response of a terminal that has statements."""

    response: Response
    received_at: datetime
    visited_at: datetime


def plans_by_terminal(connection: Connection, region: str) -> dict[str, int]:
    """Return for each terminal of a region the number of the plan in its newest response that has statements.

    The newest response is the one with the latest visit time. A terminal without a response with statements is absent.
    """
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
    """Return the newest response of a terminal that has statements, or None if there is none.

    The newest response is the one with the highest sequence in the stream with the latest visit time, because visit times may be wrong but
    sequences follow the order in which the terminal stored the responses.
    """
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
