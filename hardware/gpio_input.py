"""A wire that is listened to, through gpiozero: each edge with the moment it really happened, not the moment Python got to hear of it.

gpiozero's own debouncing is left off: its meaning differs from one pin library to the next (some report after the rest, some
drop what follows the first edge and lose the release), and its mock pins have none, so it could not be tested.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from gpiozero import Button, DigitalInputDevice

from hardware.events import EventCallback, HardwareEvent, MillisecondClock
from hardware.pins import Pin

log = logging.getLogger("aula.hardware")
MAX_EDGE_AGE_S = 10.0
"""An edge said to be older than this, or of the future, is dated by another clock than the factory's; it is taken for just now."""

EdgeCallback = Callable[[bool, int], None]
"""Called with whether the part is active, and the moment in microseconds."""


class _Heard:
    """What both kinds of wire below add to gpiozero's: they pass every edge on, with its ticks."""

    def __init__(self, hear: Callable[[bool, object], None], *arguments: object, **options: object) -> None:
        self._hear: Callable[[bool, object], None] | None = None  # what is found at the start is no edge
        super().__init__(*arguments, **options)
        self._hear = hear

    def _fire_events(self, ticks: object, new_active: bool) -> None:
        super()._fire_events(ticks, new_active)  # type: ignore[misc]
        if self._hear is not None:
            self._hear(new_active, ticks)


class _Wire(_Heard, DigitalInputDevice):  # type: ignore[misc]
    pass


class _HeldWire(_Heard, Button):  # type: ignore[misc]
    """Has gpiozero's thread that wakes up when the key has been down for a while."""


class InputPin:
    """An input of `hardware.pins`, open until `close`."""

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
        """`on_hold` is called once the part has been active for about `hold_ms`.

        Raises:
            GPIOZeroError, OSError, ImportError: the pin cannot be had.
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
        """Whether the part is active at this moment: a key down, a switch closed, a sensor seeing somebody."""
        return bool(self._device.is_active)

    def now_us(self) -> int:
        return self._now() * 1000

    def close(self) -> None:
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
    """Tell an event. Whoever listens may fail; the thread that brings the edges of all pins must not end with it."""
    try:
        on_event(event)
    except Exception as error:  # noqa: BLE001 (its message could quote what somebody typed)
        log.error("an event of %s was lost: %s", event.name, type(error).__name__)
