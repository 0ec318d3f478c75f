"""The version of a database's schema: raising it to the newest, and asking which it is. Migrations go forward only."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from server.store.read_transaction import reading

MIGRATIONS = Path(__file__).parent / "migrations"
State = Literal["empty", "behind", "current", "ahead"]
_LOCK_KEY = 4181141
"""Key of PostgreSQL's advisory lock that only the node which migrates holds."""


def upgrade(connection: Connection) -> None:
    """Bring the schema to the newest version within the transaction of the connection; does nothing where it is the newest.

    On PostgreSQL one node at a time migrates: the others wait until its transaction ends, and then find it done.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK_KEY})")
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def schema_state(engine: Engine) -> State:
    """Return how a database's schema compares to this program's; `ahead` means that a newer version has migrated it."""
    script = ScriptDirectory.from_config(_config())
    with reading(engine) as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        return "empty"
    if revision == script.get_current_head():
        return "current"
    return "behind" if revision in {known.revision for known in script.walk_revisions()} else "ahead"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
