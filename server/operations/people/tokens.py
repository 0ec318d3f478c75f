"""The random tokens of sessions and of links. The browser holds the token, the database its hash alone."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """Make a token that nobody can guess: 256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return the SHA-256 of a token in hexadecimal, by which the database knows it."""
    return hashlib.sha256(token.encode()).hexdigest()
