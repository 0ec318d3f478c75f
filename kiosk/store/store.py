"""Provides the store of a terminal: the database file, its writer and its readers.

A damaged file is never repaired in place. It is set aside: renamed with the current time in its name, together with its write-ahead log.
A new file with a new stream replaces it, and what can still be read from the old file is copied (`kiosk.store.recovery`).
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from kiosk.store import atomic_files, database, device_notes, migrations, stream
from kiosk.store.database import Connection, StoreError
from kiosk.store.writer_thread import WriterThread

T = TypeVar("T")
log = logging.getLogger("aula.store")
WallClock = Callable[[], datetime]


def _utc() -> datetime:
    return datetime.now(UTC)


class Store:
    """Represents the open store of one terminal. Its methods may be called from any thread."""

    def __init__(self, folder: Path, *, wall: WallClock = _utc, may_set_aside: bool = True) -> None:
        """Open the store in `folder`, or create it if there is none.

        Args:
            folder: the terminal's state.
            wall: the wall clock, which is used only for file names and dates.
            may_set_aside: whether a damaged file may be set aside. It must not be while another process has the file open.

        Raises:
            kiosk.store.database.StoreError: the store must not be used (unsafe file system, newer schema), or it is damaged and
                `may_set_aside` is false.
            OSError, sqlite3.Error: the disk cannot be read or written (full, read-only).
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        self.path = folder / database.FILE
        self._wall = wall
        self._may_set_aside = may_set_aside
        self._damage: list[str] = []
        self._writer = WriterThread(self._open_or_set_aside, self._set_aside)

    def write(
        self, job: Callable[[Connection], T], *, urgent: bool = False, on_failure: Callable[[Exception], None] | None = None
    ) -> Future[T]:
        """Run `job` in the writer thread (see `kiosk.store.writer_thread.WriterThread.submit`)."""
        return self._writer.submit(job, urgent=urgent, on_failure=on_failure)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection for reading, which can be used at the same time as the writer.

        If the block raises an error that shows damage to the file, the writer sets the file aside, and the error is raised again.
        """
        db = database.connect_read_only(self.path)
        try:
            yield db
        except database.DatabaseError as error:
            if database.is_corrupt(error):
                self._report(error)
            raise
        finally:
            db.close()

    def request_checkpoint(self) -> None:
        """Move the write-ahead log into the file at the writer's next free moment, so that no tap has to wait for it."""
        self.write(database.checkpoint)

    @property
    def alive(self) -> bool:
        """Return whether the writer thread runs and does not hang."""
        return self._writer.alive

    def close(self) -> None:
        """Run the queued jobs, then close the file."""
        self._writer.close()

    def _report(self, error: database.DatabaseError) -> None:
        def meet(db: Connection) -> None:
            # The writer runs the job a second time on the new file, which has a new list of damage. Then nothing is raised.
            if self._damage is met:
                raise error

        met = self._damage
        self.write(meet)

    def _open_or_set_aside(self) -> Connection:
        try:
            return self._open()
        except database.DatabaseError as error:
            if not database.is_corrupt(error):
                raise
            log.error("the outbox cannot be read (%s): it is set aside and a new stream begins", type(error).__name__)
        self._set_aside()
        return self._open()

    def _open(self) -> Connection:
        new = not self.path.exists()
        if new:
            self.path.touch(mode=0o600)  # log and shared memory get the same mode from it
        elif not database.has_sqlite_header(self.path):
            # This is checked before SQLite opens the file, because SQLite would treat an empty file as a new database, and might delete
            # the write-ahead log of a damaged one.
            raise database.corruption_error("no database's first bytes")
        db = database.connect(self.path)
        try:
            migrations.migrate(self.path, db)
            with database.transaction(db):
                stream.begin(db, self._wall().isoformat())
                for code in self._damage:
                    device_notes.add(db, code)
            database.check_integrity(db)
        except BaseException:
            db.close()
            raise
        self._damage = []
        if new:
            atomic_files.sync_folder(self.folder)
        return db

    def _set_aside(self) -> None:
        """Rename the file and its companions `-wal` and `-shm` alike, so that SQLite still recognises that they belong together."""
        if not self._may_set_aside:
            raise StoreError(f"{self.path} is damaged: restart the terminal, which sets it aside and begins a new one")
        stamp = self._wall().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        aside, number = self.folder / f"outbox-damaged-{stamp}.sqlite3", 1
        while aside.exists():
            number += 1
            aside = self.folder / f"outbox-damaged-{stamp}-{number}.sqlite3"
        for ending in ("-wal", "-shm", ""):
            with contextlib.suppress(FileNotFoundError):
                self.path.with_name(self.path.name + ending).rename(aside.with_name(aside.name + ending))
        atomic_files.sync_folder(self.folder)
        self._damage = [*self._damage, "outbox_set_aside"]
