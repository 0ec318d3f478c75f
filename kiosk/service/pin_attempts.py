"""Wrong PINs slow down. Pure: three are free, then each costs a wait, doubled from half a minute to a quarter of an hour.

A wait is counted by the steady clock, which begins anew with each boot, and the wall clock may be years off. So after a boot in
the middle of a wait the wait begins anew: whoever pulls the plug gains nothing. One that was waited out stays so.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct
from msgspec.structs import replace

MOST_DIGITS = 12
"""Of a PIN that is typed."""
FREE = 3
"""So many wrong ones may be a slip of the finger."""
FIRST_MS = 30_000
MOST_MS = 15 * 60_000


class Tries(Struct, frozen=True):
    """What is known of tries so far."""

    wrong: int = 0
    """Since the last right one."""
    until: int | None = None
    """Steady milliseconds of `boot` until which none is taken; None where nothing is waited for."""
    boot: str = ""


def wait_ms(wrong: int) -> int:
    """The wait after so many wrong ones."""
    if wrong < FREE:
        return 0
    return min(MOST_MS, FIRST_MS << min(wrong - FREE, 16))


def missed(tries: Tries, now: int) -> Tries:
    """One more wrong PIN."""
    wrong = tries.wrong + 1
    return replace(tries, wrong=wrong, until=now + wait_ms(wrong) if wait_ms(wrong) else None)


def right(tries: Tries) -> Tries:
    """The right PIN: all is forgotten."""
    return Tries(boot=tries.boot)


def left_ms(tries: Tries, now: int) -> int:
    """How long until another is taken."""
    return 0 if tries.until is None else max(0, tries.until - now)


def passed(tries: Tries, now: int) -> Tries:
    """A wait that is over need not be waited for again, not after a boot either."""
    return replace(tries, until=None) if tries.until is not None and tries.until <= now else tries


def woken(tries: Tries, now: int, boot: str) -> Tries:
    """As a program finds them at its start. The wait goes on within the same boot and begins anew in another."""
    if tries.until is None:
        return replace(tries, boot=boot)
    whole = now + wait_ms(tries.wrong)
    return Tries(tries.wrong, min(tries.until, whole) if tries.boot == boot else whole, boot)


def encode(tries: Tries) -> str:
    return msgspec.json.encode(tries).decode()


def decode(written: str | None) -> Tries:
    """What `encode` wrote; where it cannot be read, as if three had been wrong: damage must not be a way in.

    For the same reason it does not lie in the outbox, which may be set aside any day (`kiosk.store.staff_state`).
    """
    if written is None:
        return Tries()
    try:
        return msgspec.json.decode(written, type=Tries)
    except msgspec.DecodeError:
        return Tries(FREE, 0, "?")
