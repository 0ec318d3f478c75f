"""Tests a damaged outbox.

The file is set aside with its log under a name with the date, the server is notified, and a new stream begins.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.store import database, device_notes
from kiosk.store.database import NewerSchema, StoreError
from kiosk.store.store import Store
from survey.visit import TargetChosen
from tests.kiosk.fake_server import FakeServer
from tests.kiosk.headless_terminal import HeadlessTerminal


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:8_192])


def overwrite_header(path: Path) -> None:
    path.write_bytes(b"\x13" * 100 + path.read_bytes()[100:])


def overwrite_page(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 : 2 * 4096] = b"\xab" * 4096
    path.write_bytes(data)


def truncate_to_zero(path: Path) -> None:
    path.write_bytes(b"")


def replace_with_html(path: Path) -> None:
    path.write_bytes(b"<html>this is no database, and never was one</html>" * 400)


DAMAGES = [truncate, overwrite_header, overwrite_page, truncate_to_zero, replace_with_html]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_set_aside_at_start_and_the_terminal_runs_on(
    enrolled_terminal: HeadlessTerminal, server: FakeServer, damage: Callable[[Path], None]
) -> None:
    for _ in range(5):
        enrolled_terminal.make_visit()
    enrolled_terminal.sync()
    before = enrolled_terminal.stream.id
    enrolled_terminal.store.close()
    damage(enrolled_terminal.folder / database.FILE)
    enrolled_terminal.start()
    assert enrolled_terminal.stream.id != before
    assert enrolled_terminal.stream.next_sequence == 1
    (aside,) = enrolled_terminal.folder.glob("outbox-damaged-*.sqlite3")
    assert aside.name.startswith("outbox-damaged-20261122T08")
    enrolled_terminal.make_visit()
    assert enrolled_terminal.sync().stored == 1
    assert "outbox_set_aside" in server.heartbeats[-1].notes
    enrolled_terminal.sync()
    assert "outbox_set_aside" not in server.heartbeats[-1].notes, "told once"


def test_the_log_goes_aside_with_its_file(enrolled_terminal: HeadlessTerminal) -> None:
    enrolled_terminal.make_visit()
    wal = enrolled_terminal.folder / f"{database.FILE}-wal"
    frames = wal.read_bytes()
    enrolled_terminal.store.close()
    overwrite_header(enrolled_terminal.folder / database.FILE)
    wal.write_bytes(frames[:40])
    enrolled_terminal.start()
    names = sorted(path.name.rpartition("sqlite3")[2] for path in enrolled_terminal.folder.glob("outbox-damaged-*"))
    assert "-wal" in names


def test_damage_met_while_a_visit_runs_costs_that_visit_nothing(enrolled_terminal: HeadlessTerminal) -> None:
    enrolled_terminal.choose("nps-9", "skip", "value-5")
    before = enrolled_terminal.stream.id
    enrolled_terminal.store.write(overwrite_all_pages).result()
    enrolled_terminal.choose("value-4", "value-3")
    (response,) = enrolled_terminal.unsent_responses()
    assert (response.stream != before, response.sequence, response.nps) == (True, 1, 9)
    assert [one.value for one in response.statements] == [5, 4, 3]


def test_damage_found_by_a_reader_is_told_to_the_writer(enrolled_terminal: HeadlessTerminal) -> None:
    before = enrolled_terminal.stream.id
    enrolled_terminal.store.write(database.checkpoint).result()
    error = database.corruption_error("as a reader finds it")

    def read() -> None:
        with enrolled_terminal.store.reading():
            raise error

    with pytest.raises(database.DatabaseError):
        read()
    with pytest.raises(database.DatabaseError):
        read()
    enrolled_terminal.runtime.tick().result()
    enrolled_terminal.runtime.submit(TargetChosen("about")).result()
    enrolled_terminal.store.write(lambda _: None).result()
    assert enrolled_terminal.stream.id != before


def test_a_file_of_newer_software_is_not_touched(tmp_path: Path) -> None:
    Store(tmp_path).close()
    db = database.connect(tmp_path / database.FILE)
    db.execute("PRAGMA user_version=99")
    db.close()
    before = (tmp_path / database.FILE).read_bytes()
    with pytest.raises(NewerSchema, match="newer software"):
        Store(tmp_path)
    assert (tmp_path / database.FILE).read_bytes() == before


def test_who_stands_beside_a_running_terminal_sets_nothing_aside(tmp_path: Path) -> None:
    Store(tmp_path).close()
    replace_with_html(tmp_path / database.FILE)
    with pytest.raises(StoreError, match="restart the terminal"):
        Store(tmp_path, may_set_aside=False)
    assert not list(tmp_path.glob("outbox-damaged-*"))


def test_two_damaged_files_in_one_second_are_both_kept(enrolled_terminal: HeadlessTerminal) -> None:
    for _ in range(2):
        enrolled_terminal.store.close()
        replace_with_html(enrolled_terminal.folder / database.FILE)
        enrolled_terminal.start()
    assert len(list(enrolled_terminal.folder.glob("outbox-damaged-*.sqlite3"))) == 2


def test_notes_told_while_the_same_happens_again_are_told_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write(lambda db: device_notes.add(db, "journal_unreadable")).result()
    told = store.write(device_notes.read).result()
    store.write(lambda db: device_notes.add(db, "journal_unreadable")).result()
    store.write(lambda db: device_notes.acknowledge(db, told)).result()
    assert store.write(device_notes.read).result() == (("journal_unreadable", 2),)
    store.close()


def overwrite_all_pages(db: database.Connection) -> None:
    """Overwrite all pages but the first while the writer has the file open, as a failing card may do."""
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    path = Path(db.execute("PRAGMA database_list").fetchone()[2])
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xcd" * (size - 4096))
    db.execute("PRAGMA shrink_memory")
