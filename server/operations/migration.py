"""Migrates a database to this version's schema."""

from __future__ import annotations

from server.store.engine import Engine
from server.store.schema import upgrade
from server.store.write_transaction import writing


def migrate(engine: Engine) -> None:
    """Migrate the database to the newest schema in one transaction. Do nothing if it has that schema already.

    On PostgreSQL, one node at a time migrates. The others wait and then find the migration done.
    """
    with writing(engine) as connection:
        upgrade(connection)
