"""Defines the faults of parts as data, a kind and its parameters, so that each fault can be shown in any language.

`DeviceFault.message` is an English text with what to do, for IT staff: it appears in the log and in `python -m hardware.listen`. The
service screen has its own texts for each kind (`kiosk/pages/device_fault_texts.py`). Faults are not raised: a faulty part is not used,
and the other parts work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from hardware.pins import Pin

FaultKind = Literal[
    "wrongly_set", "no_pins", "taken", "forbidden", "unusable", "stuck", "disobeys", "no_watchdog", "unfed",
    "no_player", "no_output", "unheard", "no_voice",
]  # fmt: skip
FAULT_KINDS: tuple[FaultKind, ...] = get_args(FaultKind)


@dataclass(frozen=True)
class DeviceFault:
    """Describes why a part cannot be used, or not as it should be."""

    part: str
    """The name of a key, the name of a part in the configuration, `board`, `sound` or `speech`."""
    kind: FaultKind
    pin: Pin | None = None
    """The pin concerned, or None if the fault concerns no pin."""
    detail: str = ""
    """The system's own error text, or what is wrong with the setting: in English or without language, for IT staff."""

    @property
    def message(self) -> str:
        """Return the English text of the fault, with what to do."""
        where = "it" if self.pin is None else f"pin {self.pin.bcm} (number {self.pin.header_number} on the header)"
        return MESSAGES[self.kind].format(part=self.part, where=where, detail=self.detail)


MESSAGES: Mapping[FaultKind, str] = MappingProxyType(
    {
        "wrongly_set": "{detail}",
        "no_pins": (
            "this machine's pins cannot be reached: lgpio must be in the terminal's own environment (it comes with it under Python 3.11 "
            "and 3.12, under 3.13 it is built: provisioning/README.md), and GPIOZERO_PIN_FACTORY not set to another; "
            "on a board without pins, leave the part out"
        ),
        "taken": "{where} is taken by another part or program: see that nothing else (an overlay in config.txt, a second terminal) uses it",
        "forbidden": "this user may not use the pins: put it into the group gpio (provisioning/units has the rules)",
        "unusable": "{where} cannot be used ({detail}): compare its wiring with the table of hardware/README.md",
        "stuck": ("the key {part} has been down for a minute, or since the start: see whether something leans on it or its wires touch"),
        "disobeys": "the panel's backlight cannot be set ({detail})",
        "no_watchdog": ("this board has no watchdog (/sys/class/watchdog is empty): a Raspberry Pi has one unless config.txt turns it off"),
        "no_player": "no program plays sound: install alsa-utils, which contains aplay",
        "no_output": (
            "there is no sound output (no card that plays in /proc/asound/cards, no sound in the panel's EDID): plug in a USB adapter "
            "or a panel with sound, or set sound_card"
        ),
        "unheard": "the last speech was not played ({detail}): compare with aplay --list-devices, and try the speaker test",
        "no_voice": "there is no voice for the place's language ({detail}): install espeak-ng, or record speech (kiosk/speech/README.md)",
        "unfed": "nothing feeds the board's watchdog: put aula-watchdog.conf into /usr/lib/systemd/system.conf.d and restart the board",
    }
)
