"""Tests the service screen with the real runtime: the PIN, the store, the exchange, and what survives a power cut."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import nacl.pwhash
import pytest
from msgspec import UNSET
from msgspec.structs import replace

from hardware.faults import DeviceFault
from kiosk.device import status
from kiosk.service import pin_attempts
from kiosk.service.overview import OverviewFault
from kiosk.service.pin import verify_pin
from kiosk.service.session import GestureMade, KeyEventReceived, ServiceSession
from kiosk.store import database, device_notes, staff_state
from kiosk.store.database import Connection
from kiosk.visit.view import EnrolmentView
from survey.visit import TargetChosen
from survey.wire import Configuration
from tests.fixtures.waiting import wait_until
from tests.kiosk.fake_server import FakeServer
from tests.kiosk.headless_terminal import HeadlessTerminal
from tests.kiosk.sample_configuration import configuration
from tests.kiosk.store.test_damaged_outbox import DAMAGES, overwrite_all_pages

PIN, WRONG_PIN = "274915", "830672"
PIN_HASH = nacl.pwhash.argon2id.str(PIN.encode(), nacl.pwhash.argon2id.OPSLIMIT_MIN, nacl.pwhash.argon2id.MEMLIMIT_MIN).decode()


SCRYPT_HASH = nacl.pwhash.scrypt.str(PIN.encode(), nacl.pwhash.scrypt.OPSLIMIT_MIN, nacl.pwhash.scrypt.MEMLIMIT_MIN).decode()
ARGON2I_HASH = nacl.pwhash.argon2i.str(PIN.encode(), nacl.pwhash.argon2i.OPSLIMIT_MIN, nacl.pwhash.argon2i.MEMLIMIT_MIN).decode()


def with_pin(given: Configuration, pin_hash: object = PIN_HASH) -> Configuration:
    return replace(given, settings=replace(given.settings, service_pin=pin_hash))


@pytest.fixture
def staff(unenrolled_terminal: HeadlessTerminal, server: FakeServer, code: str) -> StaffAtTerminal:
    """Return a member of staff at an enrolled terminal whose configuration has a PIN."""
    server.configuration = with_pin(configuration())
    assert unenrolled_terminal.enrol(server, code).is_enrolled
    return StaffAtTerminal(unenrolled_terminal)


class StaffAtTerminal:
    """Represents a member of staff at a terminal."""

    def __init__(self, lobby: HeadlessTerminal) -> None:
        self.lobby = lobby

    @property
    def session(self) -> ServiceSession:
        self.lobby.runtime.tick().result()  # waits until all earlier events are handled
        session = self.lobby.runtime.view.service_session
        return session if session is not None else ServiceSession()

    def make_gesture(self) -> str:
        self.lobby.runtime.post_service_event(GestureMade(()))
        return self.session.page

    def try_pin(self, pin: str) -> str:
        self.lobby.runtime.submit_pin(pin)
        wait_until(lambda: not self.session.checking_pin, what="the PIN is checked")
        return self.session.page

    def enter(self) -> None:
        self.make_gesture()
        assert self.try_pin(PIN) == "connection"
        wait_until(lambda: self.session.overview, what="the first look")

    def choose(self, *names: str) -> ServiceSession:
        for name in names:
            self.lobby.choose(name)
        return self.session

    def pass_time(self, ms: int) -> None:
        self.lobby.clock.advance(ms=ms)
        self.lobby.runtime.run_periodic_work()
        self.lobby.runtime.tick().result()

    @property
    def device_notes(self) -> dict[str, int]:
        with self.lobby.store.reading() as db:
            return dict(device_notes.read(db))


def test_the_right_pin_opens_it_and_a_wrong_one_does_not(staff: StaffAtTerminal) -> None:
    assert staff.make_gesture() == "pad"
    assert staff.lobby.mode == "service"
    assert staff.try_pin(WRONG_PIN) == "pad"
    assert staff.session.last_pin_wrong
    assert staff.try_pin(PIN) == "connection"
    assert staff.device_notes == {"wrong_pin": 1, "service_opened": 1}


@pytest.mark.parametrize(
    "hashed",
    [UNSET, "", "$argon2id$nonsense", "274915", SCRYPT_HASH, ARGON2I_HASH],
    ids=["none", "empty", "nonsense", "open", "scrypt", "argon2i"],
)
def test_without_a_pin_that_can_be_checked_nobody_gets_in(
    unenrolled_terminal: HeadlessTerminal, server: FakeServer, code: str, hashed: object
) -> None:
    server.configuration = with_pin(configuration(), hashed)
    assert unenrolled_terminal.enrol(server, code).is_enrolled
    staff = StaffAtTerminal(unenrolled_terminal)
    if staff.make_gesture() == "pad":
        assert staff.try_pin(PIN) == "pad"
    assert (hashed is UNSET) == (staff.session.page == "closed"), "where there is no PIN the gesture shows nothing"


@pytest.mark.parametrize("pin", ["", "2749", PIN + "0", PIN[::-1], "٢٧٤٩١٥", "\ud800"])
def test_only_the_pin_itself_matches(pin: str) -> None:
    assert verify_pin(PIN, PIN_HASH)
    assert not verify_pin(pin, PIN_HASH)


def test_the_gesture_shows_nothing_while_somebody_is_in_a_visit(staff: StaffAtTerminal) -> None:
    staff.lobby.choose("nps-7")
    assert staff.make_gesture() == "closed"
    assert staff.lobby.visit.step == "comment"


def test_a_visit_cannot_begin_under_it_and_begins_as_ever_after_it(staff: StaffAtTerminal) -> None:
    staff.make_gesture()
    staff.lobby.choose("nps-7", "language-sv")
    assert staff.session.language == "sv"
    staff.try_pin(PIN)
    staff.lobby.choose("nps-7")
    assert staff.session.language == "sv"
    assert staff.choose("close").page == "closed"
    assert staff.lobby.visit.is_idle
    assert staff.lobby.visit.language == "fi"
    staff.lobby.make_visit()
    assert len(staff.lobby.unsent_responses()) == 1


def test_wrong_pins_wait_and_a_power_cut_does_not_help(staff: StaffAtTerminal) -> None:
    staff.make_gesture()
    for _ in range(3):
        staff.try_pin(WRONG_PIN)
    left = staff.session.pin_attempts.locked_until
    assert left == staff.lobby.clock.steady_ms() + 30_000
    assert staff.try_pin(PIN) == "pad", "the right one is not taken either"
    staff.lobby.cut_power("boot-2")
    staff.make_gesture()
    staff.lobby.clock.advance(ms=29_000)
    assert staff.try_pin(PIN) == "pad"
    staff.lobby.clock.advance(ms=1_000)
    assert staff.try_pin(PIN) == "connection"


def test_a_wait_goes_on_when_the_program_starts_again_in_the_same_boot(staff: StaffAtTerminal) -> None:
    staff.make_gesture()
    for _ in range(3):
        staff.try_pin(WRONG_PIN)
    staff.lobby.clock.advance(ms=20_000)
    staff.lobby.cut_power()
    staff.lobby.clock.advance(ms=10_000)
    staff.make_gesture()
    assert staff.try_pin(PIN) == "connection"


def test_a_plug_pulled_while_a_pin_is_checked_is_no_free_try(staff: StaffAtTerminal) -> None:
    staff.make_gesture()
    for _ in range(3):
        staff.lobby.runtime.submit_pin(WRONG_PIN)
        staff.lobby.runtime.tick().result()
        staff.lobby.cut_power("boot-2")
        staff.make_gesture()
    assert staff.session.pin_attempts.wrong_count == 3
    assert staff.try_pin(PIN) == "pad"


def test_a_disk_that_takes_nothing_does_not_lock_out_who_came_to_mend_it(staff: StaffAtTerminal) -> None:
    def refuse(db: Connection) -> None:
        db.execute("PRAGMA query_only=ON")

    staff.lobby.store.write(refuse).result()
    staff.make_gesture()
    assert staff.try_pin(WRONG_PIN) == "pad"
    assert staff.session.pin_attempts.wrong_count == 1, "it still counts"
    assert staff.try_pin(PIN) == "connection"


def test_it_closes_by_itself_and_nothing_is_left_for_the_next_person(staff: StaffAtTerminal) -> None:
    before = staff.lobby.runtime.view
    staff.make_gesture()
    staff.choose("language-en")
    staff.try_pin(PIN)
    staff.choose("tests", "touch-test", "test-1")
    staff.pass_time(119_000)
    assert staff.session.hit_targets == (1,)
    staff.pass_time(1_000)
    after = staff.lobby.runtime.view
    assert (after.mode, after.service_session, after.visit) == (before.mode, None, before.visit)
    assert staff.make_gesture() == "pad"
    assert staff.session == ServiceSession(
        page="pad", languages=("fi", "sv", "en"), pin_attempts=staff.session.pin_attempts, touched_at=staff.session.touched_at
    )


def test_it_shows_queue_and_clock(staff: StaffAtTerminal) -> None:
    staff.lobby.make_visit()
    staff.enter()
    seen = staff.session.overview
    assert seen is not None
    told = status.read(staff.lobby.store, staff.lobby.clock)
    assert (seen.unsent, seen.clock_trusted) == (1, told.clock_trusted)
    assert told.oldest_unsent is not None
    assert seen.oldest_unsent is not None
    assert datetime.fromisoformat(seen.oldest_unsent) == datetime.fromisoformat(told.oldest_unsent)
    assert (seen.terminal_id, seen.configuration, seen.software) == ("t1", "e1", told.software)


def test_send_now_sends_and_says_what_came_of_it(staff: StaffAtTerminal, server: FakeServer) -> None:
    staff.lobby.make_visit()
    staff.enter()
    staff.choose("answers", "send-now")
    session = wait_until(lambda: staff.session if staff.session.exchange_result else None, what="the exchange is over")
    assert session.exchange_result is not None
    assert (session.exchange_result.problem, session.exchange_result.stored, session.exchange_result.left) == (None, 1, 0)
    assert len(server.stored) == 1
    assert server.heartbeats[-1].notes == ("service_opened",)


def test_send_now_says_what_stood_in_the_way(staff: StaffAtTerminal, server: FakeServer) -> None:
    staff.lobby.make_visit()
    staff.enter()
    server.faults.extend(["portal"] * 4)
    staff.choose("send-now")
    session = wait_until(lambda: staff.session if staff.session.exchange_result else None, what="the exchange is over")
    assert session.exchange_result is not None
    assert (session.exchange_result.problem, session.exchange_result.left) == ("captive_portal", 1)
    looked = wait_until(lambda: (found := staff.session.overview) and found.problem, what="a look after it")
    assert looked == "captive_portal"


def test_faults_and_voice_are_those_handed_in(staff: StaffAtTerminal) -> None:
    said: list[tuple[str, str]] = []

    def say(sentence: str, language: str) -> str:
        said.append((sentence, language))
        return "USB Audio"

    staff.lobby.terminal.device_faults.set_other_faults([DeviceFault("help", "stuck")])
    staff.lobby.terminal.say = say
    staff.enter()
    seen = staff.session.overview
    assert seen is not None
    assert seen.faults == (OverviewFault("help", "stuck"),)
    staff.choose("tests", "speaker-test", "say")
    session = wait_until(lambda: staff.session if staff.session.speaker_test_result else None, what="the sentence was said")
    assert session.speaker_test_result is not None
    assert session.speaker_test_result.output == "USB Audio"
    assert [language for _, language in said] == ["fi"]


def test_a_voice_that_breaks_leaves_nobody_waiting(staff: StaffAtTerminal) -> None:
    def say(_: str, __: str) -> str:
        raise OSError("no such device")

    staff.lobby.terminal.say = say
    staff.enter()
    staff.choose("tests", "speaker-test", "say")
    session = wait_until(lambda: staff.session if staff.session.speaker_test_result else None, what="the test is over")
    assert session.speaker_test_result is not None
    assert session.speaker_test_result.output is None


def test_keys_are_shown_in_the_key_test(staff: StaffAtTerminal) -> None:
    staff.enter()
    staff.choose("tests", "keys-test")
    staff.lobby.runtime.post_service_event(KeyEventReceived("choose", "press"))
    assert staff.session.key_events == ("choose press",)


def test_out_of_use_survives_a_restart_and_answers_are_kept_and_sent(staff: StaffAtTerminal, server: FakeServer) -> None:
    lobby = staff.lobby
    lobby.make_visit()
    staff.enter()
    staff.choose("tests", "set-aside", "confirm", "close")
    assert (lobby.mode, lobby.runtime.view.out_of_use_reason) == ("out_of_use", "set_aside")
    lobby.cut_power("boot-2")
    assert (lobby.mode, lobby.runtime.view.out_of_use_reason) == ("out_of_use", "set_aside")
    told = status.read(lobby.store, lobby.clock)
    assert (told.out_of_use, told.reason, told.unsent) == (True, "set_aside", 1)
    assert lobby.sync().left == 0
    assert "out_of_use" in server.heartbeats[-1].notes
    staff.enter()
    staff.choose("tests", "use-again", "close")
    assert lobby.mode == "visit"
    assert not status.read(lobby.store, lobby.clock).out_of_use
    lobby.sync()
    assert "out_of_use" not in server.heartbeats[-1].notes


def test_an_enrolment_puts_it_in_use_again(staff: StaffAtTerminal, server: FakeServer, other_code: str) -> None:
    """Enrolment puts a terminal that staff took out of use back in use.

    The new configuration may have no PIN, and staff could not do it at the service screen then.
    """
    staff.enter()
    staff.choose("tests", "set-aside", "confirm", "close")
    assert staff.lobby.enrol(server, other_code).is_enrolled
    staff.lobby.runtime.reload_server_verdict().result()
    assert staff.lobby.mode == "visit"


def test_a_forgotten_terminal_takes_a_new_code_on_its_own_screen(staff: StaffAtTerminal, server: FakeServer, other_code: str) -> None:
    lobby = staff.lobby
    lobby.make_visit()
    server.tokens.clear()
    lobby.sync()
    assert lobby.runtime.availability.needs_code
    staff.enter()
    assert staff.choose("new-code").page == "code"
    view = lobby.runtime.view
    assert (view.mode, view.enrolment) == ("enrol", EnrolmentView(server=server.url))
    assert staff.choose("back").page == "connection"
    staff.choose("new-code")
    lobby.runtime.enrol(server.add_enrolment_code(other_code))
    wait_until(lambda: staff.session.page == "connection", what="the code was taken")
    assert not lobby.runtime.availability.needs_code
    staff.choose("close")
    assert lobby.sync().left == 0
    assert len(server.stored) == 1


def test_a_wrong_code_is_said_and_the_way_back_stays_open(staff: StaffAtTerminal, server: FakeServer, other_code: str) -> None:
    server.tokens.clear()
    staff.lobby.sync()
    staff.enter()
    staff.choose("new-code")
    staff.lobby.runtime.enrol(other_code)
    wait_until(
        lambda: (view := staff.lobby.runtime.view).enrolment is not None and view.enrolment.problem == "code_unknown", what="its outcome"
    )
    assert staff.choose("back").page == "connection"


def test_a_broken_screen_closes_it(staff: StaffAtTerminal) -> None:
    from survey.visit import Interrupted

    staff.enter()
    staff.lobby.runtime.submit(Interrupted()).result()
    assert staff.lobby.mode == "visit"


def test_a_pin_is_in_no_log_no_view_and_no_file(staff: StaffAtTerminal, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    views: list[str] = []
    staff.lobby.runtime.add_view_listener(lambda view: views.append(repr((view.service_session, view.mode))))
    staff.make_gesture()
    staff.try_pin(WRONG_PIN)
    staff.try_pin(PIN)
    staff.lobby.runtime.submit(TargetChosen("close")).result()
    staff.lobby.store.close()
    assert len(views) >= 4
    for pin in (PIN, WRONG_PIN):
        assert pin not in caplog.text
        assert not [view for view in views if pin in view]
        assert not [file.name for file in staff.lobby.folder.rglob("*") if file.is_file() and pin.encode() in file.read_bytes()]
    staff.lobby.start()


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_outbox_puts_nothing_back_in_use(staff: StaffAtTerminal, damage: Callable[[Path], None]) -> None:
    """A terminal that staff took out of use stays so if its outbox is damaged, because the reason (such as a cracked panel) remains."""
    lobby = staff.lobby
    staff.enter()
    staff.choose("tests", "set-aside", "confirm", "close")
    lobby.store.close()
    damage(lobby.folder / database.FILE)
    lobby.start()
    assert list(lobby.folder.glob("outbox-damaged-*")), "the damage was found"
    assert (lobby.mode, lobby.runtime.view.out_of_use_reason) == ("out_of_use", "set_aside")
    assert status.read(lobby.store, lobby.clock).reason == "set_aside"


def test_damage_met_while_it_is_out_of_use_does_not_put_it_back(staff: StaffAtTerminal, server: FakeServer) -> None:
    lobby = staff.lobby
    staff.enter()
    staff.choose("tests", "set-aside", "confirm", "close")
    before = lobby.stream.id
    lobby.store.write(overwrite_all_pages).result()
    lobby.sync()  # this exchange detects the damage
    assert lobby.stream.id != before
    lobby.sync()
    assert (lobby.mode, lobby.runtime.view.out_of_use_reason) == ("out_of_use", "set_aside")
    assert "out_of_use" in server.heartbeats[-1].notes


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_outbox_forgives_no_wrong_pin(staff: StaffAtTerminal, damage: Callable[[Path], None]) -> None:
    staff.make_gesture()
    for _ in range(pin_attempts.FREE_ATTEMPTS):
        staff.try_pin(WRONG_PIN)
    waits = staff.session.pin_attempts
    assert waits.locked_until is not None
    staff.lobby.store.close()
    damage(staff.lobby.folder / database.FILE)
    staff.lobby.start()
    staff.make_gesture()
    assert staff.session.pin_attempts == waits
    assert staff.try_pin(PIN) == "pad", "the wait goes on"
    staff.lobby.clock.advance(ms=pin_attempts.FIRST_WAIT_MS)
    assert staff.try_pin(PIN) == "connection"


@pytest.mark.parametrize("left", ["{", "", "\0" * 60, '{"wrong": "many"}'])
def test_damage_to_the_record_of_tries_is_no_way_in(staff: StaffAtTerminal, left: str) -> None:
    (staff.lobby.folder / staff_state.PIN_ATTEMPTS_FILE).write_text(left)
    staff.lobby.cut_power("boot-2")
    staff.make_gesture()
    assert staff.try_pin(PIN) == "pad"
    staff.lobby.clock.advance(ms=30_000)
    assert staff.try_pin(PIN) == "connection"
