"""Migrates a database's schema to the newest version, and compares its version with the program's.

Migrations go forward only.
"""

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
SchemaState = Literal["empty", "behind", "current", "ahead"]
_LOCK_KEY = 4181141
"""Identifies the PostgreSQL advisory lock that a node holds while it migrates."""


def upgrade(connection: Connection) -> None:
    """Migrate the schema to the newest version within the connection's transaction. Nothing happens if it is the newest already.

    On PostgreSQL one node at a time migrates. The others wait until its transaction ends and then find the schema migrated.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK_KEY})")
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def schema_state(engine: Engine) -> SchemaState:
    """Return how a database's schema compares to this program's.

    `ahead` means that a newer version of the program has migrated it, and `empty` that no schema exists yet.
    """
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
