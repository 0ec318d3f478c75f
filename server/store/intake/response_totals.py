"""Running totals of responses by place and month: how many answered this month, for a terminal to show, without counting them again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Select, select

from server.store.dialect import batched
from server.store.rotation.statement_totals import NOWHERE, CountKey, add_to
from server.store.tables import response_totals, responses


def count(connection: Connection, places: Iterable[CountKey]) -> None:
    """One more response for each of the places."""
    _write(connection, Counter(map(_key, places)))


def move(connection: Connection, moving: Mapping[str, CountKey]) -> None:
    """Count responses elsewhere, before their rows change: by id, where each belongs from now on."""
    changes: Counter[tuple[str, ...]] = Counter()
    for ids in batched(list(moving)):
        query = select(responses.c.id, responses.c.region, responses.c.service_point, responses.c.service_date)
        for response, *here in connection.execute(query.where(responses.c.id.in_(ids))):
            changes[_key(CountKey(*here))] -= 1
            changes[_key(moving[response])] += 1
    _write(connection, changes)


def count_of_month(connection: Connection, region: str, service_point: str, month: str) -> int:
    """Return how many responses a service point has in a month (2026-11), by service date."""
    return connection.execute(of_month(region, service_point, month)).scalar() or 0


def of_month(region: str, service_point: str, month: str) -> Select[tuple[int]]:
    """The count of one place and month (2026-11): a row by its primary key, or none."""
    its = (response_totals.c.region == region, response_totals.c.service_point == service_point, response_totals.c.month == month)
    return select(response_totals.c["count"]).where(*its)


def _key(place: CountKey) -> tuple[str, ...]:
    return place.region, place.service_point or NOWHERE, f"{place.service_date:%Y-%m}"


def _write(connection: Connection, changes: Counter[tuple[str, ...]]) -> None:
    counted: Counter[tuple[Any, ...]] = Counter()
    counted.update({(*key, "count"): change for key, change in changes.items()})
    add_to(connection, response_totals, counted)
