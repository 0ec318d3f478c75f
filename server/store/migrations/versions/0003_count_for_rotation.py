"""Adds what the rotation needs to count and to store.

This includes totals by month, by terminal and by pair, an end for plans, and a region's own forms, statements and texts.
"""

import sqlalchemy as sa
from alembic import op

from server.store.tables.base import UtcTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COUNTS = ("drawn", "shown", "answered")
COUNTED = "count(*), sum(CASE WHEN a.outcome <> 'not_reached' THEN 1 ELSE 0 END), sum(CASE WHEN a.outcome = 'answered' THEN 1 ELSE 0 END)"


def upgrade() -> None:
    _totals()
    _count_again()
    _plans()
    _targets()
    _own()


def _counts() -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in COUNTS]


def _totals() -> None:
    op.drop_table("statement_totals")
    op.create_table(
        "statement_totals",
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("service_point", sa.String(length=64), nullable=False, comment="empty: nowhere"),
        sa.Column("plan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False, comment="of the service date: 2026-11"),
        sa.Column("statement", sa.String(length=64), nullable=False),
        *_counts(),
        sa.PrimaryKeyConstraint("region", "service_point", "plan", "month", "statement", name=op.f("pk_statement_totals")),
        comment="running totals by place and month: what pages show of the balance",
    )
    op.create_table(
        "terminal_totals",
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("plan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("terminal", sa.String(length=64), nullable=False),
        sa.Column("statement", sa.String(length=64), nullable=False),
        *_counts(),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.id"], name=op.f("fk_terminal_totals_terminal")),
        sa.PrimaryKeyConstraint("region", "plan", "terminal", "statement", name=op.f("pk_terminal_totals")),
        comment="running totals by terminal since a plan began: what targets are made from",
    )
    op.create_table(
        "pair_totals",
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("plan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("terminal", sa.String(length=64), nullable=False),
        sa.Column("pair", sa.String(length=129), nullable=False, comment="two codes of core statements, sorted, a space between"),
        sa.Column("drawn", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.id"], name=op.f("fk_pair_totals_terminal")),
        sa.PrimaryKeyConstraint("region", "plan", "terminal", "pair", name=op.f("pk_pair_totals")),
        comment="how often two statements were drawn together; by terminal, so that no two terminals write the same row",
    )


def _count_again() -> None:
    """Count the responses that are stored already. From now on each response is counted when it is stored."""
    month = "to_char(r.service_date, 'YYYY-MM')" if op.get_bind().dialect.name == "postgresql" else "substr(r.service_date, 1, 7)"
    of_response = "FROM responses r JOIN statement_answers a ON a.response = r.id"
    point = "coalesce(r.service_point, '')"
    op.execute(
        f"INSERT INTO statement_totals SELECT r.region, {point}, r.plan, {month}, a.code, {COUNTED} {of_response}"
        f" WHERE r.plan IS NOT NULL GROUP BY r.region, {point}, r.plan, {month}, a.code"
    )
    op.execute(
        f"INSERT INTO terminal_totals SELECT r.region, r.plan, r.terminal, a.code, {COUNTED} {of_response}"
        " WHERE r.plan IS NOT NULL GROUP BY r.region, r.plan, r.terminal, a.code"
    )
    op.execute(
        f"INSERT INTO pair_totals SELECT r.region, r.plan, r.terminal, a.code || ' ' || b.code, count(*) {of_response}"
        " JOIN statement_answers b ON b.response = a.response AND a.code < b.code AND a.position <= 7 AND b.position <= 7"
        " WHERE r.plan IS NOT NULL GROUP BY r.region, r.plan, r.terminal, a.code, b.code"
    )


def _plans() -> None:
    for column in (
        sa.Column("ends_at", UtcTime(), nullable=True, comment="null: until another begins; then what holds above holds here"),
        sa.Column("withdrawn_at", UtcTime(), nullable=True, comment="null unless somebody took it back before it began"),
        sa.Column("withdrawn_by", sa.String(length=320), nullable=True),
        sa.Column("based_on", sa.Integer(), nullable=True, comment="the plan that its author changed, or went back to"),
        sa.Column("note", sa.Text(), nullable=True, comment="why, in the author's words"),
    ):
        op.add_column("plans", column)
    dated = sa.Column("dated", sa.Date(), nullable=True, comment="of the sheet, as whoever loaded it said")
    op.add_column("text_sets", dated)


def _targets() -> None:
    op.drop_table("targets")
    op.create_table(
        "targets",
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("plan", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("terminal", sa.String(length=64), nullable=False),
        sa.Column(
            "revision", sa.Integer(), nullable=False, comment="of this terminal under this plan, from 1; a response tells what it went by"
        ),
        sa.Column("content", sa.JSON(), nullable=False, comment="wire.Targets without its revision"),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["region", "plan"], ["plans.region", "plans.number"], name=op.f("fk_targets_region")),
        sa.ForeignKeyConstraint(["terminal"], ["terminals.id"], name=op.f("fk_targets_terminal")),
        sa.PrimaryKeyConstraint("region", "plan", "terminal", name=op.f("pk_targets")),
        comment="the newest of each terminal: a response carries what its draw stood on, so that older ones need not be kept",
    )


def _own() -> None:
    op.create_table(
        "forms",
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("audience", sa.String(length=16), nullable=False, comment="general, child or relative"),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("statements", sa.JSON(), nullable=False, comment="core statements, in the order of the sheet"),
        sa.Column("author", sa.String(length=320), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_forms_region")),
        sa.PrimaryKeyConstraint("region", "id", name=op.f("pk_forms")),
        comment="forms that came with a sheet of texts; the national form for 13 and over is always known and not here",
    )
    op.create_table(
        "added_statements",
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False, comment="special or own"),
        sa.Column("author", sa.String(length=320), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True, comment="null: plans may name it"),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_added_statements_region")),
        sa.PrimaryKeyConstraint("region", "code", name=op.f("pk_added_statements")),
    )
    op.create_table(
        "added_texts",
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column(
            "revision",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="the highest is in use; earlier ones were read by somebody",
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=320), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region", "code"], ["added_statements.region", "added_statements.code"], name=op.f("fk_added_texts_region_code")
        ),
        sa.PrimaryKeyConstraint("region", "code", "language", "revision", name=op.f("pk_added_texts")),
        comment="what special and own statements say",
    )
