"""Tests the writer thread: the order of its jobs, their futures, and what is on the disk."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from kiosk.store import database, state_values, stream, writer_thread
from kiosk.store.database import Connection, transaction
from kiosk.store.store import Store
from kiosk.store.writer_thread import WriterClosed


def test_taps_go_before_clean_up(tmp_path: Path) -> None:
    store = Store(tmp_path)
    order: list[str] = []
    began, go_on = threading.Event(), threading.Event()

    def slow(_: Connection) -> None:
        began.set()
        go_on.wait(10)

    store.write(slow)
    began.wait(10)
    later = [store.write(lambda _, n=n: order.append(f"clean-up {n}")) for n in range(3)]  # type: ignore[misc]
    taps = [store.write(lambda _, n=n: order.append(f"tap {n}"), urgent=True) for n in range(2)]  # type: ignore[misc]
    go_on.set()
    for future in later + taps:
        future.result(10)
    assert order == ["tap 0", "tap 1", "clean-up 0", "clean-up 1", "clean-up 2"]
    store.close()


def test_a_writer_that_hangs_on_its_disk_is_not_alive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    began, go_on = threading.Event(), threading.Event()

    def hang(_: Connection) -> None:
        began.set()
        go_on.wait(10)

    hanging = store.write(hang)
    began.wait(10)
    assert store.alive, "a moment is no hanging"
    monkeypatch.setattr(writer_thread, "HUNG_AFTER_SECONDS", 0.0)
    assert not store.alive, "frames go on while nothing is written: systemd must not hear that all is well"
    go_on.set()
    hanging.result(10)
    store.write(lambda _: None).result(10)
    store.close()


def test_a_job_that_fails_changes_nothing_and_stops_nobody(tmp_path: Path) -> None:
    store = Store(tmp_path)

    def half(db: Connection) -> None:
        with transaction(db):
            state_values.write(db, "last_sync", "never")
            raise ZeroDivisionError

    assert isinstance(store.write(half).exception(), ZeroDivisionError)
    assert store.write(lambda db: state_values.read(db, "last_sync")).result() is None
    store.close()
    with pytest.raises(WriterClosed):
        store.write(half)


def test_what_was_promised_of_the_disk_is_read_back(tmp_path: Path) -> None:
    store = Store(tmp_path)

    def read_back(db: Connection) -> list[object]:
        return [db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")]

    assert store.write(read_back).result() == ["wal", 2, 1]
    store.close()


def test_a_migration_and_its_record_are_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.store import migrations

    def halfway(db: object) -> None:
        migrations.create(db)
        raise OSError("the power went")

    monkeypatch.setattr(migrations, "STEPS", (halfway,))
    with pytest.raises(OSError, match="power"):
        Store(tmp_path)
    monkeypatch.undo()
    store = Store(tmp_path)
    assert store.write(lambda db: stream.read(db).next_sequence).result() == 1
    store.close()
    db = database.connect(tmp_path / database.FILE)
    assert migrations.schema_version(db) == len(migrations.STEPS)
    db.close()
