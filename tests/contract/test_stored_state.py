"""A terminal's state and a server's database that an earlier version wrote still open with their whole content.

Commit 570092c wrote `stored_state/` before the modules were renamed. The databases are stored as SQL, and the files beside them as they
were. These tests fail if a stored field, tag or table is renamed together with a Python name.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk.enrolment import identity
from kiosk.enrolment.identity import Identity
from kiosk.service import pin_attempts
from kiosk.service.pin_attempts import PinAttempts
from kiosk.store import staff_state
from kiosk.store.visit_journal import FirstAnswerTime
from server.store.fleet import terminal_overview
from server.store.intake import response_export
from server.store.read_transaction import reading
from server.store.schema import schema_state
from survey import wire
from survey.draw_counts import DrawCounts
from survey.misuse_detection import RecentVisits
from survey.visit import Visit
from tests.kiosk.fake_server import FakeServer
from tests.kiosk.headless_terminal import HeadlessTerminal
from tests.kiosk.sample_configuration import FakeDeviceClock
from tests.project import ROOT
from tests.server.installation import ApiTerminal, Installation

STORED = ROOT / "tests" / "contract" / "stored_state"


def restore(dump: Path, file: Path) -> None:
    """Create a database from its SQL."""
    with sqlite3.connect(file) as database:
        database.executescript(dump.read_text(encoding="utf-8"))
    database.close()


def raw_by_id(file: Path, table: str) -> dict[str, bytes]:
    """Return the frozen bytes of a terminal's responses by id, in the order in which the responses were made."""
    with sqlite3.connect(file) as database:
        rows = dict(database.execute(f"SELECT id, bytes FROM {table} ORDER BY place").fetchall())
    database.close()
    return rows


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Return a terminal's state folder with three acknowledged, two unsent and one refused response, and a visit that a power cut ended."""
    folder = tmp_path / "terminal"
    folder.mkdir()
    restore(STORED / "terminal" / "outbox.sql", folder / "outbox.sqlite3")
    for file in (STORED / "terminal").glob("*.json"):
        shutil.copy(file, folder)
    return folder


@pytest.fixture
def terminal(state: Path) -> Iterator[HeadlessTerminal]:
    with HeadlessTerminal(state, FakeDeviceClock(boot="boot-2")) as terminal:
        yield terminal


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """Return an installation with the stored database: two terminals, ten responses, heartbeats, two plans and a message."""
    file = tmp_path / "server.sqlite3"
    restore(STORED / "server" / "database.sql", file)
    return Installation(f"sqlite:///{file}", prepare=False)


def test_the_interrupted_visit_of_the_journal_becomes_a_response_with_all_its_answers(state: Path) -> None:
    before = raw_by_id(state / "outbox.sqlite3", "outbox")
    with HeadlessTerminal(state, FakeDeviceClock(boot="boot-2")) as terminal:
        assert terminal.mode == "visit"
        *earlier, interrupted = terminal.unsent_responses()
    assert [response.id for response in earlier] == list(before)
    assert (interrupted.ended, interrupted.nps) == ("interrupted", 7)
    assert [answer.value for answer in interrupted.statements if answer.outcome == "answered"] == [5]


def test_every_waiting_response_reaches_the_server_with_the_bytes_it_was_frozen_into(state: Path) -> None:
    unsent = raw_by_id(state / "outbox.sqlite3", "outbox")
    acknowledged = raw_by_id(state / "outbox.sqlite3", "acknowledged")
    refused = raw_by_id(state / "outbox.sqlite3", "quarantine")
    assert (len(acknowledged), len(unsent), len(refused)) == (3, 2, 1)
    with FakeServer() as server:
        file = state / "identity.json"
        stored = json.loads(file.read_text(encoding="utf-8"))
        file.write_text(json.dumps({**stored, "server": server.url}), encoding="utf-8")
        server.tokens[stored["token"]] = stored["terminal_id"]
        with HeadlessTerminal(state, FakeDeviceClock(boot="boot-2")) as terminal:
            report = terminal.sync()
            assert (report.sent, report.stored, report.left, report.problem) == (3, 3, 0, None)
            assert terminal.raw_by_id("quarantine") == refused
            assert terminal.raw_by_id("acknowledged").keys() == {*acknowledged, *server.stored}
        assert {name: server.stored[name] for name in unsent} == unsent


