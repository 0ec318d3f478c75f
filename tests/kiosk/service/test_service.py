"""The service screen on the real runtime: PIN, store, exchange, and what survives a power cut."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import nacl.pwhash
import pytest
from msgspec import UNSET
from msgspec.structs import replace

from hardware.faults import Fault
from kiosk.device import status
from kiosk.service import pin_attempts
from kiosk.service.overview import PartFault
from kiosk.service.pin import matches
from kiosk.service.session import KeyHeard, Opened, Session
from kiosk.store import database, device_notes, staff_state
from kiosk.store.database import Connection
from kiosk.visit.view import EnrolView
from survey.visit import Chose
from survey.wire import Configuration
from tests.fixtures.waiting import wait_until
from tests.kiosk.fake_server import SmallServer
from tests.kiosk.sample_configuration import configuration
from tests.kiosk.store.test_damaged_outbox import DAMAGES, scramble
from tests.kiosk.terminal_without_window import Lobby

PIN, WRONG = "274915", "830672"
HASHED = nacl.pwhash.argon2id.str(PIN.encode(), nacl.pwhash.argon2id.OPSLIMIT_MIN, nacl.pwhash.argon2id.MEMLIMIT_MIN).decode()


SCRYPT = nacl.pwhash.scrypt.str(PIN.encode(), nacl.pwhash.scrypt.OPSLIMIT_MIN, nacl.pwhash.scrypt.MEMLIMIT_MIN).decode()
ARGON2I = nacl.pwhash.argon2i.str(PIN.encode(), nacl.pwhash.argon2i.OPSLIMIT_MIN, nacl.pwhash.argon2i.MEMLIMIT_MIN).decode()


def with_pin(given: Configuration, hashed: object = HASHED) -> Configuration:
    return replace(given, settings=replace(given.settings, service_pin=hashed))


@pytest.fixture
def staffed(bare: Lobby, server: SmallServer, code: str) -> Staffed:
    """An enrolled terminal whose place has a PIN."""
    server.configuration = with_pin(configuration())
    assert bare.enrol(server, code).enrolled
    return Staffed(bare)


class Staffed:
    """Somebody of the staff at a terminal."""

    def __init__(self, lobby: Lobby) -> None:
        self.lobby = lobby

    @property
    def session(self) -> Session:
        self.lobby.runtime.tick().result()  # what was posted before is done
        session = self.lobby.runtime.view.service
        return session if session is not None else Session()

    def gesture(self) -> str:
        self.lobby.runtime.serve(Opened(()))
        return self.session.place

    def try_pin(self, pin: str) -> str:
        self.lobby.runtime.unlock(pin)
        wait_until(lambda: not self.session.checking, what="the PIN is checked")
        return self.session.place

    def enter(self) -> None:
        self.gesture()
        assert self.try_pin(PIN) == "connection"
        wait_until(lambda: self.session.overview, what="the first look")

    def choose(self, *names: str) -> Session:
        for name in names:
            self.lobby.choose(name)
        return self.session

    def pass_(self, ms: int) -> None:
        self.lobby.clock.pass_(ms=ms)
        self.lobby.runtime.pulse_once()
        self.lobby.runtime.tick().result()

    @property
    def noted(self) -> dict[str, int]:
        with self.lobby.store.reading() as db:
            return dict(device_notes.read(db))


def test_the_right_pin_opens_it_and_a_wrong_one_does_not(staffed: Staffed) -> None:
    assert staffed.gesture() == "pad"
    assert staffed.lobby.mode == "service"
    assert staffed.try_pin(WRONG) == "pad"
    assert staffed.session.wrong
    assert staffed.try_pin(PIN) == "connection"
    assert staffed.noted == {"wrong_pin": 1, "service_opened": 1}


@pytest.mark.parametrize(
    "hashed", [UNSET, "", "$argon2id$nonsense", "274915", SCRYPT, ARGON2I], ids=["none", "empty", "nonsense", "open", "scrypt", "argon2i"]
)
def test_without_a_pin_that_can_be_checked_nobody_gets_in(bare: Lobby, server: SmallServer, code: str, hashed: object) -> None:
    server.configuration = with_pin(configuration(), hashed)
    assert bare.enrol(server, code).enrolled
    staffed = Staffed(bare)
    if staffed.gesture() == "pad":
        assert staffed.try_pin(PIN) == "pad"
    assert (hashed is UNSET) == (staffed.session.place == "closed"), "where there is no PIN the gesture shows nothing"


@pytest.mark.parametrize("pin", ["", "2749", PIN + "0", PIN[::-1], "٢٧٤٩١٥", "\ud800"])
def test_only_the_pin_itself_matches(pin: str) -> None:
    assert matches(PIN, HASHED)
    assert not matches(pin, HASHED)


def test_the_gesture_shows_nothing_while_somebody_is_in_a_visit(staffed: Staffed) -> None:
    staffed.lobby.choose("nps-7")
    assert staffed.gesture() == "closed"
    assert staffed.lobby.visit.step == "comment"


def test_a_visit_cannot_begin_under_it_and_begins_as_ever_after_it(staffed: Staffed) -> None:
    staffed.gesture()
    staffed.lobby.choose("nps-7", "language-sv")
    assert staffed.session.language == "sv"
    staffed.try_pin(PIN)
    staffed.lobby.choose("nps-7")
    assert staffed.session.language == "sv"
    assert staffed.choose("close").place == "closed"
    assert staffed.lobby.visit.idle
    assert staffed.lobby.visit.language == "fi"
    staffed.lobby.visit_once()
    assert len(staffed.lobby.waiting()) == 1


def test_wrong_pins_wait_and_a_power_cut_does_not_help(staffed: Staffed) -> None:
    staffed.gesture()
    for _ in range(3):
        staffed.try_pin(WRONG)
    left = staffed.session.tries.until
    assert left == staffed.lobby.clock.steady() + 30_000
    assert staffed.try_pin(PIN) == "pad", "the right one is not taken either"
    staffed.lobby.cut_power("boot-2")
    staffed.gesture()
    staffed.lobby.clock.pass_(ms=29_000)
    assert staffed.try_pin(PIN) == "pad"
    staffed.lobby.clock.pass_(ms=1_000)
    assert staffed.try_pin(PIN) == "connection"


def test_a_wait_goes_on_when_the_program_starts_again_in_the_same_boot(staffed: Staffed) -> None:
    staffed.gesture()
    for _ in range(3):
        staffed.try_pin(WRONG)
    staffed.lobby.clock.pass_(ms=20_000)
    staffed.lobby.cut_power()
    staffed.lobby.clock.pass_(ms=10_000)
    staffed.gesture()
    assert staffed.try_pin(PIN) == "connection"


def test_a_plug_pulled_while_a_pin_is_checked_is_no_free_try(staffed: Staffed) -> None:
    staffed.gesture()
    for _ in range(3):
        staffed.lobby.runtime.unlock(WRONG)
        staffed.lobby.runtime.tick().result()
        staffed.lobby.cut_power("boot-2")
        staffed.gesture()
    assert staffed.session.tries.wrong == 3
    assert staffed.try_pin(PIN) == "pad"


def test_a_disk_that_takes_nothing_does_not_lock_out_who_came_to_mend_it(staffed: Staffed) -> None:
    def refuse(db: Connection) -> None:
        db.execute("PRAGMA query_only=ON")

    staffed.lobby.store.write(refuse).result()
    staffed.gesture()
    assert staffed.try_pin(WRONG) == "pad"
    assert staffed.session.tries.wrong == 1, "it still counts"
    assert staffed.try_pin(PIN) == "connection"


def test_it_closes_by_itself_and_nothing_is_left_for_the_next_person(staffed: Staffed) -> None:
    before = staffed.lobby.runtime.view
    staffed.gesture()
    staffed.choose("language-en")
    staffed.try_pin(PIN)
    staffed.choose("tests", "touch-test", "test-1")
    staffed.pass_(119_000)
    assert staffed.session.hit == (1,)
    staffed.pass_(1_000)
    after = staffed.lobby.runtime.view
    assert (after.mode, after.service, after.visit) == (before.mode, None, before.visit)
    assert staffed.gesture() == "pad"
    assert staffed.session == Session(
        place="pad", languages=("fi", "sv", "en"), tries=staffed.session.tries, touched_at=staffed.session.touched_at
    )


def test_it_shows_queue_and_clock(staffed: Staffed) -> None:
    staffed.lobby.visit_once()
    staffed.enter()
    seen = staffed.session.overview
    assert seen is not None
    told = status.read(staffed.lobby.store, staffed.lobby.clock)
    assert (seen.unsent, seen.clock_trusted) == (1, told.clock_trusted)
    assert told.oldest_unsent is not None
    assert seen.oldest_unsent is not None
    assert datetime.fromisoformat(seen.oldest_unsent) == datetime.fromisoformat(told.oldest_unsent)
    assert (seen.terminal_id, seen.configuration, seen.software) == ("t1", "e1", told.software)


def test_send_now_sends_and_says_what_came_of_it(staffed: Staffed, server: SmallServer) -> None:
    staffed.lobby.visit_once()
    staffed.enter()
    staffed.choose("answers", "send-now")
    session = wait_until(lambda: staffed.session if staffed.session.sent else None, what="the exchange is over")
    assert session.sent is not None
    assert (session.sent.problem, session.sent.stored, session.sent.left) == (None, 1, 0)
    assert len(server.stored) == 1
    assert server.heartbeats[-1].notes == ("service_opened",)


def test_send_now_says_what_stood_in_the_way(staffed: Staffed, server: SmallServer) -> None:
    staffed.lobby.visit_once()
    staffed.enter()
    server.faults.extend(["portal"] * 4)
    staffed.choose("send-now")
    session = wait_until(lambda: staffed.session if staffed.session.sent else None, what="the exchange is over")
    assert session.sent is not None
    assert (session.sent.problem, session.sent.left) == ("captive_portal", 1)
    looked = wait_until(lambda: (found := staffed.session.overview) and found.problem, what="a look after it")
    assert looked == "captive_portal"


def test_faults_and_voice_are_those_handed_in(staffed: Staffed) -> None:
    said: list[tuple[str, str]] = []

    def say(sentence: str, language: str) -> str:
        said.append((sentence, language))
        return "USB Audio"

    staffed.lobby.terminal.symptoms.besides([Fault("help", "stuck")])
    staffed.lobby.terminal.say = say
    staffed.enter()
    seen = staffed.session.overview
    assert seen is not None
    assert seen.faults == (PartFault("help", "stuck"),)
    staffed.choose("tests", "speaker-test", "say")
    session = wait_until(lambda: staffed.session if staffed.session.spoke else None, what="the sentence was said")
    assert session.spoke is not None
    assert session.spoke.output == "USB Audio"
    assert [language for _, language in said] == ["fi"]


def test_a_voice_that_breaks_leaves_nobody_waiting(staffed: Staffed) -> None:
    def say(_: str, __: str) -> str:
        raise OSError("no such device")

    staffed.lobby.terminal.say = say
    staffed.enter()
    staffed.choose("tests", "speaker-test", "say")
    session = wait_until(lambda: staffed.session if staffed.session.spoke else None, what="the test is over")
    assert session.spoke is not None
    assert session.spoke.output is None


def test_keys_are_shown_in_the_key_test(staffed: Staffed) -> None:
    staffed.enter()
    staffed.choose("tests", "keys-test")
    staffed.lobby.runtime.serve(KeyHeard("choose", "press"))
    assert staffed.session.heard == ("choose press",)


def test_out_of_use_survives_a_restart_and_answers_are_kept_and_sent(staffed: Staffed, server: SmallServer) -> None:
    lobby = staffed.lobby
    lobby.visit_once()
    staffed.enter()
    staffed.choose("tests", "set-aside", "confirm", "close")
    assert (lobby.mode, lobby.runtime.view.reason) == ("out_of_use", "set_aside")
    lobby.cut_power("boot-2")
    assert (lobby.mode, lobby.runtime.view.reason) == ("out_of_use", "set_aside")
    told = status.read(lobby.store, lobby.clock)
    assert (told.out_of_use, told.reason, told.unsent) == (True, "set_aside", 1)
    assert lobby.sync().left == 0
    assert "out_of_use" in server.heartbeats[-1].notes
    staffed.enter()
    staffed.choose("tests", "use-again", "close")
    assert lobby.mode == "visit"
    assert not status.read(lobby.store, lobby.clock).out_of_use
    lobby.sync()
    assert "out_of_use" not in server.heartbeats[-1].notes


def test_an_enrolment_puts_it_in_use_again(staffed: Staffed, server: SmallServer, other_code: str) -> None:
    """The place's PIN may be gone, and with it the way to say so at the screen."""
    staffed.enter()
    staffed.choose("tests", "set-aside", "confirm", "close")
    assert staffed.lobby.enrol(server, other_code).enrolled
    staffed.lobby.runtime.heed().result()
    assert staffed.lobby.mode == "visit"


