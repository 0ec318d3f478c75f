"""Bringing a database to this version's schema."""

from __future__ import annotations

from server.store.engine import Engine
from server.store.schema import upgrade
from server.store.write_transaction import writing


def migrate(engine: Engine) -> None:
    """Bring the database to the newest schema, all or nothing; does nothing where it is there already.

    On PostgreSQL one node at a time migrates: the others wait and then find it done.
    """
    with writing(engine) as connection:
        upgrade(connection)
