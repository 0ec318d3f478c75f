"""Counts the responses of the current month at a terminal's service point. The terminal may show the count."""

from __future__ import annotations

from datetime import datetime

from server.domain.intake.visit_time import service_date
from server.domain.region.placements import placement_at
from server.store.engine import Connection
from server.store.intake import response_totals
from server.store.region import placements, regions
from survey.wire import Answered


def count_month(connection: Connection, terminal: str, now: datetime) -> Answered | None:
    """Return the number of responses at a terminal's service point whose service date is in the current month of its region.

    None means that the terminal has no service point now.
    """
    placement = placement_at(placements.for_terminal(connection, terminal), now)
    if placement is None:
        return None
    month = f"{service_date(now, regions.time_zones(connection)[placement.region]):%Y-%m}"
    return Answered(month, response_totals.count_of_month(connection, placement.region, placement.service_point, month))
