"""The lock that lets one node at a time run a scheduled job."""

from __future__ import annotations

from datetime import datetime

from server.store import job_locks
from server.store.engine import Engine
from server.store.write_transaction import writing


def acquire_job_lock(engine: Engine, job: str, holder: str, *, now: datetime, until: datetime, not_since: datetime) -> bool:
    """Take a job's lock until a time; returns False where another holds it, or where the job began after `not_since`."""
    with writing(engine) as connection:
        return job_locks.acquire(connection, job, holder, now=now, until=until, not_since=not_since)


def release_job_lock(engine: Engine, job: str, holder: str, *, now: datetime, result: str) -> None:
    """Give a job's lock back and record what came of the job, in a few words."""
    with writing(engine) as connection:
        job_locks.release(connection, job, holder, now=now, result=result)
