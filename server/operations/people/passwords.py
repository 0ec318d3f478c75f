"""Hashes and checks passwords, and lets a person choose one with a link that can be used once.

Hashing is slow on purpose. Therefore it is always done outside a transaction.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.operations.people.tokens import new_token, token_hash
from server.store.engine import Engine
from server.store.people import audit, people, person_links, sessions
from server.store.people.people import Account
from server.store.write_transaction import writing

SHORTEST, LONGEST = 12, 200
"""The minimum and maximum length of a password in characters (NIST SP 800-63B recommends length instead of composition rules)."""

hasher = PasswordHasher()


class LinkUsed(LookupError):
    """Raised when a link has been used or replaced by a newer one, or has expired."""


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password in the usual `$argon2id$…` form."""
    return hasher.hash(password)


def is_password_right(person: Account | None, password: str) -> bool:
    """Return whether this is the person's password.

    The result is False for an unknown or disabled person and for a person without a password. This takes as much time as a wrong password,
    so that the time does not show which people exist.
    """
    hashed = person.password_hash if person and not person.disabled else None
    try:
        hasher.verify(hashed or _unknown_persons_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return hashed is not None


def choose_password(engine: Engine, link_token: str, person: Account, *, password: str, session_lifetime: timedelta, now: datetime) -> str:
    """Use a link: set its person's password, end all their sessions and begin a new one.

    Returns:
        The token of the new session.

    Raises:
        LinkUsed: the link is no longer valid; nothing was changed.
    """
    password_hash, session_token = hash_password(password), new_token()
    with writing(engine) as connection:
        if not person_links.use(connection, token_hash(link_token), now):
            raise LinkUsed
        people.set_password_hash(connection, person.number, password_hash)
        sessions.end_all_of(connection, person.number, now)
        sessions.begin(connection, token_hash(session_token), person.number, now=now, expires_at=now + session_lifetime)
        audit.write(connection, person.email, "password_chosen", now=now)
    return session_token


@cache
def _unknown_persons_hash() -> str:
    """Return the hash that an unknown person's password is checked against."""
    return hasher.hash("nobody has this password")
