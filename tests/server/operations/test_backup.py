"""A backup contains everything and can be restored from either database engine to either, completely or not at all."""

from __future__ import annotations

import base64
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select

from server.operations import backup
from server.store.backup import InvalidBackup, kept_tables
from server.store.engine import connect
from server.store.read_transaction import reading
from server.store.tables import audit_entries, sessions
from server.store.write_transaction import writing
from tests.server.installation import Installation

SEALED = base64.b64encode(b"x" * 80).decode()
Everything = dict[str, list[tuple[object, ...]]]


def _everything(connection: Connection) -> Everything:
    found = {}
    for table in kept_tables():
        rows = [tuple(row) for row in connection.execute(select(table))]
        found[table.name] = sorted(rows, key=repr)
    return found


def _fill(installation: Installation) -> None:
    terminal = installation.enrol_terminal()
    installation.add_terminal("satama")
    terminal.send_responses(
        *[terminal.next_response(comments=[{"question": "reason", "key": "k1", "sealed": SEALED, "redactions": 1}]) for _ in range(7)]
    )
    terminal.send_heartbeat(refused={"count": 1, "items": [{"id": "x", "code": "conflict"}]})
    installation.clock.advance(minutes=5)
    installation.move_terminal(terminal.id, "satama", installation.clock())


@pytest.fixture
def filled(installation: Installation) -> Installation:
    _fill(installation)
    return installation


def test_a_backup_restored_elsewhere_is_the_same_to_the_byte(filled: Installation, empty_database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    with reading(filled.engine) as connection:
        before = _everything(connection)
    backup.write_backup(filled.engine, file)
    target = connect(empty_database_url)
    backup.restore_rows(target, file)
    with reading(target) as connection:
        assert _everything(connection) == before
    with writing(target) as connection:  # automatic ids continue above the restored ones
        connection.execute(insert(audit_entries).values(at=filled.clock(), who="x", what="y", detail={}))
    target.dispose()


def test_what_was_there_is_replaced_and_sessions_end(filled: Installation, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    with reading(filled.engine) as connection:
        before = _everything(connection)
    backup.write_backup(filled.engine, file)
    _fill(filled)
    backup.restore_rows(filled.engine, file)
    with reading(filled.engine) as connection:
        assert _everything(connection) == before
        assert connection.execute(select(func.count()).select_from(sessions)).scalar_one() == 0


def test_a_backup_is_one_plain_sqlite_file_for_its_user_alone(filled: Installation, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    backup.write_backup(filled.engine, folder / "backup.db")
    assert [path.name for path in folder.iterdir()] == ["backup.db"]
    assert (folder / "backup.db").stat().st_mode & 0o077 == 0
    with sqlite3.connect(folder / "backup.db") as plain:
        assert plain.execute("SELECT count(*) FROM responses").fetchone() == (7,)
    plain.close()


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100])
def test_what_is_no_backup_changes_nothing(filled: Installation, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other.db"
    file.write_bytes(content)
    with reading(filled.engine) as connection:
        before = _everything(connection)
    with pytest.raises(InvalidBackup, match="no backup"):
        backup.restore_rows(filled.engine, file)
    with reading(filled.engine) as connection:
        assert _everything(connection) == before


def test_a_backup_of_a_newer_version_is_refused_by_name(filled: Installation, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    backup.write_backup(filled.engine, file)
    with sqlite3.connect(file) as plain:
        plain.execute("UPDATE alembic_version SET version_num = 'from_the_future'")
    plain.close()
    with pytest.raises(InvalidBackup, match="newer version"):
        backup.restore_rows(filled.engine, file)


def test_a_restore_that_breaks_half_way_leaves_everything_as_it_was(filled: Installation, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    backup.write_backup(filled.engine, file)
    with sqlite3.connect(file) as plain:
        plain.execute("UPDATE responses SET region = 'nowhere' WHERE sequence = 4")
    plain.close()
    with reading(filled.engine) as connection:
        before = _everything(connection)
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        backup.restore_rows(filled.engine, file)
    with reading(filled.engine) as connection:
        assert _everything(connection) == before
