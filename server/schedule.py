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
from server.operations.job_locks import acquire_job_lock, release_job_lock
from server.operations.rotation import renew_targets as rotation
from server.settings import ServerSettings
from server.store.engine import Engine

log = logging.getLogger("gunicorn.error")
LOCK_DURATION = timedelta(minutes=30)
"""A holder that has not come back after so long is taken for dead."""


@dataclass(frozen=True)
class ScheduledJob:
    """Something to do at an interval."""

    name: str
    interval: timedelta
    run: Callable[[Engine, ServerSettings, datetime], str]
    """Does it in a transaction of its own, and returns in a few words what it did."""


@dataclass(frozen=True)
class Node:
    """A server process that keeps the schedule."""

    engine: Engine
    settings: ServerSettings
    now: Callable[[], datetime]
    """The time, aware, in UTC."""
    name: str
    """Different from that of every other process on the same database."""


def delete_expired(engine: Engine, settings: ServerSettings, now: datetime) -> str:
    """Delete what nobody needs any more: expired codes, links and sessions, old failures and heartbeats."""
    return cleanup.delete_expired(engine, now=now, heartbeats_before=now - timedelta(days=settings.heartbeat_days))


def renew_targets(engine: Engine, settings: ServerSettings, now: datetime) -> str:
    """Make the terminals' targets again from what has been counted by now."""
    return f"{rotation.renew_targets(engine, now)} terminals have new targets"


JOBS = (
    ScheduledJob("forget_the_past", timedelta(hours=6), delete_expired),
    ScheduledJob("steer_the_rotation", timedelta(hours=1), renew_targets),
)


def start_schedule(node: Node, *, jobs: tuple[ScheduledJob, ...] = JOBS) -> BackgroundScheduler:
    """Begin to keep the schedule in threads of this process."""
    scheduler = BackgroundScheduler(
        timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}, daemon=True
    )
    scheduler.add_listener(_log_failure, EVENT_JOB_MISSED | EVENT_JOB_ERROR)
    for job in jobs:
        begin = node.now() + timedelta(seconds=30)
        scheduler.add_job(run_if_due, "interval", args=(node, job), id=job.name, seconds=job.interval.total_seconds(), next_run_time=begin)
    scheduler.start()
    return scheduler


def run_if_due(node: Node, job: ScheduledJob) -> str | None:
    """Run a job unless another node does, or did within its interval.

    Returns:
        What the job did, in a few words; None where it was not this node's to run.

    Raises:
        Exception: whatever the job raises, once its lock is given back.
    """
    now = node.now()
    not_since = now - job.interval * 0.9
    if not acquire_job_lock(node.engine, job.name, node.name, now=now, until=now + LOCK_DURATION, not_since=not_since):
        return None
    try:
        result = job.run(node.engine, node.settings, now)
    except Exception:  # whatever it was: the lock goes back, and the fault goes on to be logged
        _release(node, job, "failed")
        raise
    _release(node, job, result)
    log.info("job %s: %s", job.name, result)
    return result


def _release(node: Node, job: ScheduledJob, result: str) -> None:
    release_job_lock(node.engine, job.name, node.name, now=node.now(), result=result)


def _log_failure(event: object) -> None:
    fault = getattr(event, "exception", None)
    log.error("job %s %s", getattr(event, "job_id", "?"), f"failed: {type(fault).__name__}" if fault else "was missed")
