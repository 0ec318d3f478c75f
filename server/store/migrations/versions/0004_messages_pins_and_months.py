"""Adds messages, the PIN, notes and months.

These are the messages of service points for visitors, the PIN of the service screen, what terminals noted in heartbeats, and the totals of
responses by month.
"""

import sqlalchemy as sa
from alembic import op

from server.store.tables.base import UtcTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pin = sa.Column(
        "service_pin", sa.String(length=256), nullable=True, comment="Argon2id of the PIN of the service screen; null: nobody can open it"
    )
    op.add_column("regions", pin)
    _messages()
    _notes()
    _months()
    _count_months()


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("service", sa.String(length=64), nullable=True, comment="where it is shown: null is the whole region"),
        sa.Column("service_point", sa.String(length=64), nullable=True),
        sa.Column("dated", sa.Date(), nullable=False, comment="when it was done"),
        sa.Column("said", sa.JSON(), nullable=False, comment="by language: what people had said"),
        sa.Column("did", sa.JSON(), nullable=False, comment="by language: what was done"),
        sa.Column("begins_on", sa.Date(), nullable=True, comment="first day on terminals, in the region's time zone; null: at once"),
        sa.Column("ends_on", sa.Date(), nullable=True, comment="last day; null: until somebody ends it"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="from 1: of two who save at once the second is told"),
        sa.Column("author", sa.String(length=320), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=320), nullable=True),
        sa.Column("changed_at", UtcTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=320), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True, comment="null unless somebody took it off terminals"),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_messages_region")),
        sa.ForeignKeyConstraint(["region", "service"], ["services.region", "services.id"], name=op.f("fk_messages_region_service")),
        sa.ForeignKeyConstraint(
            ["region", "service_point"], ["service_points.region", "service_points.id"], name=op.f("fk_messages_region_service_point")
        ),
        sa.PrimaryKeyConstraint("region", "id", name=op.f("pk_messages")),
        comment="what a place tells its visitors: what has changed because of feedback",
    )


def _notes() -> None:
    op.create_table(
        "terminal_notes",
        sa.Column("terminal", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("last_at", UtcTime(), nullable=False, comment="when a heartbeat last told it"),
        sa.Column("times", sa.BigInteger(), nullable=False, comment="in how many heartbeats"),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.id"], name=op.f("fk_terminal_notes_terminal")),
        sa.PrimaryKeyConstraint("terminal", "code", name=op.f("pk_terminal_notes")),
        comment="what heartbeats noted, by code: an event is told once, and must not be over with the next heartbeat",
    )


def _months() -> None:
    op.create_table(
        "response_totals",
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("service_point", sa.String(length=64), nullable=False, comment="empty: nowhere"),
        sa.Column("month", sa.String(length=7), nullable=False, comment="of the service date: 2026-11"),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("region", "service_point", "month", name=op.f("pk_response_totals")),
        comment="running totals of responses by place and month: what a terminal shows of the month",
    )


def _count_months() -> None:
    """Count the responses that are stored already. From now on each response is counted when it is stored."""
    month = "to_char(service_date, 'YYYY-MM')" if op.get_bind().dialect.name == "postgresql" else "substr(service_date, 1, 7)"
    point = "coalesce(service_point, '')"
    place = f"region, {point}, {month}"
    op.execute(f"INSERT INTO response_totals SELECT {place}, count(*) FROM responses GROUP BY {place}")  # noqa: S608 the text is constant
