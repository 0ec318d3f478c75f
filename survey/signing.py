"""Decides which keys a terminal trusts: the signing key from its enrolment, and every key that a chain of signatures from it leads to.

A signature (Ed25519) covers the key's id in UTF-8 followed by its 32 public bytes. A signed sealing key cannot be misused as a signing
key, because nobody knows an Ed25519 secret for the public bytes of an X25519 pair.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass, field

from nacl.exceptions import CryptoError
from nacl.signing import SigningKey as Ed25519
from nacl.signing import VerifyKey

from survey.wire import SealingKey, SigningKey

KEY_BYTES = 32
"""Counts the bytes of a public key."""


class UntrustedKey(ValueError):
    """Signals that no trusted signing key has signed this key."""


@dataclass(frozen=True)
class SigningKeyPair:
    """Holds both halves of a signing key (Ed25519) in base64."""

    public: str
    secret: str = field(repr=False)

    @classmethod
    def generate(cls) -> SigningKeyPair:
        """Return a new random key pair."""
        secret = Ed25519.generate()
        return cls(b64encode(bytes(secret.verify_key)).decode(), b64encode(bytes(secret)).decode())


def sign_key(pair: SigningKeyPair, key_id: str, public_b64: str) -> str:
    """Return the signature of another key, in base64.

    Args:
        pair: the key pair that signs.
        key_id: the id of the key to sign.
        public_b64: the public bytes of the key to sign, in base64.

    Raises:
        ValueError: the public key is not 32 bytes in base64.
    """
    signer = Ed25519(b64decode(pair.secret, validate=True))
    return b64encode(signer.sign(_signed_bytes(key_id, public_b64)).signature).decode()


def trusted_keys(trusted: tuple[SigningKey, ...], offered: tuple[SigningKey, ...]) -> tuple[SigningKey, ...]:
    """Return the signing keys to trust from now on: those trusted so far, then every offered key that a chain of signatures leads to.

    Offered keys without such a chain or with a bad signature are left out. An offered key never replaces a trusted key of the same id.
    """
    known = {key.id: key for key in trusted}
    remaining = [key for key in offered if key.id not in known]
    while verified := [key for key in remaining if key.id not in known and _is_signed_by_known(key, known)]:
        known[verified[0].id] = verified[0]
        remaining.remove(verified[0])
    return tuple(known.values())


def check_sealing_key(key: SealingKey, trusted: tuple[SigningKey, ...]) -> None:
    """Check that comments may be sealed to this key.

    Raises:
        UntrustedKey: no trusted key has signed it, or the signature does not match its id and bytes.
    """
    if not _is_signed_by_known(key, {known.id: known for known in trusted}):
        raise UntrustedKey(f"the sealing key {key.id!r} is not signed by a signing key that this terminal trusts")


def _is_signed_by_known(key: SealingKey | SigningKey, known: dict[str, SigningKey]) -> bool:
    signer = known.get(key.signed_by or "")
    if signer is None or key.signature is None:
        return False
    try:
        verify = VerifyKey(b64decode(signer.public, validate=True))
        verify.verify(_signed_bytes(key.id, key.public), b64decode(key.signature, validate=True))
    except (CryptoError, TypeError, ValueError):
        return False
    return True


def _signed_bytes(key_id: str, public_b64: str) -> bytes:
    public = b64decode(public_b64, validate=True)
    if len(public) != KEY_BYTES:
        raise ValueError(f"a public key has {KEY_BYTES} bytes")
    return key_id.encode() + public
