"""Backs up the database to a file and restores it from one.

A backup is the whole database as one SQLite file with the same schema, whichever engine the server uses. It is read table by table in one
consistent transaction. A restore is one transaction as well: it takes effect completely or not at all. The private keys are not part of
a backup.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from server.operations.migration import migrate
from server.store.backup import InvalidBackup, copy_rows, file_state, find_damage, leave_wal_mode, replace_rows
from server.store.engine import Engine, connect
from server.store.people import audit
from server.store.read_transaction import reading, reading_snapshot
from server.store.write_transaction import writing


def back_up(engine: Engine, file: Path, *, who: str, clock: Callable[[], datetime]) -> int:
    """Write a backup, record in the audit log who made it, and return the number of rows."""
    rows = write_backup(engine, file)
    with writing(engine) as connection:
        audit.write(connection, who, "backed_up", now=clock(), rows=rows)
    return rows


def restore(engine: Engine, file: Path, *, who: str, clock: Callable[[], datetime]) -> int:
    """Replace the contents of the database by a backup, record in the audit log who did so, and return the number of rows.

    The caller must make sure that no server is running.

    Raises:
        InvalidBackup: the file is not a backup, or was made by a newer version; nothing has been changed.
    """
    rows = restore_rows(engine, file)
    with writing(engine) as connection:
        audit.write(connection, who, "restored", now=clock(), rows=rows)
    return rows


def write_backup(engine: Engine, file: Path) -> int:
    """Write a backup and return the number of rows. An existing file is replaced only once the new one is complete and on disk."""
    fresh = _create_beside(file)
    target_engine = connect(f"sqlite:///{fresh}")
    try:
        migrate(target_engine)
        with reading_snapshot(engine) as source, writing(target_engine) as target:
            copied = copy_rows(source, target)
        leave_wal_mode(target_engine)
        target_engine.dispose()
        _sync_to_disk(fresh)
        fresh.replace(file)
        _sync_to_disk(file.parent)
    finally:
        target_engine.dispose()
        for left in fresh.parent.glob(f"{fresh.name}*"):
            left.unlink(missing_ok=True)
    return copied


def restore_rows(engine: Engine, file: Path) -> int:
    """Replace the rows of the database by those of a backup and return their number.

    Raises:
        InvalidBackup: the file is not a backup, or was made by a newer version; nothing has been changed.
    """
    with _open_copy(file) as source_engine:
        migrate(engine)
        with reading(source_engine) as source, writing(engine) as target:
            return replace_rows(source, target)


def check_backup(file: Path) -> None:
    """Check that a file can be restored.

    Raises:
        InvalidBackup: it cannot be restored.
    """
    with _open_copy(file):
        pass


@contextmanager
def _open_copy(file: Path) -> Iterator[Engine]:
    """Yield an engine on a copy of the backup, migrated to this version's schema. The file itself is never changed."""
    if not file.is_file():
        raise InvalidBackup(f"{file} is not there")
    with tempfile.TemporaryDirectory(prefix="aula-restore-", dir=file.parent if os.access(file.parent, os.W_OK) else None) as folder:
        copy = Path(folder) / "backup.db"
        shutil.copyfile(file, copy)
        engine = connect(f"sqlite:///{copy}")
        try:
            _refuse_unusable(engine, file)
            migrate(engine)
            yield engine
        finally:
            engine.dispose()


def _refuse_unusable(engine: Engine, file: Path) -> None:
    state = file_state(engine)
    if state is None or state == "empty":
        raise InvalidBackup(f"{file} is no backup of Aula")
    if state == "ahead":
        raise InvalidBackup(f"{file} was made by a newer version: install that version to restore it")
    with reading(engine) as connection:
        damage = find_damage(connection)
    if damage is not None:
        raise InvalidBackup(f"{file} is damaged ({damage}): take another backup")


def _create_beside(file: Path) -> Path:
    """Create an empty file in the same folder, so that it can take the place of `file` in one step."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    os.close(handle)
    return Path(name)


def _sync_to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
