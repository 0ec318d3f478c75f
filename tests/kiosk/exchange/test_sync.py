"""Tests exchanges with a server that works, and with servers and networks that fail."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from msgspec.structs import replace

from hardware.undervoltage import UndervoltageLatch
from kiosk.store import acknowledged_responses, clock_evidence, quarantine
from kiosk.terminal import KioskTerminal
from survey.sealing import SealingKeyPair
from survey.signing import SigningKeyPair, sign_key
from survey.wire import HeartbeatRequest, Keys, SigningKey
from tests.kiosk.fake_server import FakeServer, InjectedFault
from tests.kiosk.headless_terminal import HeadlessTerminal
from tests.kiosk.sample_configuration import SIGNING_KEY, SIGNING_PAIR, configuration, sealing_key, without_text


def fault_at_request(requests: int, fault: InjectedFault) -> list[InjectedFault]:
    """Return the faults for a server that handles the given number of requests normally and then fails once."""
    passing: list[InjectedFault] = ["pass"]
    return [*(passing * requests), fault]


def test_what_waits_is_stored_byte_for_byte_and_kept_for_a_while(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    for _ in range(3):
        enrolled_terminal.make_visit()
    waiting = enrolled_terminal.raw_by_id("outbox")
    report = enrolled_terminal.sync()
    assert (report.sent, report.stored, report.left, report.problem) == (3, 3, 0, None)
    assert server.stored == waiting
    assert enrolled_terminal.raw_by_id("acknowledged") == waiting
    assert (enrolled_terminal.stream.unsent, enrolled_terminal.stream.acknowledged) == (0, 3)
    assert enrolled_terminal.sync().sent == 0


def test_a_reply_that_was_lost_makes_a_duplicate_not_a_second_response(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    enrolled_terminal.make_visit()
    server.faults.extend(["lose_reply"])
    first = enrolled_terminal.sync(with_heartbeat=False)  # the reply with the configuration is lost
    server.faults.extend(["503", "lose_reply"])
    assert first.problem == "unreachable"
    enrolled_terminal.sync(with_heartbeat=False)
    server.faults.clear()
    ours = len(server.stored)
    report = enrolled_terminal.sync(with_heartbeat=False)
    assert (report.stored + report.duplicate, report.left, ours + report.stored) == (1, 0, 1)


@pytest.mark.parametrize("fault", ["drop_request", "lose_reply", "portal", "500", "503", "429", "nonsense", "redirect"])
@pytest.mark.parametrize("request_number", [0, 1, 2])
def test_no_fault_moves_or_loses_a_response(
    enrolled_terminal: HeadlessTerminal, server: FakeServer, fault: InjectedFault, request_number: int
) -> None:
    """Any fault in any of the three requests of an exchange (heartbeat, configuration, batch) leaves every response in place."""
    enrolled_terminal.make_visit()
    waiting = enrolled_terminal.raw_by_id("outbox")
    server.faults.extend(fault_at_request(request_number, fault))
    report = enrolled_terminal.sync()
    assert report.problem is not None or report.configuration == "rejected"
    assert {**enrolled_terminal.raw_by_id("outbox"), **enrolled_terminal.raw_by_id("acknowledged")} == waiting
    server.faults.clear()
    assert enrolled_terminal.sync().left == 0
    assert server.stored == waiting


@pytest.mark.parametrize(
    ("fault", "problem"), [("portal", "captive_portal"), ("nonsense", "captive_portal"), ("redirect", "captive_portal")]
)
def test_an_answer_that_is_not_the_servers_acknowledges_nothing(
    enrolled_terminal: HeadlessTerminal, server: FakeServer, fault: InjectedFault, problem: str
) -> None:
    enrolled_terminal.make_visit()
    server.faults.extend([fault])
    assert enrolled_terminal.sync().problem == problem
    assert enrolled_terminal.stream.unsent == 1


def test_results_that_name_other_responses_move_nothing(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    enrolled_terminal.make_visit()
    server.faults.extend(["pass", "pass", "alien_results"])
    report = enrolled_terminal.sync()
    assert (report.stored, report.left) == (0, 1)


def test_a_refused_response_goes_to_quarantine_and_the_rest_goes_through(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    for _ in range(3):
        enrolled_terminal.make_visit()
    bad = enrolled_terminal.unsent_responses()[1].id
    server.refusal_codes[bad] = "unknown_statement"
    report = enrolled_terminal.sync()
    assert (report.stored, report.refused, report.left) == (2, 1, 0)
    enrolled_terminal.sync()
    said = server.heartbeats[-1].refused
    assert (said.count, [(item.id, item.code) for item in said.items]) == (1, [(bad, "unknown_statement")])


@pytest.mark.parametrize("by_name", [True, False])
def test_a_refused_response_is_called_back_once_for_each_request(
    enrolled_terminal: HeadlessTerminal, server: FakeServer, by_name: bool
) -> None:
    enrolled_terminal.make_visit()
    bad = enrolled_terminal.unsent_responses()[0].id
    server.refusal_codes[bad] = "unknown_statement"
    enrolled_terminal.sync()
    server.requests = [HeartbeatRequest("r1", "retry", ids=(bad,) if by_name else None)]
    assert enrolled_terminal.sync().refused == 1
    assert enrolled_terminal.sync().refused == 0, "the same request again is no new one"
    server.refusal_codes.clear()
    server.requests = [HeartbeatRequest("r2", "retry")]
    assert enrolled_terminal.sync().stored == 1


def test_a_restored_server_gets_again_what_it_asks_for(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    for _ in range(60):
        enrolled_terminal.make_visit()
    enrolled_terminal.sync()
    kept = dict(server.stored)
    server.stored.clear()
    server.requests = [HeartbeatRequest("r1", "resend", stream=enrolled_terminal.stream.id, first=3, last=58)]
    assert enrolled_terminal.sync().stored == 56
    server.stored.clear()  # restored again, from a backup in which the same request is still open
    assert enrolled_terminal.sync().stored == 56
    server.requests = []
    assert enrolled_terminal.sync().sent == 0
    assert server.stored == {id_: kept[id_] for id_ in list(kept)[2:58]}


@pytest.mark.parametrize("culprits", [[0], [6], [2, 3], list(range(7))])
def test_a_batch_refused_whole_is_halved_until_the_culprits_stand_alone(
    enrolled_terminal: HeadlessTerminal, server: FakeServer, culprits: list[int]
) -> None:
    for _ in range(7):
        enrolled_terminal.make_visit()
    ids = [response.id for response in enrolled_terminal.unsent_responses()]
    server.refused_batch_content = {ids[culprit].encode() for culprit in culprits}
    report = enrolled_terminal.sync()
    assert set(enrolled_terminal.raw_by_id("quarantine")) == {ids[culprit] for culprit in culprits}
    assert (report.stored, report.refused, report.left) == (7 - len(culprits), len(culprits), 0)


def test_a_response_on_which_the_server_breaks_is_passed_over_and_stays(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    for _ in range(7):
        enrolled_terminal.make_visit()
    ids = [response.id for response in enrolled_terminal.unsent_responses()]
    server.failed_batch_content = {ids[4].encode()}
    report = enrolled_terminal.sync()
    assert (report.stored, report.left, report.problem) == (6, 1, "server_error")
    assert set(enrolled_terminal.raw_by_id("outbox")) == {ids[4]}


def test_a_server_that_does_not_know_the_terminal_takes_nothing_and_visits_go_on(
    enrolled_terminal: HeadlessTerminal, server: FakeServer, code: str, other_code: str
) -> None:
    enrolled_terminal.make_visit()
    server.tokens.clear()
    assert enrolled_terminal.sync().problem == "unauthorised"
    assert (enrolled_terminal.mode, enrolled_terminal.runtime.view.needs_code) == ("visit", True)
    enrolled_terminal.make_visit()
    assert enrolled_terminal.stream.unsent == 2
    stream = enrolled_terminal.stream.id
    assert enrolled_terminal.enrol(server, other_code).is_enrolled
    assert (enrolled_terminal.sync().stored, enrolled_terminal.stream.id) == (2, stream)
    assert not enrolled_terminal.runtime.view.needs_code


def test_a_revoked_terminal_is_out_of_use_also_after_a_restart_and_keeps_its_answers(
    enrolled_terminal: HeadlessTerminal, server: FakeServer
) -> None:
    enrolled_terminal.make_visit()
    server.faults.append("revoked")
    assert enrolled_terminal.sync().problem == "terminal_revoked"
    assert enrolled_terminal.mode == "out_of_use"
    enrolled_terminal.cut_power()
    assert (enrolled_terminal.mode, enrolled_terminal.stream.unsent) == ("out_of_use", 1)
    assert enrolled_terminal.sync().stored == 1
    assert enrolled_terminal.mode == "visit"


def test_a_person_is_not_interrupted_by_a_revocation(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    enrolled_terminal.choose("nps-4")
    server.faults.append("revoked")
    enrolled_terminal.sync()
    assert enrolled_terminal.visit.step == "comment"
    enrolled_terminal.choose("finish", "close")
    assert enrolled_terminal.mode == "out_of_use"


def test_retry_after_is_read(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    server.faults.append("429")
    server.retry_after = "77"
    assert enrolled_terminal.sync().retry_after == 77


# ── configuration ──


def test_a_configuration_is_fetched_once_and_again_when_it_changes(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    assert enrolled_terminal.sync().configuration == "current"
    server.configuration = configuration("e2")
    assert (enrolled_terminal.sync().configuration, enrolled_terminal.sync().configuration) == ("updated", "current")
    assert server.heartbeats[-1].configuration == "e2"


def test_a_configuration_that_lacks_a_text_never_replaces_a_good_one(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    server.configuration = without_text(configuration("e2"), "sv", "benefit")
    enrolled_terminal.make_visit()
    report = enrolled_terminal.sync()
    assert (report.configuration, report.stored) == ("rejected", 1)
    enrolled_terminal.sync()
    assert server.heartbeats[-1].configuration == "e1"
    assert "configuration_rejected" in server.heartbeats[-1].notes


def test_a_sealing_key_that_nobody_trusted_signed_is_not_taken(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    thief = SigningKeyPair.generate()
    keys = Keys(sealing_key(SealingKeyPair.generate(), "k2", thief, "s1"), (SIGNING_KEY, SigningKey("s9", thief.public)))
    server.configuration = replace(configuration("e2"), keys=keys)
    assert enrolled_terminal.sync().configuration == "rejected"


def test_a_chain_of_signing_keys_is_followed_and_remembered(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    second, third = SigningKeyPair.generate(), SigningKeyPair.generate()
    chain = (
        SIGNING_KEY,
        SigningKey("s2", second.public, "s1", sign_key(SIGNING_PAIR, "s2", second.public)),
        SigningKey("s3", third.public, "s2", sign_key(second, "s3", third.public)),
    )
    server.configuration = replace(configuration("e2"), keys=Keys(sealing_key(SealingKeyPair.generate(), "k2", third, "s3"), chain))
    assert enrolled_terminal.sync().configuration == "updated"
    server.configuration = replace(configuration("e3"), keys=Keys(sealing_key(SealingKeyPair.generate(), "k3", third, "s3"), chain[2:]))
    enrolled_terminal.cut_power()
    assert enrolled_terminal.sync().configuration == "updated"


def test_a_damaged_configuration_file_falls_back_to_the_one_before(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    server.configuration = configuration("e2")
    enrolled_terminal.sync()
    (enrolled_terminal.folder / "configuration.json").write_bytes(b'{"etag": "half')
    enrolled_terminal.cut_power()
    assert enrolled_terminal.runtime.view.configuration is not None
    assert enrolled_terminal.runtime.view.configuration.etag == "e1"


# ── time ──


def test_an_exchange_leaves_clock_evidence(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    enrolled_terminal.clock.set_wall_time(datetime(1970, 1, 1, tzinfo=UTC))
    enrolled_terminal.sync()
    enrolled_terminal.clock.advance(ms=5_000)
    server.clock.advance(ms=5_000)
    enrolled_terminal.sync()
    pairs = server.heartbeats[-1].clock_pairs
    assert [(pair.boot, pair.monotonic_ms) for pair in pairs] == [("boot-1", 1_000)]
    with enrolled_terminal.store.reading() as db:
        assert [pair.monotonic_ms for pair in clock_evidence.pairs(db)] == [1_000, 6_000]


def test_the_clock_is_trusted_after_an_exchange_until_somebody_sets_it(enrolled_terminal: HeadlessTerminal) -> None:
    enrolled_terminal.sync()
    enrolled_terminal.make_visit()
    enrolled_terminal.clock.set_wall_time(enrolled_terminal.clock.wall_time() + timedelta(hours=1))
    enrolled_terminal.make_visit()
    enrolled_terminal.cut_power("boot-2")
    enrolled_terminal.make_visit()
    trusted = {response.sequence: response.clock.trusted for response in enrolled_terminal.unsent_responses()}
    assert trusted == {1: True, 2: False, 3: False}


def test_a_clock_that_is_years_off_is_not_trusted_whatever_the_system_says(enrolled_terminal: HeadlessTerminal) -> None:
    enrolled_terminal.clock.ntp_synchronised = True
    enrolled_terminal.clock.set_wall_time(datetime(2100, 1, 1, tzinfo=UTC))
    enrolled_terminal.sync()
    enrolled_terminal.make_visit()
    assert [response.clock.trusted for response in enrolled_terminal.unsent_responses()] == [False]


def test_acknowledged_ones_are_forgotten_by_the_servers_days(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    enrolled_terminal.make_visit()
    enrolled_terminal.sync()
    enrolled_terminal.clock.set_wall_time(datetime(2100, 1, 1, tzinfo=UTC))  # the terminal's own clock must not matter
    enrolled_terminal.sync()
    assert enrolled_terminal.stream.acknowledged == 1
    for clock in (enrolled_terminal.clock, server.clock):
        clock.advance(ms=14 * 86_400_000 + 60_000)
    enrolled_terminal.sync()
    assert enrolled_terminal.stream.acknowledged == 0


# ── the wire's bounds ──


def test_batches_hold_at_most_five_hundred(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    enrolled_terminal.make_visit()
    (seed,) = enrolled_terminal.raw_by_id("outbox").values()
    text = seed.decode()
    response = enrolled_terminal.unsent_responses()[0]

    def fill(db: object) -> None:
        import sqlite3

        assert isinstance(db, sqlite3.Connection)
        db.execute("BEGIN")
        for number in range(2, 1_203):
            name = f"00000000-0000-4000-8000-{number:012d}"
            frozen = text.replace(response.id, name).replace('"sequence":1,', f'"sequence":{number},').encode()
            db.execute("INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?)", (number, name, response.stream, number, response.visited_at, frozen))
        db.execute("COMMIT")

    enrolled_terminal.store.write(fill).result()
    report = enrolled_terminal.sync()
    assert (report.stored, report.left) == (1_202, 0)
    assert server.batches == [500, 500, 202]


def test_moving_a_response_twice_moves_it_once(enrolled_terminal: HeadlessTerminal) -> None:
    enrolled_terminal.make_visit()
    ((name, _),) = enrolled_terminal.raw_by_id("outbox").items()
    assert enrolled_terminal.store.write(lambda db: acknowledged_responses.acknowledge(db, [(1, name), (1, name)], 0)).result() == 1
    assert enrolled_terminal.store.write(lambda db: quarantine.add_refused(db, 1, name, "conflict")).result() == 0
    assert (enrolled_terminal.stream.unsent, enrolled_terminal.stream.acknowledged, enrolled_terminal.stream.refused) == (0, 1, 0)


def test_all_pairs_of_the_three_tables_are_disjoint(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    for _ in range(6):
        enrolled_terminal.make_visit()
    server.refusal_codes[enrolled_terminal.unsent_responses()[2].id] = "conflict"
    server.failed_batch_content = {enrolled_terminal.unsent_responses()[4].id.encode()}
    enrolled_terminal.sync()
    tables = [set(enrolled_terminal.raw_by_id(table)) for table in ("outbox", "quarantine", "acknowledged")]
    assert [len(table) for table in tables] == [1, 1, 4]
    assert all(not one & other for one, other in combinations(tables, 2))


@pytest.mark.parametrize("request_number", [0, 1])
def test_a_server_that_stumbles_over_heartbeat_or_configuration_still_gets_the_answers(
    enrolled_terminal: HeadlessTerminal, server: FakeServer, request_number: int
) -> None:
    enrolled_terminal.make_visit()
    server.faults.extend(fault_at_request(request_number, "500"))
    report = enrolled_terminal.sync()
    assert (report.stored, report.problem) == (1, "server_error")


def test_a_dip_of_the_supply_between_heartbeats_reaches_the_server(
    unenrolled_terminal: HeadlessTerminal, server: FakeServer, code: str, tmp_path: Path
) -> None:
    sensor = tmp_path / "board/sys/class/hwmon/hwmon0"
    sensor.mkdir(parents=True)
    (sensor / "name").write_text("rpi_volt\n")
    alarm = sensor / "in0_lcrit_alarm"
    alarm.write_text("0\n")
    terminal = KioskTerminal(unenrolled_terminal.store, unenrolled_terminal.clock, undervoltage_latch=UndervoltageLatch(tmp_path / "board"))
    assert unenrolled_terminal.enrol(server, code).is_enrolled
    terminal.exchange()
    alarm.write_text("1\n")
    terminal.runtime.run_periodic_work()
    alarm.write_text("0\n")
    for _ in range(2):
        unenrolled_terminal.clock.advance(ms=301_000)
        terminal.exchange()
    assert [told.undervoltage for told in server.heartbeats] == [False, True, False]


@pytest.mark.parametrize(("first", "last"), [(1, 2**70), (-(2**70), 5), (9, 3)])
def test_a_request_that_makes_no_sense_holds_up_no_answer(
    enrolled_terminal: HeadlessTerminal, server: FakeServer, first: int, last: int
) -> None:
    enrolled_terminal.make_visit()
    server.requests = [HeartbeatRequest("odd", "resend", stream=enrolled_terminal.stream.id, first=first, last=last)]
    report = enrolled_terminal.sync()
    assert (report.problem, report.stored, report.left) == (None, 1, 0)


def test_weeks_offline_leave_no_log_for_a_tap_to_tidy_up(enrolled_terminal: HeadlessTerminal, server: FakeServer, tmp_path: Path) -> None:
    for _ in range(5):
        enrolled_terminal.make_visit()
    server.faults.extend(["503"] * 3)
    enrolled_terminal.terminal.exchange()
    enrolled_terminal.store.write(lambda _: None).result()
    without_log = tmp_path / "copy.sqlite3"
    shutil.copy(enrolled_terminal.store.path, without_log)
    with contextlib.closing(sqlite3.connect(without_log)) as db:
        assert db.execute("SELECT count(*) FROM outbox").fetchone() == (5,)
