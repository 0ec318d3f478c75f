"""Reads an input pin through gpiozero. Each edge carries the time at which it happened, not the time at which Python received it.

gpiozero's own debouncing is not used. Its meaning differs between pin libraries (some report once the level has settled, some drop what
follows the first edge and lose the release), and its mock pins have none, so that it could not be tested.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from gpiozero import Button, DigitalInputDevice

from hardware.events import EventCallback, HardwareEvent, MillisecondClock
from hardware.pins import Pin

log = logging.getLogger("aula.hardware")
MAX_EDGE_AGE_S = 10.0
"""The greatest plausible age of an edge. An older or future edge was dated by another clock than the pin factory's, and counts as now."""

EdgeCallback = Callable[[bool, int], None]
"""Receives whether the part is active, and the time of the edge in microseconds."""


class _Heard:
    """Extends a gpiozero device so that it passes on every edge with the ticks of its time."""

    def __init__(self, hear: Callable[[bool, object], None], *arguments: object, **options: object) -> None:
        self._hear: Callable[[bool, object], None] | None = None  # the level at the start is not an edge
        super().__init__(*arguments, **options)
        self._hear = hear

    def _fire_events(self, ticks: object, new_active: bool) -> None:
        super()._fire_events(ticks, new_active)  # type: ignore[misc]
        if self._hear is not None:
            self._hear(new_active, ticks)


class _Wire(_Heard, DigitalInputDevice):  # type: ignore[misc]
    pass


class _HeldWire(_Heard, Button):  # type: ignore[misc]
    """Adds gpiozero's thread that wakes up when a key has been held down."""


class InputPin:
    """Represents an input of `hardware.pins`, which stays open until `close` is called."""

    def __init__(
        self,
        pin: Pin,
        on_edge: EdgeCallback,
        *,
        now: MillisecondClock,
        pin_factory: object | None,
        hold_ms: int | None = None,
        on_hold: Callable[[], None] | None = None,
    ) -> None:
        """Open the pin. Call `on_hold` whenever the part has been active for about `hold_ms`.

        Raises:
            GPIOZeroError, OSError, ImportError: the pin cannot be opened.
        """
        self._hear = on_edge
        self._now = now
        options = {"pull_up": pin.pull == "up", "pin_factory": pin_factory}
        if hold_ms is None:
            self._device = _Wire(self._edge, pin.bcm, **options)
        else:
            self._device = _HeldWire(self._edge, pin.bcm, hold_time=hold_ms / 1000, **options)
            self._on_hold = on_hold
            self._device.when_held = self._held

    @property
    def is_active(self) -> bool:
        """Return whether the part is active now: a key is down, a switch is closed, a sensor detects somebody."""
        return bool(self._device.is_active)

    def now_us(self) -> int:
        """Return the current time of the clock in microseconds."""
        return self._now() * 1000

    def close(self) -> None:
        """Release the pin."""
        self._device.close()

    def _edge(self, active: bool, ticks: object) -> None:
        factory = self._device.pin_factory
        age = factory.ticks_diff(factory.ticks(), ticks)
        if not 0 <= age <= MAX_EDGE_AGE_S:
            age = 0
        self._hear(active, self.now_us() - round(age * 1_000_000))

    def _held(self) -> None:
        if self._on_hold is not None:
            self._on_hold()


def emit_safely(on_event: EventCallback, event: HardwareEvent) -> None:
    """Call the callback with the event and log any exception, because the thread that delivers the edges of all pins must not end."""
    try:
        on_event(event)
    except Exception as error:  # noqa: BLE001 (its message could quote what somebody typed)
        log.error("an event of %s was lost: %s", event.name, type(error).__name__)
