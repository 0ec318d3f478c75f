"""Adds the indexes that find responses by the quality of their visit time.

Responses whose time is not exact are found by their receipt, and those whose time is exact by their place in the stream.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NOT_EXACT = sa.text("visited_at_quality <> 'exact'")
EXACT = sa.text("visited_at_quality = 'exact'")


def upgrade() -> None:
    op.drop_index("ix_responses_terminal_boot_not_exact", table_name="responses")
    op.create_index(
        "ix_responses_terminal_received_at_not_exact",
        "responses",
        ["terminal", "received_at"],
        unique=False,
        sqlite_where=NOT_EXACT,
        postgresql_where=NOT_EXACT,
    )
    op.create_index(
        "ix_responses_stream_sequence_exact",
        "responses",
        ["stream", "sequence"],
        unique=False,
        sqlite_where=EXACT,
        postgresql_where=EXACT,
    )
