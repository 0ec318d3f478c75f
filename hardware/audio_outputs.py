"""Lists the sound outputs of the machine, and detects from that list whether a USB headset is plugged in.

A Pi 4 has its own audio socket. A Pi 5 and a Zero 2 W have none, so sound comes from a USB adapter or headset, or from the panel's
socket over HDMI. The outputs differ in what the system knows about them:

* The board's socket does not report a plug. A switch in the socket does (`hardware.pins`, headset).
* A USB card appears and disappears with its plug. A permanently installed one never disappears, so its socket needs a switch too.
* A panel states in its EDID whether it accepts sound (CEA-861 extension, byte 3, bit 6), but not whether a plug is in its socket.

The module reads plain files (`/proc/asound`, `/sys/class/drm`) below a root that callers can replace. It skips cards that only record,
and no microphone is ever opened. It decides neither whether nor what to speak.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hardware.events import EventCallback, MillisecondClock, SwitchEvent

OutputKind = Literal["socket", "hdmi", "usb"]
_CARD = re.compile(r"^\s*(\d+) \[(\S+)\s*\]: (\S+) - (.+)$")
_EDID_BLOCK = 128
_CEA_861, _BASIC_AUDIO = 0x02, 1 << 6


@dataclass(frozen=True)
class AudioOutput:
    """Represents a sound card that can play."""

    kind: OutputKind
    card_number: int
    card_id: str
    """The name that ALSA uses for the card, as in `sysdefault:CARD=id`."""
    name: str
    """The description that the driver gives."""


def list_outputs(root: Path = Path("/")) -> tuple[AudioOutput, ...]:
    """Return the outputs that can play now, in the system's order. Never raises; returns an empty tuple if the kernel has no sound."""
    found = []
    for number, id_, driver, name in parse_cards(_text(root / "proc/asound/cards")):
        kind = kind_for_driver(driver)
        if kind is None or not _plays(root, number):
            continue
        if kind == "hdmi" and not _panel_takes_sound(root, id_):
            continue
        found.append(AudioOutput(kind, number, id_, name))
    return tuple(found)


def parse_cards(cards: str) -> list[tuple[int, str, str, str]]:
    """Return the cards in the text of `/proc/asound/cards` as (number, id, driver, name)."""
    lines = (_CARD.match(line) for line in cards.splitlines())
    return [(int(line[1]), line[2], line[3], line[4].strip()) for line in lines if line]


def kind_for_driver(driver: str) -> OutputKind | None:
    """Return the kind of a card by its driver, or None for a card that a terminal does not use as an output (a loopback, an I²S board)."""
    if driver == "USB-Audio":
        return "usb"
    if driver.startswith("vc4-hdmi"):
        return "hdmi"
    if driver.startswith("bcm2835_headpho"):
        return "socket"
    return None


def has_audio_support(edid: bytes) -> bool:
    """Return whether a panel's EDID states that the panel accepts sound. Return False for a truncated EDID."""
    if len(edid) < _EDID_BLOCK:
        return False
    for start in range(_EDID_BLOCK, min(len(edid), _EDID_BLOCK * (edid[126] + 1)), _EDID_BLOCK):
        block = edid[start : start + _EDID_BLOCK]
        if len(block) == _EDID_BLOCK and block[0] == _CEA_861 and block[3] & _BASIC_AUDIO:
            return True
    return False


class UsbHeadset:
    """Treats a headset as connected while a USB card that can play exists.

    Emits an event for each change. The state at the start emits none; `is_on` has it.
    """

    name = "headset"

    def __init__(self, on_event: EventCallback, *, now: MillisecondClock, root: Path = Path("/")) -> None:
        """Read the state at the start. `now` returns milliseconds of a clock that never jumps."""
        self._tell = on_event
        self._now = now
        self._root = root
        self.is_on = self._there()

    def poll(self) -> None:
        """Read the list of cards and emit a change. Call it every second or two; it reads a few small files."""
        there = self._there()
        if there != self.is_on:
            self.is_on = there
            self._tell(SwitchEvent(self.name, there, self._now()))

    def close(self) -> None:
        """Do nothing, because nothing is open."""

    def _there(self) -> bool:
        return any(output.kind == "usb" for output in list_outputs(self._root))


def _plays(root: Path, number: int) -> bool:
    return any((root / f"proc/asound/card{number}").glob("pcm*p"))


def _panel_takes_sound(root: Path, id_: str) -> bool:
    """Return whether the panel on a card's connector accepts sound.

    The cards vc4hdmi0 and vc4hdmi1 belong to the connectors HDMI-A-1 and HDMI-A-2. Boards with one connector name the card vc4hdmi.
    """
    connector = int(re.sub(r"\D", "", id_.removeprefix("vc4")) or 0) + 1
    for folder in (root / "sys/class/drm").glob(f"card*-HDMI-A-{connector}"):
        if _text(folder / "status").strip() == "connected":
            return has_audio_support(_bytes(folder / "edid"))
    return False


def _text(file: Path) -> str:
    return _bytes(file).decode("utf-8", "replace")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""
