"""A panel's light on a PWM pin, through gpiozero."""

from __future__ import annotations

from gpiozero import PWMLED
from gpiozero.exc import GPIOZeroError

from hardware.backlight import validate_brightness
from hardware.errors import BacklightError


class PwmBacklight:
    """A light whose brightness follows the pulses on a pin.

    Args:
        pin: BCM number.
        frequency_hz: pulses a second; fast enough that no eye sees it flicker.
        active_high: False where the panel is bright on a low pin.
        pin_factory: gpiozero's, for tests.
    """

    is_present = True

    def __init__(self, pin: int, *, frequency_hz: int = 1000, active_high: bool = True, pin_factory: object | None = None) -> None:
        self._pin = pin
        try:
            self._light = PWMLED(pin, active_high=active_high, initial_value=1, frequency=frequency_hz, pin_factory=pin_factory)
        except GPIOZeroError as error:
            raise BacklightError(f"pin {pin} cannot drive the backlight: {error}") from error

    def set_brightness(self, brightness: float) -> None:
        value = validate_brightness(brightness)
        try:
            self._light.value = value
        except Exception as error:  # (pin libraries raise errors of their own kinds, lgpio's are not even gpiozero's)
            raise BacklightError(f"pin {self._pin} does not take the level: {error}") from error

    def close(self) -> None:
        self._light.close()
