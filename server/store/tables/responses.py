"""Defines the tables for responses: their bytes as received, what was read from them, and their corrected time and place.

The unique keys decide which responses are the same (design, decision 4). There are few indexes, because every insert has to update each of
them.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from server.store.tables.base import UtcTime, metadata


def _counts() -> list[Column[int]]:
    """Return the columns that count a statement.

    `drawn` counts the draws that contained it, `shown` how often it was on screen, and `answered` how often it was answered with a value.
    """
    return [Column(name, BigInteger, nullable=False) for name in ("drawn", "shown", "answered")]


responses = Table(
    "responses",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("region", ForeignKey("regions.id"), nullable=False),
    Column("terminal", ForeignKey("terminals.id"), nullable=False),
    Column("stream", String(64), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("digest", LargeBinary(32), nullable=False, comment="SHA-256 over raw"),
    Column("raw", LargeBinary, nullable=False, comment="the bytes as they came"),
    Column("received_at", UtcTime, nullable=False),
    Column("form", String(64), nullable=False),
    Column("texts", String(64)),
    Column("language", String(35), nullable=False),
    Column("medium", String(16), nullable=False),
    Column("visit_channel", String(16), nullable=False),
    Column("input", String(16), nullable=False),
    Column("ended", String(16), nullable=False),
    Column("duration_ms", BigInteger, nullable=False),
    Column("nps", SmallInteger),
    Column("plan", BigInteger, comment="as it came: the server need not know it"),
    Column("targets", BigInteger),
    Column("draw_index", BigInteger),
    Column("flags", JSON, nullable=False),
    Column("boot", String(64), nullable=False),
    Column("monotonic_ms", BigInteger, nullable=False),
    Column("clock_trusted", Boolean, nullable=False),
    Column("visited_at_reported", String(64), nullable=False, comment="the terminal's own word"),
    Column("visited_at", UtcTime, nullable=False, comment="corrected"),
    Column("visited_at_quality", String(16), nullable=False, comment="exact, estimated or unknown"),
    Column("uncertainty_ms", BigInteger, comment="either way; null where unknown"),
    Column("service_date", Date, nullable=False, comment="of the corrected time in the region's time zone"),
    Column("service_point", String(64), comment="where the terminal stood at the visit; null: nowhere"),
    UniqueConstraint("stream", "sequence"),
    ForeignKeyConstraint(["region", "service_point"], ["service_points.region", "service_points.id"]),
    Index("ix_responses_terminal_visited_at", "terminal", "visited_at"),
    Index("ix_responses_region_service_date_service_point", "region", "service_date", "service_point"),
    Index(
        "ix_responses_terminal_received_at_not_exact",
        "terminal",
        "received_at",
        sqlite_where=text("visited_at_quality <> 'exact'"),
        postgresql_where=text("visited_at_quality <> 'exact'"),
    ),
    Index(
        "ix_responses_stream_sequence_exact",
        "stream",
        "sequence",
        sqlite_where=text("visited_at_quality = 'exact'"),
        postgresql_where=text("visited_at_quality = 'exact'"),
    ),
)

statement_answers = Table(
    "statement_answers",
    metadata,
    Column("response", ForeignKey("responses.id", ondelete="CASCADE"), primary_key=True),
    Column("code", String(64), primary_key=True),
    Column("position", SmallInteger, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("value", SmallInteger),
    sqlite_with_rowid=False,
)

comments = Table(
    "comments",
    metadata,
    Column("response", ForeignKey("responses.id", ondelete="CASCADE"), primary_key=True),
    Column("question", String(64), primary_key=True),
    Column("key", String(64), nullable=False, comment="as it came: which sealing key opens it"),
    Column("sealed", Text, nullable=False),
    Column("redactions", Integer, nullable=False),
    sqlite_with_rowid=False,
)

retired_responses = Table(
    "retired_responses",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("stream", String(64), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("retired_at", UtcTime, nullable=False),
    UniqueConstraint("stream", "sequence"),
    comment="ids of responses that retention deleted: they are not stored again, and leave no hole (design, decision 5)",
)

response_totals = Table(
    "response_totals",
    metadata,
    Column("region", String(64), primary_key=True),
    Column("service_point", String(64), primary_key=True, comment="empty: nowhere"),
    Column("month", String(7), primary_key=True, comment="of the service date: 2026-11"),
    Column("count", BigInteger, nullable=False),
    comment="running totals of responses by place and month: what a terminal shows of the month",
)

statement_totals = Table(
    "statement_totals",
    metadata,
    Column("region", String(64), primary_key=True),
    Column("service_point", String(64), primary_key=True, comment="empty: nowhere"),
    Column("plan", BigInteger, primary_key=True, autoincrement=False),
    Column("month", String(7), primary_key=True, comment="of the service date: 2026-11"),
    Column("statement", String(64), primary_key=True),
    *_counts(),
    comment="running totals by place and month: what pages show of the balance",
)

terminal_totals = Table(
    "terminal_totals",
    metadata,
    Column("region", String(64), primary_key=True),
    Column("plan", BigInteger, primary_key=True, autoincrement=False),
    Column("terminal", ForeignKey("terminals.id"), primary_key=True),
    Column("statement", String(64), primary_key=True),
    *_counts(),
    comment="running totals by terminal since a plan began: what targets are made from",
)

pair_totals = Table(
    "pair_totals",
    metadata,
    Column("region", String(64), primary_key=True),
    Column("plan", BigInteger, primary_key=True, autoincrement=False),
    Column("terminal", ForeignKey("terminals.id"), primary_key=True),
    Column("pair", String(129), primary_key=True, comment="two codes of core statements, sorted, a space between"),
    Column("drawn", BigInteger, nullable=False),
    comment="how often two statements were drawn together; by terminal, so that no two terminals write the same row",
)
