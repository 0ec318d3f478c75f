"""Runs the server's scheduled jobs. Every process has the same schedule, and a lock in the database lets one node at a time run a job.

This is the only module of the server that imports APScheduler. By default APScheduler drops jobs that are more than a second late. This
module turns that off.
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
"""How long a lock is valid at most. After that, its holder is assumed to have ended without releasing it."""


@dataclass(frozen=True)
class ScheduledJob:
    """Describes a job that runs at an interval. The lock of a job is stored under its name."""

    name: str
    interval: timedelta
    run: Callable[[Engine, ServerSettings, datetime], str]
    """Runs the job in a transaction of its own and returns its result, a short text."""


@dataclass(frozen=True)
class Node:
    """Represents a server process with a schedule."""

    engine: Engine
    settings: ServerSettings
    now: Callable[[], datetime]
    """Returns the current time in UTC."""
    name: str
    """The name of the process, unique among all processes on the same database."""


def delete_expired(engine: Engine, settings: ServerSettings, now: datetime) -> str:
    """Delete expired rows and old evidence, and return the numbers of deleted rows as a text (see `cleanup.delete_expired`)."""
    return cleanup.delete_expired(engine, now=now, heartbeats_before=now - timedelta(days=settings.heartbeat_days))


def renew_targets(engine: Engine, settings: ServerSettings, now: datetime) -> str:
    """Compute the terminals' targets from the current counts, and return the number of those that changed as a text."""
    return f"{rotation.renew_targets(engine, now)} terminals have new targets"


JOBS = (
    ScheduledJob("forget_the_past", timedelta(hours=6), delete_expired),
    ScheduledJob("steer_the_rotation", timedelta(hours=1), renew_targets),
)


def start_schedule(node: Node, *, jobs: tuple[ScheduledJob, ...] = JOBS) -> BackgroundScheduler:
    """Start the schedule in threads of this process. Each job runs 30 seconds from now for the first time."""
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
    """Run a job, unless another node is running it, or a node has begun it within the last 90 % of its interval.

    Returns:
        The result of the job, a short text, or None if this node did not run it.

    Raises:
        Exception: any exception that the job raises, after its lock has been released.
    """
    now = node.now()
    not_since = now - job.interval * 0.9
    if not acquire_job_lock(node.engine, job.name, node.name, now=now, until=now + LOCK_DURATION, not_since=not_since):
        return None
    try:
        result = job.run(node.engine, node.settings, now)
    except Exception:  # the lock is released after any failure; the listener logs the exception
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
