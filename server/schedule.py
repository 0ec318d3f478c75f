"""What the server does by the clock. Every process keeps the same schedule; a lock in the database lets one of all nodes act.

The only room that knows APScheduler. It drops jobs that are a second late unless told otherwise, so it is told otherwise.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED
from apscheduler.schedulers.background import BackgroundScheduler

from server.operations import cleanup
from server.operations.rotation import renew_targets
from server.settings import Settings
from server.store import job_locks
from server.store.engine import Connection
from server.store.write_transaction import writing
from server.web.context import Context

log = logging.getLogger("gunicorn.error")
LONGEST = timedelta(minutes=30)
"""A holder that has not come back after so long is taken for dead."""


@dataclass(frozen=True)
class Job:
    """`run` acts in a transaction of its own and says in a few words what it did."""

    name: str
    every: timedelta
    run: Callable[[Connection, Settings, datetime], str]


def forget_the_past(connection: Connection, settings: Settings, now: datetime) -> str:
    """Delete what nobody needs any more: expired codes, links and sessions, old failures and heartbeats."""
    return cleanup.forget(connection, now=now, heartbeats_before=now - timedelta(days=settings.heartbeat_days))


def steer_the_rotation(connection: Connection, settings: Settings, now: datetime) -> str:
    """Make the terminals' targets again from what has been counted by now."""
    return f"{renew_targets.steer(connection, now)} terminals have new targets"


JOBS = (
    Job("forget_the_past", timedelta(hours=6), forget_the_past),
    Job("steer_the_rotation", timedelta(hours=1), steer_the_rotation),
)


def start_schedule(context: Context, *, holder: str, jobs: tuple[Job, ...] = JOBS) -> BackgroundScheduler:
    """Begin to keep the schedule in threads of this process."""
    scheduler = BackgroundScheduler(
        timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}, daemon=True
    )
    scheduler.add_listener(_tell, EVENT_JOB_MISSED | EVENT_JOB_ERROR)
    for job in jobs:
        begin = context.now() + timedelta(seconds=30)
        scheduler.add_job(
            run_once, "interval", args=(context, job, holder), id=job.name, seconds=job.every.total_seconds(), next_run_time=begin
        )
    scheduler.start()
    return scheduler


def run_once(context: Context, job: Job, holder: str) -> str | None:
    """Run a job unless another node does or did within its interval; what it said, or None where it was not ours to run."""
    now = context.now()
    not_since = now - job.every * 0.9
    with writing(context.engine) as connection:
        if not job_locks.take(connection, job.name, holder, now=now, until=now + LONGEST, not_since=not_since):
            return None
    try:
        with writing(context.engine) as connection:
            said = job.run(connection, context.settings, now)
    except Exception:  # whatever it was: the lock goes back, and the fault goes on to be told
        _end(context, job, holder, "failed")
        raise
    _end(context, job, holder, said)
    log.info("job %s: %s", job.name, said)
    return said


def _end(context: Context, job: Job, holder: str, said: str) -> None:
    with writing(context.engine) as connection:
        job_locks.give_back(connection, job.name, holder, now=context.now(), result=said)


def _tell(event: object) -> None:
    fault = getattr(event, "exception", None)
    log.error("job %s %s", getattr(event, "job_id", "?"), f"failed: {type(fault).__name__}" if fault else "was missed")
