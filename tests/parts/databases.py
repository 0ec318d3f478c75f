"""Fresh databases of both kinds for a test, by their addresses."""

import shutil
from pathlib import Path


def migrate(url: str) -> None:
    """Brings the database at `url` to the newest schema."""
    from server.store import schema
    from server.store.engine import connect

    engine = connect(url)
    try:
        schema.migrate(engine)
    finally:
        engine.dispose()


class SqliteTemplate:
    """A migrated SQLite file that is made once and copied for each test."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "template.db"

    def copy_to(self, file: Path) -> str:
        """Copies the newest schema to `file` and gives its address."""
        if not self._file.exists():
            fresh = self._file.with_suffix(".new")
            migrate(f"sqlite:///{fresh}")
            _fold_journal(fresh)
            fresh.rename(self._file)
        shutil.copyfile(self._file, file)
        return f"sqlite:///{file}"


def _fold_journal(file: Path) -> None:
    """Everything into the one file: the write-ahead log would not be copied along."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
