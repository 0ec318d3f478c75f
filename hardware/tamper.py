"""The case, watched: that it was opened is remembered until a heartbeat has told it, as with `hardware.undervoltage`.

The switch closes the wire while the case is closed, so that a cut or pulled cable looks like an open case and not like a
closed one. Without power nothing is seen: a case that was opened while the terminal was off and is closed again leaves no trace.
"""

from __future__ import annotations

from typing import Protocol

from hardware.events import SwitchEvent


class _OnOff(Protocol):
    @property
    def on(self) -> bool: ...


class Tamper:
    """What is known of the case since it was last told."""

    def __init__(self, switch: _OnOff | None) -> None:
        """`switch` is None where there is none: nothing is claimed then."""
        self._switch = switch
        self._opened = 1 if switch is not None and switch.on else 0
        self._told = 0

    def heard(self, event: SwitchEvent) -> None:
        """The switch has told something."""
        if event.on:
            self._opened += 1

    def opened(self) -> tuple[bool | None, int]:
        """Whether the case has been open since it was last told (None where nobody can know), and a mark for `told`."""
        if self._switch is None:
            return None, 0
        return self._opened > self._told or self._switch.on, self._opened

    def told(self, mark: int) -> None:
        """What was seen up to this mark has been heard; an opening since then is still to be told."""
        self._told = max(self._told, mark)
