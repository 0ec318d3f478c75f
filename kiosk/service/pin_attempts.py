"""Wrong PINs slow down. Pure: three are free, then each costs a wait, doubled from half a minute to a quarter of an hour.

A wait is counted by the steady clock, which begins anew with each boot, and the wall clock may be years off. So after a boot in
the middle of a wait the wait begins anew: whoever pulls the plug gains nothing. One that was waited out stays so.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct
from msgspec.structs import replace

MAX_PIN_DIGITS = 12
"""Of a PIN that is typed."""
FREE_ATTEMPTS = 3
"""So many wrong ones may be a slip of the finger."""
FIRST_WAIT_MS = 30_000
MAX_WAIT_MS = 15 * 60_000


class PinAttempts(Struct, frozen=True, rename={"wrong_count": "wrong", "locked_until": "until"}):
    """What is known of tries so far."""

    wrong_count: int = 0
    """Since the last right one."""
    locked_until: int | None = None
    """Steady milliseconds of `boot` until which none is taken; None where nothing is waited for."""
    boot: str = ""


def wait_ms(wrong: int) -> int:
    """The wait after so many wrong ones."""
    if wrong < FREE_ATTEMPTS:
        return 0
    return min(MAX_WAIT_MS, FIRST_WAIT_MS << min(wrong - FREE_ATTEMPTS, 16))


def after_wrong_pin(attempts: PinAttempts, now: int) -> PinAttempts:
    """One more wrong PIN."""
    wrong = attempts.wrong_count + 1
    return replace(attempts, wrong_count=wrong, locked_until=now + wait_ms(wrong) if wait_ms(wrong) else None)


def after_right_pin(attempts: PinAttempts) -> PinAttempts:
    """The right PIN: all is forgotten."""
    return PinAttempts(boot=attempts.boot)


def remaining_wait_ms(attempts: PinAttempts, now: int) -> int:
    """How long until another is taken."""
    return 0 if attempts.locked_until is None else max(0, attempts.locked_until - now)


def clear_expired_wait(attempts: PinAttempts, now: int) -> PinAttempts:
    """A wait that is over need not be waited for again, not after a boot either."""
    return replace(attempts, locked_until=None) if attempts.locked_until is not None and attempts.locked_until <= now else attempts


def after_program_start(attempts: PinAttempts, now: int, boot: str) -> PinAttempts:
    """As a program finds them at its start. The wait goes on within the same boot and begins anew in another."""
    if attempts.locked_until is None:
        return replace(attempts, boot=boot)
    whole = now + wait_ms(attempts.wrong_count)
    return PinAttempts(attempts.wrong_count, min(attempts.locked_until, whole) if attempts.boot == boot else whole, boot)


def encode(attempts: PinAttempts) -> str:
    return msgspec.json.encode(attempts).decode()


def decode(encoded: str | None) -> PinAttempts:
    """What `encode` wrote; where it cannot be read, as if three had been wrong: damage must not be a way in.

    For the same reason it does not lie in the outbox, which may be set aside any day (`kiosk.store.staff_state`).
    """
    if encoded is None:
        return PinAttempts()
    try:
        return msgspec.json.decode(encoded, type=PinAttempts)
    except msgspec.DecodeError:
        return PinAttempts(FREE_ATTEMPTS, 0, "?")