def test_a_forgotten_terminal_takes_a_new_code_on_its_own_screen(staffed: Staffed, server: SmallServer, other_code: str) -> None:
    lobby = staffed.lobby
    lobby.visit_once()
    server.tokens.clear()
    lobby.sync()
    assert lobby.runtime.standing.needs_code
    staffed.enter()
    assert staffed.choose("new-code").place == "code"
    view = lobby.runtime.view
    assert (view.mode, view.enrol) == ("enrol", EnrolView(server=server.url))
    assert staffed.choose("back").place == "connection"
    staffed.choose("new-code")
    lobby.runtime.enrol(server.add_code(other_code))
    wait_until(lambda: staffed.session.place == "connection", what="the code was taken")
    assert not lobby.runtime.standing.needs_code
    staffed.choose("close")
    assert lobby.sync().left == 0
    assert len(server.stored) == 1


def test_a_wrong_code_is_said_and_the_way_back_stays_open(staffed: Staffed, server: SmallServer, other_code: str) -> None:
    server.tokens.clear()
    staffed.lobby.sync()
    staffed.enter()
    staffed.choose("new-code")
    staffed.lobby.runtime.enrol(other_code)
    wait_until(lambda: (view := staffed.lobby.runtime.view).enrol is not None and view.enrol.problem == "code_unknown", what="its outcome")
    assert staffed.choose("back").place == "connection"


