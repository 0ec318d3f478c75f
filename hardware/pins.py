"""Defines which pin each part is wired to. It is the only place in the code that states this.

`hardware.devices` opens these pins, `hardware.wiring` prints them as a table and a drawing, and the tests use them. Pins are given by
their BCM numbers. `HEADER_NUMBERS` maps them to the 40-pin header, which is the same on every board since the Pi 2 (including Zero 2 W,
3, 4 and 5).

These pins are kept free: 0 and 1 (the board's own EEPROM bus), 2 and 3 (I²C: touch and clock chip), 14 and 15 (serial console), and 7 to
11 (SPI). The five keys are next to one another with a ground at the end of the row, so that one flat cable connects them.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

HEADER_NUMBERS = MappingProxyType(
    {
        2: 3, 3: 5, 4: 7, 14: 8, 15: 10, 17: 11, 18: 12, 27: 13, 22: 15, 23: 16, 24: 18, 10: 19, 9: 21, 25: 22, 11: 23, 8: 24, 7: 26,
        0: 27, 1: 28, 5: 29, 6: 31, 12: 32, 13: 33, 19: 35, 16: 36, 26: 37, 20: 38, 21: 40,
    }
)  # fmt: skip
"""Maps BCM numbers to the numbers on the header."""
GROUND_HEADER_NUMBERS = (6, 9, 14, 20, 25, 30, 34, 39)
FIVE_VOLT_HEADER_NUMBERS = (2, 4)
THREE_VOLT_HEADER_NUMBERS = (1, 17)
RESERVED_BCM = frozenset({0, 1, 2, 3, 7, 8, 9, 10, 11, 14, 15})

Pull = Literal["up", "down"]


@dataclass(frozen=True)
class Pin:
    """Represents one wire between the header and a part."""

    name: str
    part: str
    """The name of the part in the configuration."""
    bcm: int
    pull: Pull | None
    """The board's own resistor on an input, or None for an output."""
    ground: int
    """The number on the header of the ground for the part."""
    connection: str
    """What is soldered to the wire."""
    supply: int | None = None
    """The number on the header of the part's supply, or None if it needs none."""

    @property
    def header_number(self) -> int:
        """Return the number of the pin on the 40-pin header."""
        return HEADER_NUMBERS[self.bcm]


_KEY = "tactile key to ground; pressed is low"
WIRING = (
    Pin("backlight", "backlight", 18, None, 14, "PWM input of the panel, 3.3 V logic, 1 kHz; only for panels with such an input"),
    Pin("previous", "keys", 5, "up", 39, _KEY),
    Pin("next", "keys", 6, "up", 39, _KEY),
    Pin("choose", "keys", 13, "up", 39, _KEY),
    Pin("repeat", "keys", 19, "up", 39, _KEY),
    Pin("help", "keys", 26, "up", 39, _KEY),
    Pin("presence", "presence", 12, "down", 6, "OUT of the motion sensor, 3.3 V when it sees somebody", supply=4),
    Pin("headset", "headset", 16, "up", 34, "a switch of the headset socket that is apart from its sound, to ground"),
    Pin("tamper", "tamper", 20, "up", 30, "microswitch to ground, pressed by the closed case: low is closed, high is open or cut"),
    Pin("light", "light", 21, None, 25, "470 Ω in series, then the anode of an LED; its cathode to ground"),
)
"""All wires, in the order of the table."""
KEY_NAMES = tuple(pin.name for pin in WIRING if pin.part == "keys")
"""The names of the keys, in the order in which they are arranged from left to right."""


def by_name(name: str) -> Pin:
    """Return the wire with a name.

    Raises:
        KeyError: there is none.
    """
    for pin in WIRING:
        if pin.name == name:
            return pin
    raise KeyError(name)


BACKLIGHT_BCM = by_name("backlight").bcm
"""The pin for the PWM input of a panel whose backlight the kernel does not drive. It has a hardware PWM channel on every 40-pin board."""
