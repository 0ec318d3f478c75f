"""Stores the public parts of the installation's keys, and records who unlocked and locked the private parts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from server.key_agent import PrivateKeys
from server.store import installation_keys, job_locks
from server.store.engine import Connection, Engine
from server.store.people import audit
from server.store.write_transaction import writing
from survey.signing import SigningKeyPair, sign_key

LOCK_TIME = timedelta(minutes=1)
"""After how long the lock of a process that died while it made keys expires."""


def publish_keys(engine: Engine, private_keys: Callable[[], PrivateKeys], *, who: str, clock: Callable[[], datetime]) -> bool:
    """Store the public parts of the installation's keys, unless there are keys already.

    If two processes do this at the same time, the second waits and then finds the keys of the first.

    Args:
        engine: the database.
        private_keys: makes the keys or reads them from their file. It is called only if the database has none. If it raises, nothing is
            stored, and the exception reaches the caller.
        who: the author for the audit log.
        clock: returns the current time with a time zone.

    Returns:
        True if keys were stored, False if the database had keys already.
    """
    with writing(engine) as connection:
        now = clock()
        job_locks.acquire(connection, "init", who, now=now, until=now + LOCK_TIME, not_since=now)  # a second process waits here
        if installation_keys.count(connection):
            return False
        private = private_keys()
        _publish(connection, private, clock())
        audit.write(connection, who, "keys_made", now=now, sealing=private.sealing[-1].id, signing=private.signing[-1].id)
    return True


def record_unlock(engine: Engine, *, who: str, now: datetime) -> None:
    """Record in the audit log that somebody unlocked the comments."""
    with writing(engine) as connection:
        audit.write(connection, who, "unlocked", now=now)


def record_lock(engine: Engine, *, who: str, now: datetime) -> None:
    """Record in the audit log that somebody locked the comments."""
    with writing(engine) as connection:
        audit.write(connection, who, "locked", now=now)


def _publish(connection: Connection, private: PrivateKeys, now: datetime) -> None:
    """Store the public parts, each sealing key signed by the newest signing key.

    The first signing key is what terminals trust at enrolment.
    """
    newest = private.signing[-1]
    pair = SigningKeyPair(public=newest.public, secret=newest.secret)
    for key in private.signing:
        installation_keys.add(connection, key.id, "signing", key.public, now=now)
    for key in private.sealing:
        signature = sign_key(pair, key.id, key.public)
        installation_keys.add(connection, key.id, "sealing", key.public, now=now, signed_by=newest.id, signature=signature)
