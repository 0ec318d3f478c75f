"""Tests that queries find their rows by a key or an index.

The time for a start, a tap and a status must not grow with the number of stored responses.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from kiosk.device import status
from kiosk.exchange import heartbeat
from kiosk.store.store import Store
from survey.visit import TargetChosen
from tests.kiosk.fake_server import FakeServer
from tests.kiosk.headless_terminal import HeadlessTerminal
from tests.kiosk.sample_configuration import FakeDeviceClock

GROWING_TABLES = ("outbox", "quarantine", "acknowledged")


def full_scans(store: Store, statements: list[str]) -> list[str]:
    """Return the statements that scan a whole table of responses, each with its query plan."""
    found = []
    with store.reading() as db:
        for statement in dict.fromkeys(statements):
            if statement.split(None, 1)[0].upper() not in ("SELECT", "INSERT", "UPDATE", "DELETE"):
                continue
            for row in db.execute(f"EXPLAIN QUERY PLAN {statement}"):
                plan = str(row[3])
                ordered = "ORDER BY place" in statement and "LIMIT" in statement  # stops after the first rows
                if plan.startswith("SCAN") and plan.split()[1] in GROWING_TABLES and not ordered:
                    found.append(f"{statement}: {plan}")
    return found


@pytest.fixture
def statements_run(enrolled_terminal: HeadlessTerminal) -> list[str]:
    """Return a list to which every statement on the writer's connection is added, with its values filled in."""
    heard: list[str] = []
    enrolled_terminal.store.write(lambda db: db.set_trace_callback(heard.append)).result()
    return heard


def test_taps_visits_and_exchanges_go_by_keys(enrolled_terminal: HeadlessTerminal, server: FakeServer, statements_run: list[str]) -> None:
    enrolled_terminal.make_visit()
    enrolled_terminal.choose("nps-3", "skip", "value-1", "back", "finish")
    enrolled_terminal.sync()
    assert any("INSERT INTO outbox" in statement for statement in statements_run)
    assert full_scans(enrolled_terminal.store, statements_run) == []


def test_a_start_and_a_status_go_by_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(tmp_path).close()
    heard: list[str] = []
    connect = sqlite3.connect

    def listening(*args: object, **more: object) -> sqlite3.Connection:
        db = connect(*args, **more)  # type: ignore[call-overload]
        db.set_trace_callback(heard.append)
        assert isinstance(db, sqlite3.Connection)
        return db

    monkeypatch.setattr(sqlite3, "connect", listening)
    store = Store(tmp_path)
    status.read(store, FakeDeviceClock())
    heartbeat.build(store, FakeDeviceClock(), None)
    checks = [statement for statement in heard if "quick_check" in statement]
    assert checks
    assert not [statement for statement in checks if any(table in statement for table in GROWING_TABLES) or "(" not in statement]
    assert not [statement for statement in heard if "integrity_check" in statement]
    assert full_scans(store, heard) == []
    store.close()


def test_counts_are_right_whatever_moved(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    for _ in range(4):
        enrolled_terminal.make_visit()
    server.refusal_codes[enrolled_terminal.unsent_responses()[0].id] = "conflict"
    enrolled_terminal.sync()
    enrolled_terminal.runtime.submit(TargetChosen("nps-1")).result()
    enrolled_terminal.choose("finish")
    stream = enrolled_terminal.stream
    assert (stream.unsent, stream.refused, stream.acknowledged) == tuple(
        len(enrolled_terminal.raw_by_id(table)) for table in GROWING_TABLES
    )
