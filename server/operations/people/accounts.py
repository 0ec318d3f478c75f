"""Adds accounts of people who may sign in, and changes their role and the language of their pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from server.operations.people.passwords import hash_password
from server.operations.people.tokens import new_token, token_hash
from server.store.engine import Engine
from server.store.people import audit, people, person_links
from server.store.people.people import Account, Role
from server.store.write_transaction import writing


class RegionNotFound(LookupError):
    """Raised when no region has the id."""


@dataclass(frozen=True)
class SavedAccount:
    """Represents an account as it was stored."""

    person: Account
    is_new: bool
    link_token: str | None
    """The token of the link with which the person chooses a password, or None if a password was given."""


def add_or_change_person(
    engine: Engine,
    email: str,
    role: Role,
    *,
    region: str | None,
    password: str | None,
    link_lifetime: timedelta,
    author: str,
    now: datetime,
) -> SavedAccount:
    """Add an account, or give the account with this e-mail address the role and region.

    `region` is the only region that the person sees; None means all regions. Without a `password`, the person chooses one with a link that
    can be used once within `link_lifetime`. A disabled account is enabled again.

    Raises:
        RegionNotFound: no region has the id; nothing was stored.
    """
    password_hash = hash_password(password) if password is not None else None
    link_token = new_token() if password is None else None
    with writing(engine) as connection:
        if region is not None and not people.region_exists(connection, region):
            raise RegionNotFound(region)
        person, is_new = people.add_or_change(connection, email, role, region=region, password_hash=password_hash, now=now)
        if link_token is not None:
            person_links.add(connection, token_hash(link_token), person.number, now=now, expires_at=now + link_lifetime)
        audit.write(connection, author, "person_added" if is_new else "person_changed", now=now, subject=person.email, role=role)
    return SavedAccount(person, is_new, link_token)


def choose_language(engine: Engine, person_number: int, language: str) -> None:
    """Store the language in which a person wants to see the pages."""
    with writing(engine) as connection:
        people.choose_language(connection, person_number, language)
