"""Public parts of the installation's keys. The private ones never come here: they lie wrapped in a file beside the database."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, func, insert, select

from server.store.tables import keys

Kind = Literal["sealing", "signing"]


def add(
    connection: Connection,
    key_id: str,
    kind: Kind,
    public: str,
    *,
    now: datetime,
    signed_by: str | None = None,
    signature: str | None = None,
) -> None:
    row = {"id": key_id, "kind": kind, "public": public, "signed_by": signed_by, "signature": signature, "created_at": now}
    connection.execute(insert(keys).values(row))


def publics(connection: Connection) -> dict[str, str]:
    """Public part (base64) by key id, of both kinds."""
    return {row.id: row.public for row in connection.execute(select(keys.c.id, keys.c.public))}


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(keys)).scalar_one()
