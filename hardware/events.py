"""Defines the events of the hardware as plain data, which the parts pass to a callback in the thread that detected them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

KeyKind = Literal["press", "hold", "release"]


@dataclass(frozen=True)
class KeyEvent:
    """Represents the press, hold or release of a key.

    Each press produces one `press` event, however long it lasts: keys do not repeat. A key that can be held produces one `hold` event
    while it is still down. A `release` event follows once the key has stayed up for a moment, at the next edge or poll. So act on
    `press`. Where holding a key has another meaning (the help key, letters with variants), act on `hold` or, if none came, on `release`.
    """

    name: str
    """One of `hardware.pins.KEY_NAMES`."""
    kind: KeyKind
    at_ms: int
    """The time of the event by the clock that was passed when the key was opened."""
    duration_ms: int = 0
    """The time for which the key has been down, 0 for a press."""


@dataclass(frozen=True)
class SwitchEvent:
    """Represents a part that has been on or off since `at_ms`: headset plugged in, somebody present, case open (`tamper`)."""

    name: str
    is_on: bool
    at_ms: int


HardwareEvent = KeyEvent | SwitchEvent
EventCallback = Callable[[HardwareEvent], None]
"""Receives events, from gpiozero's threads and from the thread that polls. It must pass the event on and return at once."""

MillisecondClock = Callable[[], int]
"""Returns milliseconds of a clock that never jumps. It dates the events."""


def steady_ms() -> int:
    """Return milliseconds of the monotonic clock, which never jumps."""
    return time.monotonic_ns() // 1_000_000
