"""The one writer: a thread that owns the connection. Taps go before clean-up; an outcome is told only once it is on the disk.

A job is a function of the connection. It makes its own transaction (`kiosk.store.database.transaction`) and leaves
the world alone until that is through, so that it can be run again: when a job meets a damaged file, the file is set
aside, a new stream begins, and the job is run once more on that.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from kiosk.store.database import Connection, DatabaseError, is_corrupt

T = TypeVar("T")
Job = Callable[[Connection], T]
_Task = tuple[Job[Any], Callable[[Exception], None] | None, Future[Any]]
log = logging.getLogger("aula.store")
HUNG_AFTER_SECONDS = 30.0
"""A job that takes longer hangs on its disk: three times what SQLite waits for a lock."""


class WriterClosed(Exception):
    """The writer has ended; nothing more is written."""


class WriterThread:
    """Runs jobs one at a time on one connection, in a thread of its own."""

    def __init__(self, open_connection: Callable[[], Connection], set_aside: Callable[[], None]) -> None:
        """`open_` gives a sound connection (or raises); `set_aside` moves a damaged file out of the way, its connection closed."""
        self._open = open_connection
        self._set_aside = set_aside
        self._db: Connection | None = open_connection()
        self._urgent: deque[_Task] = deque()
        self._patient: deque[_Task] = deque()
        self._wake = threading.Condition()
        self._closing = False
        self._busy_since: float | None = None
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether jobs are still being done: there is a thread, and none of them hangs. A watchdog asks this."""
        since = self._busy_since
        return self._thread.is_alive() and (since is None or time.monotonic() - since < HUNG_AFTER_SECONDS)

    def submit(self, job: Job[T], *, urgent: bool = False, on_failure: Callable[[Exception], None] | None = None) -> Future[T]:
        """Queue a job; urgent ones (somebody waits before the screen) go first, each kind in order.

        Args:
            job: what to do.
            urgent: whether somebody waits for it.
            on_failure: called in the writer's thread, before the future is told, where the job failed for good: after a
                renewal too, or because there is no file to run it on.

        Raises:
            Closed: the writer has ended.
        """
        future: Future[T] = Future()
        with self._wake:
            if self._closing:
                raise WriterClosed("the store is closed")
            (self._urgent if urgent else self._patient).append((job, on_failure, future))
            self._wake.notify()
        return future

    def close(self) -> None:
        """Do what is queued, then close the file."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join()

    def _next(self) -> _Task | None:
        with self._wake:
            while not (self._urgent or self._patient or self._closing):
                self._wake.wait()
            queue = self._urgent or self._patient
            return queue.popleft() if queue else None

    def _run(self) -> None:
        while (taken := self._next()) is not None:
            job, failed, future = taken
            if not future.set_running_or_notify_cancel():
                continue
            self._busy_since = time.monotonic()
            try:
                result = self._do(job)
            except BaseException as error:  # noqa: BLE001 (whatever a job raises belongs to whoever waits for it; the thread lives on)
                if failed is not None and isinstance(error, Exception):
                    failed(error)
                future.set_exception(error)
            else:
                future.set_result(result)
            self._busy_since = None
            del job, failed, future, taken
        if self._db is not None:
            self._db.close()

    def _do(self, job: Job[T]) -> T:
        if self._db is None:  # the last renewal failed (a full disk, say): try again
            self._db = self._open()
        try:
            return job(self._db)
        except DatabaseError as error:
            if not is_corrupt(error):
                raise
            log.error("the outbox is damaged: it is set aside and a new stream begins")
        self._db.close()
        self._db = None
        self._set_aside()
        self._db = self._open()
        return job(self._db)
