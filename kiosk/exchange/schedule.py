"""Schedules the exchanges with the server by means of APScheduler.

APScheduler plans by the wall clock, which jumps by years at the first time sync of a Pi without a clock chip. Therefore the ticker, which
uses the steady clock, calls `check_clock_jump`, which schedules the exchange anew after a jump. By default APScheduler also drops a job
that is a second late; this is switched off.
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
"""Sets the delay of an exchange that came due while the one before had not quite ended."""
JUMP_MS = 5_000
"""Sets how far the wall clock must move against the steady clock to count as having been set."""


class ExchangeSchedule:
    """Schedules one job, the exchange, which returns when it is to run next."""

    def __init__(self, exchange: Callable[[], float], clock: DeviceClock) -> None:
        """Prepare the schedule; `start` starts it.

        Args:
            exchange: runs an exchange and returns the seconds until the next one. If it raises, the next one follows after 60 seconds.
            clock: the terminal's clocks.
        """
        self._exchange = exchange
        self._clock = clock
        self._wall_minus_boot = wall_ms(clock) - clock.steady_ms()
        self._due = clock.steady_ms()
        self._stopping = False
        self._run_requested = False
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._scheduler.add_listener(_log_job_event, EVENT_JOB_MISSED | EVENT_JOB_ERROR)
        self._scheduler.add_listener(self._on_job_dropped, EVENT_JOB_MAX_INSTANCES)

    def start(self) -> None:
        """Start the scheduler, with an exchange at once."""
        self._scheduler.start()
        self._plan(0.0)

    def run_soon(self) -> None:
        """Run an exchange as soon as possible.

        If one is running, another follows it, since the running one began without the present state.
        """
        self._run_requested = True
        self._plan(0.0)

    def check_clock_jump(self) -> None:
        """Schedule the next exchange anew if the wall clock has been set. Call it every few seconds of the steady clock."""
        now = wall_ms(self._clock) - self._clock.steady_ms()
        if abs(now - self._wall_minus_boot) < JUMP_MS:
            return
        log.info("the wall clock was set, by %d s", (now - self._wall_minus_boot) // 1000)
        self._wall_minus_boot = now
        self._plan(max(0, self._due - self._clock.steady_ms()) / 1000)

    def stop(self) -> None:
        """End the schedule. No exchange begins after this, but a running one is not waited for."""
        self._stopping = True
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _run(self) -> None:
        self._run_requested = False
        seconds = 60.0
        try:
            seconds = self._exchange()
        finally:
            self._plan(0.0 if self._run_requested else seconds)

    def _on_job_dropped(self, _: JobSubmissionEvent) -> None:
        """Schedule an exchange that APScheduler has dropped because the one before had not quite ended. Otherwise no other would follow."""
        self._plan(RETRY_SECONDS)

    def _plan(self, seconds: float) -> None:
        if self._stopping or not self._scheduler.running:
            return
        self._due = self._clock.steady_ms() + round(seconds * 1000)
        self._scheduler.add_job(
            self._run, "date", run_date=datetime.now(UTC) + timedelta(seconds=seconds), id="exchange", replace_existing=True
        )


def _log_job_event(event: JobExecutionEvent) -> None:
    if event.code == EVENT_JOB_MISSED:
        log.warning("an exchange was missed")
    else:
        log.error("an exchange failed: %s", type(event.exception).__name__)
