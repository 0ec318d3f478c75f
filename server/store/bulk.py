"""Many rows at once, straight to the driver's `executemany`: for a batch the way there would cost more than the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table
from sqlalchemy.engine import Dialect

Convert = Callable[[Any], Any]


class _Plan(NamedTuple):
    """How rows of a table are written: the statement, its values in order, and which of them the driver wants in another form."""

    statement: str
    pick: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    converts: tuple[tuple[str, Convert], ...]


def insert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that name every column of the table. The rows are used up: values are brought into the driver's form in place.

    Raises:
        sqlalchemy.exc.IntegrityError: a key is taken.
    """
    if not rows:
        return
    plan = _plan(table, connection.dialect)
    for name, convert in plan.converts:
        for row in rows:
            row[name] = convert(row[name])
    connection.exec_driver_sql(plan.statement, [plan.pick(row) for row in rows])


@cache
def _plan(table: Table, dialect: Dialect) -> _Plan:
    names = [column.name for column in table.columns]
    quoted = ", ".join(map(dialect.identifier_preparer.quote, names))
    mark = "?" if dialect.name == "sqlite" else "%s"
    values = ", ".join([mark] * len(names))
    converts = tuple(
        (column.name, convert) for column in table.columns if (convert := column.type.dialect_impl(dialect).bind_processor(dialect))
    )
    return _Plan(f"INSERT INTO {table.name} ({quoted}) VALUES ({values})", itemgetter(*names), converts)  # noqa: S608 names from our own schema
