"""Responses on their way out, one at a time: a million of them take no more memory than a hundred."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from server.store.tables import responses, statement_answers

ROWS = 500


@dataclass(frozen=True)
class ExportedResponse:
    """A response's bytes as they came, and what the server makes of its time and place."""

    raw: bytes
    region: str
    terminal: str
    service_point: str | None
    received_at: datetime
    visited_at: datetime
    visited_at_quality: str
    visited_at_reported: str
    service_date: date


def stream(
    connection: Connection, *, first: datetime | date | None, until: datetime | date | None, region: str | None = None
) -> Iterator[ExportedResponse]:
    """In the order of their visits. A time bounds `visited_at` (until: before it), a day the service date (until: that day too)."""
    table = responses.c
    query = (
        select(
            table.raw,
            table.region,
            table.terminal,
            table.service_point,
            table.received_at,
            table.visited_at,
            table.visited_at_quality,
            table.visited_at_reported,
            table.service_date,
        )
        .where(*_bounds(first, until), *([table.region == region] if region else []))
        .order_by(table.visited_at, table.id)
    )
    for row in connection.execution_options(yield_per=ROWS).execute(query):
        yield ExportedResponse(*row)


def statement_codes(connection: Connection) -> Sequence[str]:
    """Every statement that any response was asked."""
    return connection.execute(select(statement_answers.c.code).distinct().order_by(statement_answers.c.code)).scalars().all()


def _bounds(first: datetime | date | None, until: datetime | date | None) -> Iterator[ColumnElement[bool]]:
    table: Any = responses.c
    if isinstance(first, datetime):
        yield table.visited_at >= first
    elif first is not None:
        yield table.service_date >= first
    if isinstance(until, datetime):
        yield table.visited_at < until
    elif until is not None:
        yield table.service_date <= until
