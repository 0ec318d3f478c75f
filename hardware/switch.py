"""Opens parts that are on or off: the switch in a headset socket, a motion sensor, the switch under the lid of the case."""

from __future__ import annotations

import threading
from collections.abc import Callable

from hardware.debounce import DEBOUNCE_MS, Debouncer, LevelChange
from hardware.events import EventCallback, MillisecondClock, SwitchEvent
from hardware.gpio_input import InputPin, emit_safely
from hardware.pins import Pin

PLUG_DEBOUNCE_MS = 150
"""The debounce time of a headset socket, whose plug scrapes along the switch for longer than a key bounces."""


class Switch:
    """Represents one switch, which emits its changes until `close` is called.

    The state at the start is no change; `is_on` has it.
    """

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
        """Open the pin.

        Args:
            pin: the pin of the switch.
            on_event: receives the changes, from a thread of gpiozero or the one that calls `poll`.
            now: returns milliseconds of a clock that never jumps, which dates the events.
            on_when_active: True if the part is on while its pin is active (closed to ground, or high for a sensor), False if it is
                on while its pin is not.
            debounce_ms: the time for which the contact must stay open.
            pin_factory: a gpiozero pin factory, for tests.

        Raises:
            GPIOZeroError, OSError, ImportError: the pin cannot be opened.
        """
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
        """Return the state as it was last reported."""
        return self._contact.is_closed == self._on_when_active

    def poll(self) -> None:
        """Emit a change if the contact has opened and stayed open. Call it every second or two."""
        self._tell_all(lambda: self._contact.poll(self._line.now_us()))

    def close(self) -> None:
        """Release the pin."""
        self._line.close()

    def _edge(self, active: bool, at_us: int) -> None:
        self._tell_all(lambda: self._contact.on_edge(active, at_us))

    def _tell_all(self, due: Callable[[], list[LevelChange]]) -> None:
        with self._one:
            for change in due():
                emit_safely(self._tell, SwitchEvent(self.name, change.closed == self._on_when_active, change.at_us // 1000))