def test_identity_draw_counts_and_the_wait_after_wrong_pins_are_read(state: Path, terminal: HeadlessTerminal) -> None:
    stored_identity = identity.read(state)
    assert stored_identity is not None
    assert (stored_identity.terminal_id, [key.id for key in stored_identity.trusted_keys]) == ("t1", ["s1"])
    encoded = staff_state.read_pin_attempts(state)
    assert encoded is not None
    assert pin_attempts.decode(encoded).wrong_count == 1
    with terminal.store.reading() as db:
        [(counts,)] = db.execute("SELECT counts FROM draw_counts").fetchall()
    drawn_before = msgspec.json.decode(counts)["index"]
    terminal.make_visit()
    draw = terminal.unsent_responses()[-1].draw
    assert draw is not None
    assert draw.index == drawn_before


def test_the_database_needs_no_migration_and_exports_every_response_as_before(installation: Installation) -> None:
    assert schema_state(installation.engine) == "current"
    expected = json.loads((STORED / "server" / "responses.json").read_text(encoding="utf-8"))
    with reading(installation.engine) as connection:
        exported = list(response_export.stream(connection, since=None, until=None))
    assert [response.raw.decode() for response in exported] == [stored["raw"] for stored in expected]
    for response, stored in zip(exported, expected, strict=True):
        assert {name: str(getattr(response, name)) for name in stored if name != "raw"} == {
            name: value for name, value in stored.items() if name != "raw"
        }


def test_the_database_still_tells_which_responses_are_missing_and_takes_new_ones(installation: Installation) -> None:
    with reading(installation.engine) as connection:
        rows = terminal_overview.list_terminals(connection, installation.clock())
    assert sorted((row.service_point, row.missing, row.notes) for row in rows) == [
        ("keskusta", 3, ("disk_refused",)),
        ("satama", 0, ()),
    ]
    terminal = installation.enrol_terminal()
    assert isinstance(terminal, ApiTerminal)
    assert terminal.send_responses(terminal.next_response()) == [("stored", None)]


def test_the_terminals_configuration_file_is_a_configuration_of_today() -> None:
    stored = (STORED / "terminal" / "configuration.json").read_bytes()
    assert msgspec.json.encode(msgspec.json.decode(stored, type=wire.Configuration)) == stored


def stored_json(state: Path, query: str) -> bytes:
    """Return the JSON text that a query finds in the terminal's database."""
    with sqlite3.connect(state / "outbox.sqlite3") as database:
        [(text,)] = database.execute(query).fetchall()
    database.close()
    return text if isinstance(text, bytes) else str(text).encode()


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT visit FROM journal", Visit),
        ("SELECT evidence FROM journal", FirstAnswerTime),
        ("SELECT value FROM fact WHERE name = 'last_visits'", RecentVisits),
        ("SELECT counts FROM draw_counts", DrawCounts),
        ("SELECT definition FROM draw_counts", wire.FormPlan),
    ],
)
def test_every_stored_field_keeps_its_name(state: Path, query: str, kind: type) -> None:
    """A text that is read and written again stays the same. A field under another name would be lost or added."""
    text = stored_json(state, query)
    assert json.loads(msgspec.json.encode(msgspec.json.decode(text, type=kind))) == json.loads(text)


@pytest.mark.parametrize(("name", "kind"), [("identity.json", Identity), ("service-tries.json", PinAttempts)])
def test_every_field_of_the_files_beside_the_database_keeps_its_name(name: str, kind: type) -> None:
    text = (STORED / "terminal" / name).read_bytes()
    assert json.loads(msgspec.json.encode(msgspec.json.decode(text, type=kind))) == json.loads(text)
