"""Creates the first schema."""

import sqlalchemy as sa
from alembic import op

from server.store.tables.base import UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("who", sa.String(length=320), nullable=False, comment="e-mail address, terminal or command"),
        sa.Column("what", sa.String(length=64), nullable=False, comment="a code: terminal_added, placement_changed, …"),
        sa.Column("region", sa.String(length=64), nullable=True),
        sa.Column("subject", sa.String(length=320), nullable=True, comment="on what: a terminal, a person, a plan"),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entries")),
    )
    op.create_index(op.f("ix_audit_entries_at"), "audit_entries", ["at"], unique=False)
    op.create_table(
        "enrolment_failures",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("failed_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_enrolment_failures")),
    )
    op.create_index("ix_enrolment_failures_address_failed_at", "enrolment_failures", ["address", "failed_at"], unique=False)
    op.create_table(
        "job_locks",
        sa.Column("job", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("last_began_at", UtcTime(), nullable=True),
        sa.Column("last_ended_at", UtcTime(), nullable=True),
        sa.Column("last_result", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_job_locks")),
    )
    op.create_table(
        "keys",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False, comment="sealing or signing"),
        sa.Column("public", sa.String(length=128), nullable=False, comment="base64"),
        sa.Column("signed_by", sa.String(length=64), nullable=True),
        sa.Column("signature", sa.String(length=256), nullable=True, comment="over key id and public bytes, base64"),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("retired_at", UtcTime(), nullable=True, comment="null: still given out"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
        comment="public parts alone; the private ones are wrapped in a file outside the database",
    )
    op.create_table(
        "regions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False, comment="by language"),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False, comment="tags in the order of the place; the first is its own"),
        sa.Column("drafts", sa.JSON(), nullable=False, comment="languages whose draft texts may be shown"),
        sa.Column("settings", sa.JSON(), nullable=False, comment="wire.Settings that differ from the defaults"),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regions")),
    )
    op.create_table(
        "retired_responses",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("stream", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retired_responses")),
        sa.UniqueConstraint("stream", "sequence", name=op.f("uq_retired_responses_stream_sequence")),
        comment="ids of responses that retention deleted: they are not stored again, and leave no hole (design, decision 5)",
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=400), nullable=False, comment="an address, or an e-mail address, by what is counted"),
        sa.Column("failed_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_sign_in_failures")),
    )
    op.create_index("ix_sign_in_failures_subject_failed_at", "sign_in_failures", ["subject", "failed_at"], unique=False)
    op.create_table(
        "statement_totals",
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("service_point", sa.String(length=64), nullable=False, comment="empty: nowhere"),
        sa.Column("plan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("statement", sa.String(length=64), nullable=False),
        sa.Column("drawn", sa.BigInteger(), nullable=False),
        sa.Column("answered", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("region", "service_point", "plan", "statement", name=op.f("pk_statement_totals")),
        comment="running totals that rotation leans on",
    )
    op.create_table(
        "load_records",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False, comment="the region file as it was read"),
        sa.Column("author", sa.String(length=320), nullable=False),
        sa.Column("loaded_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_load_records_region")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_load_records")),
        comment="what each load of a region file held: the next load applies what differs from the last (design, decision 15)",
    )
    op.create_index(op.f("ix_load_records_region"), "load_records", ["region"], unique=False)
    op.create_table(
        "people",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False, comment="lower case"),
        sa.Column("role", sa.String(length=16), nullable=False, comment="admin, it, coordinator or viewer"),
        sa.Column("region", sa.String(length=64), nullable=True, comment="null: all regions"),
        sa.Column("language", sa.String(length=35), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True, comment="null until it is chosen"),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("disabled_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_people_region")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )
    op.create_table(
        "producers",
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("business_id", sa.String(length=64), nullable=True),
        sa.Column("oid", sa.String(length=128), nullable=True),
        sa.Column("ends_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_producers_region")),
        sa.PrimaryKeyConstraint("region", "id", name=op.f("pk_producers")),
    )
    op.create_table(
        "services",
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=True),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("begins_at", UtcTime(), nullable=False),
        sa.Column("ends_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["region", "parent"], ["services.region", "services.id"], name=op.f("fk_services_region_parent")),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_services_region")),
        sa.PrimaryKeyConstraint("region", "id", name=op.f("pk_services")),
    )
    op.create_table(
        "terminals",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=True, comment="null until it is enrolled"),
        sa.Column("serial", sa.String(length=200), nullable=True),
        sa.Column("model", sa.String(length=200), nullable=True),
        sa.Column("software", sa.String(length=200), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("enrolled_at", UtcTime(), nullable=True, comment="last enrolment"),
        sa.Column("first_enrolled_at", UtcTime(), nullable=True, comment="no visit was before this"),
        sa.Column("confirmed_at", UtcTime(), nullable=True, comment="first signed-in call after the last enrolment"),
        sa.Column("revoked_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_terminals_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terminals")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_terminals_token_hash")),
    )
    op.create_index(op.f("ix_terminals_region"), "terminals", ["region"], unique=False)
    op.create_table(
        "text_sets",
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False, comment="official, county or draft"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False, comment="wire.TextSet"),
        sa.Column("author", sa.String(length=320), nullable=False),
        sa.Column("loaded_at", UtcTime(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_text_sets_region")),
        sa.PrimaryKeyConstraint("region", "form", "language", "id", name=op.f("pk_text_sets")),
    )
    op.create_table(
        "clock_pairs",
        sa.Column("terminal", sa.String(length=64), nullable=False),
        sa.Column("boot", sa.String(length=64), nullable=False),
        sa.Column("monotonic_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("server_time", UtcTime(), nullable=False),
        sa.Column("uncertainty_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.id"], name=op.f("fk_clock_pairs_terminal")),
        sa.PrimaryKeyConstraint("terminal", "boot", "monotonic_ms", name=op.f("pk_clock_pairs")),
    )
    op.create_table(
        "enrolment_codes",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("terminal", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),
        sa.Column(
            "token_hash", sa.String(length=64), nullable=True, comment="whose token used it: the same may ask again until it is confirmed"
        ),
        sa.Column("confirmed_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.id"], name=op.f("fk_enrolment_codes_terminal")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_enrolment_codes")),
    )
    op.create_index(op.f("ix_enrolment_codes_terminal"), "enrolment_codes", ["terminal"], unique=False)
    op.create_table(
        "heartbeat_history",
        sa.Column("terminal", sa.String(length=64), nullable=False),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.Column("sent_at", sa.String(length=64), nullable=False, comment="the terminal's own word"),
        sa.Column("boot", sa.String(length=64), nullable=False),
        sa.Column("monotonic_ms", sa.BigInteger(), nullable=False),
        sa.Column("clock_trusted", sa.Boolean(), nullable=False),
        sa.Column("stream", sa.String(length=64), nullable=False),
        sa.Column("next_sequence", sa.BigInteger(), nullable=False),
        sa.Column("unsent", sa.BigInteger(), nullable=False),
        sa.Column("oldest_unsent_at", sa.String(length=64), nullable=True, comment="the terminal's own word"),
        sa.Column("refused", sa.BigInteger(), nullable=False),
        sa.Column("refused_items", sa.JSON(), nullable=False, comment="id and code, at most a hundred"),
        sa.Column("acknowledged_kept", sa.BigInteger(), nullable=False),
        sa.Column("configuration", sa.String(length=200), nullable=True, comment="etag of the configuration in use"),
        sa.Column("software", sa.String(length=200), nullable=True),
        sa.Column("disk_free_mb", sa.BigInteger(), nullable=True),
        sa.Column("temperature_c", sa.Float(), nullable=True),
        sa.Column("undervoltage", sa.Boolean(), nullable=True),
        sa.Column("touches", sa.BigInteger(), nullable=True),
        sa.Column("visits_without_answer", sa.BigInteger(), nullable=True),
        sa.Column("last_touch_at", sa.String(length=64), nullable=True, comment="the terminal's own word"),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.id"], name=op.f("fk_heartbeat_history_terminal")),
        sa.PrimaryKeyConstraint("terminal", "received_at", name=op.f("pk_heartbeat_history")),
    )
    op.create_table(
        "last_heartbeats",
        sa.Column("terminal", sa.String(length=64), nullable=False),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.Column("sent_at", sa.String(length=64), nullable=False, comment="the terminal's own word"),
        sa.Column("boot", sa.String(length=64), nullable=False),
        sa.Column("monotonic_ms", sa.BigInteger(), nullable=False),
        sa.Column("clock_trusted", sa.Boolean(), nullable=False),
        sa.Column("stream", sa.String(length=64), nullable=False),
        sa.Column("next_sequence", sa.BigInteger(), nullable=False),
        sa.Column("unsent", sa.BigInteger(), nullable=False),
        sa.Column("oldest_unsent_at", sa.String(length=64), nullable=True, comment="the terminal's own word"),
        sa.Column("refused", sa.BigInteger(), nullable=False),
        sa.Column("refused_items", sa.JSON(), nullable=False, comment="id and code, at most a hundred"),
        sa.Column("acknowledged_kept", sa.BigInteger(), nullable=False),
        sa.Column("configuration", sa.String(length=200), nullable=True, comment="etag of the configuration in use"),
        sa.Column("software", sa.String(length=200), nullable=True),
        sa.Column("disk_free_mb", sa.BigInteger(), nullable=True),
        sa.Column("temperature_c", sa.Float(), nullable=True),
        sa.Column("undervoltage", sa.Boolean(), nullable=True),
        sa.Column("touches", sa.BigInteger(), nullable=True),
        sa.Column("visits_without_answer", sa.BigInteger(), nullable=True),
        sa.Column("last_touch_at", sa.String(length=64), nullable=True, comment="the terminal's own word"),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.id"], name=op.f("fk_last_heartbeats_terminal")),
        sa.PrimaryKeyConstraint("terminal", name=op.f("pk_last_heartbeats")),
    )
    op.create_table(
        "person_links",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False, comment="choose_password"),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.number"], name=op.f("fk_person_links_person")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_person_links")),
        comment="one-use links, kept as hashes",
    )
    op.create_index(op.f("ix_person_links_person"), "person_links", ["person"], unique=False)
    op.create_table(
        "service_points",
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("service", sa.String(length=64), nullable=True),
        sa.Column("producer", sa.String(length=64), nullable=True),
        sa.Column("oid", sa.String(length=128), nullable=True),
        sa.Column("opening_hours", sa.JSON(), nullable=False, comment="day of the week (mon…sun) to 08:00-16:00"),
        sa.Column("begins_at", UtcTime(), nullable=False),
        sa.Column("ends_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["region", "producer"], ["producers.region", "producers.id"], name=op.f("fk_service_points_region_producer")
        ),
        sa.ForeignKeyConstraint(["region", "service"], ["services.region", "services.id"], name=op.f("fk_service_points_region_service")),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_service_points_region")),
        sa.PrimaryKeyConstraint("region", "id", name=op.f("pk_service_points")),
    )
    op.create_table(
        "unit_standings",
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False, comment="service or service_point"),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("begins_at", UtcTime(), nullable=False),
        sa.Column("ends_at", UtcTime(), nullable=True, comment="null: still"),
        sa.Column("service", sa.String(length=64), nullable=True, comment="the service it belonged to; null: straight to the region"),
        sa.Column("producer", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["region", "producer"], ["producers.region", "producers.id"], name=op.f("fk_unit_standings_region_producer")
        ),
        sa.ForeignKeyConstraint(["region", "service"], ["services.region", "services.id"], name=op.f("fk_unit_standings_region_service")),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_unit_standings_region")),
        sa.PrimaryKeyConstraint("region", "kind", "unit", "begins_at", name=op.f("pk_unit_standings")),
        comment="where each unit stood in the tree, and when: the units' own rows say where it stands now (design, decision 10)",
    )
    op.create_table(
        "sessions",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("seen_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.number"], name=op.f("fk_sessions_person")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_person"), "sessions", ["person"], unique=False)
    op.create_table(
        "streams",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("terminal", sa.String(length=64), nullable=False),
        sa.Column("first_seen_at", UtcTime(), nullable=False),
        sa.Column("next_sequence", sa.BigInteger(), nullable=False, comment="highest that the terminal told of or sent, plus one"),
        sa.Column("complete_to", sa.BigInteger(), nullable=False, comment="every sequence up to here is stored or retired"),
        sa.Column("missing", sa.BigInteger(), nullable=False, comment="holes at the last heartbeat that the terminal cannot account for"),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.id"], name=op.f("fk_streams_terminal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_streams")),
    )
    op.create_index(op.f("ix_streams_terminal"), "streams", ["terminal"], unique=False)
    op.create_table(
        "terminal_requests",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("terminal", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False, comment="resend or retry"),
        sa.Column("stream", sa.String(length=64), nullable=True),
        sa.Column("first", sa.BigInteger(), nullable=True),
        sa.Column("last", sa.BigInteger(), nullable=True),
        sa.Column("ids", sa.JSON(none_as_null=True), nullable=True, comment="null: all of the quarantine"),
        sa.Column("author", sa.String(length=320), nullable=True, comment="null: the server itself"),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("handed_out_at", UtcTime(), nullable=True, comment="last time"),
        sa.Column("handed_out", sa.Integer(), nullable=False, comment="how many times"),
        sa.Column("done_at", UtcTime(), nullable=True),
        sa.Column("result", sa.String(length=32), nullable=True, comment="done, or gone: the terminal has them no more"),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.id"], name=op.f("fk_terminal_requests_terminal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terminal_requests")),
    )
    op.create_index("ix_terminal_requests_terminal_done_at", "terminal_requests", ["terminal", "done_at"], unique=False)
    op.create_table(
        "placements",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("terminal", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("service_point", sa.String(length=64), nullable=False),
        sa.Column("begins_at", UtcTime(), nullable=False),
        sa.Column("ends_at", UtcTime(), nullable=True, comment="null: it stands there still"),
        sa.CheckConstraint("ends_at IS NULL OR ends_at > begins_at", name=op.f("ck_placements_ends_after_it_begins")),
        sa.ForeignKeyConstraint(
            ["region", "service_point"], ["service_points.region", "service_points.id"], name=op.f("fk_placements_region_service_point")
        ),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.id"], name=op.f("fk_placements_terminal")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_placements")),
        sa.UniqueConstraint("terminal", "begins_at", name=op.f("uq_placements_terminal_begins_at")),
    )
    op.create_table(
        "plans",
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False, comment="from 1 in its region; a plan never changes"),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("per_visit", sa.Integer(), nullable=False),
        sa.Column("statements", sa.JSON(), nullable=False),
        sa.Column("fixed", sa.JSON(), nullable=False),
        sa.Column("special", sa.JSON(), nullable=False),
        sa.Column("own", sa.JSON(), nullable=False),
        sa.Column("order", sa.JSON(), nullable=False),
        sa.Column("service", sa.String(length=64), nullable=True, comment="where it holds: null is the whole region"),
        sa.Column("service_point", sa.String(length=64), nullable=True),
        sa.Column("author", sa.String(length=320), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("begins_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["region", "service"], ["services.region", "services.id"], name=op.f("fk_plans_region_service")),
        sa.ForeignKeyConstraint(
            ["region", "service_point"], ["service_points.region", "service_points.id"], name=op.f("fk_plans_region_service_point")
        ),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_plans_region")),
        sa.PrimaryKeyConstraint("region", "number", name=op.f("pk_plans")),
    )
    op.create_table(
        "responses",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("terminal", sa.String(length=64), nullable=False),
        sa.Column("stream", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False, comment="SHA-256 over raw"),
        sa.Column("raw", sa.LargeBinary(), nullable=False, comment="the bytes as they came"),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("texts", sa.String(length=64), nullable=True),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("medium", sa.String(length=16), nullable=False),
        sa.Column("visit_channel", sa.String(length=16), nullable=False),
        sa.Column("input", sa.String(length=16), nullable=False),
        sa.Column("ended", sa.String(length=16), nullable=False),
        sa.Column("duration_ms", sa.BigInteger(), nullable=False),
        sa.Column("nps", sa.SmallInteger(), nullable=True),
        sa.Column("plan", sa.BigInteger(), nullable=True, comment="as it came: the server need not know it"),
        sa.Column("targets", sa.BigInteger(), nullable=True),
        sa.Column("draw_index", sa.BigInteger(), nullable=True),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("boot", sa.String(length=64), nullable=False),
        sa.Column("monotonic_ms", sa.BigInteger(), nullable=False),
        sa.Column("clock_trusted", sa.Boolean(), nullable=False),
        sa.Column("visited_at_reported", sa.String(length=64), nullable=False, comment="the terminal's own word"),
        sa.Column("visited_at", UtcTime(), nullable=False, comment="corrected"),
        sa.Column("visited_at_quality", sa.String(length=16), nullable=False, comment="exact, estimated or unknown"),
        sa.Column("uncertainty_ms", sa.BigInteger(), nullable=True, comment="either way; null where unknown"),
        sa.Column("service_date", sa.Date(), nullable=False, comment="of the corrected time in the region's time zone"),
        sa.Column("service_point", sa.String(length=64), nullable=True, comment="where the terminal stood at the visit; null: nowhere"),
        sa.ForeignKeyConstraint(
            ["region", "service_point"], ["service_points.region", "service_points.id"], name=op.f("fk_responses_region_service_point")
        ),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_responses_region")),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.id"], name=op.f("fk_responses_terminal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responses")),
        sa.UniqueConstraint("stream", "sequence", name=op.f("uq_responses_stream_sequence")),
    )
    op.create_index(
        "ix_responses_region_service_date_service_point", "responses", ["region", "service_date", "service_point"], unique=False
    )
    op.create_index(
        "ix_responses_terminal_boot_not_exact",
        "responses",
        ["terminal", "boot"],
        unique=False,
        sqlite_where=sa.text("visited_at_quality <> 'exact'"),
        postgresql_where=sa.text("visited_at_quality <> 'exact'"),
    )
    op.create_index("ix_responses_terminal_visited_at", "responses", ["terminal", "visited_at"], unique=False)
    op.create_table(
        "comments",
        sa.Column("response", sa.String(length=36), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False, comment="as it came: which sealing key opens it"),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("redactions", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["response"], ["responses.id"], name=op.f("fk_comments_response"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("response", "question", name=op.f("pk_comments")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "statement_answers",
        sa.Column("response", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("value", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(["response"], ["responses.id"], name=op.f("fk_statement_answers_response"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("response", "code", name=op.f("pk_statement_answers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "targets",
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("plan", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("terminal", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False, comment="by core statement; 1 where absent"),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["region", "plan"], ["plans.region", "plans.number"], name=op.f("fk_targets_region_plan")),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.id"], name=op.f("fk_targets_terminal")),
        sa.PrimaryKeyConstraint("region", "plan", "terminal", "revision", name=op.f("pk_targets")),
    )
