"""Stores the public keys of the installation.

The private keys are never stored in the database. They are wrapped in a file beside it.
"""

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
    """Store a public key.

    `public` is the key in base64. `signed_by` is the id of the signing key that signed it, and `signature` the signature over key id and
    public bytes in base64. Both are None for a key that is not signed.
    """
    row = {"id": key_id, "kind": kind, "public": public, "signed_by": signed_by, "signature": signature, "created_at": now}
    connection.execute(insert(keys).values(row))


def public_keys(connection: Connection) -> dict[str, str]:
    """Return the public keys of both kinds, in base64, by key id."""
    return {row.id: row.public for row in connection.execute(select(keys.c.id, keys.c.public))}


def count(connection: Connection) -> int:
    """Return how many keys of both kinds are stored."""
    return connection.execute(select(func.count()).select_from(keys)).scalar_one()
