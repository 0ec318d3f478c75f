"""Controls the status light, which shows staff across the room whether the terminal needs attention.

The light is never the only indication: the screen and the heartbeat report the same. It blinks once in two seconds, far below the limit
of three flashes per second in EN 301 549 (9.2.3.1), and unobtrusively.
"""

from __future__ import annotations

from typing import Literal, Protocol

StatusLightState = Literal["off", "ready", "attention"]
BLINK_S = 1.0
"""The seconds for which the light is on, and then off, while it blinks."""


class StatusLight(Protocol):
    """Represents a status light, which may be absent."""

    def show(self, state: StatusLightState) -> None:
        """Show a state: `ready` is a steady light, `attention` blinks slowly, `off` is dark."""
        ...

    def close(self) -> None:
        """Turn the light off and release its pin."""
        ...


class NoStatusLight:
    """Stands in for a light that does not exist, and does nothing."""

    def show(self, state: StatusLightState) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class LedStatusLight:
    """Controls an LED on a pin."""

    def __init__(self, bcm: int, *, pin_factory: object | None = None) -> None:
        from gpiozero import LED

        self._led = LED(bcm, pin_factory=pin_factory)
        self._shows: StatusLightState = "off"

    def show(self, state: StatusLightState) -> None:
        """Show a state. If the pin raises an error, the next call tries again."""
        if state == self._shows:
            return  # restarting the blinking at every call would look like flicker
        if state == "ready":
            self._led.on()
        elif state == "attention":
            self._led.blink(on_time=BLINK_S, off_time=BLINK_S)
        else:
            self._led.off()
        self._shows = state  # set last, so that a state that could not be shown is tried again

    def close(self) -> None:
        """Turn the LED off and release its pin."""
        self._led.close()
