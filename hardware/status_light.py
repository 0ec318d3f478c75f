"""The status light: a small word to staff across the room, never the only one (the screen and the heartbeat say it too).

It never blinks faster than once in two seconds: far below the three flashes a second of EN 301 549 (9.2.3.1), and quiet.
"""

from __future__ import annotations

from typing import Literal, Protocol

StatusLightState = Literal["off", "ready", "attention"]
BLINK_S = 1.0
"""Seconds on, and as many off."""


class StatusLight(Protocol):
    """A status light, or none."""

    def show(self, state: StatusLightState) -> None:
        """`ready` is steady, `attention` blinks slowly, `off` is dark."""
        ...

    def close(self) -> None:
        """Dark, and the pin let go."""
        ...


class NoStatusLight:
    """No light: every word is accepted and nothing happens."""

    def show(self, state: StatusLightState) -> None:
        pass

    def close(self) -> None:
        pass


class LedStatusLight:
    """An LED on a pin."""

    def __init__(self, bcm: int, *, pin_factory: object | None = None) -> None:
        from gpiozero import LED

        self._led = LED(bcm, pin_factory=pin_factory)
        self._shows: StatusLightState = "off"

    def show(self, state: StatusLightState) -> None:
        if state == self._shows:
            return  # a blink begun anew at every word would look like a flicker
        if state == "ready":
            self._led.on()
        elif state == "attention":
            self._led.blink(on_time=BLINK_S, off_time=BLINK_S)
        else:
            self._led.off()
        self._shows = state  # only now: what a pin did not take is tried again

    def close(self) -> None:
        self._led.close()
