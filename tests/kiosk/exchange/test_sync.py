"""Exchanges with a server that works, and with everything that does not."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from msgspec.structs import replace

from hardware.undervoltage import Supply
from kiosk.store import acknowledged_responses, clock_evidence, quarantine
from kiosk.terminal import Terminal
from survey.sealing import SealingPair
from survey.signing import SigningPair, sign_key
from survey.wire import HeartbeatRequest, Keys, SigningKey
from tests.kiosk.fake_server import Fault, SmallServer
from tests.kiosk.sample_configuration import SIGNING, SIGNING_KEY, configuration, sealing_key, without_text
from tests.kiosk.terminal_without_window import Lobby


def after(requests: int, fault: Fault) -> list[Fault]:
    """A fault that lets so many requests pass first."""
    passing: list[Fault] = ["pass"]
    return [*(passing * requests), fault]


def test_what_waits_is_stored_byte_for_byte_and_kept_for_a_while(lobby: Lobby, server: SmallServer) -> None:
    for _ in range(3):
        lobby.visit_once()
    waiting = lobby.kept("outbox")
    report = lobby.sync()
    assert (report.sent, report.stored, report.left, report.problem) == (3, 3, 0, None)
    assert server.stored == waiting
    assert lobby.kept("acknowledged") == waiting
    assert (lobby.stream.unsent, lobby.stream.acknowledged) == (0, 3)
    assert lobby.sync().sent == 0


def test_a_reply_that_was_lost_makes_a_duplicate_not_a_second_response(lobby: Lobby, server: SmallServer) -> None:
    lobby.visit_once()
    server.faults.extend(["lose_reply"])
    first = lobby.sync(with_heartbeat=False)  # the configuration's reply
    server.faults.extend(["503", "lose_reply"])
    assert first.problem == "unreachable"
    lobby.sync(with_heartbeat=False)
    server.faults.clear()
    ours = len(server.stored)
    report = lobby.sync(with_heartbeat=False)
    assert (report.stored + report.duplicate, report.left, ours + report.stored) == (1, 0, 1)


@pytest.mark.parametrize("fault", ["drop_request", "lose_reply", "portal", "500", "503", "429", "nonsense", "redirect"])
@pytest.mark.parametrize("request_number", [0, 1, 2])
def test_no_fault_moves_or_loses_a_response(lobby: Lobby, server: SmallServer, fault: Fault, request_number: int) -> None:
    """Heartbeat, configuration and batch are the three requests of an exchange."""
    lobby.visit_once()
    waiting = lobby.kept("outbox")
    server.faults.extend(after(request_number, fault))
    report = lobby.sync()
    assert report.problem is not None or report.configuration == "rejected"
    assert {**lobby.kept("outbox"), **lobby.kept("acknowledged")} == waiting
    server.faults.clear()
    assert lobby.sync().left == 0
    assert server.stored == waiting


@pytest.mark.parametrize(
    ("fault", "problem"), [("portal", "captive_portal"), ("nonsense", "captive_portal"), ("redirect", "captive_portal")]
)
def test_an_answer_that_is_not_the_servers_acknowledges_nothing(lobby: Lobby, server: SmallServer, fault: Fault, problem: str) -> None:
    lobby.visit_once()
    server.faults.extend([fault])
    assert lobby.sync().problem == problem
    assert lobby.stream.unsent == 1


def test_results_that_name_other_responses_move_nothing(lobby: Lobby, server: SmallServer) -> None:
    lobby.visit_once()
    server.faults.extend(["pass", "pass", "alien_results"])
    report = lobby.sync()
    assert (report.stored, report.left) == (0, 1)


def test_a_refused_response_goes_to_quarantine_and_the_rest_goes_through(lobby: Lobby, server: SmallServer) -> None:
    for _ in range(3):
        lobby.visit_once()
    bad = lobby.waiting()[1].id
    server.refuse[bad] = "unknown_statement"
    report = lobby.sync()
    assert (report.stored, report.refused, report.left) == (2, 1, 0)
    lobby.sync()
    said = server.heartbeats[-1].refused
    assert (said.count, [(item.id, item.code) for item in said.items]) == (1, [(bad, "unknown_statement")])


@pytest.mark.parametrize("by_name", [True, False])
def test_a_refused_response_is_called_back_once_for_each_request(lobby: Lobby, server: SmallServer, by_name: bool) -> None:
    lobby.visit_once()
    bad = lobby.waiting()[0].id
    server.refuse[bad] = "unknown_statement"
    lobby.sync()
    server.requests = [HeartbeatRequest("r1", "retry", ids=(bad,) if by_name else None)]
    assert lobby.sync().refused == 1
    assert lobby.sync().refused == 0, "the same request again is no new one"
    server.refuse.clear()
    server.requests = [HeartbeatRequest("r2", "retry")]
    assert lobby.sync().stored == 1


def test_a_restored_server_gets_again_what_it_asks_for(lobby: Lobby, server: SmallServer) -> None:
    for _ in range(60):
        lobby.visit_once()
    lobby.sync()
    kept = dict(server.stored)
    server.stored.clear()
    server.requests = [HeartbeatRequest("r1", "resend", stream=lobby.stream.id, first=3, last=58)]
    assert lobby.sync().stored == 56
    server.stored.clear()  # restored once more, from a backup in which the same request stands open
    assert lobby.sync().stored == 56
    server.requests = []
    assert lobby.sync().sent == 0
    assert server.stored == {id_: kept[id_] for id_ in list(kept)[2:58]}


@pytest.mark.parametrize("culprits", [[0], [6], [2, 3], list(range(7))])
def test_a_batch_refused_whole_is_halved_until_the_culprits_stand_alone(lobby: Lobby, server: SmallServer, culprits: list[int]) -> None:
    for _ in range(7):
        lobby.visit_once()
    ids = [response.id for response in lobby.waiting()]
    server.choke = {ids[culprit].encode() for culprit in culprits}
    report = lobby.sync()
    assert set(lobby.kept("quarantine")) == {ids[culprit] for culprit in culprits}
    assert (report.stored, report.refused, report.left) == (7 - len(culprits), len(culprits), 0)


def test_a_response_on_which_the_server_breaks_is_passed_over_and_stays(lobby: Lobby, server: SmallServer) -> None:
    for _ in range(7):
        lobby.visit_once()
    ids = [response.id for response in lobby.waiting()]
    server.break_on = {ids[4].encode()}
    report = lobby.sync()
    assert (report.stored, report.left, report.problem) == (6, 1, "server_error")
    assert set(lobby.kept("outbox")) == {ids[4]}


def test_a_server_that_does_not_know_the_terminal_takes_nothing_and_visits_go_on(
    lobby: Lobby, server: SmallServer, code: str, other_code: str
) -> None:
    lobby.visit_once()
    server.tokens.clear()
    assert lobby.sync().problem == "unauthorised"
    assert (lobby.mode, lobby.runtime.view.needs_code) == ("visit", True)
    lobby.visit_once()
    assert lobby.stream.unsent == 2
    stream = lobby.stream.id
    assert lobby.enrol(server, other_code).enrolled
    assert (lobby.sync().stored, lobby.stream.id) == (2, stream)
    assert not lobby.runtime.view.needs_code


def test_a_revoked_terminal_is_out_of_use_also_after_a_restart_and_keeps_its_answers(lobby: Lobby, server: SmallServer) -> None:
    lobby.visit_once()
    server.faults.append("revoked")
    assert lobby.sync().problem == "terminal_revoked"
    assert lobby.mode == "out_of_use"
    lobby.cut_power()
    assert (lobby.mode, lobby.stream.unsent) == ("out_of_use", 1)
    assert lobby.sync().stored == 1
    assert lobby.mode == "visit"


def test_a_person_is_not_interrupted_by_a_revocation(lobby: Lobby, server: SmallServer) -> None:
    lobby.choose("nps-4")
    server.faults.append("revoked")
    lobby.sync()
    assert lobby.visit.step == "comment"
    lobby.choose("finish", "close")
    assert lobby.mode == "out_of_use"


def test_retry_after_is_read(lobby: Lobby, server: SmallServer) -> None:
    server.faults.append("429")
    server.retry_after = "77"
    assert lobby.sync().retry_after == 77


# ── configuration ──


def test_a_configuration_is_fetched_once_and_again_when_it_changes(lobby: Lobby, server: SmallServer) -> None:
    assert lobby.sync().configuration == "current"
    server.configuration = configuration("e2")
    assert (lobby.sync().configuration, lobby.sync().configuration) == ("updated", "current")
    assert server.heartbeats[-1].configuration == "e2"


def test_a_configuration_that_lacks_a_text_never_replaces_a_good_one(lobby: Lobby, server: SmallServer) -> None:
    server.configuration = without_text(configuration("e2"), "sv", "benefit")
    lobby.visit_once()
    report = lobby.sync()
    assert (report.configuration, report.stored) == ("rejected", 1)
    lobby.sync()
    assert server.heartbeats[-1].configuration == "e1"
    assert "configuration_rejected" in server.heartbeats[-1].notes


def test_a_sealing_key_that_nobody_trusted_signed_is_not_taken(lobby: Lobby, server: SmallServer) -> None:
    thief = SigningPair.generate()
    keys = Keys(sealing_key(SealingPair.generate(), "k2", thief, "s1"), (SIGNING_KEY, SigningKey("s9", thief.public)))
    server.configuration = replace(configuration("e2"), keys=keys)
    assert lobby.sync().configuration == "rejected"


def test_a_chain_of_signing_keys_is_followed_and_remembered(lobby: Lobby, server: SmallServer) -> None:
    second, third = SigningPair.generate(), SigningPair.generate()
    chain = (
        SIGNING_KEY,
        SigningKey("s2", second.public, "s1", sign_key(SIGNING, "s2", second.public)),
        SigningKey("s3", third.public, "s2", sign_key(second, "s3", third.public)),
    )
    server.configuration = replace(configuration("e2"), keys=Keys(sealing_key(SealingPair.generate(), "k2", third, "s3"), chain))
    assert lobby.sync().configuration == "updated"
    server.configuration = replace(configuration("e3"), keys=Keys(sealing_key(SealingPair.generate(), "k3", third, "s3"), chain[2:]))
    lobby.cut_power()
    assert lobby.sync().configuration == "updated"


def test_a_damaged_configuration_file_falls_back_to_the_one_before(lobby: Lobby, server: SmallServer) -> None:
    server.configuration = configuration("e2")
    lobby.sync()
    (lobby.folder / "configuration.json").write_bytes(b'{"etag": "half')
    lobby.cut_power()
    assert lobby.runtime.view.configuration is not None
    assert lobby.runtime.view.configuration.etag == "e1"


# ── time ──


def test_an_exchange_leaves_clock_evidence(lobby: Lobby, server: SmallServer) -> None:
    lobby.clock.set_wall(datetime(1970, 1, 1, tzinfo=UTC))
    lobby.sync()
    lobby.clock.pass_(ms=5_000)
    server.clock.pass_(ms=5_000)
    lobby.sync()
    pairs = server.heartbeats[-1].clock_pairs
    assert [(pair.boot, pair.monotonic_ms) for pair in pairs] == [("boot-1", 1_000)]
    with lobby.store.reading() as db:
        assert [pair.monotonic_ms for pair in clock_evidence.pairs(db)] == [1_000, 6_000]


def test_the_clock_is_trusted_after_an_exchange_until_somebody_sets_it(lobby: Lobby) -> None:
    lobby.sync()
    lobby.visit_once()
    lobby.clock.set_wall(lobby.clock.wall() + timedelta(hours=1))
    lobby.visit_once()
    lobby.cut_power("boot-2")
    lobby.visit_once()
    trusted = {response.sequence: response.clock.trusted for response in lobby.waiting()}
    assert trusted == {1: True, 2: False, 3: False}


def test_a_clock_that_is_years_off_is_not_trusted_whatever_the_system_says(lobby: Lobby) -> None:
    lobby.clock.is_synchronised = True
    lobby.clock.set_wall(datetime(2100, 1, 1, tzinfo=UTC))
    lobby.sync()
    lobby.visit_once()
    assert [response.clock.trusted for response in lobby.waiting()] == [False]


def test_acknowledged_ones_are_forgotten_by_the_servers_days(lobby: Lobby, server: SmallServer) -> None:
    lobby.visit_once()
    lobby.sync()
    lobby.clock.set_wall(datetime(2100, 1, 1, tzinfo=UTC))  # the terminal's own clock counts for nothing
    lobby.sync()
    assert lobby.stream.acknowledged == 1
    for clock in (lobby.clock, server.clock):
        clock.pass_(ms=14 * 86_400_000 + 60_000)
    lobby.sync()
    assert lobby.stream.acknowledged == 0


# ── the wire's bounds ──


def test_batches_hold_at_most_five_hundred(lobby: Lobby, server: SmallServer) -> None:
    lobby.visit_once()
    (seed,) = lobby.kept("outbox").values()
    text = seed.decode()
    response = lobby.waiting()[0]

    def fill(db: object) -> None:
        import sqlite3

        assert isinstance(db, sqlite3.Connection)
        db.execute("BEGIN")
        for number in range(2, 1_203):
            name = f"00000000-0000-4000-8000-{number:012d}"
            frozen = text.replace(response.id, name).replace('"sequence":1,', f'"sequence":{number},').encode()
            db.execute("INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?)", (number, name, response.stream, number, response.visited_at, frozen))
        db.execute("COMMIT")

    lobby.store.write(fill).result()
    report = lobby.sync()
    assert (report.stored, report.left) == (1_202, 0)
    assert server.batches == [500, 500, 202]


def test_moving_a_response_twice_moves_it_once(lobby: Lobby) -> None:
    lobby.visit_once()
    ((name, _),) = lobby.kept("outbox").items()
    assert lobby.store.write(lambda db: acknowledged_responses.acknowledge(db, [(1, name), (1, name)], 0)).result() == 1
    assert lobby.store.write(lambda db: quarantine.refuse(db, 1, name, "conflict")).result() == 0
    assert (lobby.stream.unsent, lobby.stream.acknowledged, lobby.stream.refused) == (0, 1, 0)


def test_all_pairs_of_the_three_tables_are_disjoint(lobby: Lobby, server: SmallServer) -> None:
    for _ in range(6):
        lobby.visit_once()
    server.refuse[lobby.waiting()[2].id] = "conflict"
    server.break_on = {lobby.waiting()[4].id.encode()}
    lobby.sync()
    tables = [set(lobby.kept(table)) for table in ("outbox", "quarantine", "acknowledged")]
    assert [len(table) for table in tables] == [1, 1, 4]
    assert all(not one & other for one, other in combinations(tables, 2))


@pytest.mark.parametrize("request_number", [0, 1])
def test_a_server_that_stumbles_over_heartbeat_or_configuration_still_gets_the_answers(
    lobby: Lobby, server: SmallServer, request_number: int
) -> None:
    lobby.visit_once()
    server.faults.extend(after(request_number, "500"))
    report = lobby.sync()
    assert (report.stored, report.problem) == (1, "server_error")


def test_a_dip_of_the_supply_between_heartbeats_reaches_the_server(bare: Lobby, server: SmallServer, code: str, tmp_path: Path) -> None:
    sensor = tmp_path / "board/sys/class/hwmon/hwmon0"
    sensor.mkdir(parents=True)
    (sensor / "name").write_text("rpi_volt\n")
    alarm = sensor / "in0_lcrit_alarm"
    alarm.write_text("0\n")
    terminal = Terminal(bare.store, bare.clock, supply=Supply(tmp_path / "board"))
    assert bare.enrol(server, code).enrolled
    terminal.exchange()
    alarm.write_text("1\n")
    terminal.runtime.pulse_once()
    alarm.write_text("0\n")
    for _ in range(2):
        bare.clock.pass_(ms=301_000)
        terminal.exchange()
    assert [told.undervoltage for told in server.heartbeats] == [False, True, False]


@pytest.mark.parametrize(("first", "last"), [(1, 2**70), (-(2**70), 5), (9, 3)])
def test_a_request_that_makes_no_sense_holds_up_no_answer(lobby: Lobby, server: SmallServer, first: int, last: int) -> None:
    lobby.visit_once()
    server.requests = [HeartbeatRequest("odd", "resend", stream=lobby.stream.id, first=first, last=last)]
    report = lobby.sync()
    assert (report.problem, report.stored, report.left) == (None, 1, 0)


def test_weeks_offline_leave_no_log_for_a_tap_to_tidy_up(lobby: Lobby, server: SmallServer, tmp_path: Path) -> None:
    for _ in range(5):
        lobby.visit_once()
    server.faults.extend(["503"] * 3)
    lobby.terminal.exchange()
    lobby.store.write(lambda _: None).result()
    without_log = tmp_path / "copy.sqlite3"
    shutil.copy(lobby.store.path, without_log)
    with contextlib.closing(sqlite3.connect(without_log)) as db:
        assert db.execute("SELECT count(*) FROM outbox").fetchone() == (5,)
