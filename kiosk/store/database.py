"""The file that holds the outbox: opened so that a commit is on the disk, checked so that a start never grows with it.

WAL with `synchronous=NORMAL` may lose committed answers at a power cut, so FULL is set and read back. A whole
`quick_check` reads every page, minutes on a card that waited weeks for a network: at start only the small tables are
checked and both ends of the large ones touched. Damage further in shows when it is read, and is handled then
(`kiosk.store.writer_thread`).

    StoreError
    ├── Unsafe       the file system does not give what was set (no WAL, no FULL)
    └── NewerSchema  written by newer software: it must not be touched by this one
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
"""What is read back of a connection that writes."""
_CORRUPT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class StoreError(Exception):
    """The store cannot be used; the message says what to do."""


class UnsafeFileSystem(StoreError):
    """What was set is not what SQLite reads back: a commit might not survive a power cut."""


class NewerSchema(StoreError):
    """The file was written by newer software."""


def connect(path: Path) -> Connection:
    """A connection that may write, with WAL, FULL, foreign keys and zeroed deletions set and read back.

    Raises:
        Unsafe: a setting does not hold on this file system.
        sqlite3.DatabaseError: the file cannot be opened, or is no database (`is_corrupt` tells).
    """
    # Transactions are begun and ended by `transaction`; a connection may be made in one thread and live in the writer's.
    db = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False, cached_statements=256)
    try:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute("PRAGMA foreign_keys=ON")
        # Whatever an answer replaced is zeroed in the file, and not left in a page for whoever reads the card.
        db.execute("PRAGMA secure_delete=ON")
        # The fsyncs of a checkpoint belong to a quiet moment, not to a tap: sync asks for it (`checkpoint`). This is the brake.
        db.execute("PRAGMA wal_autocheckpoint=8000")
        read_back = tuple(db.execute(f"PRAGMA {name}").fetchone()[0] for name in CHECKED_PRAGMAS)
        if read_back != ("wal", 2, 1, 1):
            raise UnsafeFileSystem(f"{path}: {', '.join(CHECKED_PRAGMAS)} read back as {read_back}; put the state on a local disk")
    except BaseException:
        db.close()
        raise
    return db


def connect_read_only(path: Path) -> Connection:
    """A connection that can only read, for batches and status, beside the writer."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=10)
    db.execute("PRAGMA query_only=ON")
    return db


@contextmanager
def transaction(db: Connection) -> Iterator[None]:
    """All or nothing, and on the disk when the block is left without an exception."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def has_sqlite_header(path: Path) -> bool:
    """Whether the file begins as every SQLite database does."""
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\x00"


def check_integrity(db: Connection) -> None:
    """Find damage without reading what may be a million rows.

    Raises:
        sqlite3.DatabaseError: something is damaged (`is_corrupt` is true of it).
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
    """Whether the file itself is damaged (malformed, or no database at all), rather than busy, full or read-only."""
    return isinstance(error, sqlite3.DatabaseError) and (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _CORRUPT


def checkpoint(db: Connection) -> None:
    """Move what the write-ahead log holds into the file, as far as nobody is reading; for a quiet moment."""
    db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()


def corruption_error(what: str) -> sqlite3.DatabaseError:
    """The error SQLite itself would raise of a damaged file."""
    error = sqlite3.DatabaseError(f"database disk image is malformed: {what}")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error
