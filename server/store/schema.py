"""Bringing a database to this version of the schema, and asking whether it is there. Migrations go forward only."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from server.store.read_transaction import reading
from server.store.write_transaction import writing

MIGRATIONS = Path(__file__).parent / "migrations"
State = Literal["empty", "behind", "current", "ahead"]


def migrate(engine: Engine) -> None:
    """Bring the database to the newest schema, all or nothing; nothing happens where it is there already.

    On PostgreSQL one node at a time migrates: the others wait and then find it done.
    """
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(4181141)")
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def schema_state(engine: Engine) -> State:
    """Where the database stands: `ahead` is one that a newer version has migrated."""
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
