"""The five keys, each on its pin: what they tell is in `hardware.events`, by which times in `hardware.key_press`."""

from __future__ import annotations

import threading
from collections.abc import Callable

from hardware.events import KeyEvent, Now, Tell
from hardware.gpio_input import Line, tell_one
from hardware.key_press import APART_MS, CHOOSE_APART_MS, HOLD_MS, Stroke
from hardware.pins import Pin

APART = {"choose": CHOOSE_APART_MS}
HOLDS = {"help": HOLD_MS, "next": HOLD_MS, "previous": HOLD_MS, "choose": HOLD_MS}
"""Which keys can be held: help starts speech, next and previous go on by groups, choose offers a letter's other forms."""

LATE_MS = 50
"""gpiozero's thread wakes so much after the moment of a long press: two readings of a clock are never quite the same."""


class Key:
    """One key, listening until `close`."""

    def __init__(self, pin: Pin, tell: Tell, *, now: Now, pin_factory: object | None = None) -> None:
        """Opens the pin.

        Args:
            pin: the wire.
            tell: hears of presses, holds and releases, from a thread of gpiozero.
            now: steady milliseconds, by which events are dated.
            pin_factory: gpiozero's, for tests.
        """
        self.name = pin.name
        hold_ms = HOLDS.get(pin.name)
        self._tell = tell
        self._one = threading.RLock()  # edges, holds and looks come from threads of their own
        self._stroke = self._fresh(closed=False)
        with self._one:  # an edge that comes while the pin opens waits until the key's state at the start is known
            wake_ms = None if hold_ms is None else hold_ms + LATE_MS
            self._line = Line(pin, self._edge, now=now, pin_factory=pin_factory, hold_ms=wake_ms, on_hold=self.look)
            self._stroke = self._fresh(closed=self._line.active)

    def look(self) -> None:
        """Tell what is due without an edge. Call it every second or two."""
        self._tell_all(lambda: self._stroke.look(self._line.now_us()))

    @property
    def stuck(self) -> bool:
        """Whether it has been down for a minute, or since the start."""
        with self._one:
            return self._stroke.stuck(self._line.now_us())

    def close(self) -> None:
        self._line.close()

    def _fresh(self, *, closed: bool) -> Stroke:
        return Stroke(self.name, closed=closed, apart_ms=APART.get(self.name, APART_MS), hold_ms=HOLDS.get(self.name))

    def _edge(self, down: bool, at_us: int) -> None:
        self._tell_all(lambda: self._stroke.edge(down, at_us))

    def _tell_all(self, due: Callable[[], list[KeyEvent]]) -> None:
        with self._one:
            for event in due():
                tell_one(self._tell, event)
