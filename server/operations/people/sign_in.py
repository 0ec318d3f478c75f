"""Signs people in and limits failed attempts.

Every attempt is counted before the password is checked, so that simultaneous attempts do not evade the limit. Failures are counted by
network address and by the e-mail address that was entered. The latter is stored as a keyed hash, because people sometimes type their
password into the wrong field.
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
"""The numbers of failed attempts within `WINDOW` from one network address and with one e-mail address after which none is accepted."""


class TooManyAttempts(RuntimeError):
    """Raised when no attempt is accepted for now; `minutes` is the time to wait."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"wait {minutes} minutes")
        self.minutes = minutes


@dataclass(frozen=True)
class SignInAttempt:
    """Represents an attempt, which counts as failed until it is completed."""

    person: Account | None
    """The person with the e-mail address that was entered, or None if nobody has it."""
    address_subject: str
    email_subject: str
    at: datetime


def record_attempt(engine: Engine, email: str, *, address: str, secret_key: str, now: datetime) -> SignInAttempt:
    """Count an attempt to sign in as failed, and find its person.

    `email` is the e-mail address as entered, without surrounding spaces. `address` is the network address of the request. `secret_key` is
    the key with which e-mail addresses are hashed.

    Raises:
        TooManyAttempts: the limit within `WINDOW` is reached; this attempt was not counted.
    """
    subjects = (f"address:{address}", f"email:{_keyed_hash(email.lower(), secret_key)}")
    with writing(engine) as connection:
        acquire_advisory_lock(connection, *subjects)  # simultaneous attempts would otherwise all read a count below the limit
        if minutes := _wait_minutes(connection, subjects, now):
            raise TooManyAttempts(minutes)
        sign_in_failures.add(connection, subjects, now)
        person = people.by_email(connection, email) if "\0" not in email else None  # PostgreSQL cannot store a NUL in a text
    return SignInAttempt(person, *subjects, now)


def complete_sign_in(engine: Engine, attempt: SignInAttempt, *, session_lifetime: timedelta) -> str:
    """Begin a session for the person of a successful attempt, and delete the failures of their e-mail address.

    Returns:
        The token of the new session, which is freshly made.

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
    """Return the minutes until another attempt is accepted, or None if one is accepted now."""
    since = now - WINDOW
    for subject, most in zip(subjects, (MAX_BY_ADDRESS, MAX_BY_EMAIL), strict=True):
        if sign_in_failures.count(connection, subject, since) >= most:
            first = sign_in_failures.first_since(connection, subject, since) or now
            return max(1, round((first + WINDOW - now).total_seconds() / 60))
    return None


def _keyed_hash(text: str, key: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
