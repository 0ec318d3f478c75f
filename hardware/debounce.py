"""A contact that bounces: from the edges on its wire to what really changed.

Metal does not close once. A tactile key chatters for a millisecond or six, a worn one for tens of them, a plug scrapes along
its switch, and a lift motor next door makes a wire twitch. The rule: closing counts at its first edge, so that nobody waits for an
answer; opening counts once the wire has stayed open for `quiet_ms`, and is dated to when it opened. A contact that never
rests stays closed: it is one press and no more.

Pure: it knows no pin, clock or thread. Who has them calls `edge` with the moment of each edge, and `look` now and then,
because a wire that stays as it is sends no edge to say so. Moments are microseconds of any steady clock.
"""

from __future__ import annotations

from dataclasses import dataclass

DEBOUNCE_MS = 30
"""Longer than any sound key bounces (measured collections of switches stay below 7 ms, poor ones below 20), and shorter than a
finger needs to lift and come back, which takes some 50 ms."""


@dataclass(frozen=True)
class LevelChange:
    """The contact is closed, or no longer, since this moment."""

    closed: bool
    at_us: int


class Debouncer:
    """One contact."""

    def __init__(self, *, initially_closed: bool = False, debounce_ms: int = DEBOUNCE_MS) -> None:
        """`closed` is how it was found at the start; that is no change."""
        self.is_closed = initially_closed
        self._quiet_us = debounce_ms * 1000
        self._open_since: int | None = None
        self._latest: int | None = None

    def on_edge(self, closed: bool, at_us: int) -> list[LevelChange]:
        """The wire went to this level. What changed, oldest first: nothing, one thing, or two where an opening had gone unseen."""
        at_us = at_us if self._latest is None else max(at_us, self._latest)  # two readings of a clock may cross by a hair
        changes = self.poll(at_us)
        self._latest = at_us
        self._open_since = None if closed else at_us
        if closed and not self.is_closed:
            self.is_closed = True
            changes.append(LevelChange(True, at_us))
        return changes

    def poll(self, now_us: int) -> list[LevelChange]:
        """An opening that has lasted, told once."""
        if not self.is_closed or self._open_since is None or now_us - self._open_since < self._quiet_us:
            return []
        self.is_closed = False
        return [LevelChange(False, self._open_since)]
