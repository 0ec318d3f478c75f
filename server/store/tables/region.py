"""Defines the tables for regions and what they contain: producers, services, service points, plans, texts and messages.

The id of the region is part of every key. Services and service points have dates of their own (design, decision 10): one that no longer
exists keeps its row, with an end.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, ForeignKeyConstraint, Integer, String, Table, Text

from server.store.tables.base import UtcTime, metadata, number_key, text_primary_key

regions = Table(
    "regions",
    metadata,
    text_primary_key(),
    Column("name", JSON, nullable=False, comment="by language"),
    Column("time_zone", String(64), nullable=False),
    Column("languages", JSON, nullable=False, comment="tags in the order of the place; the first is its own"),
    Column("drafts", JSON, nullable=False, comment="languages whose draft texts may be shown"),
    Column("settings", JSON, nullable=False, comment="wire.Settings that differ from the defaults"),
    Column("service_pin", String(256), comment="Argon2id of the PIN of the service screen; null: nobody can open it"),
    Column("created_at", UtcTime, nullable=False),
)

producers = Table(
    "producers",
    metadata,
    Column("region", ForeignKey("regions.id"), primary_key=True),
    text_primary_key(),
    Column("name", JSON, nullable=False),
    Column("business_id", String(64)),
    Column("oid", String(128)),
    Column("ends_at", UtcTime),
)

services = Table(
    "services",
    metadata,
    Column("region", ForeignKey("regions.id"), primary_key=True),
    text_primary_key(),
    Column("name", JSON, nullable=False),
    Column("parent", String(64)),
    Column("code", String(64)),
    Column("begins_at", UtcTime, nullable=False),
    Column("ends_at", UtcTime),
    ForeignKeyConstraint(["region", "parent"], ["services.region", "services.id"]),
)

service_points = Table(
    "service_points",
    metadata,
    Column("region", ForeignKey("regions.id"), primary_key=True),
    text_primary_key(),
    Column("name", JSON, nullable=False),
    Column("service", String(64)),
    Column("producer", String(64)),
    Column("oid", String(128)),
    Column("opening_hours", JSON, nullable=False, comment="day of the week (mon…sun) to 08:00-16:00"),
    Column("begins_at", UtcTime, nullable=False),
    Column("ends_at", UtcTime),
    ForeignKeyConstraint(["region", "service"], ["services.region", "services.id"]),
    ForeignKeyConstraint(["region", "producer"], ["producers.region", "producers.id"]),
)

unit_standings = Table(
    "unit_standings",
    metadata,
    Column("region", String(64), primary_key=True),
    Column("kind", String(16), primary_key=True, comment="service or service_point"),
    Column("unit", String(64), primary_key=True),
    Column("begins_at", UtcTime, primary_key=True),
    Column("ends_at", UtcTime, comment="null: still"),
    Column("service", String(64), comment="the service it belonged to; null: straight to the region"),
    Column("producer", String(64)),
    ForeignKeyConstraint(["region"], ["regions.id"]),
    ForeignKeyConstraint(["region", "service"], ["services.region", "services.id"]),
    ForeignKeyConstraint(["region", "producer"], ["producers.region", "producers.id"]),
    comment="where each unit stood in the tree, and when: the units' own rows say where it stands now (design, decision 10)",
)

plans = Table(
    "plans",
    metadata,
    Column("region", ForeignKey("regions.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False, comment="from 1 in its region; a plan never changes"),
    Column("form", String(64), nullable=False),
    Column("per_visit", Integer, nullable=False),
    Column("statements", JSON, nullable=False),
    Column("fixed", JSON, nullable=False),
    Column("special", JSON, nullable=False),
    Column("own", JSON, nullable=False),
    Column("order", JSON, nullable=False),
    Column("service", String(64), comment="where it holds: null is the whole region"),
    Column("service_point", String(64)),
    Column("author", String(320), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("begins_at", UtcTime, nullable=False),
    Column("ends_at", UtcTime, comment="null: until another begins; then what holds above holds here"),
    Column("withdrawn_at", UtcTime, comment="null unless somebody took it back before it began"),
    Column("withdrawn_by", String(320)),
    Column("based_on", Integer, comment="the plan that its author changed, or went back to"),
    Column("note", Text, comment="why, in the author's words"),
    ForeignKeyConstraint(["region", "service"], ["services.region", "services.id"]),
    ForeignKeyConstraint(["region", "service_point"], ["service_points.region", "service_points.id"]),
)

targets = Table(
    "targets",
    metadata,
    Column("region", String(64), primary_key=True),
    Column("plan", Integer, primary_key=True, autoincrement=False),
    Column("terminal", ForeignKey("terminals.id"), primary_key=True),
    Column("revision", Integer, nullable=False, comment="of this terminal under this plan, from 1; a response tells what it went by"),
    Column("content", JSON, nullable=False, comment="wire.Targets without its revision"),
    Column("created_at", UtcTime, nullable=False),
    ForeignKeyConstraint(["region", "plan"], ["plans.region", "plans.number"]),
    comment="the newest of each terminal: a response carries what its draw stood on, so that older ones need not be kept",
)

forms = Table(
    "forms",
    metadata,
    Column("region", ForeignKey("regions.id"), primary_key=True),
    text_primary_key(),
    Column("audience", String(16), nullable=False, comment="general, child or relative"),
    Column("questions", JSON, nullable=False),
    Column("statements", JSON, nullable=False, comment="core statements, in the order of the sheet"),
    Column("author", String(320), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    comment="forms that came with a sheet of texts; the national form for 13 and over is always known and not here",
)

added_statements = Table(
    "added_statements",
    metadata,
    Column("region", ForeignKey("regions.id"), primary_key=True),
    Column("code", String(64), primary_key=True),
    Column("kind", String(16), nullable=False, comment="special or own"),
    Column("author", String(320), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime, comment="null: plans may name it"),
)

added_texts = Table(
    "added_texts",
    metadata,
    Column("region", String(64), primary_key=True),
    Column("code", String(64), primary_key=True),
    Column("language", String(35), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False, comment="the highest is in use; earlier ones were read by somebody"),
    Column("text", Text, nullable=False),
    Column("author", String(320), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    ForeignKeyConstraint(["region", "code"], ["added_statements.region", "added_statements.code"]),
    comment="what special and own statements say",
)

messages = Table(
    "messages",
    metadata,
    Column("region", ForeignKey("regions.id"), primary_key=True),
    text_primary_key(),
    Column("service", String(64), comment="where it is shown: null is the whole region"),
    Column("service_point", String(64)),
    Column("dated", Date, nullable=False, comment="when it was done"),
    Column("said", JSON, nullable=False, comment="by language: what people had said"),
    Column("did", JSON, nullable=False, comment="by language: what was done"),
    Column("begins_on", Date, comment="first day on terminals, in the region's time zone; null: at once"),
    Column("ends_on", Date, comment="last day; null: until somebody ends it"),
    Column("revision", Integer, nullable=False, comment="from 1: of two who save at once the second is told"),
    Column("author", String(320), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("changed_by", String(320)),
    Column("changed_at", UtcTime),
    Column("ended_by", String(320)),
    Column("ended_at", UtcTime, comment="null unless somebody took it off terminals"),
    ForeignKeyConstraint(["region", "service"], ["services.region", "services.id"]),
    ForeignKeyConstraint(["region", "service_point"], ["service_points.region", "service_points.id"]),
    comment="what a place tells its visitors: what has changed because of feedback",
)

text_sets = Table(
    "text_sets",
    metadata,
    Column("region", ForeignKey("regions.id"), primary_key=True),
    Column("form", String(64), primary_key=True),
    Column("language", String(35), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("status", String(16), nullable=False, comment="official, county or draft"),
    Column("source", Text, nullable=False),
    Column("dated", Date, comment="of the sheet, as whoever loaded it said"),
    Column("content", JSON, nullable=False, comment="wire.TextSet"),
    Column("author", String(320), nullable=False),
    Column("loaded_at", UtcTime, nullable=False),
    Column("in_use", Boolean, nullable=False),
)

load_records = Table(
    "load_records",
    metadata,
    number_key(),
    Column("region", ForeignKey("regions.id"), nullable=False, index=True),
    Column("content", JSON, nullable=False, comment="the region file as it was read"),
    Column("author", String(320), nullable=False),
    Column("loaded_at", UtcTime, nullable=False),
    comment="what each load of a region file held: the next load applies what differs from the last (design, decision 15)",
)
