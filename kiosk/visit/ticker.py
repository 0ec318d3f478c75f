"""Provides a thread that calls a function at a given time of the steady clock, and at regular intervals.

The UI does not tick, so that an idle terminal wakes only a few times a minute.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from kiosk.logs import safe_traceback

log = logging.getLogger("aula.ticker")
HUNG_AFTER_MS = 30_000
"""Sets the time after which a call of `on_tick` counts as hung, for example on a disk that no longer responds."""


class Ticker:
    """Calls `on_tick` at the time set by `wake_at`, and otherwise every `max_interval_ms`, in a thread of its own."""

    def __init__(self, on_tick: Callable[[], None], now: Callable[[], int], max_interval_ms: int) -> None:
        """Prepare the ticker; `start` starts it.

        Args:
            on_tick: the function to call. An exception that it raises is logged, and the next call comes all the same.
            now: returns the milliseconds of the steady clock.
            max_interval_ms: the longest time between the end of one call and the next call.
        """
        self._on_tick = on_tick
        self._now = now
        self._max_interval_ms = max_interval_ms
        self._due: int | None = None
        self._wake = threading.Condition()
        self._stopping = False
        self._tick_started_at: int | None = None
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Return whether the thread runs and `on_tick` does not hang. Without ticks no visit would time out. The watchdog uses this."""
        since = self._tick_started_at
        return self._thread.is_alive() and (since is None or self._now() - since < HUNG_AFTER_MS)

    def wake_at(self, due: int | None) -> None:
        """Set when `on_tick` is to be called next, in milliseconds of the steady clock. None leaves only the regular interval.

        The time is discarded by any call that comes before it.
        """
        with self._wake:
            if due != self._due:
                self._due = due
                self._wake.notify()

    def stop(self) -> None:
        """End the thread, and wait for it. No call of `on_tick` begins after this returns."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while self._sleep():
            self._tick_started_at = self._now()
            try:
                self._on_tick()
            except Exception as error:  # noqa: BLE001 (the next tick must come after any error; its message could quote what somebody typed)
                log.error("a tick failed: %s", safe_traceback(error))
            self._tick_started_at = None

    def _sleep(self) -> bool:
        until = self._now() + self._max_interval_ms
        with self._wake:
            while not self._stopping:
                due = until if self._due is None else min(self._due, until)
                left = due - self._now()
                if left <= 0:
                    self._due = None
                    break
                self._wake.wait(left / 1000)
            return not self._stopping
