"""Reads responses for an export, one at a time, so that the memory used does not depend on how many they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from server.store.tables import responses, statement_answers

ROWS = 500
"""Sets how many rows are fetched from the database at a time."""


@dataclass(frozen=True)
class ExportedResponse:
    """Holds the bytes of a response as they were received, with the time and place that the server has determined."""

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
    connection: Connection, *, since: datetime | date | None, until: datetime | date | None, region: str | None = None
) -> Iterator[ExportedResponse]:
    """Yield the responses in the order of their visits.

    A datetime bounds `visited_at`, with `until` excluded. A date bounds the service date, with `until` included. None leaves that side
    open. With `region`, only the responses of this region are read.
    """
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
        .where(*_bounds(since, until), *([table.region == region] if region else []))
        .order_by(table.visited_at, table.id)
    )
    for row in connection.execution_options(yield_per=ROWS).execute(query):
        yield ExportedResponse(*row)


def statement_codes(connection: Connection) -> Sequence[str]:
    """Return the code of every statement that any stored response contains, in order."""
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
