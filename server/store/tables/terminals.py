"""Defines the tables for terminals: their identity, enrolment, placements, heartbeats, and the requests made of them.

Secrets are stored only as hashes. The state of a terminal follows from its times: it is revoked if `revoked_at` is set, else enrolled if
`enrolled_at` is set, else waiting.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from server.store.tables.base import UtcTime, metadata, number_key, text_primary_key

terminals = Table(
    "terminals",
    metadata,
    text_primary_key(),
    Column("region", ForeignKey("regions.id"), nullable=False, index=True),
    Column("label", String(200)),
    Column("token_hash", String(64), unique=True, comment="null until it is enrolled"),
    Column("serial", String(200)),
    Column("model", String(200)),
    Column("software", String(200)),
    Column("created_at", UtcTime, nullable=False),
    Column("enrolled_at", UtcTime, comment="last enrolment"),
    Column("first_enrolled_at", UtcTime, comment="no visit was before this"),
    Column("confirmed_at", UtcTime, comment="first signed-in call after the last enrolment"),
    Column("revoked_at", UtcTime),
)

enrolment_codes = Table(
    "enrolment_codes",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("terminal", ForeignKey("terminals.id"), nullable=False, index=True),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
    Column("token_hash", String(64), comment="whose token used it: the same may ask again until it is confirmed"),
    Column("confirmed_at", UtcTime),
)

enrolment_failures = Table(
    "enrolment_failures",
    metadata,
    number_key(),
    Column("address", String(64), nullable=False),
    Column("failed_at", UtcTime, nullable=False),
    Index("ix_enrolment_failures_address_failed_at", "address", "failed_at"),
)

placements = Table(
    "placements",
    metadata,
    number_key(),
    Column("terminal", ForeignKey("terminals.id"), nullable=False),
    Column("region", String(64), nullable=False),
    Column("service_point", String(64), nullable=False),
    Column("begins_at", UtcTime, nullable=False),
    Column("ends_at", UtcTime, comment="null: it stands there still"),
    ForeignKeyConstraint(["region", "service_point"], ["service_points.region", "service_points.id"]),
    UniqueConstraint("terminal", "begins_at"),
    CheckConstraint("ends_at IS NULL OR ends_at > begins_at", name="ends_after_it_begins"),
)

streams = Table(
    "streams",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("terminal", ForeignKey("terminals.id"), nullable=False, index=True),
    Column("first_seen_at", UtcTime, nullable=False),
    Column("next_sequence", BigInteger, nullable=False, comment="highest that the terminal told of or sent, plus one"),
    Column("complete_to", BigInteger, nullable=False, comment="every sequence up to here is stored or retired"),
    Column("missing", BigInteger, nullable=False, comment="holes at the last heartbeat that the terminal cannot account for"),
)


def _heartbeat_columns() -> list[Column[Any]]:
    """Return the columns for the content of a heartbeat. The last heartbeats and the history have the same ones.

    A value is null if the terminal cannot know it.
    """
    return [
        Column("sent_at", String(64), nullable=False, comment="the terminal's own word"),
        Column("boot", String(64), nullable=False),
        Column("monotonic_ms", BigInteger, nullable=False),
        Column("clock_trusted", Boolean, nullable=False),
        Column("stream", String(64), nullable=False),
        Column("next_sequence", BigInteger, nullable=False),
        Column("unsent", BigInteger, nullable=False),
        Column("oldest_unsent_at", String(64), comment="the terminal's own word"),
        Column("refused", BigInteger, nullable=False),
        Column("refused_items", JSON, nullable=False, comment="id and code, at most a hundred"),
        Column("acknowledged_kept", BigInteger, nullable=False),
        Column("configuration", String(200), comment="etag of the configuration in use"),
        Column("software", String(200)),
        Column("disk_free_mb", BigInteger),
        Column("temperature_c", Float),
        Column("undervoltage", Boolean),
        Column("touches", BigInteger),
        Column("visits_without_answer", BigInteger),
        Column("last_touch_at", String(64), comment="the terminal's own word"),
        Column("notes", JSON, nullable=False),
    ]


last_heartbeats = Table(
    "last_heartbeats",
    metadata,
    Column("terminal", ForeignKey("terminals.id"), primary_key=True),
    Column("received_at", UtcTime, nullable=False),
    *_heartbeat_columns(),
)

heartbeat_history = Table(
    "heartbeat_history",
    metadata,
    Column("terminal", ForeignKey("terminals.id"), primary_key=True),
    Column("received_at", UtcTime, primary_key=True),
    *_heartbeat_columns(),
)

clock_pairs = Table(
    "clock_pairs",
    metadata,
    Column("terminal", ForeignKey("terminals.id"), primary_key=True),
    Column("boot", String(64), primary_key=True),
    Column("monotonic_ms", BigInteger, primary_key=True, autoincrement=False),
    Column("server_time", UtcTime, nullable=False),
    Column("uncertainty_ms", BigInteger, nullable=False),
)

terminal_requests = Table(
    "terminal_requests",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("terminal", ForeignKey("terminals.id"), nullable=False),
    Column("kind", String(32), nullable=False, comment="resend or retry"),
    Column("stream", String(64)),
    Column("first", BigInteger),
    Column("last", BigInteger),
    Column("ids", JSON(none_as_null=True), comment="null: all of the quarantine"),
    Column("author", String(320), comment="null: the server itself"),
    Column("created_at", UtcTime, nullable=False),
    Column("handed_out_at", UtcTime, comment="last time"),
    Column("handed_out", Integer, nullable=False, comment="how many times"),
    Column("done_at", UtcTime),
    Column("result", String(32), comment="done, or gone: the terminal has them no more"),
    Index("ix_terminal_requests_terminal_done_at", "terminal", "done_at"),
)

terminal_notes = Table(
    "terminal_notes",
    metadata,
    Column("terminal", ForeignKey("terminals.id"), primary_key=True),
    Column("code", String(64), primary_key=True),
    Column("last_at", UtcTime, nullable=False, comment="when a heartbeat last told it"),
    Column("times", BigInteger, nullable=False, comment="in how many heartbeats"),
    comment="what heartbeats noted, by code: an event is told once, and must not be over with the next heartbeat",
)
