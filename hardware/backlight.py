"""The light behind the panel, by one word: `level`, from 0 (dark) to 1 (as bright as it goes).

Panels differ: the kernel drives the light of most (`/sys/class/backlight`), a few want a PWM signal on a pin, and
an HDMI monitor is left to itself. `find` says which it is; where there is none it gives a light that does nothing,
so that nobody has to ask. Where the kernel's is said to be there, `kernel` gives it or says why it cannot be had.
What the levels should be, and when, is not known here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from hardware.errors import BacklightError, NoKernelBacklight

SYSFS_BACKLIGHTS = "sys/class/backlight"
PERMISSION_HINT = "is this user allowed to write it? (group video, and the rule of provisioning/units/70-aula-kiosk.rules)"


class Backlight(Protocol):
    """The light behind one panel."""

    @property
    def is_present(self) -> bool:
        """Whether there is a light to set at all."""
        ...

    def set_brightness(self, brightness: float) -> None:
        """Set the light, 0 to 1.

        Raises:
            ValueError: outside 0 to 1.
            BacklightError: the light does not obey.
        """
        ...

    def close(self) -> None:
        """Let go of the light; it stays as it is where the hardware allows."""
        ...


class NoBacklight:
    """No light of ours: every level is accepted and nothing happens."""

    is_present = False

    def set_brightness(self, brightness: float) -> None:
        validate_brightness(brightness)

    def close(self) -> None:
        pass


class KernelBacklight:
    """A light that the kernel drives, by its folder under `/sys/class/backlight`."""

    is_present = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._most = _most(folder)

    def set_brightness(self, brightness: float) -> None:
        steps = round(validate_brightness(brightness) * self._most)
        if brightness > 0:
            steps = max(1, steps)  # a dim light must not round down to darkness
        try:
            (self.folder / "brightness").write_text(f"{steps}\n")
        except OSError as error:
            raise BacklightError(error.errno, f"{error.strerror}: {PERMISSION_HINT}", error.filename) from error

    def close(self) -> None:
        pass


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
        from gpiozero import PWMLED  # slow to import, and only panels on a pin need it
        from gpiozero.exc import GPIOZeroError

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


def open_backlight(root: Path = Path("/"), *, pin: int | None = None, pin_factory: object | None = None) -> Backlight:
    """The light of this machine's panel.

    Args:
        root: where the machine's files are; another for tests.
        pin: BCM number of a PWM pin (`hardware.pins.BACKLIGHT`) if the panel's light is wired to one; it comes first.
        pin_factory: gpiozero's, for tests.
    """
    if pin is not None:
        return PwmBacklight(pin, pin_factory=pin_factory)
    try:
        return open_kernel_backlight(root)
    except NoKernelBacklight:
        return NoBacklight()


def open_kernel_backlight(root: Path = Path("/")) -> KernelBacklight:
    """The light that the kernel drives.

    Raises:
        NoKernelLight: there is none, or none that this user may set.
    """
    there = [folder for folder in sorted((root / SYSFS_BACKLIGHTS).glob("*")) if _readable(folder)]
    if not there:
        raise NoKernelBacklight(
            f"the kernel drives no light here (/{SYSFS_BACKLIGHTS} has none): an HDMI panel keeps its own, so leave the part out; "
            "a panel on the ribbon needs its overlay in config.txt"
        )
    for folder in there:
        if os.access(folder / "brightness", os.W_OK):
            return KernelBacklight(folder)
    raise NoKernelBacklight(f"/{SYSFS_BACKLIGHTS}/{there[0].name}/brightness: {PERMISSION_HINT}")


def validate_brightness(brightness: float) -> float:
    if not 0 <= brightness <= 1:
        raise ValueError(f"a backlight's level is from 0 to 1, not {brightness}")
    return brightness


def _most(folder: Path) -> int:
    return int((folder / "max_brightness").read_text())


def _readable(folder: Path) -> bool:
    try:
        return _most(folder) > 0
    except (OSError, ValueError):
        return False
