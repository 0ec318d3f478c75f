"""How a terminal becomes one, and what it says when it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.enrolment import card, identity
from kiosk.enrolment.card import Card
from kiosk.enrolment.enrolment import Enrolment
from survey.wire import Keys
from tests.fixtures.ports import free_port
from tests.kiosk.fake_server import Fault, SmallServer
from tests.kiosk.sample_configuration import SIGNING, SIGNING_KEY, configuration, sealing_key
from tests.kiosk.terminal_without_window import Lobby


def test_a_code_makes_a_terminal_that_takes_visits_at_once(bare: Lobby, server: SmallServer, code: str) -> None:
    assert bare.mode == "enrol"
    outcome = bare.enrol(server, code)
    assert (outcome.enrolled, outcome.terminal_id) == (True, "t1")
    assert bare.visit.screen == "nps"


def test_a_lost_reply_costs_nothing(bare: Lobby, server: SmallServer, code: str) -> None:
    server.faults.append("lose_reply")
    assert bare.enrol(server, code).problem == "unreachable"
    assert code in server.taken
    bare.cut_power()
    assert bare.enrol(server, code).enrolled
    assert bare.sync().problem is None


def test_the_secret_is_readable_by_its_user_alone_and_in_no_log(
    bare: Lobby, server: SmallServer, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    bare.enrol(server, code)
    own = identity.read(bare.folder)
    assert own is not None
    assert own.token not in repr(own) + caplog.text
    assert code not in caplog.text
    modes = {path.name: oct(path.stat().st_mode & 0o077) for path in bare.folder.iterdir()}
    assert set(modes.values()) == {"0o0"}, modes


@pytest.mark.parametrize(("typed", "problem"), [("ABC", "mistyped_code"), ("", "mistyped_code")])
def test_a_mistyped_code_is_not_even_sent(bare: Lobby, server: SmallServer, typed: str, problem: str) -> None:
    outcome = Enrolment(bare.store, bare.clock).try_code(server.url, typed)
    assert (outcome.problem, outcome.lacks) == (problem, ("code",))


def test_an_unknown_or_used_code_asks_for_another(bare: Lobby, server: SmallServer, code: str) -> None:
    enrolment = Enrolment(bare.store, bare.clock)
    assert enrolment.try_code(server.url, code).problem == "code_unknown"
    server.add_code(code)
    server.taken[code] = ("x" * 43, "t1")
    assert enrolment.try_code(server.url, code).problem == "code_used"
    assert identity.read_pending(bare.folder) is None


@pytest.mark.parametrize(
    ("fault", "lack"), [("portal", "captive_portal"), ("503", "server"), ("429", "server"), ("drop_request", "server")]
)
def test_what_stands_in_the_way_is_named(bare: Lobby, server: SmallServer, code: str, fault: Fault, lack: str) -> None:
    server.faults.append(fault)
    assert bare.enrol(server, code).lacks == (lack,)
    assert bare.enrol(server, code).enrolled


def test_nobody_listening_is_a_lack_of_server_and_no_name_one_of_network(bare: Lobby) -> None:
    enrolment = Enrolment(bare.store, bare.clock)
    assert enrolment.look(f"http://127.0.0.1:{free_port()}") == ("server",)
    assert enrolment.look("https://no-such-host.invalid") == ("network",)
    assert enrolment.look(None) == ("server",)


def test_plain_http_to_another_machine_is_refused(bare: Lobby, code: str) -> None:
    assert Enrolment(bare.store, bare.clock).try_code("http://aula.example", code).problem == "bad_address"


def test_a_configuration_that_cannot_be_used_makes_no_terminal(bare: Lobby, server: SmallServer, code: str) -> None:
    from survey.signing import SigningPair

    good = server.configuration
    server.configuration = replace(good, keys=Keys(sealing_key(signer=SigningPair.generate()), (SIGNING_KEY,)))
    assert bare.enrol(server, code).problem == "configuration_rejected"
    assert identity.read(bare.folder) is None
    server.configuration = good
    assert bare.enrol(server, code).enrolled, "the same code with the same secret is still good"


def test_another_terminals_code_is_refused_while_anything_is_unsent(lobby: Lobby, server: SmallServer, other_code: str) -> None:
    lobby.visit_once()
    outcome = lobby.enrol(server, other_code, "t2")
    assert (outcome.lacks, outcome.problem) == (("other_terminal",), "other_terminal")
    own = identity.read(lobby.folder)
    assert own is not None
    assert own.terminal_id == "t1"
    assert lobby.sync().stored == 1


def test_as_another_terminal_it_begins_a_stream_of_its_own(lobby: Lobby, server: SmallServer, other_code: str) -> None:
    lobby.visit_once()
    lobby.sync()
    before = lobby.stream
    assert lobby.enrol(server, other_code, "t2").enrolled
    after = lobby.stream
    assert after.id != before.id
    assert (after.terminal, after.next_sequence, after.acknowledged, after.touches) == ("t2", 1, 0, 0)
    lobby.visit_once()
    assert lobby.sync().stored == 1


def test_a_lost_identity_file_loses_no_answer(lobby: Lobby, server: SmallServer, other_code: str) -> None:
    lobby.visit_once()
    (lobby.folder / identity.FILE).write_bytes(b"\x00" * 40)
    lobby.cut_power()
    assert lobby.mode == "enrol"
    assert lobby.enrol(server, other_code).enrolled
    assert lobby.sync().stored == 1


def test_a_card_enrols_by_itself_at_the_first_start(bare: Lobby, server: SmallServer, code: str) -> None:
    server.add_code(code)
    card.write(bare.folder / card.FILE, Card(server.url, code))
    bare.terminal.exchange()
    assert bare.mode == "visit"


def test_a_card_with_a_spent_code_is_tried_once_and_the_screen_says_why(bare: Lobby, server: SmallServer, code: str) -> None:
    card.write(bare.folder / card.FILE, Card(server.url, code))
    bare.terminal.exchange()
    bare.terminal.exchange()
    bare.runtime.tick().result()
    shown = bare.runtime.view.enrol
    assert shown is not None
    assert (shown.server, shown.problem, shown.lacks) == (server.url, "code_unknown", ("code",))


def test_a_card_with_a_new_code_enrols_a_terminal_again_that_its_server_forgot(lobby: Lobby, server: SmallServer, other_code: str) -> None:
    lobby.visit_once()
    stream = lobby.stream.id
    server.tokens.clear()
    lobby.terminal.exchange()
    assert lobby.runtime.view.needs_code
    server.add_code(other_code, "t1")
    card.write(lobby.folder / card.FILE, Card(server.url, other_code))
    lobby.terminal.exchange()
    assert not lobby.runtime.view.needs_code
    assert lobby.stream.id == stream
    lobby.terminal.exchange()
    assert len(server.stored) == 1


def test_a_server_that_asks_to_be_left_alone_is_not_asked_again_by_the_card(bare: Lobby, server: SmallServer, code: str) -> None:
    server.add_code(code)
    server.faults.append("429")
    server.retry_after = "600"
    card.write(bare.folder / card.FILE, Card(server.url, code))
    assert bare.terminal.exchange() == 600.0


def test_a_disk_that_takes_no_identity_says_so_and_the_next_try_goes(
    bare: Lobby, server: SmallServer, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kiosk.store import atomic_files

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    server.add_code(code)
    card.write(bare.folder / card.FILE, Card(server.url))
    monkeypatch.setattr(atomic_files, "write", full)
    assert bare.terminal.try_code(code).problem == "disk"
    bare.runtime.tick().result()
    shown = bare.runtime.view.enrol
    assert shown is not None
    assert (shown.trying, shown.problem) == (False, "disk"), "nobody is left before a button that says Connecting for ever"
    monkeypatch.undo()
    assert bare.terminal.try_code(code).enrolled


def test_an_enrolment_by_command_beside_the_terminal_is_taken_up(bare: Lobby, server: SmallServer, code: str) -> None:
    server.add_code(code)
    assert Enrolment(bare.store, bare.clock).try_code(server.url, code).enrolled
    assert bare.mode == "enrol"
    bare.runtime.pulse_once()
    assert bare.mode == "visit"


def test_identity_survives_as_plain_json(lobby: Lobby) -> None:
    written = json.loads((lobby.folder / identity.FILE).read_bytes())
    assert set(written) == {"terminal_id", "server", "token", "trusted"}
    assert written["trusted"][0]["public"] == SIGNING.public
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
