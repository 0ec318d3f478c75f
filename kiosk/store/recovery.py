"""Copies what can still be read from damaged database files: their unsent and refused responses are copied into the new outbox.

A response keeps its bytes, stream and sequence, and is sent from the new file as it would have been from the old one. A damaged page costs
only the responses on it; the server reports them as missing. Responses are copied in the background in small transactions, each of which
records how far the copying has come. The visit in progress is not copied, since the runtime may still hold it. The old file stays in the
state folder, so that a person can examine it.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from kiosk.store.database import Connection, transaction
from kiosk.store.store import Store

log = logging.getLogger("aula.store")
BATCH_RESPONSES = 25
"""Sets how many responses are copied in one transaction."""
MAX_STRIDE = 1 << 20
"""Limits the queue positions that are skipped at once after a page that cannot be read."""
SOURCE_TABLES = ("outbox", "quarantine")
_FINISHED = 1 << 62
"""Is recorded instead of a queue position when a table has been copied to its end."""
ResponseRow = tuple[int, str, str, int, str, bytes]
"""Holds queue position, id, stream, sequence, wall time of the visit, and frozen bytes."""


def recover_responses(store: Store, terminal_id: str) -> int:
    """Copy the responses of all damaged files into the outbox, as far as that has not been done, and return how many were copied.

    A file that fails (because the disk is full or the file cannot be opened) is logged and tried again at the next call. It does not hold
    up other files. Responses of another terminal are not copied.

    Args:
        store: the terminal's store.
        terminal_id: the terminal's id.
    """
    total = 0
    for path in sorted(store.folder.glob("outbox-damaged-*.sqlite3")):
        try:
            if store.write(lambda db, path=path: _is_finished(db, path)).result():  # type: ignore[misc]
                continue
            taken = _rescue_one(store, path, terminal_id)
        except (sqlite3.Error, OSError) as error:
            log.warning("%s could not be recovered yet (%s)", path.name, type(error).__name__)
            continue
        log.warning("%d responses were recovered from %s", taken, path.name)
        total += taken
    return total


def _rescue_one(store: Store, path: Path, terminal: str) -> int:
    taken = 0
    # The file is not opened read-only, because SQLite needs write access to the folder to read the file's write-ahead log.
    with contextlib.closing(sqlite3.connect(path)) as old:
        with contextlib.suppress(sqlite3.DatabaseError):
            old.execute("PRAGMA query_only=ON")
        for source in SOURCE_TABLES if _owner(old) in (None, terminal) else ():
            after = store.write(lambda db, source=source: _progress(db, path, source)).result()  # type: ignore[misc]
            for rows in _read_batches(old, source, after):
                taken += store.write(lambda db, rows=rows, source=source: _copy_rows(db, path, source, rows)).result()  # type: ignore[misc]
    # The file is done only when every piece is on disk. If a write fails, the rest is tried again at the next call.
    store.write(lambda db: _record_finished(db, path)).result()
    return taken


def _owner(old: Connection) -> str | None:
    """Return the id of the terminal to which the responses of a file belong, or None if it is not known or cannot be read."""
    with contextlib.suppress(sqlite3.DatabaseError):
        row = old.execute("SELECT terminal FROM stream").fetchone()
        return str(row[0]) if row and row[0] is not None else None
    return None


def _read_batches(old: Connection, source: str, place: int) -> Iterator[list[ResponseRow]]:
    """Yield the readable rows behind a queue position in order.

    Behind a page that cannot be read, each further failure doubles the number of positions that are skipped.
    """
    last, stride = _last_position(old, source), 1
    while place <= last:
        rows, whole = _read(old, source, place)
        if rows:
            yield rows
            place, stride = rows[-1][0], 1
        if not whole:
            place, stride = place + stride, min(stride * 2, MAX_STRIDE)
        elif not rows:
            return


def _read(old: Connection, source: str, after: int) -> tuple[list[ResponseRow], bool]:
    """Return at most `BATCH_RESPONSES` rows, and whether they were read without meeting a damaged page."""
    rows: list[ResponseRow] = []
    columns = "place, id, stream, sequence, visited_at, bytes"
    try:
        found = old.execute(f"SELECT {columns} FROM {source} WHERE place > ? ORDER BY place LIMIT ?", (after, BATCH_RESPONSES))  # noqa: S608 (constants)
        rows.extend(found)
    except sqlite3.DatabaseError:
        return rows, False
    return rows, True


def _last_position(old: Connection, source: str) -> int:
    """Return a queue position behind which there is no row, so that the search ends.

    If the end of the table cannot be read, it is the next free position of the stream, or a large number if that cannot be read either.
    """
    for query in (f"SELECT max(place) FROM {source}", "SELECT next_place FROM stream"):  # noqa: S608 (constants)
        with contextlib.suppress(sqlite3.DatabaseError):
            return int(old.execute(query).fetchone()[0] or 0)
    return 1 << 24


def _copy_rows(db: Connection, path: Path, source: str, rows: list[ResponseRow]) -> int:
    with transaction(db):
        for _, name, stream, sequence, visited_at, frozen in rows:
            (place,) = db.execute("SELECT next_place FROM stream").fetchone()
            db.execute("UPDATE stream SET next_place = next_place + 1")
            db.execute("INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?)", (place, name, stream, sequence, visited_at, frozen))
        _record_progress(db, path, source, rows[-1][0])
    return len(rows)


def _progress(db: Connection, path: Path, source: str) -> int:
    row = db.execute("SELECT place FROM rescue WHERE file = ? AND source = ?", (path.name, source)).fetchone()
    return int(row[0]) if row else 0


def _is_finished(db: Connection, path: Path) -> bool:
    return all(_progress(db, path, source) == _FINISHED for source in SOURCE_TABLES)


def _record_progress(db: Connection, path: Path, source: str, place: int) -> None:
    db.execute("INSERT OR REPLACE INTO rescue (file, source, place) VALUES (?, ?, ?)", (path.name, source, place))


def _record_finished(db: Connection, path: Path) -> None:
    with transaction(db):
        for source in SOURCE_TABLES:
            _record_progress(db, path, source, _FINISHED)
