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
from hardware.faults import Fault
from hardware.tamper import Tamper

CASE_OPENED, KEY_STUCK, BOARD_UNWATCHED = "case_opened", "key_stuck", "board_unwatched"
_KEYS = frozenset({"keys", "previous", "next", "choose", "repeat", "help"})


class Body(Protocol):
    """What is asked of the parts (`hardware.devices.Parts`)."""

    @property
    def faults(self) -> tuple[Fault, ...]: ...

    @property
    def case(self) -> Tamper: ...


def of_fault(fault: Fault) -> str:
    """The code of a fault: `key_stuck`, `keys_unusable`, `headset_unusable`, …, `board_unwatched`."""
    if fault.kind == "stuck":
        return KEY_STUCK
    if fault.part == "board":
        return BOARD_UNWATCHED
    return "keys_unusable" if fault.part in _KEYS else f"{fault.part}_unusable"


class Symptoms:
    """What there is to tell; nothing until a body is joined."""

    def __init__(self, *, service: bool | None = None) -> None:
        """`service`: whether systemd runs the terminal, so that a board that nobody feeds is a fault; found out where None."""
        self._service = bool(os.environ.get("WATCHDOG_USEC")) if service is None else service
        self._body: Body | None = None
        self._other: tuple[Fault, ...] = ()

    def join(self, body: Body) -> None:
        """From now on these parts are asked."""
        self._body = body

    def besides(self, faults: Iterable[Fault]) -> None:
        """What others have found, in place of what they found before."""
        self._other = tuple(faults)

    @property
    def faulty(self) -> bool:
        """Whether a part of the terminal cannot be used."""
        return bool(self._of_parts())

    def faults(self) -> tuple[Fault, ...]:
        """What is wrong at this moment, part by part, the board last. From any thread."""
        board = watchdog.fault() if self._service else None
        return (*self._of_parts(), *(() if board is None else (board,)))

    def now(self) -> tuple[tuple[str, ...], int]:
        """The codes of this moment, and a mark for `told`."""
        body = self._body
        opened, mark = body.case.opened() if body is not None else (None, 0)
        codes = {of_fault(fault) for fault in self.faults()}
        if opened:
            codes.add(CASE_OPENED)
        return tuple(sorted(codes)), mark

    def told(self, mark: int) -> None:
        """The server has heard what stood at this mark."""
        if self._body is not None:
            self._body.case.told(mark)

    def _of_parts(self) -> tuple[Fault, ...]:
        body = self._body
        return (*(() if body is None else body.faults), *self._other)
