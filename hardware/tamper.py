"""The case, watched: that it was opened is remembered until a heartbeat has told it, as with `hardware.undervoltage`.

The switch closes the wire while the case is closed, so that a cut or pulled cable looks like an open case and not like a
closed one. Without power nothing is seen: a case that was opened while the terminal was off and is closed again leaves no trace.
"""

from __future__ import annotations

from typing import Protocol

from hardware.events import SwitchEvent


class _TamperSwitch(Protocol):
    @property
    def is_on(self) -> bool: ...


class TamperLatch:
    """What is known of the case since it was last told."""

    def __init__(self, switch: _TamperSwitch | None) -> None:
        """`switch` is None where there is none: nothing is claimed then."""
        self._switch = switch
        self._opened = 1 if switch is not None and switch.is_on else 0
        self._told = 0

    def on_switch_event(self, event: SwitchEvent) -> None:
        """The switch has told something."""
        if event.is_on:
            self._opened += 1

    def check_opened(self) -> tuple[bool | None, int]:
        """Whether the case has been open since it was last told (None where nobody can know), and a mark for `told`."""
        if self._switch is None:
            return None, 0
        return self._opened > self._told or self._switch.is_on, self._opened

    def acknowledge(self, mark: int) -> None:
        """What was seen up to this mark has been heard; an opening since then is still to be told."""
        self._told = max(self._told, mark)
