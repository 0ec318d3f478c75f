"""Tests how a terminal enrols by code or by card, and what it reports if that fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.enrolment import card, identity
from kiosk.enrolment.card import EnrolmentCard
from kiosk.enrolment.enrolment import Enrolment
from survey.wire import Keys
from tests.fixtures.ports import free_port
from tests.kiosk.fake_server import FakeServer, InjectedFault
from tests.kiosk.headless_terminal import HeadlessTerminal
from tests.kiosk.sample_configuration import SIGNING_KEY, SIGNING_PAIR, configuration, sealing_key


def test_a_code_makes_a_terminal_that_takes_visits_at_once(unenrolled_terminal: HeadlessTerminal, server: FakeServer, code: str) -> None:
    assert unenrolled_terminal.mode == "enrol"
    outcome = unenrolled_terminal.enrol(server, code)
    assert (outcome.is_enrolled, outcome.terminal_id) == (True, "t1")
    assert unenrolled_terminal.visit.screen == "nps"


def test_a_lost_reply_costs_nothing(unenrolled_terminal: HeadlessTerminal, server: FakeServer, code: str) -> None:
    server.faults.append("lose_reply")
    assert unenrolled_terminal.enrol(server, code).problem == "unreachable"
    assert code in server.used_codes
    unenrolled_terminal.cut_power()
    assert unenrolled_terminal.enrol(server, code).is_enrolled
    assert unenrolled_terminal.sync().problem is None


def test_the_secret_is_readable_by_its_user_alone_and_in_no_log(
    unenrolled_terminal: HeadlessTerminal, server: FakeServer, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    unenrolled_terminal.enrol(server, code)
    own = identity.read(unenrolled_terminal.folder)
    assert own is not None
    assert own.token not in repr(own) + caplog.text
    assert code not in caplog.text
    modes = {path.name: oct(path.stat().st_mode & 0o077) for path in unenrolled_terminal.folder.iterdir()}
    assert set(modes.values()) == {"0o0"}, modes


@pytest.mark.parametrize(("typed", "problem"), [("ABC", "mistyped_code"), ("", "mistyped_code")])
def test_a_mistyped_code_is_not_even_sent(unenrolled_terminal: HeadlessTerminal, server: FakeServer, typed: str, problem: str) -> None:
    outcome = Enrolment(unenrolled_terminal.store, unenrolled_terminal.clock).try_code(server.url, typed)
    assert (outcome.problem, outcome.obstacles) == (problem, ("code",))


def test_an_unknown_or_used_code_asks_for_another(unenrolled_terminal: HeadlessTerminal, server: FakeServer, code: str) -> None:
    enrolment = Enrolment(unenrolled_terminal.store, unenrolled_terminal.clock)
    assert enrolment.try_code(server.url, code).problem == "code_unknown"
    server.add_enrolment_code(code)
    server.used_codes[code] = ("x" * 43, "t1")
    assert enrolment.try_code(server.url, code).problem == "code_used"
    assert identity.read_pending(unenrolled_terminal.folder) is None


@pytest.mark.parametrize(
    ("fault", "lack"), [("portal", "captive_portal"), ("503", "server"), ("429", "server"), ("drop_request", "server")]
)
def test_what_stands_in_the_way_is_named(
    unenrolled_terminal: HeadlessTerminal, server: FakeServer, code: str, fault: InjectedFault, lack: str
) -> None:
    server.faults.append(fault)
    assert unenrolled_terminal.enrol(server, code).obstacles == (lack,)
    assert unenrolled_terminal.enrol(server, code).is_enrolled


def test_nobody_listening_is_a_lack_of_server_and_no_name_one_of_network(unenrolled_terminal: HeadlessTerminal) -> None:
    enrolment = Enrolment(unenrolled_terminal.store, unenrolled_terminal.clock)
    assert enrolment.check_server(f"http://127.0.0.1:{free_port()}") == ("server",)
    assert enrolment.check_server("https://no-such-host.invalid") == ("network",)
    assert enrolment.check_server(None) == ("server",)


def test_plain_http_to_another_machine_is_refused(unenrolled_terminal: HeadlessTerminal, code: str) -> None:
    assert Enrolment(unenrolled_terminal.store, unenrolled_terminal.clock).try_code("http://aula.example", code).problem == "bad_address"


def test_a_configuration_that_cannot_be_used_makes_no_terminal(
    unenrolled_terminal: HeadlessTerminal, server: FakeServer, code: str
) -> None:
    from survey.signing import SigningKeyPair

    good = server.configuration
    server.configuration = replace(good, keys=Keys(sealing_key(signer=SigningKeyPair.generate()), (SIGNING_KEY,)))
    assert unenrolled_terminal.enrol(server, code).problem == "configuration_rejected"
    assert identity.read(unenrolled_terminal.folder) is None
    server.configuration = good
    assert unenrolled_terminal.enrol(server, code).is_enrolled, "the same code with the same secret is still good"


def test_another_terminals_code_is_refused_while_anything_is_unsent(
    enrolled_terminal: HeadlessTerminal, server: FakeServer, other_code: str
) -> None:
    enrolled_terminal.make_visit()
    outcome = enrolled_terminal.enrol(server, other_code, "t2")
    assert (outcome.obstacles, outcome.problem) == (("other_terminal",), "other_terminal")
    own = identity.read(enrolled_terminal.folder)
    assert own is not None
    assert own.terminal_id == "t1"
    assert enrolled_terminal.sync().stored == 1


def test_as_another_terminal_it_begins_a_stream_of_its_own(
    enrolled_terminal: HeadlessTerminal, server: FakeServer, other_code: str
) -> None:
    enrolled_terminal.make_visit()
    enrolled_terminal.sync()
    before = enrolled_terminal.stream
    assert enrolled_terminal.enrol(server, other_code, "t2").is_enrolled
    after = enrolled_terminal.stream
    assert after.id != before.id
    assert (after.terminal_id, after.next_sequence, after.acknowledged, after.touches) == ("t2", 1, 0, 0)
    enrolled_terminal.make_visit()
    assert enrolled_terminal.sync().stored == 1


def test_a_lost_identity_file_loses_no_answer(enrolled_terminal: HeadlessTerminal, server: FakeServer, other_code: str) -> None:
    enrolled_terminal.make_visit()
    (enrolled_terminal.folder / identity.FILE).write_bytes(b"\x00" * 40)
    enrolled_terminal.cut_power()
    assert enrolled_terminal.mode == "enrol"
    assert enrolled_terminal.enrol(server, other_code).is_enrolled
    assert enrolled_terminal.sync().stored == 1


def test_a_card_enrols_by_itself_at_the_first_start(unenrolled_terminal: HeadlessTerminal, server: FakeServer, code: str) -> None:
    server.add_enrolment_code(code)
    card.write(unenrolled_terminal.folder / card.FILE, EnrolmentCard(server.url, code))
    unenrolled_terminal.terminal.exchange()
    assert unenrolled_terminal.mode == "visit"


def test_a_card_with_a_spent_code_is_tried_once_and_the_screen_says_why(
    unenrolled_terminal: HeadlessTerminal, server: FakeServer, code: str
) -> None:
    card.write(unenrolled_terminal.folder / card.FILE, EnrolmentCard(server.url, code))
    unenrolled_terminal.terminal.exchange()
    unenrolled_terminal.terminal.exchange()
    unenrolled_terminal.runtime.tick().result()
    shown = unenrolled_terminal.runtime.view.enrolment
    assert shown is not None
    assert (shown.server, shown.problem, shown.obstacles) == (server.url, "code_unknown", ("code",))


def test_a_card_with_a_new_code_enrols_a_terminal_again_that_its_server_forgot(
    enrolled_terminal: HeadlessTerminal, server: FakeServer, other_code: str
) -> None:
    enrolled_terminal.make_visit()
    stream = enrolled_terminal.stream.id
    server.tokens.clear()
    enrolled_terminal.terminal.exchange()
    assert enrolled_terminal.runtime.view.needs_code
    server.add_enrolment_code(other_code, "t1")
    card.write(enrolled_terminal.folder / card.FILE, EnrolmentCard(server.url, other_code))
    enrolled_terminal.terminal.exchange()
    assert not enrolled_terminal.runtime.view.needs_code
    assert enrolled_terminal.stream.id == stream
    enrolled_terminal.terminal.exchange()
    assert len(server.stored) == 1


def test_a_server_that_asks_to_be_left_alone_is_not_asked_again_by_the_card(
    unenrolled_terminal: HeadlessTerminal, server: FakeServer, code: str
) -> None:
    server.add_enrolment_code(code)
    server.faults.append("429")
    server.retry_after = "600"
    card.write(unenrolled_terminal.folder / card.FILE, EnrolmentCard(server.url, code))
    assert unenrolled_terminal.terminal.exchange() == 600.0


def test_a_disk_that_takes_no_identity_says_so_and_the_next_try_goes(
    unenrolled_terminal: HeadlessTerminal, server: FakeServer, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kiosk.store import atomic_files

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    server.add_enrolment_code(code)
    card.write(unenrolled_terminal.folder / card.FILE, EnrolmentCard(server.url))
    monkeypatch.setattr(atomic_files, "write", full)
    assert unenrolled_terminal.terminal.try_code(code).problem == "disk"
    unenrolled_terminal.runtime.tick().result()
    shown = unenrolled_terminal.runtime.view.enrolment
    assert shown is not None
    assert (shown.is_trying, shown.problem) == (False, "disk"), "nobody is left before a button that says Connecting for ever"
    monkeypatch.undo()
    assert unenrolled_terminal.terminal.try_code(code).is_enrolled


def test_an_enrolment_by_command_beside_the_terminal_is_taken_up(
    unenrolled_terminal: HeadlessTerminal, server: FakeServer, code: str
) -> None:
    server.add_enrolment_code(code)
    assert Enrolment(unenrolled_terminal.store, unenrolled_terminal.clock).try_code(server.url, code).is_enrolled
    assert unenrolled_terminal.mode == "enrol"
    unenrolled_terminal.runtime.run_periodic_work()
    assert unenrolled_terminal.mode == "visit"


def test_identity_survives_as_plain_json(enrolled_terminal: HeadlessTerminal) -> None:
    written = json.loads((enrolled_terminal.folder / identity.FILE).read_bytes())
    assert set(written) == {"terminal_id", "server", "token", "trusted"}
    assert written["trusted"][0]["public"] == SIGNING_PAIR.public
    assert configuration().keys.signing[0].id == written["trusted"][0]["id"]


def test_a_power_cut_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.store import atomic_files

    atomic_files.write(tmp_path / "it", b"old")
    monkeypatch.setattr(Path, "replace", _fail)
    with pytest.raises(OSError, match="power"):
        atomic_files.write(tmp_path / "it", b"new")
    assert (tmp_path / "it").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["it"]


def _fail(*_: object) -> None:
    raise OSError("power")
