"""Seals open answers to the region's public key, and wraps private keys with a passphrase.

A terminal, its memory card, a database or a backup holds public keys only. With them anybody can seal a comment, but nobody can open one.
libsodium does the work through PyNaCl: sealed boxes over X25519 for the comments, Argon2id and secretbox for the private keys.
"""

from __future__ import annotations

import struct
import unicodedata
from base64 import b64decode, b64encode
from dataclasses import dataclass, field

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.utils import random

from survey.wire import SealedComment, SealingKey

SEAL_OVERHEAD_BYTES = 48
"""Counts the bytes that a sealed box adds to the text: an ephemeral public key and an authenticator."""
MAX_TEXT_BYTES = 64_000 // 4 * 3 - SEAL_OVERHEAD_BYTES
"""Limits the UTF-8 bytes of a comment to what the wire accepts."""

_MAGIC = b"aula wrapped 1\n"
_PARAMETERS = struct.Struct(">II")
"""Packs the number of Argon2id passes and the KiB of memory."""
_MAX_PASSES, _MAX_KIB = 16, 2 * 1024 * 1024
"""Limit the cost of unwrapping. A file with a higher cost was not made here and would only tie up the machine."""


class CannotUnseal(ValueError):
    """Signals that a comment was not sealed to this key, or has been changed since."""


class WrongPassphrase(ValueError):
    """Signals that the passphrase does not open the file, or that the file has been changed."""


@dataclass(frozen=True)
class SealingKeyPair:
    """Holds both halves of a sealing key (X25519) in base64."""

    public: str
    secret: str = field(repr=False)

    @classmethod
    def generate(cls) -> SealingKeyPair:
        """Return a new random key pair."""
        secret = PrivateKey.generate()
        return cls(b64encode(bytes(secret.public_key)).decode(), b64encode(bytes(secret)).decode())


def seal_comment(text: str, key: SealingKey, question: str, redactions: int) -> SealedComment:
    """Return an answer to an open question, sealed to a public key.

    The caller must have checked the key with `survey.signing.check_sealing_key`.

    Args:
        text: the answer, already redacted.
        key: the region's public sealing key.
        question: the code of the open question.
        redactions: how many pieces of personal data were masked.

    Raises:
        ValueError: the key is no X25519 key, or the text is longer than `MAX_TEXT_BYTES`.
    """
    data = text.encode("utf-8", "replace")
    if len(data) > MAX_TEXT_BYTES:
        raise ValueError(f"an open answer has at most {MAX_TEXT_BYTES} bytes")
    try:
        sealed = SealedBox(PublicKey(b64decode(key.public, validate=True))).encrypt(data)
    except (CryptoError, TypeError, ValueError) as error:
        raise ValueError("the sealing key is no X25519 public key") from error
    return SealedComment(question, key.id, b64encode(sealed).decode(), redactions)


def unseal_comment(comment: SealedComment, secret: str) -> str:
    """Return the text of a sealed comment.

    Args:
        comment: the sealed comment.
        secret: the secret half of the sealing key, in base64.

    Raises:
        CannotUnseal: the comment is sealed to another key, or damaged.
    """
    try:
        box = SealedBox(PrivateKey(b64decode(secret, validate=True)))
        return box.decrypt(b64decode(comment.sealed, validate=True)).decode("utf-8", "replace")
    except (CryptoError, TypeError, ValueError) as error:
        raise CannotUnseal(f"this key does not open what was sealed to {comment.key!r}") from error


def wrap_keys(
    secrets: bytes,
    passphrase: str,
    *,
    passes: int = argon2id.OPSLIMIT_MODERATE,
    memory_kib: int = argon2id.MEMLIMIT_MODERATE // 1024,
) -> bytes:
    """Return the secrets as bytes for a file that only the passphrase opens.

    The cost is written into the bytes, so that the default can be raised later.

    Args:
        secrets: what to protect.
        passphrase: any text that is not empty.
        passes: how many passes Argon2id makes, by default 3.
        memory_kib: how much memory Argon2id uses, in KiB, by default 256 MiB.

    Raises:
        ValueError: the passphrase is empty.
    """
    if not passphrase:
        raise ValueError("a passphrase cannot be empty")
    salt = random(argon2id.SALTBYTES)
    box = SecretBox(_derive_key(passphrase, salt, passes, memory_kib))
    return _MAGIC + _PARAMETERS.pack(passes, memory_kib) + salt + bytes(box.encrypt(secrets))


def unwrap_keys(wrapped: bytes, passphrase: str) -> bytes:
    """Return the secrets that `wrap_keys` protected.

    Raises:
        WrongPassphrase: the passphrase is another one, or the bytes have been changed.
        ValueError: the bytes were not made by `wrap_keys`.
    """
    start = len(_MAGIC) + _PARAMETERS.size
    if not wrapped.startswith(_MAGIC) or len(wrapped) < start + argon2id.SALTBYTES:
        raise ValueError("this is no file of wrapped keys")
    passes, memory_kib = _PARAMETERS.unpack_from(wrapped, len(_MAGIC))
    if not (1 <= passes <= _MAX_PASSES and 8 <= memory_kib <= _MAX_KIB):
        raise ValueError("this is no file of wrapped keys: its cost is out of bounds")
    salt, sealed = wrapped[start : start + argon2id.SALTBYTES], wrapped[start + argon2id.SALTBYTES :]
    try:
        return SecretBox(_derive_key(passphrase, salt, passes, memory_kib)).decrypt(sealed)
    except (CryptoError, TypeError) as error:
        raise WrongPassphrase("the passphrase does not open the keys") from error


def _derive_key(passphrase: str, salt: bytes, passes: int, memory_kib: int) -> bytes:
    """Return the key that Argon2id derives from a passphrase.

    The passphrase is normalised to NFKC first, because the same letters typed on another machine may have other code points.
    """
    data = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    return argon2id.kdf(SecretBox.KEY_SIZE, data, salt, opslimit=passes, memlimit=memory_kib * 1024)
