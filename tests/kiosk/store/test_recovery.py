"""Tests that a damaged page of the outbox loses the responses on that page and no others."""

from __future__ import annotations

from kiosk.store import database
from kiosk.store.recovery import recover_responses
from tests.kiosk.fake_server import FakeServer
from tests.kiosk.headless_terminal import HeadlessTerminal
from tests.kiosk.store.test_damaged_outbox import truncate, truncate_to_zero


def damage_one_page_in_the_middle(lobby: HeadlessTerminal) -> None:
    """Overwrite one leaf page of the outbox and the root page of the table `note`.

    The damage to the small table makes the next start detect the damage. Most of the outbox stays readable.
    """
    lobby.store.write(lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()).result()
    with lobby.store.reading() as db:
        pages = [page for (page,) in db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'note'")]
        count = db.execute("PRAGMA page_count").fetchone()[0]
    lobby.store.close()
    with (lobby.folder / database.FILE).open("r+b") as file:
        for page in (*pages, count - 3):
            file.seek((page - 1) * 4096)
            file.write(b"\xcd" * 4096)


def test_what_is_readable_is_taken_over_and_sent_under_its_old_stream(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    for _ in range(80):
        enrolled_terminal.make_visit()
    server.refusal_codes[enrolled_terminal.unsent_responses()[3].id] = "unknown_statement"
    before = enrolled_terminal.raw_by_id("outbox")
    old_stream = enrolled_terminal.stream.id
    damage_one_page_in_the_middle(enrolled_terminal)
    enrolled_terminal.start()
    assert enrolled_terminal.stream.id != old_stream
    taken = recover_responses(enrolled_terminal.store, "t1")
    assert 60 <= taken < 80, f"{taken} of 80 were taken over, one page holds about six"
    assert {name: before[name] for name in enrolled_terminal.raw_by_id("outbox")} == enrolled_terminal.raw_by_id("outbox")
    assert {response.stream for response in enrolled_terminal.unsent_responses()} == {old_stream}
    assert recover_responses(enrolled_terminal.store, "t1") == 0, "once is enough"
    enrolled_terminal.cut_power()
    assert recover_responses(enrolled_terminal.store, "t1") == 0
    enrolled_terminal.make_visit()
    report = enrolled_terminal.sync()
    assert (report.stored + report.refused, report.left) == (taken + 1, 0)


def test_another_terminals_answers_are_left_where_they_are(enrolled_terminal: HeadlessTerminal) -> None:
    for _ in range(80):
        enrolled_terminal.make_visit()
    damage_one_page_in_the_middle(enrolled_terminal)
    enrolled_terminal.start()
    assert recover_responses(enrolled_terminal.store, "t2") == 0
    assert enrolled_terminal.unsent_responses() == []


def test_a_file_of_which_nothing_is_left_gives_nothing_and_stops_nobody(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    for damage in (truncate, truncate_to_zero):
        enrolled_terminal.make_visit()
        enrolled_terminal.store.close()
        damage(enrolled_terminal.folder / database.FILE)
        enrolled_terminal.start()
        enrolled_terminal.terminal.exchange()
        assert enrolled_terminal.mode == "visit"
    enrolled_terminal.make_visit()
    assert enrolled_terminal.sync().left == 0


def test_after_damage_the_terminal_still_refuses_to_become_another(
    enrolled_terminal: HeadlessTerminal, server: FakeServer, other_code: str
) -> None:
    enrolled_terminal.store.close()
    truncate_to_zero(enrolled_terminal.folder / database.FILE)
    enrolled_terminal.start()
    enrolled_terminal.make_visit()
    assert enrolled_terminal.enrol(server, other_code, "t2").problem == "other_terminal"


def test_what_a_full_disk_does_not_take_is_taken_at_the_next_turn(enrolled_terminal: HeadlessTerminal) -> None:
    """A file is not marked as recovered if the disk has no room for its responses, even if it has room for the mark."""
    for _ in range(80):
        enrolled_terminal.make_visit()
    damage_one_page_in_the_middle(enrolled_terminal)
    enrolled_terminal.start()

    def fill(db: database.Connection) -> None:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count={pages + 2}")

    enrolled_terminal.store.write(fill).result()
    assert recover_responses(enrolled_terminal.store, "t1") == 0, "the new file has no room for a piece"
    enrolled_terminal.store.write(lambda db: db.execute("PRAGMA max_page_count=1000000").fetchone()).result()
    assert 60 <= recover_responses(enrolled_terminal.store, "t1") < 80
