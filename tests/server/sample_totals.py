"""Writes running totals directly to a database, as if so many answers had been received."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import insert

from server.store.engine import Connection
from server.store.tables import statement_totals, terminal_totals
from survey.forms import CORE_STATEMENTS

SampleTotals = Mapping[str, tuple[int, int, int]]
"""Maps statements to (drawn, shown, answered)."""


def equal_totals(n: int, **other: int) -> dict[str, tuple[int, int, int]]:
    """Return totals with `n` answers to each core statement, except those given by name. All that was drawn was shown and answered."""
    return {code: (count, count, count) for code, count in (dict.fromkeys(CORE_STATEMENTS, n) | other).items()}


def insert_totals(
    connection: Connection,
    point: str,
    counts: SampleTotals,
    *,
    plan: int = 1,
    month: str = "2026-11",
    terminal: str | None = None,
    region: str = "pohjola",
) -> None:
    """Insert totals for a service point of the region pohjola in a month, and for a terminal if one is given."""
    region = "pohjola"
    insert_total_rows(connection, [(region, point, plan, month, code, *tally) for code, tally in counts.items()])
    if terminal is not None:
        rows: list[dict[str, Any]] = [
            {"region": region, "plan": plan, "terminal": terminal, "statement": code, "drawn": drawn, "shown": shown, "answered": answered}
            for code, (drawn, shown, answered) in counts.items()
        ]
        connection.execute(insert(terminal_totals), rows)


def insert_total_rows(connection: Connection, rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows of region, service point, plan, month, statement, drawn, shown and answered."""
    names = [column.name for column in statement_totals.columns]
    connection.execute(insert(statement_totals), [dict(zip(names, row, strict=True)) for row in rows])
