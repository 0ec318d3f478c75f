"""Debounces a contact: computes the real changes of its level from the edges on its wire.

A contact does not close once. A tactile key bounces for one to six milliseconds, a worn key for tens of milliseconds, a plug scrapes
along its switch, and a lift motor nearby induces pulses on a wire. The rule: closing counts at its first edge, so that the response is
immediate. Opening counts once the wire has stayed open for `debounce_ms`, and is dated to the moment at which it opened. A contact that
never comes to rest stays closed, so it is a single press.

The module is pure: it uses no pin, clock or thread. The caller passes the time of each edge to `Debouncer.on_edge`, and regularly calls
`Debouncer.poll`, because a wire whose level stays the same produces no edge. Times are microseconds of any monotonic clock.
"""

from __future__ import annotations

from dataclasses import dataclass

DEBOUNCE_MS = 30
"""The time in milliseconds for which a contact must stay open. It is longer than the bouncing of any intact key (in measured collections
of switches below 7 ms, of poor ones below 20 ms) and shorter than a finger needs to lift and return, which takes some 50 ms."""


@dataclass(frozen=True)
class LevelChange:
    """Represents a change: the contact has closed or opened at this time."""

    closed: bool
    at_us: int


class Debouncer:
    """Debounces one contact."""

    def __init__(self, *, initially_closed: bool = False, debounce_ms: int = DEBOUNCE_MS) -> None:
        """Take `initially_closed` as the state at the start, which is not reported as a change."""
        self.is_closed = initially_closed
        self._quiet_us = debounce_ms * 1000
        self._open_since: int | None = None
        self._latest: int | None = None

    def on_edge(self, closed: bool, at_us: int) -> list[LevelChange]:
        """Process an edge and return up to two changes, oldest first; the first of two is an opening that was due before this edge."""
        at_us = at_us if self._latest is None else max(at_us, self._latest)  # two readings of the clock may arrive slightly out of order
        changes = self.poll(at_us)
        self._latest = at_us
        self._open_since = None if closed else at_us
        if closed and not self.is_closed:
            self.is_closed = True
            changes.append(LevelChange(True, at_us))
        return changes

    def poll(self, now_us: int) -> list[LevelChange]:
        """Return the opening that has now lasted for `debounce_ms`, once, or an empty list."""
        if not self.is_closed or self._open_since is None or now_us - self._open_since < self._quiet_us:
            return []
        self.is_closed = False
        return [LevelChange(False, self._open_since)]
