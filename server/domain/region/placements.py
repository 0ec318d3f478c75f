"""Determines where a terminal stood at a moment (design, decision 10), and what a corrected placement does to the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple


class Placement(NamedTuple):
    """Describes that a terminal stands at a service point from `begins_at` until just before `ends_at`."""

    region: str
    service_point: str
    begins_at: datetime
    ends_at: datetime | None = None
    """Holds the end of the placement. None means that the terminal still stands there."""

    def is_in_force_at(self, moment: datetime) -> bool:
        """Return whether the terminal stands there at that moment."""
        return self.begins_at <= moment and (self.ends_at is None or moment < self.ends_at)


def placement_at(placements: Sequence[Placement], moment: datetime) -> Placement | None:
    """Return the placement that holds at a moment, or None if the terminal had no placement then."""
    return next((placement for placement in placements if placement.is_in_force_at(moment)), None)


def with_placement(placements: Sequence[Placement], new: Placement) -> list[Placement]:
    """Return the terminal's placements with a new one, which holds from its beginning on without an end.

    Placements that began at the same time or later are removed, and the one that was running ends. To state where a terminal has stood
    since some day therefore replaces everything since that day. The result is in chronological order without overlaps.
    """
    kept = [
        earlier if earlier.ends_at is not None and earlier.ends_at <= new.begins_at else earlier._replace(ends_at=new.begins_at)
        for earlier in placements
        if earlier.begins_at < new.begins_at
    ]
    return [*sorted(kept, key=lambda placement: placement.begins_at), new._replace(ends_at=None)]
