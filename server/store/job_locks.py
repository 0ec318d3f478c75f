"""Stores which node runs each scheduled job, in one row per job.

A lock is taken by the first node that finds it free. The lock of a node that died becomes free when it expires.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, or_, update
from sqlalchemy.exc import IntegrityError

from server.store.tables import job_locks


def acquire(connection: Connection, job: str, holder: str, *, now: datetime, until: datetime, not_since: datetime) -> bool:
    """Take the lock of a job until a time, and return whether it was taken.

    It is not taken if another holder's lock has not expired at `now`, or if the job last began after `not_since`.
    """
    values = {"holder": holder, "expires_at": until, "last_began_at": now}
    try:
        with connection.begin_nested():
            connection.execute(insert(job_locks).values(job=job, **values))
            return True
    except IntegrityError:
        taken = connection.execute(
            update(job_locks)
            .where(
                job_locks.c.job == job,
                job_locks.c.expires_at <= now,
                or_(job_locks.c.last_began_at.is_(None), job_locks.c.last_began_at <= not_since),
            )
            .values(**values)
        )
        return taken.rowcount == 1


def release(connection: Connection, job: str, holder: str, *, now: datetime, result: str) -> None:
    """Release a holder's lock of a job, and record when the job ended and its result. Nothing happens if another holder has the lock."""
    connection.execute(
        update(job_locks)
        .where(job_locks.c.job == job, job_locks.c.holder == holder)
        .values(expires_at=now, last_ended_at=now, last_result=result)
    )
