"""Trust in keys: a terminal trusts the signing key it got at enrolment, and what that key vouches for, directly or by a chain.

What is signed (Ed25519) is the key's id in UTF-8 followed by its 32 public bytes. A sealing key is thereby no signing key in disguise:
nobody knows an Ed25519 secret to the public bytes of an X25519 pair.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass, field

from nacl.exceptions import CryptoError
from nacl.signing import SigningKey as Ed25519
from nacl.signing import VerifyKey

from survey.wire import SealingKey, SigningKey

KEY_BYTES = 32


class UntrustedKey(ValueError):
    """No signing key that is trusted here vouches for this key."""


@dataclass(frozen=True)
class SigningKeyPair:
    """Both halves of a signing key (Ed25519), base64."""

    public: str
    secret: str = field(repr=False)

    @classmethod
    def generate(cls) -> SigningKeyPair:
        secret = Ed25519.generate()
        return cls(b64encode(bytes(secret.verify_key)).decode(), b64encode(bytes(secret)).decode())


def sign_key(pair: SigningKeyPair, key_id: str, public_b64: str) -> str:
    """The signature (base64) with which `pair` vouches for another key.

    Raises:
        ValueError: the public key is not 32 bytes in base64.
    """
    signer = Ed25519(b64decode(pair.secret, validate=True))
    return b64encode(signer.sign(_signed_bytes(key_id, public_b64)).signature).decode()


def trusted_keys(trusted: tuple[SigningKey, ...], offered: tuple[SigningKey, ...]) -> tuple[SigningKey, ...]:
    """The signing keys to trust from now on: those trusted so far, then each offered one that a chain of signatures leads to.

    An offered key that leads nowhere, or whose signature is bad, is left out; one with the id of a trusted key never takes its place.
    """
    known = {key.id: key for key in trusted}
    waiting = [key for key in offered if key.id not in known]
    while fit := [key for key in waiting if key.id not in known and _vouched(key, known)]:
        known[fit[0].id] = fit[0]
        waiting.remove(fit[0])
    return tuple(known.values())


def check_sealing_key(key: SealingKey, trusted: tuple[SigningKey, ...]) -> None:
    """Make sure that comments may be sealed to this key.

    Raises:
        UntrustedKey: it is signed by no trusted key, or the signature does not fit its id and bytes.
    """
    if not _vouched(key, {known.id: known for known in trusted}):
        raise UntrustedKey(f"the sealing key {key.id!r} is not signed by a signing key that this terminal trusts")


def _vouched(key: SealingKey | SigningKey, known: dict[str, SigningKey]) -> bool:
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
