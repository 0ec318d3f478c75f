"""The supply, watched: a dip that came and went between two heartbeats is remembered until it has been told.

The kernel's alarm covers the last two seconds alone (`hardware.board_health`), a heartbeat comes every few minutes. So
whoever has a beat of about two seconds calls `look`, which costs the reading of a small file or two; `sagged` says what was
seen since the last `told`. One thread may look while another tells.

The firmware's "has sagged" stays on until the board starts anew. It is taken once, as it comes on or is found on, for a
dip that nobody saw: told at every heartbeat it would call a supply bad for weeks after one dip at start.
"""

from __future__ import annotations

from pathlib import Path

from hardware import board_health


class UndervoltageLatch:
    """The board's supply, since it was last told of."""

    def __init__(self, root: Path = Path("/")) -> None:
        """`root` is where the machine's files are; another for tests."""
        self._read = board_health.undervoltage_reader(root)
        self._read_memory = board_health.past_undervoltage_reader(root)
        self._remembered = False
        self._dips = 0
        self._told = 0
        self._known = False

    def poll(self) -> None:
        """Read the alarm; never raises."""
        sags = self._read()
        self._known = self._known or sags is not None
        remembered = self._read_memory()
        if sags or (remembered and not self._remembered):
            self._dips += 1
        self._remembered = remembered

    def check_undervoltage(self) -> tuple[bool | None, int]:
        """Whether it has sagged since it was last told (None where the board cannot know), and a mark for `told`."""
        self.poll()
        return (self._dips > self._told if self._known else None), self._dips

    def acknowledge(self, mark: int) -> None:
        """What was seen up to this mark has been heard; a dip since then is still to be told."""
        self._told = max(self._told, mark)
