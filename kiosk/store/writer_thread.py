"""Provides the writer thread, which owns the only connection that writes. Taps go before clean-up.

A job is a function of the connection. It begins its own transaction (`kiosk.store.database.transaction`), and must not change anything
outside the database before the commit, because it may be run again. If a job finds the file damaged, the file is set aside, a new stream
begins in a new file, and the job is run once more on the new file.
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
"""Sets the time after which a job counts as hung on its disk. It is three times the time that SQLite waits for a lock."""


class WriterClosed(Exception):
    """Raised when a job is submitted after the writer has been closed."""


class WriterThread:
    """Runs jobs one after another on one connection, in a thread of its own."""

    def __init__(self, open_connection: Callable[[], Connection], set_aside: Callable[[], None]) -> None:
        """Open the connection and start the thread.

        Args:
            open_connection: returns a connection to an intact file, or raises.
            set_aside: moves a damaged file out of the way. Its connection is closed before the call.

        Raises:
            Exception: whatever `open_connection` raises.
        """
        self._open = open_connection
        self._set_aside = set_aside
        self._db: Connection | None = open_connection()
        self._urgent: deque[_Task] = deque()
        self._background: deque[_Task] = deque()
        self._wake = threading.Condition()
        self._closing = False
        self._busy_since: float | None = None
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Return whether the thread runs and no job hangs. The watchdog uses this."""
        since = self._busy_since
        return self._thread.is_alive() and (since is None or time.monotonic() - since < HUNG_AFTER_SECONDS)

    def submit(self, job: Job[T], *, urgent: bool = False, on_failure: Callable[[Exception], None] | None = None) -> Future[T]:
        """Queue a job, and return a future with its result or exception.

        Urgent jobs run before the others. Jobs of the same urgency run in the order in which they were submitted.

        Args:
            job: the function to call with the connection.
            urgent: whether a person at the screen waits for it.
            on_failure: called with the exception in the writer thread, before the future is done, if the job has finally failed: also on
                the new file if it was run again, or because no file could be opened.

        Raises:
            WriterClosed: the writer has been closed.
        """
        future: Future[T] = Future()
        with self._wake:
            if self._closing:
                raise WriterClosed("the store is closed")
            (self._urgent if urgent else self._background).append((job, on_failure, future))
            self._wake.notify()
        return future

    def close(self) -> None:
        """Run the queued jobs, close the file and end the thread."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join()

    def _next(self) -> _Task | None:
        with self._wake:
            while not (self._urgent or self._background or self._closing):
                self._wake.wait()
            queue = self._urgent or self._background
            return queue.popleft() if queue else None

    def _run(self) -> None:
        while (taken := self._next()) is not None:
            job, failed, future = taken
            if not future.set_running_or_notify_cancel():
                continue
            self._busy_since = time.monotonic()
            try:
                result = self._do(job)
            except BaseException as error:  # noqa: BLE001 (a job's error belongs to the caller who waits for it; the thread must go on)
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
        if self._db is None:  # a new file could not be opened after the last damage, because the disk was full for example: try again
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
