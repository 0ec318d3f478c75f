"""Sealing of open answers to the region's public key, and the wrapping of private keys with a passphrase.

Whoever holds only what is here in public (a terminal, its card, a database, a backup) can seal and never open.
libsodium does the work (through PyNaCl): sealed boxes over X25519, Argon2id and secretbox for the wrapping.
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
"""Bytes that a sealed box adds to the text's: an ephemeral public key and an authenticator."""
MAX_TEXT_BYTES = 64_000 // 4 * 3 - SEAL_OVERHEAD_BYTES
"""UTF-8 bytes of the longest comment that the wire takes."""

_MAGIC = b"aula wrapped 1\n"
_PARAMETERS = struct.Struct(">II")
"""Argon2id passes and KiB of memory."""
_MOST_PASSES, _MOST_KIB = 16, 2 * 1024 * 1024
"""More than this is no file of ours: it would only tie up the machine."""


class CannotUnseal(ValueError):
    """A comment was not sealed to this key, or has been changed since."""


class WrongPassphrase(ValueError):
    """The passphrase does not open the file, or the file has been changed."""


@dataclass(frozen=True)
class SealingKeyPair:
    """Both halves of a sealing key (X25519), base64."""

    public: str
    secret: str = field(repr=False)

    @classmethod
    def generate(cls) -> SealingKeyPair:
        secret = PrivateKey.generate()
        return cls(b64encode(bytes(secret.public_key)).decode(), b64encode(bytes(secret)).decode())


def seal_comment(text: str, key: SealingKey, question: str, redactions: int) -> SealedComment:
    """Seal an answer to an open question. Only a key that passed `signing.check_sealing_key` should come here.

    Args:
        text: the answer, already redacted.
        key: the region's public sealing key.
        question: the open question's code.
        redactions: how many pieces were masked.

    Raises:
        ValueError: the key is no X25519 key, or the text is over `MAX_TEXT_BYTES`.
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
    """The text of a sealed comment.

    Raises:
        CannotOpen: sealed to another key, or damaged.
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
    """The secrets as bytes for a file that only the passphrase opens.

    The cost (Argon2id, by default 3 passes over 256 MiB) is written into the bytes, so that it can be raised later.

    Raises:
        ValueError: an empty passphrase.
    """
    if not passphrase:
        raise ValueError("a passphrase cannot be empty")
    salt = random(argon2id.SALTBYTES)
    box = SecretBox(_stretched(passphrase, salt, passes, memory_kib))
    return _MAGIC + _PARAMETERS.pack(passes, memory_kib) + salt + bytes(box.encrypt(secrets))


def unwrap_keys(wrapped: bytes, passphrase: str) -> bytes:
    """The secrets that `wrap` wrapped.

    Raises:
        WrongPassphrase: another passphrase, or changed bytes.
        ValueError: these bytes were never made by `wrap`.
    """
    start = len(_MAGIC) + _PARAMETERS.size
    if not wrapped.startswith(_MAGIC) or len(wrapped) < start + argon2id.SALTBYTES:
        raise ValueError("this is no file of wrapped keys")
    passes, kib = _PARAMETERS.unpack_from(wrapped, len(_MAGIC))
    if not (1 <= passes <= _MOST_PASSES and 8 <= kib <= _MOST_KIB):
        raise ValueError("this is no file of wrapped keys: its cost is out of bounds")
    salt, sealed = wrapped[start : start + argon2id.SALTBYTES], wrapped[start + argon2id.SALTBYTES :]
    try:
        return SecretBox(_stretched(passphrase, salt, passes, kib)).decrypt(sealed)
    except (CryptoError, TypeError) as error:
        raise WrongPassphrase("the passphrase does not open the keys") from error


def _stretched(passphrase: str, salt: bytes, passes: int, kib: int) -> bytes:
    """NFKC first: the same letters typed on another machine may come as other code points."""
    data = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    return argon2id.kdf(SecretBox.KEY_SIZE, data, salt, opslimit=passes, memlimit=kib * 1024)
