"""Whether a PIN is the one that the configuration knows by its Argon2id hash. The comparison takes the same time whatever is wrong."""

from __future__ import annotations

ARGON2ID_PREFIX = "$argon2id$"


def verify_pin(pin: str, pin_hash: str) -> bool:
    """Takes a good part of a second, by design: never call it in the screens' thread. A hash that cannot be used lets nobody in."""
    if not pin_hash.startswith(ARGON2ID_PREFIX):
        # The library would take argon2i and scrypt too; what the region did not make is no PIN of its.
        return False
    import nacl.exceptions  # slow to load, and nobody but staff needs it
    import nacl.pwhash

    try:
        return bool(nacl.pwhash.verify(pin_hash.encode(), pin.encode()))
    except (nacl.exceptions.CryptoError, ValueError, UnicodeEncodeError):
        return False
