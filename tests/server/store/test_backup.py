"""A backup contains the right tables, and the exclusive lock is refused while a server runs on the database."""

from __future__ import annotations

import pytest

from server.store.backup import EXCLUDED_TABLES, kept_tables
from server.store.engine import connect
from server.store.restore_lock import DatabaseInUse, exclusive_lock, server_lock
from server.store.tables import metadata
from tests.server.installation import Installation


def test_every_table_is_kept_or_known_to_be_momentary() -> None:
    momentary = {table.name for table in EXCLUDED_TABLES}
    assert momentary == {"enrolment_failures", "job_locks", "sessions", "sign_in_failures"}
    assert {table.name for table in kept_tables()} == set(metadata.tables) - momentary


def test_nobody_is_alone_while_a_server_runs(installation: Installation, database_url: str) -> None:
    other = connect(database_url)
    with server_lock(installation.engine), server_lock(other), pytest.raises(DatabaseInUse), exclusive_lock(other):
        pass
    with exclusive_lock(other), pytest.raises(DatabaseInUse), server_lock(installation.engine):
        pass
    with server_lock(installation.engine):
        pass
    other.dispose()
