"""Acquires and releases the locks that make sure that only one node at a time runs a scheduled job."""

from __future__ import annotations

from datetime import datetime

from server.store import job_locks
from server.store.engine import Engine
from server.store.write_transaction import writing


def acquire_job_lock(engine: Engine, job: str, holder: str, *, now: datetime, until: datetime, not_since: datetime) -> bool:
    """Acquire a job's lock until `until`. Return False if another holder has it, or if the job was last started after `not_since`."""
    with writing(engine) as connection:
        return job_locks.acquire(connection, job, holder, now=now, until=until, not_since=not_since)


def release_job_lock(engine: Engine, job: str, holder: str, *, now: datetime, result: str) -> None:
    """Release a job's lock and record the result of the job, a short text. Do nothing if another holder has acquired the lock since."""
    with writing(engine) as connection:
        job_locks.release(connection, job, holder, now=now, result=result)
