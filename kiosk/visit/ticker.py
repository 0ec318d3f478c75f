"""The terminal's own time: a thread that sleeps until something is due by the steady clock, and then says so.

The UI is not asked to tick: an idle terminal wakes a few times a minute.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from kiosk.logs import safe_traceback

log = logging.getLogger("aula.pulse")
HUNG_AFTER_MS = 30_000
"""A beat that takes longer hangs, on a disk that answers nothing any more."""


class Ticker:
    """Calls `beat()` when the moment last expected has come, and at least every `at_least_ms`."""

    def __init__(self, on_tick: Callable[[], None], now: Callable[[], int], max_interval_ms: int) -> None:
        """`now` gives steady milliseconds."""
        self._beat = on_tick
        self._now = now
        self._at_least_ms = max_interval_ms
        self._due: int | None = None
        self._wake = threading.Condition()
        self._stopping = False
        self._beating_since: int | None = None
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether it beats: without it no visit would ever time out. A watchdog asks this."""
        since = self._beating_since
        return self._thread.is_alive() and (since is None or self._now() - since < HUNG_AFTER_MS)

    def wake_at(self, due: int | None) -> None:
        """The next beat is due at this moment; None where only the regular one is."""
        with self._wake:
            if due != self._due:
                self._due = due
                self._wake.notify()

    def stop(self) -> None:
        """No beat begins after this returns."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while self._sleep():
            self._beating_since = self._now()
            try:
                self._beat()
            except Exception as error:  # noqa: BLE001 (the next beat must come, whatever this one met; its message could quote what somebody typed)
                log.error("a beat failed: %s", safe_traceback(error))
            self._beating_since = None

    def _sleep(self) -> bool:
        until = self._now() + self._at_least_ms
        with self._wake:
            while not self._stopping:
                due = until if self._due is None else min(self._due, until)
                left = due - self._now()
                if left <= 0:
                    self._due = None
                    break
                self._wake.wait(left / 1000)
            return not self._stopping
