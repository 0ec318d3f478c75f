"""What a heartbeat tells of the time: pairs of a terminal's monotonic clock and the server's, kept where they say something new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from server.domain.intake.visit_time import CLOCK_TOLERANCE, ServerTimePair, is_useful_pair, receipt_pair
from server.store.engine import Connection
from server.store.intake import clock_pairs
from server.store.region.terminals import RegisteredTerminal
from survey.rfc3339 import from_rfc3339
from survey.wire import Heartbeat


def record_clock_pairs(connection: Connection, terminal: RegisteredTerminal, heartbeat: Heartbeat, received_at: datetime) -> set[str]:
    """Store those pairs of a heartbeat that say something new; returns the boots that are better known now."""
    offered = _offered_pairs(heartbeat, terminal, received_at)
    fresh = _select_new(offered, clock_pairs.for_terminal(connection, terminal.id, list(offered)))
    clock_pairs.upsert(connection, terminal.id, fresh)
    return set(fresh)


def _offered_pairs(heartbeat: Heartbeat, terminal: RegisteredTerminal, received_at: datetime) -> dict[str, list[ServerTimePair]]:
    """Return by boot the terminal's own pairs, as far as they can be true, and the one that this receipt makes."""
    found = {heartbeat.clock.boot: [receipt_pair(heartbeat.clock.monotonic_ms, received_at)]}
    for pair in heartbeat.clock_pairs:
        try:
            moment = from_rfc3339(pair.server_time)
        except ValueError:
            continue
        if terminal.first_possible_visit - CLOCK_TOLERANCE <= moment <= received_at + CLOCK_TOLERANCE:
            found.setdefault(pair.boot, []).append(ServerTimePair(pair.monotonic_ms, moment, pair.uncertainty_ms))
    return found


def _select_new(
    offered: Mapping[str, Iterable[ServerTimePair]], stored: Mapping[str, Iterable[ServerTimePair]]
) -> dict[str, list[ServerTimePair]]:
    """Return by boot the pairs that add evidence to those stored, the surest first; a boot without any is absent."""
    fresh: dict[str, list[ServerTimePair]] = {}
    for boot, pairs in offered.items():
        known = list(stored.get(boot, ()))
        for pair in sorted(pairs, key=lambda pair: pair.uncertainty_ms):
            if is_useful_pair(pair, known):
                # Of one reading the surer pair stays: a receipt's may be stored that the terminal has measured since.
                known = [other for other in known if other.monotonic_ms != pair.monotonic_ms] + [pair]
                fresh.setdefault(boot, []).append(pair)
    return fresh
