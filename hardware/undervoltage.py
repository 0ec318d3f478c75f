"""Remembers a dip of the supply voltage between two heartbeats until it has been reported.

The kernel's alarm covers only the last two seconds (`hardware.board_health`), and heartbeats are minutes apart. So the caller calls
`UndervoltageLatch.poll` about every two seconds, which reads one or two small files. `check_undervoltage` returns what was detected
since the last `acknowledge`. One thread may poll while another reports.

The firmware's bit "undervoltage has occurred" stays set until the next boot. It counts once, when it becomes set or is found set, as a
dip that no poll detected. If it counted at every heartbeat, one dip at the start would mark a supply as bad for weeks.
"""

from __future__ import annotations

from pathlib import Path

from hardware import board_health


class UndervoltageLatch:
    """Remembers undervoltage since the last acknowledged report."""

    def __init__(self, root: Path = Path("/")) -> None:
        """Read below `root`, the root of the file system; tests pass another."""
        self._read = board_health.undervoltage_reader(root)
        self._read_memory = board_health.past_undervoltage_reader(root)
        self._remembered = False
        self._dips = 0
        self._told = 0
        self._known = False

    def poll(self) -> None:
        """Read the alarm and remember a dip. Never raises."""
        sags = self._read()
        self._known = self._known or sags is not None
        remembered = self._read_memory()
        if sags or (remembered and not self._remembered):
            self._dips += 1
        self._remembered = remembered

    def check_undervoltage(self) -> tuple[bool | None, int]:
        """Return whether undervoltage has occurred since the last acknowledged report, and the mark to pass to `acknowledge`.

        The first value is None if the board cannot know.
        """
        self.poll()
        return (self._dips > self._told if self._known else None), self._dips

    def acknowledge(self, mark: int) -> None:
        """Record that the dips up to this mark have been reported. Later ones are still to be reported."""
        self._told = max(self._told, mark)
