"""Makes and hashes the random tokens of sessions and links. The browser holds the token, the database only its hash."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """Return a new random token of 256 bits in URL-safe characters."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return the SHA-256 of a token in hexadecimal, as it is stored in the database."""
    return hashlib.sha256(token.encode()).hexdigest()
