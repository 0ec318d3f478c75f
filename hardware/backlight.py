"""Sets the brightness of the panel's backlight, from 0 (dark) to 1 (full).

Panels differ: the kernel drives the backlight of most (`/sys/class/backlight`), a few need a PWM signal on a pin, and the backlight of
an HDMI monitor cannot be set. `open_backlight` returns the one that this machine has, or one that does nothing, so that callers need not
check. `open_kernel_backlight` is for a machine that is configured to have the kernel's backlight: it raises if there is none.
`hardware.dimming` decides which brightness applies when.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from hardware.errors import BacklightError, NoKernelBacklight

SYSFS_BACKLIGHTS = "sys/class/backlight"
PERMISSION_HINT = "is this user allowed to write it? (group video, and the rule of provisioning/units/70-aula-kiosk.rules)"


class Backlight(Protocol):
    """Represents the backlight of one panel."""

    @property
    def is_present(self) -> bool:
        """Return whether a backlight exists that can be set."""
        ...

    def set_brightness(self, brightness: float) -> None:
        """Set the brightness, from 0 to 1.

        Raises:
            ValueError: the brightness is outside 0 to 1.
            BacklightError: the backlight could not be set.
        """
        ...

    def close(self) -> None:
        """Release the backlight, which keeps its brightness if the hardware allows that."""
        ...


class NoBacklight:
    """Stands in for a backlight that cannot be set. It checks each brightness and does nothing."""

    is_present = False

    def set_brightness(self, brightness: float) -> None:
        """Check the brightness and do nothing."""
        validate_brightness(brightness)

    def close(self) -> None:
        """Do nothing."""


class KernelBacklight:
    """Controls a backlight that the kernel drives, through its folder in `/sys/class/backlight`."""

    is_present = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._most = _most(folder)

    def set_brightness(self, brightness: float) -> None:
        """Write the brightness to the kernel, rounded to the steps of the driver, but to no less than one step above 0."""
        steps = round(validate_brightness(brightness) * self._most)
        if brightness > 0:
            steps = max(1, steps)  # a dim light must not round down to darkness
        try:
            (self.folder / "brightness").write_text(f"{steps}\n")
        except OSError as error:
            raise BacklightError(error.errno, f"{error.strerror}: {PERMISSION_HINT}", error.filename) from error

    def close(self) -> None:
        """Do nothing, because no file stays open."""


class PwmBacklight:
    """Controls a backlight through a PWM signal on a pin.

    Args:
        pin: the BCM number of the pin.
        frequency_hz: the pulses per second, which must be too fast for a visible flicker.
        active_high: False if the panel is bright while the pin is low.
        pin_factory: a gpiozero pin factory, for tests.

    Raises:
        BacklightError: the pin cannot be used.
    """

    is_present = True

    def __init__(self, pin: int, *, frequency_hz: int = 1000, active_high: bool = True, pin_factory: object | None = None) -> None:
        from gpiozero import PWMLED  # slow to import, and only panels on a pin need it
        from gpiozero.exc import GPIOZeroError

        self._pin = pin
        try:
            self._light = PWMLED(pin, active_high=active_high, initial_value=1, frequency=frequency_hz, pin_factory=pin_factory)
        except GPIOZeroError as error:
            raise BacklightError(f"pin {pin} cannot drive the backlight: {error}") from error

    def set_brightness(self, brightness: float) -> None:
        """Set the duty cycle of the signal."""
        value = validate_brightness(brightness)
        try:
            self._light.value = value
        except Exception as error:  # pin libraries raise their own exceptions; those of lgpio are not gpiozero errors
            raise BacklightError(f"the brightness could not be set on pin {self._pin}: {error}") from error

    def close(self) -> None:
        """Release the pin."""
        self._light.close()


def open_backlight(root: Path = Path("/"), *, pin: int | None = None, pin_factory: object | None = None) -> Backlight:
    """Return the backlight of this machine's panel, or a `NoBacklight` if it has none that can be set.

    Args:
        root: the root of the file system; tests pass another.
        pin: the BCM number of a PWM pin (`hardware.pins.BACKLIGHT_BCM`) if the backlight is wired to one. It takes precedence.
        pin_factory: a gpiozero pin factory, for tests.

    Raises:
        BacklightError: the pin cannot be used.
    """
    if pin is not None:
        return PwmBacklight(pin, pin_factory=pin_factory)
    try:
        return open_kernel_backlight(root)
    except NoKernelBacklight:
        return NoBacklight()


def open_kernel_backlight(root: Path = Path("/")) -> KernelBacklight:
    """Return the backlight that the kernel drives.

    Raises:
        NoKernelBacklight: there is none, or this user may set none.
    """
    there = [folder for folder in sorted((root / SYSFS_BACKLIGHTS).glob("*")) if _readable(folder)]
    if not there:
        raise NoKernelBacklight(
            f"the kernel controls no backlight (/{SYSFS_BACKLIGHTS} has none): an HDMI panel controls its own, so leave the part out; "
            "a panel on the DSI ribbon needs its overlay in config.txt"
        )
    for folder in there:
        if os.access(folder / "brightness", os.W_OK):
            return KernelBacklight(folder)
    raise NoKernelBacklight(f"/{SYSFS_BACKLIGHTS}/{there[0].name}/brightness: {PERMISSION_HINT}")


def validate_brightness(brightness: float) -> float:
    """Return the brightness.

    Raises:
        ValueError: the brightness is outside 0 to 1.
    """
    if not 0 <= brightness <= 1:
        raise ValueError(f"the brightness of a backlight is from 0 to 1, not {brightness}")
    return brightness


def _most(folder: Path) -> int:
    return int((folder / "max_brightness").read_text())


def _readable(folder: Path) -> bool:
    try:
        return _most(folder) > 0
    except (OSError, ValueError):
        return False
