"""Defines what all tables share: the metadata, the names of constraints, and a type for times that both databases return alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Integer, MetaData, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class UtcTime(TypeDecorator[datetime]):
    """Stores an aware datetime in UTC: as a timestamp with time zone on PostgreSQL, and as microseconds since 1970 on SQLite.

    SQLite has no type for times. An integer compares and sorts correctly and comes back unchanged.

    Raises:
        ValueError: when a statement is executed with a datetime that has no time zone.
    """

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the column type for a database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Return a datetime in the form in which the database stores it.

        Raises:
            ValueError: it has no time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored; give it as UTC")
        return value if dialect.name == "postgresql" else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return a stored time as an aware datetime in UTC."""
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        return EPOCH + timedelta(microseconds=value)


Number = BigInteger().with_variant(Integer(), "sqlite")
"""Defines the type of numbers that the database generates. SQLite generates numbers only for keys of the type `INTEGER`."""


def number_key() -> Column[int]:
    """Return the primary key of tables whose rows have no name of their own: a generated number."""
    return Column("number", Number, primary_key=True, autoincrement=True)


def text_primary_key(column: str = "id") -> Column[str]:
    """Return a column of a primary key that is text: an id that a person or a file chooses, or that the program generates."""
    return Column(column, String(64), primary_key=True)
