"""What is wrong with the device just now: unusable parts, an opened case, a board that nobody watches.

The heartbeat tells it by code, the service screen fault by fault (`hardware.faults`).

What happened and is over is a note (`kiosk.store.device_notes`); this is looked at anew each time, and told for as long as
it is so. Only the case is remembered, from its opening until the server has heard of it (`hardware.tamper`).
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
    """What is asked of the parts (`hardware.devices.Parts`)."""

    @property
    def faults(self) -> tuple[DeviceFault, ...]: ...

    @property
    def tamper(self) -> TamperLatch: ...


def code_for_fault(fault: DeviceFault) -> str:
    """The code of a fault: `key_stuck`, `keys_unusable`, `headset_unusable`, …, `board_unwatched`."""
    if fault.kind == "stuck":
        return KEY_STUCK
    if fault.part == "board":
        return BOARD_UNWATCHED
    return "keys_unusable" if fault.part in _KEYS else f"{fault.part}_unusable"


class DeviceFaults:
    """What there is to tell; nothing until a body is joined."""

    def __init__(self, *, is_service: bool | None = None) -> None:
        """`service`: whether systemd runs the terminal, so that a board that nobody feeds is a fault; found out where None."""
        self._service = bool(os.environ.get("WATCHDOG_USEC")) if is_service is None else is_service
        self._body: FaultSource | None = None
        self._other: tuple[DeviceFault, ...] = ()

    def attach(self, source: FaultSource) -> None:
        """From now on these parts are asked."""
        self._body = source

    def set_other_faults(self, faults: Iterable[DeviceFault]) -> None:
        """What others have found, in place of what they found before."""
        self._other = tuple(faults)

    @property
    def has_unusable_part(self) -> bool:
        """Whether a part of the terminal cannot be used."""
        return bool(self._of_parts())

    def current_faults(self) -> tuple[DeviceFault, ...]:
        """What is wrong at this moment, part by part, the board last. From any thread."""
        board = watchdog.find_fault() if self._service else None
        return (*self._of_parts(), *(() if board is None else (board,)))

    def current_codes(self) -> tuple[tuple[str, ...], int]:
        """The codes of this moment, and a mark for `told`."""
        body = self._body
        opened, mark = body.tamper.check_opened() if body is not None else (None, 0)
        codes = {code_for_fault(fault) for fault in self.current_faults()}
        if opened:
            codes.add(CASE_OPENED)
        return tuple(sorted(codes)), mark

    def acknowledge(self, mark: int) -> None:
        """The server has heard what stood at this mark."""
        if self._body is not None:
            self._body.tamper.acknowledge(mark)

    def _of_parts(self) -> tuple[DeviceFault, ...]:
        body = self._body
        return (*(() if body is None else body.faults), *self._other)
