"""The status light: a small word to staff across the room, never the only one (the screen and the heartbeat say it too).

It never blinks faster than once in two seconds: far below the three flashes a second of EN 301 549 (9.2.3.1), and quiet.
"""

from __future__ import annotations

from typing import Literal, Protocol

Shows = Literal["off", "ready", "attention"]
BLINK_S = 1.0
"""Seconds on, and as many off."""


class Light(Protocol):
    """A status light, or none."""

    def show(self, what: Shows) -> None:
        """`ready` is steady, `attention` blinks slowly, `off` is dark."""
        ...

    def close(self) -> None:
        """Dark, and the pin let go."""
        ...


class NoLight:
    """No light: every word is accepted and nothing happens."""

    def show(self, what: Shows) -> None:
        pass

    def close(self) -> None:
        pass


class PinLight:
    """An LED on a pin."""

    def __init__(self, bcm: int, *, pin_factory: object | None = None) -> None:
        from gpiozero import LED

        self._led = LED(bcm, pin_factory=pin_factory)
        self._shows: Shows = "off"

    def show(self, what: Shows) -> None:
        if what == self._shows:
            return  # a blink begun anew at every word would look like a flicker
        if what == "ready":
            self._led.on()
        elif what == "attention":
            self._led.blink(on_time=BLINK_S, off_time=BLINK_S)
        else:
            self._led.off()
        self._shows = what  # only now: what a pin did not take is tried again

    def close(self) -> None:
        self._led.close()
