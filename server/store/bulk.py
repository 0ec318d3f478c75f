"""Inserts many rows at once by passing them directly to the driver's `executemany`.

For a batch, SQLAlchemy's own processing of the rows would cost more than storing them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, LargeBinary
from sqlalchemy.engine import Dialect

Columns = tuple[Column[Any], ...]


class _Plan(NamedTuple):
    """Describes how rows are written: the SQL statement, and the positions of the values that need converting, each with its function."""

    statement: str
    converts: tuple[tuple[int, Callable[[Any], Any]], ...]


def insert_rows(connection: Connection, columns: Columns, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows into one table.

    `rows` has the values in the order of `columns`, which are all of the same table. The values must be hashable.

    Raises:
        sqlalchemy.exc.IntegrityError: a row violates a constraint, for example because its key exists already.
    """
    if not rows:
        return
    plan = _plan(columns, connection.dialect)
    connection.exec_driver_sql(plan.statement, _converted(rows, plan) if plan.converts else list(rows))


def _converted(rows: Sequence[tuple[Any, ...]], plan: _Plan) -> list[tuple[Any, ...]]:
    """Return the rows with their values converted for the driver.

    The rows are converted column by column, so that a value which many rows share, such as the time of receipt, is converted only once.
    """
    values = list(zip(*rows, strict=True))
    for place, convert in plan.converts:
        made = {value: convert(value) for value in set(values[place])}
        values[place] = tuple(made[value] for value in values[place])
    return list(zip(*values, strict=True))


@cache
def _plan(columns: Columns, dialect: Dialect) -> _Plan:
    quote = dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in columns)
    marks = ", ".join(["?" if dialect.name == "sqlite" else "%s"] * len(columns))
    converts = tuple(
        (place, convert)
        for place, column in enumerate(columns)
        if not isinstance(column.type, LargeBinary)  # both drivers accept bytes as they are
        and (convert := column.type.dialect_impl(dialect).bind_processor(dialect))
    )
    return _Plan(f"INSERT INTO {quote(columns[0].table.name)} ({names}) VALUES ({marks})", converts)  # noqa: S608 the names come from the schema
