"""Signing in: every attempt is counted before the password is checked, so that many attempts at once gain nothing.

Failures are counted by the calling address and by the e-mail address that was typed. The latter is kept as a keyed hash, because
people type passwords into the wrong field.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.operations.people.tokens import new_token, token_hash
from server.store.dialect import acquire_advisory_lock
from server.store.engine import Connection, Engine
from server.store.people import audit, people, sessions, sign_in_failures
from server.store.people.people import Account
from server.store.write_transaction import writing

WINDOW = timedelta(minutes=15)
"""How long a failed attempt counts."""
MAX_BY_ADDRESS, MAX_BY_EMAIL = 30, 10
"""Failed attempts in the window, at most."""


class TooManyAttempts(RuntimeError):
    """No attempt is taken for now; `minutes` says for how long."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"wait {minutes} minutes")
        self.minutes = minutes


@dataclass(frozen=True)
class SignInAttempt:
    """An attempt that is counted as failed until it is completed."""

    person: Account | None
    """Whose e-mail address was typed; None where nobody has it."""
    address_subject: str
    email_subject: str
    at: datetime


def record_attempt(engine: Engine, email: str, *, address: str, secret_key: str, now: datetime) -> SignInAttempt:
    """Count an attempt to sign in as failed, and look up whose it is.

    `email` is the e-mail address as typed, without spaces around it; `address` is the network address that calls; `secret_key` is the
    key of the hash by which failures are counted.

    Raises:
        TooManyAttempts: there were too many in the window; this one was not counted.
    """
    subjects = (f"address:{address}", f"email:{_keyed_hash(email.lower(), secret_key)}")
    with writing(engine) as connection:
        acquire_advisory_lock(connection, *subjects)  # many at once would all find that there had been few
        if minutes := _wait_minutes(connection, subjects, now):
            raise TooManyAttempts(minutes)
        sign_in_failures.add(connection, subjects, now)
        person = people.by_email(connection, email) if "\0" not in email else None  # no database takes a NUL for text
    return SignInAttempt(person, *subjects, now)


def complete_sign_in(engine: Engine, attempt: SignInAttempt, *, session_lifetime: timedelta) -> str:
    """Begin a session for the person of an attempt whose password was right, and forget the failures of their e-mail address.

    Returns:
        The token of the new session: one that nobody can have known before.

    Raises:
        ValueError: nobody has the e-mail address of the attempt.
    """
    person, now, session_token = attempt.person, attempt.at, new_token()
    if person is None:
        raise ValueError("nobody has this e-mail address")
    with writing(engine) as connection:
        sign_in_failures.remove_attempt(connection, (attempt.address_subject, attempt.email_subject), now)
        sign_in_failures.clear(connection, attempt.email_subject)
        sessions.begin(connection, token_hash(session_token), person.number, now=now, expires_at=now + session_lifetime)
        audit.write(connection, person.email, "signed_in", now=now)
    return session_token


def _wait_minutes(connection: Connection, subjects: tuple[str, str], now: datetime) -> int | None:
    """Return the minutes until another attempt is taken; None where one may be made now."""
    since = now - WINDOW
    for subject, most in zip(subjects, (MAX_BY_ADDRESS, MAX_BY_EMAIL), strict=True):
        if sign_in_failures.count(connection, subject, since) >= most:
            first = sign_in_failures.first_since(connection, subject, since) or now
            return max(1, round((first + WINDOW - now).total_seconds() / 60))
    return None


def _keyed_hash(text: str, key: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
