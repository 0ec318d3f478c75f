"""Keeps the number of responses by service point and month up to date.

A terminal shows how many people have answered this month. With the totals, they need not be counted again each time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Select, select

from server.store.dialect import batched
from server.store.rotation.statement_totals import NO_SERVICE_POINT, CountKey, add_changes
from server.store.tables import response_totals, responses


def count(connection: Connection, places: Iterable[CountKey]) -> None:
    """Add one response to the total of each of the given places. A place may occur several times."""
    _write(connection, Counter(map(_key, places)))


def move(connection: Connection, moving: Mapping[str, CountKey]) -> None:
    """Move responses from one total to another. It must be called before the rows of the responses change.

    `moving` holds by the id of each response where it is counted from now on.
    """
    changes: Counter[tuple[str, ...]] = Counter()
    for ids in batched(list(moving)):
        query = select(responses.c.id, responses.c.region, responses.c.service_point, responses.c.service_date)
        for response, *here in connection.execute(query.where(responses.c.id.in_(ids))):
            changes[_key(CountKey(*here))] -= 1
            changes[_key(moving[response])] += 1
    _write(connection, changes)


def count_of_month(connection: Connection, region: str, service_point: str, month: str) -> int:
    """Return how many responses a service point has in a month such as `2026-11`, by service date."""
    return connection.execute(month_count_query(region, service_point, month)).scalar() or 0


def month_count_query(region: str, service_point: str, month: str) -> Select[tuple[int]]:
    """Return the query for one service point and month, such as `2026-11`. It reads one row by its primary key, or none."""
    its = (response_totals.c.region == region, response_totals.c.service_point == service_point, response_totals.c.month == month)
    return select(response_totals.c["count"]).where(*its)


def _key(place: CountKey) -> tuple[str, ...]:
    return place.region, place.service_point or NO_SERVICE_POINT, f"{place.service_date:%Y-%m}"


def _write(connection: Connection, changes: Counter[tuple[str, ...]]) -> None:
    counted: Counter[tuple[Any, ...]] = Counter()
    counted.update({(*key, "count"): change for key, change in changes.items()})
    add_changes(connection, response_totals, counted)
