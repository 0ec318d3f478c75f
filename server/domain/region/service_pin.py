"""Checks and hashes the PIN of the terminals' service screen.

A person who has the configuration, a terminal's card or a backup can try all PINs of six digits within hours, however they are hashed. The
PIN keeps visitors out of the service screen and is used for nothing else.
"""

from __future__ import annotations

import re
from typing import Literal

from nacl.pwhash import argon2id

MIN_DIGITS, MAX_DIGITS = 6, 12
ARGON2_PASSES, ARGON2_MEMORY_BYTES = 3, 32 * 1024 * 1024
"""Set the passes and the memory in bytes of Argon2id. One hash takes about half a second on a Pi Zero 2 W, which has half a gigabyte of
memory."""
PinFaultCode = Literal["digits", "obvious"]
_FAULTS: dict[PinFaultCode, str] = {
    "digits": f"a PIN has {MIN_DIGITS} to {MAX_DIGITS} digits and nothing else",
    "obvious": "everybody would try this PIN first (digits in a row, repeated or in pairs): choose another",
}
_DIGITS = re.compile(rf"[0-9]{{{MIN_DIGITS},{MAX_DIGITS}}}")
_UP = "01234567890123456789"
_PAIRS = re.compile(r"(?:(\d)\1)+")


def pin_fault_code(pin: str) -> PinFaultCode | None:
    """Return why a PIN is not accepted, or None if it is."""
    if not _DIGITS.fullmatch(pin):
        return "digits"
    return "obvious" if _is_obvious(pin) else None


def pin_fault_text(pin: str) -> str | None:
    """Return why a PIN is not accepted, in words that never contain the PIN, or None if it is accepted."""
    found = pin_fault_code(pin)
    return _FAULTS[found] if found else None


def hash_pin(pin: str) -> str:
    """Return the Argon2id hash of a PIN in the usual `$argon2id$…` form, as configurations carry it.

    Raises:
        ValueError: the PIN is not accepted.
    """
    if found := pin_fault_text(pin):
        raise ValueError(found)
    return argon2id.str(pin.encode(), opslimit=ARGON2_PASSES, memlimit=ARGON2_MEMORY_BYTES).decode()


def _is_obvious(pin: str) -> bool:
    """Return whether many people would try this PIN first.

    It then consists of a repeated sequence of up to half its length, of digits that go up or down by one, or of pairs of digits that do so.
    """
    pieces = (pin[:length] for length in range(1, len(pin) // 2 + 1))
    repeated = any((piece * len(pin))[: len(pin)] == pin for piece in pieces)
    return repeated or pin in _UP or pin in _UP[::-1] or (_PAIRS.fullmatch(pin) is not None and _in_a_row(pin[::2]))


def _in_a_row(digits: str) -> bool:
    return digits in _UP or digits in _UP[::-1]
