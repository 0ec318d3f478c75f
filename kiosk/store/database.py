"""Opens and checks the database file of the outbox.

A commit must be on disk when it returns. With WAL and `synchronous=NORMAL`, committed answers may be lost in a power cut, so FULL is set
and read back.

The check at start must not take longer the more responses wait. A whole `quick_check` reads every page, which takes minutes on a memory
card that has waited for a network for weeks. Therefore only the small tables are checked, and the first and last row of each large table
are read. Damage elsewhere is found when it is read, and the writer thread handles it then (`kiosk.store.writer_thread`).

    StoreError
    ├── UnsafeFileSystem  the file system does not support what was set (WAL, FULL)
    └── NewerSchema       newer software wrote the file, so this software must not change it
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

Connection = sqlite3.Connection
DatabaseError = sqlite3.DatabaseError

FILE = "outbox.sqlite3"
SMALL_TABLES = ("_sqlite_migrations", "stream", "journal", "draw_counts", "clock_evidence", "obeyed", "note", "rescue", "fact")
LARGE_TABLES = ("outbox", "quarantine", "acknowledged")
CHECKED_PRAGMAS = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
"""Lists the settings that are read back after a connection for writing has been opened."""
_CORRUPT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class StoreError(Exception):
    """Raised when the store cannot be used. The message says what to do."""


class UnsafeFileSystem(StoreError):
    """Raised when SQLite reads back other settings than were set, so that a commit might not survive a power cut."""


class NewerSchema(StoreError):
    """Raised when newer software has written the file."""


def connect(path: Path) -> Connection:
    """Return a connection for writing, with WAL, `synchronous=FULL`, foreign keys and overwriting of deleted data set and read back.

    Raises:
        UnsafeFileSystem: a setting has no effect on this file system.
        sqlite3.DatabaseError: the file cannot be opened, or is no database (`is_corrupt` distinguishes them).
    """
    # `transaction` begins and ends transactions. The connection may be opened in another thread than the writer thread that uses it.
    db = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False, cached_statements=256)
    try:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute("PRAGMA foreign_keys=ON")
        # Deleted and replaced data is overwritten with zeros, so that nobody who reads the memory card finds an old answer in a page.
        db.execute("PRAGMA secure_delete=ON")
        # A checkpoint syncs files and must not delay a tap, so sync requests it when nobody waits (`checkpoint`). This high limit only
        # keeps the log from growing without end.
        db.execute("PRAGMA wal_autocheckpoint=8000")
        read_back = tuple(db.execute(f"PRAGMA {name}").fetchone()[0] for name in CHECKED_PRAGMAS)
        if read_back != ("wal", 2, 1, 1):
            raise UnsafeFileSystem(f"{path}: {', '.join(CHECKED_PRAGMAS)} read back as {read_back}; put the state on a local disk")
    except BaseException:
        db.close()
        raise
    return db


def connect_read_only(path: Path) -> Connection:
    """Return a connection that can only read. It can be used at the same time as the writer, for batches and status."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=10)
    db.execute("PRAGMA query_only=ON")
    return db


@contextmanager
def transaction(db: Connection) -> Iterator[None]:
    """Run the block in a transaction, which is on disk when the block ends without an exception, and rolled back otherwise."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def has_sqlite_header(path: Path) -> bool:
    """Return whether the file begins with the header of an SQLite database."""
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\x00"


def check_integrity(db: Connection) -> None:
    """Check the database for damage without reading the large tables, which may have a million rows.

    Raises:
        sqlite3.DatabaseError: something is damaged; `is_corrupt` is true for this error.
    """
    for table in SMALL_TABLES:
        found = db.execute(f"PRAGMA quick_check({table})").fetchone()
        if found is None or found[0] != "ok":
            raise corruption_error(f"{table}: {found and found[0]}")
    for table in LARGE_TABLES:
        for order in ("ASC", "DESC"):
            db.execute(f"SELECT * FROM {table} ORDER BY place {order} LIMIT 1").fetchone()  # noqa: S608 (names from the tuple above)
    if db.execute("SELECT count(*) FROM stream").fetchone()[0] > 1:
        raise corruption_error("more than one stream")


def is_corrupt(error: BaseException) -> bool:
    """Return whether an error means that the file is damaged or no database, rather than locked, read-only or on a full disk."""
    return isinstance(error, sqlite3.DatabaseError) and (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _CORRUPT


def checkpoint(db: Connection) -> None:
    """Move the write-ahead log into the database file, as far as no reader prevents it. Call it while nobody waits for a write."""
    db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()


def corruption_error(what: str) -> sqlite3.DatabaseError:
    """Return the error that SQLite would raise for a damaged file, with `what` as its detail."""
    error = sqlite3.DatabaseError(f"database disk image is malformed: {what}")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error
