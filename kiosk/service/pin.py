"""Verifies a PIN against the Argon2id hash in the configuration. The time of the comparison does not depend on which digits are wrong."""

from __future__ import annotations

ARGON2ID_PREFIX = "$argon2id$"


def verify_pin(pin: str, pin_hash: str) -> bool:
    """Return whether the PIN matches the hash.

    The check is slow by design and takes a good part of a second, so it must not be called in the thread of the screens or in the writer
    thread. With a hash that cannot be used, every PIN is wrong.

    Args:
        pin: the PIN that was typed.
        pin_hash: the encoded Argon2id hash from the configuration.
    """
    if not pin_hash.startswith(ARGON2ID_PREFIX):
        # The library would also accept argon2i and scrypt, but the server makes Argon2id hashes only.
        return False
    import nacl.exceptions  # slow to load, and only the service screen needs it
    import nacl.pwhash

    try:
        return bool(nacl.pwhash.verify(pin_hash.encode(), pin.encode()))
    except (nacl.exceptions.CryptoError, ValueError, UnicodeEncodeError):
        return False
