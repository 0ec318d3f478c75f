"""A damaged outbox: set aside under its date with all that belongs to it, told, and a new stream begun."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.store import database, device_notes
from kiosk.store.database import NewerSchema, StoreError
from kiosk.store.store import Store
from survey.visit import Chose
from tests.kiosk.fake_server import SmallServer
from tests.kiosk.terminal_without_window import Lobby


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:8_192])


def with_a_garbage_header(path: Path) -> None:
    path.write_bytes(b"\x13" * 100 + path.read_bytes()[100:])


def with_a_garbage_page(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 : 2 * 4096] = b"\xab" * 4096
    path.write_bytes(data)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def of_another_kind(path: Path) -> None:
    path.write_bytes(b"<html>this is no database, and never was one</html>" * 400)


DAMAGES = [cut_short, with_a_garbage_header, with_a_garbage_page, emptied, of_another_kind]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_set_aside_at_start_and_the_terminal_runs_on(
    lobby: Lobby, server: SmallServer, damage: Callable[[Path], None]
) -> None:
    for _ in range(5):
        lobby.visit_once()
    lobby.sync()
    before = lobby.stream.id
    lobby.store.close()
    damage(lobby.folder / database.FILE)
    lobby.start()
    assert lobby.stream.id != before
    assert lobby.stream.next_sequence == 1
    (aside,) = lobby.folder.glob("outbox-damaged-*.sqlite3")
    assert aside.name.startswith("outbox-damaged-20261122T08")
    lobby.visit_once()
    assert lobby.sync().stored == 1
    assert "outbox_set_aside" in server.heartbeats[-1].notes
    lobby.sync()
    assert "outbox_set_aside" not in server.heartbeats[-1].notes, "told once"


def test_the_log_goes_aside_with_its_file(lobby: Lobby) -> None:
    lobby.visit_once()
    wal = lobby.folder / f"{database.FILE}-wal"
    frames = wal.read_bytes()
    lobby.store.close()
    with_a_garbage_header(lobby.folder / database.FILE)
    wal.write_bytes(frames[:40])
    lobby.start()
    names = sorted(path.name.rpartition("sqlite3")[2] for path in lobby.folder.glob("outbox-damaged-*"))
    assert "-wal" in names


def test_damage_met_while_a_visit_runs_costs_that_visit_nothing(lobby: Lobby) -> None:
    lobby.choose("nps-9", "skip", "value-5")
    before = lobby.stream.id
    lobby.store.write(scramble).result()
    lobby.choose("value-4", "value-3")
    (response,) = lobby.waiting()
    assert (response.stream != before, response.sequence, response.nps) == (True, 1, 9)
    assert [one.value for one in response.statements] == [5, 4, 3]


def test_damage_found_by_a_reader_is_told_to_the_writer(lobby: Lobby) -> None:
    before = lobby.stream.id
    lobby.store.write(database.checkpoint).result()
    error = database.damaged("as a reader finds it")

    def read() -> None:
        with lobby.store.reading():
            raise error

    with pytest.raises(database.DatabaseError):
        read()
    with pytest.raises(database.DatabaseError):
        read()
    lobby.runtime.tick().result()
    lobby.runtime.take(Chose("about")).result()
    lobby.store.write(lambda _: None).result()
    assert lobby.stream.id != before


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
    of_another_kind(tmp_path / database.FILE)
    with pytest.raises(StoreError, match="restart the terminal"):
        Store(tmp_path, may_renew=False)
    assert not list(tmp_path.glob("outbox-damaged-*"))


def test_two_damaged_files_in_one_second_are_both_kept(lobby: Lobby) -> None:
    for _ in range(2):
        lobby.store.close()
        of_another_kind(lobby.folder / database.FILE)
        lobby.start()
    assert len(list(lobby.folder.glob("outbox-damaged-*.sqlite3"))) == 2


def test_notes_told_while_the_same_happens_again_are_told_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write(lambda db: device_notes.add(db, "journal_unreadable")).result()
    told = store.write(device_notes.read).result()
    store.write(lambda db: device_notes.add(db, "journal_unreadable")).result()
    store.write(lambda db: device_notes.told(db, told)).result()
    assert store.write(device_notes.read).result() == (("journal_unreadable", 2),)
    store.close()


def scramble(db: database.Connection) -> None:
    """Overwrite all pages but the first under the writer's feet, as a failing card does."""
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    path = Path(db.execute("PRAGMA database_list").fetchone()[2])
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xcd" * (size - 4096))
    db.execute("PRAGMA shrink_memory")
