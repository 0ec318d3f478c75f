"""Defines the tables for people who sign in, the audit log, the installation's public keys and the locks of scheduled jobs."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, Text

from server.store.tables.base import UtcTime, metadata, number_key, text_primary_key

people = Table(
    "people",
    metadata,
    number_key(),
    Column("email", String(320), nullable=False, unique=True, comment="lower case"),
    Column("role", String(16), nullable=False, comment="admin, it, coordinator or viewer"),
    Column("region", ForeignKey("regions.id"), comment="null: all regions"),
    Column("language", String(35)),
    Column("password_hash", Text, comment="null until it is chosen"),
    Column("created_at", UtcTime, nullable=False),
    Column("disabled_at", UtcTime),
)

person_links = Table(
    "person_links",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("person", ForeignKey("people.number"), nullable=False, index=True),
    Column("purpose", String(32), nullable=False, comment="choose_password"),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
    comment="one-use links, kept as hashes",
)

sessions = Table(
    "sessions",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("person", ForeignKey("people.number"), nullable=False, index=True),
    Column("created_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    number_key(),
    Column("subject", String(400), nullable=False, comment="an address, or an e-mail address, by what is counted"),
    Column("failed_at", UtcTime, nullable=False),
    Index("ix_sign_in_failures_subject_failed_at", "subject", "failed_at"),
)

audit_entries = Table(
    "audit_entries",
    metadata,
    number_key(),
    Column("at", UtcTime, nullable=False, index=True),
    Column("who", String(320), nullable=False, comment="e-mail address, terminal or command"),
    Column("what", String(64), nullable=False, comment="a code: terminal_added, placement_changed, …"),
    Column("region", String(64)),
    Column("subject", String(320), comment="on what: a terminal, a person, a plan"),
    Column("detail", JSON, nullable=False),
)

keys = Table(
    "keys",
    metadata,
    text_primary_key(),
    Column("kind", String(16), nullable=False, comment="sealing or signing"),
    Column("public", String(128), nullable=False, comment="base64"),
    Column("signed_by", String(64)),
    Column("signature", String(256), comment="over key id and public bytes, base64"),
    Column("created_at", UtcTime, nullable=False),
    Column("retired_at", UtcTime, comment="null: still given out"),
    comment="public parts alone; the private ones are wrapped in a file outside the database",
)

job_locks = Table(
    "job_locks",
    metadata,
    Column("job", String(64), primary_key=True),
    Column("holder", String(200), nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("last_began_at", UtcTime),
    Column("last_ended_at", UtcTime),
    Column("last_result", Text),
)
