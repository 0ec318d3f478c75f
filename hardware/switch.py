"""A part that is on or off: the switch in a headset socket, a motion sensor, the switch under the case's lid."""

from __future__ import annotations

import threading
from collections.abc import Callable

from hardware.debounce import DEBOUNCE_MS, Debouncer, LevelChange
from hardware.events import EventCallback, MillisecondClock, SwitchEvent
from hardware.gpio_input import InputPin, emit_safely
from hardware.pins import Pin

PLUG_DEBOUNCE_MS = 150
"""A plug scrapes along its switch for longer than a key bounces."""


class Switch:
    """One switch, listening until `close`. It tells changes; how it was found at the start is in `on`."""

    def __init__(
        self,
        pin: Pin,
        on_event: EventCallback,
        *,
        now: MillisecondClock,
        on_when_active: bool = True,
        debounce_ms: int = DEBOUNCE_MS,
        pin_factory: object | None = None,
    ) -> None:
        """`on_when_active`: whether the part is "on" while its wire is active (closed to ground; high for a sensor), or while it
        is not."""
        self.name = pin.name
        self._tell = on_event
        self._on_when_active = on_when_active
        self._one = threading.RLock()
        self._contact = Debouncer(debounce_ms=debounce_ms)
        with self._one:
            self._line = InputPin(pin, self._edge, now=now, pin_factory=pin_factory)
            self._contact = Debouncer(initially_closed=self._line.is_active, debounce_ms=debounce_ms)

    @property
    def is_on(self) -> bool:
        """As last told."""
        return self._contact.is_closed == self._on_when_active

    def poll(self) -> None:
        """Tell that the wire has opened and stayed so. Call it every second or two."""
        self._tell_all(lambda: self._contact.poll(self._line.now_us()))

    def close(self) -> None:
        self._line.close()

    def _edge(self, active: bool, at_us: int) -> None:
        self._tell_all(lambda: self._contact.on_edge(active, at_us))

    def _tell_all(self, due: Callable[[], list[LevelChange]]) -> None:
        with self._one:
            for change in due():
                emit_safely(self._tell, SwitchEvent(self.name, change.closed == self._on_when_active, change.at_us // 1000))
