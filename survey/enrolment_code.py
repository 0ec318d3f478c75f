"""Enrolment codes, which people read from a card and type on a terminal, and the token that a terminal makes for itself.

A code is eight drawn characters and a check character, out of 31 that cannot be taken for one another (no 0 and O, no 1, I and L).
31 is prime, so a weighted sum modulo 31 with weights that all differ catches every wrong character and every two swapped ones.
"""

from __future__ import annotations

import hashlib
import secrets

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RANDOM_LENGTH = 8
CODE_LENGTH = RANDOM_LENGTH + 1
_GROUP = 3
_BETWEEN = dict.fromkeys(map(ord, " \t\r\n-‐‑‒–—−._/\u00a0"))
"""What people put between groups; taken out before reading."""


class MistypedCode(ValueError):
    """What was typed cannot be a code: wrong length, a character that no code has, or the check character does not fit."""


def make_code(random_bytes: bytes) -> str:
    """A code such as `ABC-DEF-GHJ` from at least 16 random bytes (39 bits of them count).

    Raises:
        ValueError: fewer bytes.
    """
    if len(random_bytes) < 16:
        raise ValueError("a code takes at least 16 random bytes")
    number = int.from_bytes(random_bytes)
    drawn = ""
    for _ in range(RANDOM_LENGTH):
        number, place = divmod(number, len(CODE_ALPHABET))
        drawn += CODE_ALPHABET[place]
    return _grouped(drawn + _check(drawn))


def normalise_code(text: str) -> str:
    """The code as `make` wrote it, from what a person typed: any case, any grouping.

    Raises:
        MistypedCode: it is no code; nothing needs to be looked up.
    """
    code = text.translate(_BETWEEN)
    code = code.upper() if code.isascii() else code
    if len(code) != CODE_LENGTH:
        raise MistypedCode(f"a code has {CODE_LENGTH} characters")
    if any(character not in CODE_ALPHABET for character in code):
        raise MistypedCode("a code has no 0, 1, I, L or O, and no other signs")
    if _check(code[:RANDOM_LENGTH]) != code[RANDOM_LENGTH]:
        raise MistypedCode("a character is wrong, or two are swapped")
    return _grouped(code)


def make_token() -> str:
    """A terminal's secret: 32 random bytes, base64url without padding (43 characters)."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """SHA-256 of the token in hexadecimal: what a server keeps. A token is random, so it needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def _check(drawn: str) -> str:
    """Weights 2 to 9; the check itself weighs 1, so that a swap with the last one shows too."""
    total = sum(weight * CODE_ALPHABET.index(character) for weight, character in enumerate(drawn, start=2))
    return CODE_ALPHABET[-total % len(CODE_ALPHABET)]


def _grouped(code: str) -> str:
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))
