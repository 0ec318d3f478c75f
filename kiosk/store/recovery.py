"""What can still be read from an outbox that was set aside: its unsent and refused responses are taken into the new one.

A response is its own bytes, stream and sequence: it is sent from the new file as it would have been from the old, so a
damaged page costs the responses on it and no others. Piece by piece, in the background; how far it came is remembered
with each piece. What cannot be read stays a hole that the server sees. The visit in progress is not taken over: the
runtime may still hold it. The old file stays where it is, for people.
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
"""Responses taken in one transaction."""
MAX_STRIDE = 1 << 20
"""Places passed over at most after a page that cannot be read."""
SOURCE_TABLES = ("outbox", "quarantine")
_THROUGH = 1 << 62
ResponseRow = tuple[int, str, str, int, str, bytes]


def recover_responses(store: Store, terminal_id: str) -> int:
    """Take over what this terminal's files set aside still hold, and has not been taken yet; returns how many responses.

    What fails today (a full disk, a file that cannot be opened) is tried again at the next turn, and holds up nothing else.
    """
    total = 0
    for path in sorted(store.folder.glob("outbox-damaged-*.sqlite3")):
        try:
            if store.write(lambda db, path=path: _through(db, path)).result():  # type: ignore[misc]
                continue
            taken = _rescue_one(store, path, terminal_id)
        except (sqlite3.Error, OSError) as error:
            log.warning("%s is not taken over yet (%s)", path.name, type(error).__name__)
            continue
        log.warning("%d responses were taken over from %s", taken, path.name)
        total += taken
    return total


def _rescue_one(store: Store, path: Path, terminal: str) -> int:
    taken = 0
    # Not opened read-only: its own log must be readable too, which SQLite wants to write beside.
    with contextlib.closing(sqlite3.connect(path)) as old:
        with contextlib.suppress(sqlite3.DatabaseError):
            old.execute("PRAGMA query_only=ON")
        for source in SOURCE_TABLES if _owner(old) in (None, terminal) else ():
            after = store.write(lambda db, source=source: _progress(db, path, source)).result()  # type: ignore[misc]
            for rows in _pieces(old, source, after):
                taken += store.write(lambda db, rows=rows, source=source: _take(db, path, source, rows)).result()  # type: ignore[misc]
    # Only where every piece is on the disk: one that the new file did not take is tried again at the next turn.
    store.write(lambda db: _end(db, path)).result()
    return taken


def _owner(old: Connection) -> str | None:
    """Whose responses these are; None where that cannot be read."""
    with contextlib.suppress(sqlite3.DatabaseError):
        row = old.execute("SELECT terminal FROM stream").fetchone()
        return str(row[0]) if row and row[0] is not None else None
    return None


def _pieces(old: Connection, source: str, place: int) -> Iterator[list[ResponseRow]]:
    """Readable rows behind a place, in order; over a page that cannot be read in longer and longer strides."""
    last, stride = _last(old, source), 1
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
    """Rows up to the next damaged page, and whether there was none."""
    rows: list[ResponseRow] = []
    columns = "place, id, stream, sequence, visited_at, bytes"
    try:
        found = old.execute(f"SELECT {columns} FROM {source} WHERE place > ? ORDER BY place LIMIT ?", (after, BATCH_RESPONSES))  # noqa: S608 (constants)
        rows.extend(found)
    except sqlite3.DatabaseError:
        return rows, False
    return rows, True


def _last(old: Connection, source: str) -> int:
    """A place behind which nothing can be, so that the search ends; the next free one is known where the end is not readable."""
    for query in (f"SELECT max(place) FROM {source}", "SELECT next_place FROM stream"):  # noqa: S608 (constants)
        with contextlib.suppress(sqlite3.DatabaseError):
            return int(old.execute(query).fetchone()[0] or 0)
    return 1 << 24


def _take(db: Connection, path: Path, source: str, rows: list[ResponseRow]) -> int:
    with transaction(db):
        for _, name, stream, sequence, visited_at, frozen in rows:
            (place,) = db.execute("SELECT next_place FROM stream").fetchone()
            db.execute("UPDATE stream SET next_place = next_place + 1")
            db.execute("INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?)", (place, name, stream, sequence, visited_at, frozen))
        _mark(db, path, source, rows[-1][0])
    return len(rows)


def _progress(db: Connection, path: Path, source: str) -> int:
    row = db.execute("SELECT place FROM rescue WHERE file = ? AND source = ?", (path.name, source)).fetchone()
    return int(row[0]) if row else 0


def _through(db: Connection, path: Path) -> bool:
    return all(_progress(db, path, source) == _THROUGH for source in SOURCE_TABLES)


def _mark(db: Connection, path: Path, source: str, place: int) -> None:
    db.execute("INSERT OR REPLACE INTO rescue (file, source, place) VALUES (?, ?, ?)", (path.name, source, place))


def _end(db: Connection, path: Path) -> None:
    with transaction(db):
        for source in SOURCE_TABLES:
            _mark(db, path, source, _THROUGH)
