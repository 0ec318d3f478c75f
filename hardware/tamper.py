"""Remembers that the case was opened until a heartbeat has reported it, as `hardware.undervoltage` does for the supply.

The switch closes the wire while the case is closed, so that a cut or unplugged cable looks like an open case and not like a closed one.
Nothing is detected without power: a case that was opened and closed again while the terminal was off leaves no trace.
"""

from __future__ import annotations

from typing import Protocol

from hardware.events import SwitchEvent


class _TamperSwitch(Protocol):
    @property
    def is_on(self) -> bool: ...


class TamperLatch:
    """Remembers openings of the case since the last acknowledged report."""

    def __init__(self, switch: _TamperSwitch | None) -> None:
        """Start with the state of the switch. `switch` is None if there is none, and then the state of the case is unknown."""
        self._switch = switch
        self._opened = 1 if switch is not None and switch.is_on else 0
        self._told = 0

    def on_switch_event(self, event: SwitchEvent) -> None:
        """Process an event of the switch."""
        if event.is_on:
            self._opened += 1

    def check_opened(self) -> tuple[bool | None, int]:
        """Return whether the case has been open since the last acknowledged report, and the mark to pass to `acknowledge`.

        The first value is None if there is no switch.
        """
        if self._switch is None:
            return None, 0
        return self._opened > self._told or self._switch.is_on, self._opened

    def acknowledge(self, mark: int) -> None:
        """Record that the openings up to this mark have been reported. Later ones are still to be reported."""
        self._told = max(self._told, mark)
