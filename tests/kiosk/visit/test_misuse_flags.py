"""What looks like play at a terminal is marked on its response and never dropped; the memory it needs holds no answer."""

from __future__ import annotations

import msgspec

from kiosk.store import state_values, stream
from kiosk.store.database import Connection, transaction
from survey.misuse_detection import Memory
from survey.visit import Stirred
from tests.kiosk.terminal_without_window import Lobby


def visit(lobby: Lobby, *values: int, ms: int = 1_500, pause: int = 60_000) -> None:
    """A visit after a pause, `ms` between its touches."""
    nps, *rest = values
    lobby.clock.pass_(ms=pause - ms)
    lobby.choose(f"nps-{nps}", "skip", *(f"value-{value}" for value in rest), "close", ms=ms)


def flags(lobby: Lobby) -> list[tuple[str, ...]]:
    return [response.flags for response in lobby.waiting()]


def memory(lobby: Lobby) -> str:
    with lobby.store.reading() as db:
        return state_values.read(db, "last_visits") or ""


def test_a_visit_at_a_persons_pace_has_no_flags(lobby: Lobby) -> None:
    visit(lobby, 9, 5, 4, 5)
    assert flags(lobby) == [()]


def test_what_nobody_can_have_read_is_marked_and_kept(lobby: Lobby) -> None:
    visit(lobby, 10, 1, 1, 1, ms=250)
    (response,) = lobby.waiting()
    assert response.flags == ("too_fast",)
    assert (response.nps, [one.value for one in response.statements]) == (10, [1, 1, 1])


def test_drumming_on_the_screen_is_marked(lobby: Lobby) -> None:
    lobby.choose("nps-3")
    for _ in range(30):
        lobby.clock.pass_(ms=33)
        lobby.runtime.take(Stirred(missed=True)).result()
    lobby.choose("finish", "close")
    assert flags(lobby) == [("drumming",)]


def test_keys_may_be_pressed_as_often_as_one_likes(lobby: Lobby) -> None:
    lobby.choose("nps-3", by="keys")
    for _ in range(30):
        lobby.clock.pass_(ms=100)
        lobby.runtime.take(Stirred(), by="keys").result()
    lobby.choose("finish", "close", by="keys")
    assert flags(lobby) == [()]


def test_a_row_of_visits_is_remembered_over_a_start_of_the_program(lobby: Lobby) -> None:
    for _ in range(3):
        visit(lobby, 1, 2, 3, 4, pause=1_500)
        lobby.cut_power()
    assert flags(lobby) == [(), (), ("burst",)]


def test_over_a_start_of_the_machine_no_pause_is_known(lobby: Lobby) -> None:
    for number in range(4):
        visit(lobby, 1, 2, 3, 4, pause=1_500)
        lobby.cut_power(f"boot-{number + 2}")
    assert flags(lobby) == [()] * 4


def test_the_same_pattern_again_and_again_is_marked_from_the_fifth_on(lobby: Lobby) -> None:
    for _ in range(6):
        visit(lobby, 2, 4, 1, 3, pause=12_000)
    visit(lobby, 9, 4, 1, 3, pause=12_000)
    assert flags(lobby) == [*[()] * 4, ("same_pattern",), ("same_pattern",), ()]


def test_a_visit_cut_short_is_judged_by_its_whole(lobby: Lobby) -> None:
    lobby.choose("nps-1", "skip", "value-1", "value-1", ms=100)
    lobby.cut_power()
    assert flags(lobby) == [()]
    assert msgspec.json.decode(memory(lobby), type=Memory).close == 1


def test_the_memory_of_past_visits_is_small_and_holds_no_answer(lobby: Lobby) -> None:
    for _ in range(12):
        visit(lobby, 2, 4, 1, 3, pause=12_000)
    kept = msgspec.json.decode(memory(lobby), type=Memory)
    assert set(kept.__struct_fields__) == {"boot", "ended_at", "close", "same", "mark"}
    assert kept.mark is not None
    assert 0 <= kept.mark < 256
    assert len(memory(lobby)) < 200
    with lobby.store.reading() as db:
        assert db.execute("SELECT count(*) FROM fact WHERE name = 'last_visits'").fetchone() == (1,)


def test_a_memory_of_other_software_begins_anew(lobby: Lobby) -> None:
    def spoil(db: Connection) -> None:
        with transaction(db):
            state_values.write(db, "last_visits", '{"boot": 7}')

    lobby.store.write(spoil).result()
    visit(lobby, 9, 5, 4, 5)
    assert flags(lobby) == [()]
    assert msgspec.json.decode(memory(lobby), type=Memory).ended_at is not None


def test_another_terminal_on_the_same_board_remembers_none_of_it(lobby: Lobby) -> None:
    def begin_anew(db: Connection) -> Memory:
        with transaction(db):
            stream.begin_anew(db, "t2", "2026-11-22T08:00:00Z")
        return state_values.memory(db)

    visit(lobby, 9, 5, 4, 5)
    assert lobby.store.write(begin_anew).result() == Memory()
