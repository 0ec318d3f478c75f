"""Tests that a response that looks like misuse is flagged and never dropped, and that what is stored to detect it holds no answers."""

from __future__ import annotations

import msgspec

from kiosk.store import state_values, stream
from kiosk.store.database import Connection, transaction
from survey.misuse_detection import RecentVisits
from survey.visit import ActivitySeen
from tests.kiosk.headless_terminal import HeadlessTerminal


def make_visit(lobby: HeadlessTerminal, *values: int, ms: int = 1_500, pause: int = 60_000) -> None:
    """Make a complete visit that begins `pause` milliseconds after the previous one, with `ms` milliseconds between its touches."""
    nps, *rest = values
    lobby.clock.advance(ms=pause - ms)
    lobby.choose(f"nps-{nps}", "skip", *(f"value-{value}" for value in rest), "close", ms=ms)


def flags_of_responses(lobby: HeadlessTerminal) -> list[tuple[str, ...]]:
    return [response.flags for response in lobby.unsent_responses()]


def recent_visits_json(lobby: HeadlessTerminal) -> str:
    with lobby.store.reading() as db:
        return state_values.read(db, "last_visits") or ""


def test_a_visit_at_a_persons_pace_has_no_flags(enrolled_terminal: HeadlessTerminal) -> None:
    make_visit(enrolled_terminal, 9, 5, 4, 5)
    assert flags_of_responses(enrolled_terminal) == [()]


def test_what_nobody_can_have_read_is_marked_and_kept(enrolled_terminal: HeadlessTerminal) -> None:
    make_visit(enrolled_terminal, 10, 1, 1, 1, ms=250)
    (response,) = enrolled_terminal.unsent_responses()
    assert response.flags == ("too_fast",)
    assert (response.nps, [one.value for one in response.statements]) == (10, [1, 1, 1])


def test_drumming_on_the_screen_is_marked(enrolled_terminal: HeadlessTerminal) -> None:
    enrolled_terminal.choose("nps-3")
    for _ in range(30):
        enrolled_terminal.clock.advance(ms=33)
        enrolled_terminal.runtime.submit(ActivitySeen(missed_targets=True)).result()
    enrolled_terminal.choose("finish", "close")
    assert flags_of_responses(enrolled_terminal) == [("drumming",)]


def test_keys_may_be_pressed_as_often_as_one_likes(enrolled_terminal: HeadlessTerminal) -> None:
    enrolled_terminal.choose("nps-3", by="keys")
    for _ in range(30):
        enrolled_terminal.clock.advance(ms=100)
        enrolled_terminal.runtime.submit(ActivitySeen(), by="keys").result()
    enrolled_terminal.choose("finish", "close", by="keys")
    assert flags_of_responses(enrolled_terminal) == [()]


def test_a_row_of_visits_is_remembered_over_a_start_of_the_program(enrolled_terminal: HeadlessTerminal) -> None:
    for _ in range(3):
        make_visit(enrolled_terminal, 1, 2, 3, 4, pause=1_500)
        enrolled_terminal.cut_power()
    assert flags_of_responses(enrolled_terminal) == [(), (), ("burst",)]


def test_over_a_start_of_the_machine_no_pause_is_known(enrolled_terminal: HeadlessTerminal) -> None:
    for number in range(4):
        make_visit(enrolled_terminal, 1, 2, 3, 4, pause=1_500)
        enrolled_terminal.cut_power(f"boot-{number + 2}")
    assert flags_of_responses(enrolled_terminal) == [()] * 4


def test_the_same_pattern_again_and_again_is_marked_from_the_fifth_on(enrolled_terminal: HeadlessTerminal) -> None:
    for _ in range(6):
        make_visit(enrolled_terminal, 2, 4, 1, 3, pause=12_000)
    make_visit(enrolled_terminal, 9, 4, 1, 3, pause=12_000)
    assert flags_of_responses(enrolled_terminal) == [*[()] * 4, ("same_pattern",), ("same_pattern",), ()]


def test_a_visit_cut_short_is_judged_by_its_whole(enrolled_terminal: HeadlessTerminal) -> None:
    enrolled_terminal.choose("nps-1", "skip", "value-1", "value-1", ms=100)
    enrolled_terminal.cut_power()
    assert flags_of_responses(enrolled_terminal) == [()]
    assert msgspec.json.decode(recent_visits_json(enrolled_terminal), type=RecentVisits).burst_length == 1


def test_the_memory_of_past_visits_is_small_and_holds_no_answer(enrolled_terminal: HeadlessTerminal) -> None:
    for _ in range(12):
        make_visit(enrolled_terminal, 2, 4, 1, 3, pause=12_000)
    kept = msgspec.json.decode(recent_visits_json(enrolled_terminal), type=RecentVisits)
    assert set(kept.__struct_fields__) == {"boot", "ended_at", "burst_length", "same_pattern_length", "pattern_hash"}
    assert kept.pattern_hash is not None
    assert 0 <= kept.pattern_hash < 256
    assert len(recent_visits_json(enrolled_terminal)) < 200
    with enrolled_terminal.store.reading() as db:
        assert db.execute("SELECT count(*) FROM fact WHERE name = 'last_visits'").fetchone() == (1,)


def test_a_memory_of_other_software_begins_anew(enrolled_terminal: HeadlessTerminal) -> None:
    def spoil(db: Connection) -> None:
        with transaction(db):
            state_values.write(db, "last_visits", '{"boot": 7}')

    enrolled_terminal.store.write(spoil).result()
    make_visit(enrolled_terminal, 9, 5, 4, 5)
    assert flags_of_responses(enrolled_terminal) == [()]
    assert msgspec.json.decode(recent_visits_json(enrolled_terminal), type=RecentVisits).ended_at is not None


def test_another_terminal_on_the_same_board_remembers_none_of_it(enrolled_terminal: HeadlessTerminal) -> None:
    def begin_anew(db: Connection) -> RecentVisits:
        with transaction(db):
            stream.restart_for_terminal(db, "t2", "2026-11-22T08:00:00Z")
        return state_values.read_recent_visits(db)

    make_visit(enrolled_terminal, 9, 5, 4, 5)
    assert enrolled_terminal.store.write(begin_anew).result() == RecentVisits()
