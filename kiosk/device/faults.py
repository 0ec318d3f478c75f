"""Collects the current faults of the device: unusable parts, an opened case, a board without an active watchdog.

Heartbeats report codes, and the service screen shows each fault (`hardware.faults`).

Something that happened and is over is a note (`kiosk.store.device_notes`). Faults are determined anew each time, and reported as long as
they last. Only the opening of the case is remembered until the server has acknowledged it (`hardware.tamper`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Protocol

from hardware import watchdog
from hardware.faults import DeviceFault
from hardware.tamper import TamperLatch

CASE_OPENED, KEY_STUCK, BOARD_UNWATCHED = "case_opened", "key_stuck", "board_unwatched"
_KEYS = frozenset({"keys", "previous", "next", "choose", "repeat", "help"})


class FaultSource(Protocol):
    """Defines what this module needs of the parts (`hardware.devices.Devices`)."""

    @property
    def faults(self) -> tuple[DeviceFault, ...]:
        """Return the current faults of the parts."""
        ...

    @property
    def tamper(self) -> TamperLatch:
        """Return the latch of the case."""
        ...


def code_for_fault(fault: DeviceFault) -> str:
    """Return the code of a fault: `key_stuck`, `keys_unusable`, `headset_unusable`, …, `board_unwatched`."""
    if fault.kind == "stuck":
        return KEY_STUCK
    if fault.part == "board":
        return BOARD_UNWATCHED
    return "keys_unusable" if fault.part in _KEYS else f"{fault.part}_unusable"


class DeviceFaults:
    """Holds the sources of faults. There are none until parts are attached."""

    def __init__(self, *, is_service: bool | None = None) -> None:
        """Start without parts.

        `is_service` states whether systemd runs the terminal, so that a board whose watchdog is not fed is a fault. None means that the
        environment decides (`WATCHDOG_USEC`).
        """
        self._service = bool(os.environ.get("WATCHDOG_USEC")) if is_service is None else is_service
        self._body: FaultSource | None = None
        self._other: tuple[DeviceFault, ...] = ()

    def attach(self, source: FaultSource) -> None:
        """Collect the faults of these parts from now on."""
        self._body = source

    def set_other_faults(self, faults: Iterable[DeviceFault]) -> None:
        """Replace the faults that were found outside the parts, such as those of speech output and backlight."""
        self._other = tuple(faults)

    @property
    def has_unusable_part(self) -> bool:
        """Return whether a part of the terminal has a fault. The board's watchdog does not count."""
        return bool(self._of_parts())

    def current_faults(self) -> tuple[DeviceFault, ...]:
        """Return the current faults, part by part, the board's last. It may be called from any thread."""
        board = watchdog.find_fault() if self._service else None
        return (*self._of_parts(), *(() if board is None else (board,)))

    def current_codes(self) -> tuple[tuple[str, ...], int]:
        """Return the sorted codes of the current faults, and the mark to pass to `acknowledge`."""
        body = self._body
        opened, mark = body.tamper.check_opened() if body is not None else (None, 0)
        codes = {code_for_fault(fault) for fault in self.current_faults()}
        if opened:
            codes.add(CASE_OPENED)
        return tuple(sorted(codes)), mark

    def acknowledge(self, mark: int) -> None:
        """Record that the server has received the codes that were returned with this mark."""
        if self._body is not None:
            self._body.tamper.acknowledge(mark)

    def _of_parts(self) -> tuple[DeviceFault, ...]:
        body = self._body
        return (*(() if body is None else body.faults), *self._other)
