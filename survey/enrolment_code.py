"""Makes and checks enrolment codes, and makes the tokens of terminals (design, decision 12).

People read an enrolment code from a card and type it on a terminal. A code has eight random characters and a check character. Its alphabet
of 31 characters leaves out those that look alike (no 0 and O, no 1, I and L). The check character is a weighted sum modulo 31. Since 31 is
prime and all weights differ, it detects every wrong character and every swap of two characters.
"""

from __future__ import annotations

import hashlib
import secrets

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Lists the characters of a code. The index of a character is its value in the check sum."""
RANDOM_LENGTH = 8
"""Counts the random characters of a code."""
CODE_LENGTH = RANDOM_LENGTH + 1
"""Counts the characters of a code without separators, the check character included."""
_GROUP_LENGTH = 3
_SEPARATORS = dict.fromkeys(map(ord, " \t\r\n-‐‑‒–—−._/\u00a0"))
"""Lists what people type between groups; it is removed before a code is read."""


class MistypedCode(ValueError):
    """Signals that a typed text cannot be a code, because its length, a character or the check character is wrong."""


def make_code(random_bytes: bytes) -> str:
    """Return a code such as `ABC-DEF-GHJ`, made from random bytes.

    Args:
        random_bytes: at least 16 bytes, of which a code keeps about 39 bits.

    Raises:
        ValueError: there are fewer than 16 bytes.
    """
    if len(random_bytes) < 16:
        raise ValueError("a code takes at least 16 random bytes")
    number = int.from_bytes(random_bytes)
    characters = ""
    for _ in range(RANDOM_LENGTH):
        number, index = divmod(number, len(CODE_ALPHABET))
        characters += CODE_ALPHABET[index]
    return _grouped(characters + _check_character(characters))


def normalise_code(text: str) -> str:
    """Return a typed code in the form that `make_code` gives it, whatever its case and grouping.

    Raises:
        MistypedCode: the text cannot be a code, so that it need not be looked up.
    """
    code = text.translate(_SEPARATORS)
    code = code.upper() if code.isascii() else code
    if len(code) != CODE_LENGTH:
        raise MistypedCode(f"a code has {CODE_LENGTH} characters")
    if any(character not in CODE_ALPHABET for character in code):
        raise MistypedCode("a code has no 0, 1, I, L or O, and no other signs")
    if _check_character(code[:RANDOM_LENGTH]) != code[RANDOM_LENGTH]:
        raise MistypedCode("a character is wrong, or two are swapped")
    return _grouped(code)


def make_token() -> str:
    """Return a new token, the secret of a terminal: 32 random bytes as 43 characters of base64url without padding."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return the SHA-256 hash of a token in hexadecimal, the only form in which a server stores it.

    A token is random, so its hash needs no salt.
    """
    return hashlib.sha256(token.encode()).hexdigest()


def _check_character(characters: str) -> str:
    """Return the check character of the random characters.

    The random characters have the weights 2 to 9 and the check character has the weight 1, so that a swap with it is detected too.
    """
    total = sum(weight * CODE_ALPHABET.index(character) for weight, character in enumerate(characters, start=2))
    return CODE_ALPHABET[-total % len(CODE_ALPHABET)]


def _grouped(code: str) -> str:
    return "-".join(code[start : start + _GROUP_LENGTH] for start in range(0, len(code), _GROUP_LENGTH))
