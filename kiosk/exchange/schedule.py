"""When the terminal talks to its server: APScheduler, tamed.

It plans by the wall clock, and a Pi without a clock chip jumps by years at its first time sync: whoever keeps the
steady clock calls `keep_time`, which plans anew after a jump. It drops what is a second late unless told not to.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobExecutionEvent, JobSubmissionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from kiosk.clock import DeviceClock, wall_ms

log = logging.getLogger("aula.schedule")
RETRY_SECONDS = 0.5
JUMP_MS = 5_000
"""A wall clock that moves this far against the steady one was set."""


class ExchangeSchedule:
    """One job, `exchange`, which says itself when it wants to run next."""

    def __init__(self, exchange: Callable[[], float], clock: DeviceClock) -> None:
        """`exchange` returns the seconds until it wants to run again."""
        self._exchange = exchange
        self._clock = clock
        self._wall_minus_boot = wall_ms(clock) - clock.steady_ms()
        self._due = clock.steady_ms()
        self._stopping = False
        self._wanted = False
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._scheduler.add_listener(_tell, EVENT_JOB_MISSED | EVENT_JOB_ERROR)
        self._scheduler.add_listener(self._came_too_early, EVENT_JOB_MAX_INSTANCES)

    def start(self) -> None:
        """Begin, with an exchange at once."""
        self._scheduler.start()
        self._plan(0.0)

    def run_soon(self) -> None:
        """Run as soon as possible, once more where one is running: there is news that it began without."""
        self._wanted = True
        self._plan(0.0)

    def check_clock_jump(self) -> None:
        """Called every few seconds of the steady clock: plan anew where the wall clock was set."""
        now = wall_ms(self._clock) - self._clock.steady_ms()
        if abs(now - self._wall_minus_boot) < JUMP_MS:
            return
        log.info("the wall clock was set, by %d s", (now - self._wall_minus_boot) // 1000)
        self._wall_minus_boot = now
        self._plan(max(0, self._due - self._clock.steady_ms()) / 1000)

    def stop(self) -> None:
        """Begin no other exchange; one that is running is not waited for."""
        self._stopping = True
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _run(self) -> None:
        self._wanted = False
        seconds = 60.0
        try:
            seconds = self._exchange()
        finally:
            self._plan(0.0 if self._wanted else seconds)

    def _came_too_early(self, _: JobSubmissionEvent) -> None:
        """APScheduler drops a turn for which the one before has not quite ended; without another there would be no more."""
        self._plan(RETRY_SECONDS)

    def _plan(self, seconds: float) -> None:
        if self._stopping or not self._scheduler.running:
            return
        self._due = self._clock.steady_ms() + round(seconds * 1000)
        self._scheduler.add_job(
            self._run, "date", run_date=datetime.now(UTC) + timedelta(seconds=seconds), id="exchange", replace_existing=True
        )


def _tell(event: JobExecutionEvent) -> None:
    if event.code == EVENT_JOB_MISSED:
        log.warning("an exchange was missed")
    else:
        log.error("an exchange failed: %s", type(event.exception).__name__)
