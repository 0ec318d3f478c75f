"""A damaged page costs the responses on it and no others."""

from __future__ import annotations

from kiosk.store import database
from kiosk.store.recovery import rescue
from tests.kiosk.fake_server import SmallServer
from tests.kiosk.store.test_damaged_outbox import cut_short, emptied
from tests.kiosk.terminal_without_window import Lobby


def damage_one_page_in_the_middle(lobby: Lobby) -> None:
    """One leaf of the outbox and one small table: the start finds it, most of the outbox is whole."""
    lobby.store.write(lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()).result()
    with lobby.store.reading() as db:
        pages = [page for (page,) in db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'note'")]
        count = db.execute("PRAGMA page_count").fetchone()[0]
    lobby.store.close()
    with (lobby.folder / database.FILE).open("r+b") as file:
        for page in (*pages, count - 3):
            file.seek((page - 1) * 4096)
            file.write(b"\xcd" * 4096)


def test_what_is_readable_is_taken_over_and_sent_under_its_old_stream(lobby: Lobby, server: SmallServer) -> None:
    for _ in range(80):
        lobby.visit_once()
    server.refuse[lobby.waiting()[3].id] = "unknown_statement"
    before = lobby.kept("outbox")
    old_stream = lobby.stream.id
    damage_one_page_in_the_middle(lobby)
    lobby.start()
    assert lobby.stream.id != old_stream
    taken = rescue(lobby.store, "t1")
    assert 60 <= taken < 80, f"{taken} of 80 were taken over, one page holds about six"
    assert {name: before[name] for name in lobby.kept("outbox")} == lobby.kept("outbox")
    assert {response.stream for response in lobby.waiting()} == {old_stream}
    assert rescue(lobby.store, "t1") == 0, "once is enough"
    lobby.cut_power()
    assert rescue(lobby.store, "t1") == 0
    lobby.visit_once()
    report = lobby.sync()
    assert (report.stored + report.refused, report.left) == (taken + 1, 0)


def test_another_terminals_answers_are_left_where_they_are(lobby: Lobby) -> None:
    for _ in range(80):
        lobby.visit_once()
    damage_one_page_in_the_middle(lobby)
    lobby.start()
    assert rescue(lobby.store, "t2") == 0
    assert lobby.waiting() == []


def test_a_file_of_which_nothing_is_left_gives_nothing_and_stops_nobody(lobby: Lobby, server: SmallServer) -> None:
    for damage in (cut_short, emptied):
        lobby.visit_once()
        lobby.store.close()
        damage(lobby.folder / database.FILE)
        lobby.start()
        lobby.terminal.exchange()
        assert lobby.mode == "visit"
    lobby.visit_once()
    assert lobby.sync().left == 0


def test_after_damage_the_terminal_still_refuses_to_become_another(lobby: Lobby, server: SmallServer, other_code: str) -> None:
    lobby.store.close()
    emptied(lobby.folder / database.FILE)
    lobby.start()
    lobby.visit_once()
    assert lobby.enrol(server, other_code, "t2").problem == "other_terminal"


def test_what_a_full_disk_does_not_take_is_taken_at_the_next_turn(lobby: Lobby) -> None:
    """The little row that says "this file is done" may fit where a piece of answers does not."""
    for _ in range(80):
        lobby.visit_once()
    damage_one_page_in_the_middle(lobby)
    lobby.start()

    def fill(db: database.Connection) -> None:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count={pages + 2}")

    lobby.store.write(fill).result()
    assert rescue(lobby.store, "t1") == 0, "the new file has no room for a piece"
    lobby.store.write(lambda db: db.execute("PRAGMA max_page_count=1000000").fetchone()).result()
    assert 60 <= rescue(lobby.store, "t1") < 80
