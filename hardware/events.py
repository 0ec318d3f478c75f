"""What the parts tell: plain data, from the thread that saw it to whoever listens. What it means is not known here."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

KeyKind = Literal["press", "hold", "release"]


@dataclass(frozen=True)
class KeyEvent:
    """Something a finger did.

    `name` is one of `hardware.pins.KEYS`. Each press is told once, however long it lasts: keys do not repeat. A key that can
    be held tells `hold` once while it is still down. `release` ends what `press` began; it is told when the key has been up for a
    moment, with the next edge or look. So act on `press`; where a hold means something else
    (the terminal's help key, letters with other forms), on `hold` or, if none came, on `release`.
    `at_ms` is the moment by the steady clock that was given; `duration_ms` how long the key has been down, 0 at the press.
    """

    name: str
    kind: KeyKind
    at_ms: int
    duration_ms: int = 0


@dataclass(frozen=True)
class SwitchEvent:
    """A part is on or off since `at_ms`: headset plugged in, somebody present, case open (`tamper`)."""

    name: str
    is_on: bool
    at_ms: int


HardwareEvent = KeyEvent | SwitchEvent
EventCallback = Callable[[HardwareEvent], None]
"""Called from gpiozero's threads, one event after another: hand it on and return at once."""

MillisecondClock = Callable[[], int]
"""Steady milliseconds, by which events are dated."""


def steady_ms() -> int:
    """Milliseconds of a clock that never jumps."""
    return time.monotonic_ns() // 1_000_000