def test_a_broken_screen_closes_it(staffed: Staffed) -> None:
    from survey.visit import Cut

    staffed.enter()
    staffed.lobby.runtime.take(Cut()).result()
    assert staffed.lobby.mode == "visit"


def test_a_pin_is_in_no_log_no_view_and_no_file(staffed: Staffed, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    views: list[str] = []
    staffed.lobby.runtime.watch(lambda view: views.append(repr((view.service, view.mode))))
    staffed.gesture()
    staffed.try_pin(WRONG)
    staffed.try_pin(PIN)
    staffed.lobby.runtime.take(Chose("close")).result()
    staffed.lobby.store.close()
    assert len(views) >= 4
    for pin in (PIN, WRONG):
        assert pin not in caplog.text
        assert not [view for view in views if pin in view]
        assert not [file.name for file in staffed.lobby.folder.rglob("*") if file.is_file() and pin.encode() in file.read_bytes()]
    staffed.lobby.start()


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_outbox_puts_nothing_back_in_use(staffed: Staffed, damage: Callable[[Path], None]) -> None:
    """The panel is as cracked as before."""
    lobby = staffed.lobby
    staffed.enter()
    staffed.choose("tests", "set-aside", "confirm", "close")
    lobby.store.close()
    damage(lobby.folder / database.FILE)
    lobby.start()
    assert list(lobby.folder.glob("outbox-damaged-*")), "the damage was found"
    assert (lobby.mode, lobby.runtime.view.reason) == ("out_of_use", "set_aside")
    assert status.read(lobby.store, lobby.clock).reason == "set_aside"


def test_damage_met_while_it_is_out_of_use_does_not_put_it_back(staffed: Staffed, server: SmallServer) -> None:
    lobby = staffed.lobby
    staffed.enter()
    staffed.choose("tests", "set-aside", "confirm", "close")
    before = lobby.stream.id
    lobby.store.write(scramble).result()
    lobby.sync()  # meets the damage
    assert lobby.stream.id != before
    lobby.sync()
    assert (lobby.mode, lobby.runtime.view.reason) == ("out_of_use", "set_aside")
    assert "out_of_use" in server.heartbeats[-1].notes


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_outbox_forgives_no_wrong_pin(staffed: Staffed, damage: Callable[[Path], None]) -> None:
    staffed.gesture()
    for _ in range(pin_attempts.FREE):
        staffed.try_pin(WRONG)
    waits = staffed.session.tries
    assert waits.until is not None
    staffed.lobby.store.close()
    damage(staffed.lobby.folder / database.FILE)
    staffed.lobby.start()
    staffed.gesture()
    assert staffed.session.tries == waits
    assert staffed.try_pin(PIN) == "pad", "the wait goes on"
    staffed.lobby.clock.pass_(ms=pin_attempts.FIRST_MS)
    assert staffed.try_pin(PIN) == "connection"


@pytest.mark.parametrize("left", ["{", "", "\0" * 60, '{"wrong": "many"}'])
def test_damage_to_the_record_of_tries_is_no_way_in(staffed: Staffed, left: str) -> None:
    (staffed.lobby.folder / staff_state.TRIES).write_text(left)
    staffed.lobby.cut_power("boot-2")
    staffed.gesture()
    assert staffed.try_pin(PIN) == "pad"
    staffed.lobby.clock.pass_(ms=30_000)
    assert staffed.try_pin(PIN) == "connection"
