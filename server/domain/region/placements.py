"""Where a terminal stood at a moment (design, decision 10), and what a corrected placement does to the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple


class Placement(NamedTuple):
    """A terminal at a service point from `begins_at` until just before `ends_at` (None: still)."""

    region: str
    service_point: str
    begins_at: datetime
    ends_at: datetime | None = None

    def is_in_force_at(self, moment: datetime) -> bool:
        return self.begins_at <= moment and (self.ends_at is None or moment < self.ends_at)


def placement_at(placements: Sequence[Placement], moment: datetime) -> Placement | None:
    """The placement that holds at a moment; None where the terminal stood nowhere."""
    return next((placement for placement in placements if placement.is_in_force_at(moment)), None)


def with_placement(placements: Sequence[Placement], new: Placement) -> list[Placement]:
    """The terminal's placements once it stands at `new` from its beginning on.

    What began at the same time or later is replaced, what was running ends: saying where a terminal has stood since
    some day settles everything since that day. The result is in order of time and no two overlap.
    """
    kept = [
        earlier if earlier.ends_at is not None and earlier.ends_at <= new.begins_at else earlier._replace(ends_at=new.begins_at)
        for earlier in placements
        if earlier.begins_at < new.begins_at
    ]
    return [*sorted(kept, key=lambda placement: placement.begins_at), new._replace(ends_at=None)]
