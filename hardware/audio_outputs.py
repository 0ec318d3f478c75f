"""Where sound could come out, from what the system lists; and so whether a USB headset is plugged in.

A Pi 4 has a socket of its own, a Pi 5 and a Zero 2 W have none: there it is a USB adapter or headset, or the panel's own
socket over HDMI. What can be known of each:

* the socket says nothing of a plug in it: a switch in the socket does (`hardware.pins`, headset);
* a USB card comes and goes with its plug; one that is built in for good never goes, so its socket wants a switch too;
* a panel says in its EDID whether it takes sound (CEA-861 extension, byte 3, bit 6), but not whether a plug is in its socket.

Read as plain files (`/proc/asound`, `/sys/class/drm`), the root can be swapped. Cards that only record are passed over, and no
microphone is ever opened. Whether and what is spoken is not known here.
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
    """A card that can play. `card` is its number and `id` its name for ALSA (`sysdefault:CARD=id`), `name` its own words."""

    kind: OutputKind
    card_number: int
    card_id: str
    name: str


def list_outputs(root: Path = Path("/")) -> tuple[AudioOutput, ...]:
    """What could be heard now, in the system's order. Never raises; empty where the kernel has no sound."""
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
    """`/proc/asound/cards` as (number, id, driver, name)."""
    lines = (_CARD.match(line) for line in cards.splitlines())
    return [(int(line[1]), line[2], line[3], line[4].strip()) for line in lines if line]


def kind_for_driver(driver: str) -> OutputKind | None:
    """What a card is by its driver; None for one that is no output of a terminal (a loopback, an I²S board)."""
    if driver == "USB-Audio":
        return "usb"
    if driver.startswith("vc4-hdmi"):
        return "hdmi"
    if driver.startswith("bcm2835_headpho"):
        return "socket"
    return None


def has_audio_support(edid: bytes) -> bool:
    """Whether a panel's EDID says that it takes sound. False for one that is cut short."""
    if len(edid) < _EDID_BLOCK:
        return False
    for start in range(_EDID_BLOCK, min(len(edid), _EDID_BLOCK * (edid[126] + 1)), _EDID_BLOCK):
        block = edid[start : start + _EDID_BLOCK]
        if len(block) == _EDID_BLOCK and block[0] == _CEA_861 and block[3] & _BASIC_AUDIO:
            return True
    return False


class UsbHeadset:
    """A headset that is there while a USB card that plays is there. Tells changes; how it was found at the start is in `on`."""

    name = "headset"

    def __init__(self, on_event: EventCallback, *, now: MillisecondClock, root: Path = Path("/")) -> None:
        """`now` gives steady milliseconds."""
        self._tell = on_event
        self._now = now
        self._root = root
        self.is_on = self._there()

    def poll(self) -> None:
        """Read the list of cards. Call it every second or two: a few small files."""
        there = self._there()
        if there != self.is_on:
            self.is_on = there
            self._tell(SwitchEvent(self.name, there, self._now()))

    def close(self) -> None:
        pass

    def _there(self) -> bool:
        return any(output.kind == "usb" for output in list_outputs(self._root))


def _plays(root: Path, number: int) -> bool:
    return any((root / f"proc/asound/card{number}").glob("pcm*p"))


def _panel_takes_sound(root: Path, id_: str) -> bool:
    """The kernel's cards vc4hdmi0 and vc4hdmi1 are the connectors HDMI-A-1 and HDMI-A-2; boards with one call it vc4hdmi."""
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
