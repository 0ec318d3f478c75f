"""Stores pairs of terminal clock and server clock from heartbeats if they add evidence about the times of visits."""

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
    """Store the clock pairs of a heartbeat that add evidence, and return the ids of the boots in which they were measured."""
    offered = _offered_pairs(heartbeat, terminal, received_at)
    fresh = _select_new(offered, clock_pairs.for_terminal(connection, terminal.id, list(offered)))
    clock_pairs.upsert(connection, terminal.id, fresh)
    return set(fresh)


def _offered_pairs(heartbeat: Heartbeat, terminal: RegisteredTerminal, received_at: datetime) -> dict[str, list[ServerTimePair]]:
    """Return by boot the pairs to consider: the plausible ones that the terminal reports, and one from the receipt of this heartbeat."""
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
    """Return by boot the pairs that add evidence to those stored, in order of uncertainty. Boots without such a pair are left out."""
    fresh: dict[str, list[ServerTimePair]] = {}
    for boot, pairs in offered.items():
        known = list(stored.get(boot, ()))
        for pair in sorted(pairs, key=lambda pair: pair.uncertainty_ms):
            if is_useful_pair(pair, known):
                # Of two pairs with the same clock reading, the more certain one is kept. The terminal may since have measured
                # a better pair than its receipt yielded.
                known = [other for other in known if other.monotonic_ms != pair.monotonic_ms] + [pair]
                fresh.setdefault(boot, []).append(pair)
    return fresh
