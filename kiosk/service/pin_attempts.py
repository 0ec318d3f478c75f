"""Slows down attempts with wrong PINs. Pure.

Three attempts may be made without a wait. After the third wrong PIN the next attempt must wait half a minute. Each further wrong PIN
doubles the wait, up to a quarter of an hour.

A wait is measured by the steady clock, because the wall clock may be years off. The steady clock begins anew with each boot, so a wait that
a reboot interrupts begins anew, and pulling the plug gains nothing. A wait that has passed is over for good.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct
from msgspec.structs import replace

MAX_PIN_DIGITS = 12
"""Limits the digits that can be typed."""
FREE_ATTEMPTS = 3
"""Sets how many attempts may be made without a wait, since a few wrong PINs may be slips of the finger."""
FIRST_WAIT_MS = 30_000
"""Sets the wait after `FREE_ATTEMPTS` wrong PINs."""
MAX_WAIT_MS = 15 * 60_000
"""Limits the wait, which doubles with each further wrong PIN."""


class PinAttempts(Struct, frozen=True, rename={"wrong_count": "wrong", "locked_until": "until"}):
    """Describes the attempts so far."""

    wrong_count: int = 0
    """Counts the wrong PINs since the last right one."""
    locked_until: int | None = None
    """Holds the time until which no attempt is accepted, in milliseconds of the steady clock of `boot`. None means that there is no
    wait."""
    boot: str = ""
    """Names the boot to whose steady clock `locked_until` belongs."""


def wait_ms(wrong: int) -> int:
    """Return the wait after this many wrong PINs, in milliseconds."""
    if wrong < FREE_ATTEMPTS:
        return 0
    return min(MAX_WAIT_MS, FIRST_WAIT_MS << min(wrong - FREE_ATTEMPTS, 16))


def after_wrong_pin(attempts: PinAttempts, now: int) -> PinAttempts:
    """Return the attempts after one more wrong PIN.

    Args:
        attempts: the attempts so far.
        now: milliseconds of the steady clock.
    """
    wrong = attempts.wrong_count + 1
    return replace(attempts, wrong_count=wrong, locked_until=now + wait_ms(wrong) if wait_ms(wrong) else None)


def after_right_pin(attempts: PinAttempts) -> PinAttempts:
    """Return the attempts after the right PIN: none are wrong, and there is no wait."""
    return PinAttempts(boot=attempts.boot)


def remaining_wait_ms(attempts: PinAttempts, now: int) -> int:
    """Return the milliseconds until the next attempt is accepted, or 0 if one is accepted now."""
    return 0 if attempts.locked_until is None else max(0, attempts.locked_until - now)


def clear_expired_wait(attempts: PinAttempts, now: int) -> PinAttempts:
    """Return the attempts without a wait that has passed, so that a reboot does not begin it anew, or `attempts` itself if none has."""
    return replace(attempts, locked_until=None) if attempts.locked_until is not None and attempts.locked_until <= now else attempts


def after_program_start(attempts: PinAttempts, now: int, boot: str) -> PinAttempts:
    """Return the stored attempts as they count after the program's start.

    A wait goes on within the same boot, and begins anew in another.

    Args:
        attempts: the attempts as they were stored.
        now: milliseconds of the steady clock.
        boot: the present boot.
    """
    if attempts.locked_until is None:
        return replace(attempts, boot=boot)
    whole = now + wait_ms(attempts.wrong_count)
    return PinAttempts(attempts.wrong_count, min(attempts.locked_until, whole) if attempts.boot == boot else whole, boot)


def encode(attempts: PinAttempts) -> str:
    """Return the attempts as JSON."""
    return msgspec.json.encode(attempts).decode()


def decode(encoded: str | None) -> PinAttempts:
    """Return the attempts that `encode` wrote.

    Text that cannot be decoded counts as three wrong PINs, so that damaging the file gains nothing. For the same reason the attempts are
    not stored in the outbox, which may be replaced at any time (`kiosk.store.staff_state`).

    Args:
        encoded: the JSON, or None if no attempt was ever made.
    """
    if encoded is None:
        return PinAttempts()
    try:
        return msgspec.json.decode(encoded, type=PinAttempts)
    except msgspec.DecodeError:
        return PinAttempts(FREE_ATTEMPTS, 0, "?")
