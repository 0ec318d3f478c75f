"""A part that is on or off: the switch in a headset socket, a motion sensor, the switch under the case's lid."""

from __future__ import annotations

import threading
from collections.abc import Callable

from hardware.debounce import QUIET_MS, Change, Contact
from hardware.events import Now, SwitchEvent, Tell
from hardware.gpio_input import Line, tell_one
from hardware.pins import Pin

PLUG_QUIET_MS = 150
"""A plug scrapes along its switch for longer than a key bounces."""


class Switch:
    """One switch, listening until `close`. It tells changes; how it was found at the start is in `on`."""

    def __init__(
        self, pin: Pin, tell: Tell, *, now: Now, on_when_active: bool = True, quiet_ms: int = QUIET_MS, pin_factory: object | None = None
    ) -> None:
        """`on_when_active`: whether the part is "on" while its wire is active (closed to ground; high for a sensor), or while it
        is not."""
        self.name = pin.name
        self._tell = tell
        self._on_when_active = on_when_active
        self._one = threading.RLock()
        self._contact = Contact(quiet_ms=quiet_ms)
        with self._one:
            self._line = Line(pin, self._edge, now=now, pin_factory=pin_factory)
            self._contact = Contact(closed=self._line.active, quiet_ms=quiet_ms)

    @property
    def on(self) -> bool:
        """As last told."""
        return self._contact.closed == self._on_when_active

    def look(self) -> None:
        """Tell that the wire has opened and stayed so. Call it every second or two."""
        self._tell_all(lambda: self._contact.look(self._line.now_us()))

    def close(self) -> None:
        self._line.close()

    def _edge(self, active: bool, at_us: int) -> None:
        self._tell_all(lambda: self._contact.edge(active, at_us))

    def _tell_all(self, due: Callable[[], list[Change]]) -> None:
        with self._one:
            for change in due():
                tell_one(self._tell, SwitchEvent(self.name, change.closed == self._on_when_active, change.at_us // 1000))
