"""Tests keys, headset, sensors, lights and speech with the runtime, the store and a board of mock pins, without a window."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from gpiozero import LED
from msgspec.structs import replace

from hardware import pins
from hardware.audio_outputs import AudioOutput
from hardware.faults import DeviceFault
from hardware.status_light import LedStatusLight
from kiosk.device.peripherals import POLLS_PER_SOUND_CHECK, Peripherals
from kiosk.device.speech_output import SpeechOutput, preferred_card
from kiosk.exchange.sync import Sync
from kiosk.service.overview import OverviewFault
from kiosk.speech.audio_guide import AudioGuide
from kiosk.speech.key_queue import KeyEventQueue
from kiosk.speech.utterances import Phrase
from kiosk.speech.wav import rms
from tests.fixtures.waiting import wait_until
from tests.hardware import bounce_patterns
from tests.hardware.mock_board import MockBoard
from tests.kiosk.fake_server import FakeServer
from tests.kiosk.headless_terminal import HeadlessTerminal
from tests.kiosk.sample_configuration import configuration
from tests.kiosk.service.test_service import StaffAtTerminal, with_pin
from tests.kiosk.speech.speech_doubles import RecordingSpeaker

ALL_PARTS: dict[str, object] = {"keys": True, "headset": "closes", "presence": True, "tamper": True, "light": True, "backlight": "kernel"}
HOURS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-16:00")
NIGHT = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
HEADSET = " 1 [Headset        ]: USB-Audio - Plain Headset\n                      Plain Headset at usb-1\n"
RECORD_SOUND = 'cat > "$HEARD"'


class PeripheralsTestRig:
    """Joins the peripherals of a terminal to mock pins and to kernel files in a folder. A USB headset is listed as sound card."""

    def __init__(self, lobby: HeadlessTerminal, root: Path, hardware: dict[str, object], *, sound_card: str | None = None) -> None:
        self.terminal, self.board = lobby, MockBoard()
        (root / "proc/asound/card1/pcm0p").mkdir(parents=True)
        self.cards_file = root / "proc/asound/cards"
        self.cards_file.write_text(HEADSET)
        self.brightness_file = root / "sys/class/backlight/panel/brightness"
        self.brightness_file.parent.mkdir(parents=True)
        self.brightness_file.write_text("100\n")
        (self.brightness_file.parent / "max_brightness").write_text("100\n")
        self.arrivals = 0
        self.peripherals = Peripherals(
            lobby.runtime, lobby.store, lobby.clock, lobby.terminal.device_faults,
            hardware=hardware, clips=root / "clips", sound_card=sound_card, root=root, pin_factory=self.board,
        )  # fmt: skip
        self.peripherals.key_queue.on_arrival = self._arrive

    def _arrive(self) -> None:
        self.arrivals += 1

    def led_state(self) -> int:
        return int(self.board.pin(pins.by_name("light").bcm).state)

    def brightness(self) -> int:
        return int(self.brightness_file.read_text() or 0)  # the file is empty for a moment while it is written

    def close(self) -> None:
        self.peripherals.stop()
        self.board.close()


class FakePlayer:
    """Provides a program that replaces `aplay`, by being first in the search path."""

    def __init__(self, folder: Path) -> None:
        self.program, self.sound_file, self.calls_file = folder / "bin/aplay", folder / "heard", folder / "tries"
        self.program.parent.mkdir(parents=True)
        self.set_command(RECORD_SOUND)

    def set_command(self, command: str) -> None:
        """Set the shell command that the program runs, from its next sound on."""
        beside = self.program.with_suffix(".new")
        beside.write_text(f'#!/bin/sh\necho "$*" >> {self.calls_file}\n{command}\n')
        beside.chmod(0o755)
        beside.replace(self.program)


@pytest.fixture(autouse=True)
def player(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakePlayer:
    one = FakePlayer(tmp_path / "player")
    monkeypatch.setenv("PATH", f"{one.program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("HEARD", str(one.sound_file))
    return one


@pytest.fixture
def terminal_at_night(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> HeadlessTerminal:
    """Return an enrolled terminal with opening hours and a trusted clock, at night."""
    server.configuration = replace(server.configuration, etag="hours", opening_hours=HOURS)
    enrolled_terminal.clock.set_wall_time(NIGHT)
    server.clock.set_wall_time(NIGHT)
    enrolled_terminal.clock.ntp_synchronised = True
    enrolled_terminal.sync()
    return enrolled_terminal


@pytest.fixture
def rig(terminal_at_night: HeadlessTerminal, tmp_path: Path) -> Iterator[PeripheralsTestRig]:
    one = PeripheralsTestRig(terminal_at_night, tmp_path / "machine", ALL_PARTS)
    yield one
    one.close()


def start_rig(body: PeripheralsTestRig) -> PeripheralsTestRig:
    body.peripherals.start()
    wait_until(lambda: body.led_state() == 1, what="the status light")
    return body


def start_with_fault(body: PeripheralsTestRig) -> None:
    """Start a rig that has a fault, and wait until the fault is found. `start_rig` cannot be used, because the status light blinks."""
    body.peripherals.start()
    wait_until(lambda: body.terminal.terminal.device_faults.has_unusable_part, what="the parts")


def test_nothing_is_opened_before_the_first_picture(rig: PeripheralsTestRig) -> None:
    assert not rig.board._reservations
    assert rig.brightness() == 100


def test_whoever_comes_near_has_light_at_once_and_the_screens_are_awake(rig: PeripheralsTestRig) -> None:
    start_rig(rig)
    wait_until(lambda: rig.brightness() == 10, what="a dim panel at night")
    rig.board.drive("presence", 1)
    wait_until(lambda: rig.brightness() == 100, what="full light")
    assert rig.arrivals >= 1


def test_a_touch_wakes_the_panel_too(rig: PeripheralsTestRig) -> None:
    start_rig(rig)
    wait_until(lambda: rig.brightness() == 10, what="a dim panel at night")
    rig.peripherals.on_touch()
    wait_until(lambda: rig.brightness() == 100, what="full light")


def test_a_bouncing_key_reaches_the_guide_once(rig: PeripheralsTestRig) -> None:
    start_rig(rig)
    rig.board.play("next", bounce_patterns.WORN_KEY)
    rig.terminal.clock.advance(ms=1_000)
    told: list[str] = []
    inbox: KeyEventQueue = rig.peripherals.key_queue
    wait_until(lambda: inbox.pending_count >= 2, what="press and release")

    class Hears(AudioGuide):
        def on_key(self, name: str, kind: str, now: int) -> None:
            told.append(f"{kind} {name}")

    inbox.deliver_to(Hears(RecordingSpeaker(), lambda _: None, lambda _: None))
    assert told == ["press next", "release next"]


def test_the_light_asks_for_staff_where_the_terminal_needs_them(rig: PeripheralsTestRig, server: FakeServer) -> None:
    start_rig(rig)
    server.faults.append("revoked")
    rig.terminal.sync()
    assert rig.terminal.mode == "out_of_use"
    wait_until(lambda: rig.led_state() == 0, what="a light that blinks")


def test_an_opened_case_and_a_part_that_is_missing_are_in_the_heartbeat(
    terminal_at_night: HeadlessTerminal, server: FakeServer, tmp_path: Path
) -> None:
    one = PeripheralsTestRig(terminal_at_night, tmp_path / "machine", ALL_PARTS)
    other = LED(pins.by_name("choose").bcm, pin_factory=one.board)
    start_with_fault(one)
    Sync(terminal_at_night.store, terminal_at_night.clock, device_faults=terminal_at_night.terminal.device_faults).exchange()
    assert server.heartbeats[-1].notes == ("case_opened", "keys_unusable"), "the lid's wire is open, and somebody else has the key's pin"
    other.close()
    one.close()


def test_what_cannot_be_opened_takes_nothing_else_down(
    terminal_at_night: HeadlessTerminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no such card")

    monkeypatch.setattr("kiosk.speech.speech_system.SpeechSystem", broken)
    one = PeripheralsTestRig(terminal_at_night, tmp_path / "machine", ALL_PARTS)
    with caplog.at_level(logging.ERROR, logger="aula.peripherals"):
        start_with_fault(one)
    assert "speech_unusable" in terminal_at_night.terminal.device_faults.current_codes()[0]
    one.peripherals.speaker.say((), rate=140, volume=0.5, chime=True)
    terminal_at_night.make_visit()
    assert len(terminal_at_night.unsent_responses()) == 1
    one.close()


def test_a_light_that_fails_stops_no_other_part_of_a_look(
    rig: PeripheralsTestRig, server: FakeServer, caplog: pytest.LogCaptureFixture
) -> None:
    start_rig(rig)
    wait_until(lambda: rig.brightness() == 10, what="a dim panel at night")
    light = rig.peripherals._parts.status_light if rig.peripherals._parts else None
    assert isinstance(light, LedStatusLight)
    server.faults.append("revoked")
    rig.terminal.sync()
    wait_until(lambda: light._shows == "attention", what="a light that blinks")
    light._led.close()
    with caplog.at_level(logging.ERROR, logger="aula.peripherals"):
        rig.terminal.sync()  # the revocation ends, so the light has a new state to show, and fails at each update
        rig.peripherals.on_touch()
        wait_until(lambda: rig.brightness() == 100, what="the panel's light, which comes after it")
        for _ in range(3):
            rig.peripherals._until_sound = 0
            rig.peripherals._nudge()
            wait_until(lambda: rig.peripherals._until_sound == POLLS_PER_SOUND_CHECK, what="another look")
    (told,) = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert told.startswith("polling the lights failed: GPIODeviceClosed"), "once, until it works again"


def test_staff_hear_a_sentence_on_the_output_that_speech_comes_from(rig: PeripheralsTestRig, player: FakePlayer) -> None:
    start_rig(rig)
    rig.cards_file.write_text("")
    assert rig.peripherals.say("Hei", "fi") is None, "there is no output"
    rig.cards_file.write_text(HEADSET)
    assert rig.peripherals.say("Hei", "fi") == "Plain Headset"
    assert rms(player.sound_file.read_bytes()) > 0.005
    assert rig.peripherals.say("Hei", "se") is None, "nothing speaks it"


def test_staff_are_not_told_that_a_sentence_was_played_which_nobody_heard(rig: PeripheralsTestRig, player: FakePlayer) -> None:
    start_rig(rig)
    player.set_command("cat >/dev/null; exit 1")
    assert rig.peripherals.say("Hei", "fi") is None


def test_a_card_that_was_set_is_spoken_through_without_being_listed(
    terminal_at_night: HeadlessTerminal, tmp_path: Path, player: FakePlayer
) -> None:
    one = PeripheralsTestRig(terminal_at_night, tmp_path / "machine", {}, sound_card="Line")
    one.cards_file.write_text("")
    one.peripherals.start()
    wait_until(lambda: one.peripherals.say("Hei", "fi") == "Line", what="the voice")
    assert player.calls_file.read_text().splitlines()[-1] == "--quiet --device sysdefault:CARD=Line -"
    assert terminal_at_night.terminal.device_faults.current_codes()[0] == ()
    one.close()


def test_what_was_said_into_a_headset_ends_with_it_whether_or_not_a_screen_follows(rig: PeripheralsTestRig, player: FakePlayer) -> None:
    player.set_command("exec sleep 86400")
    start_rig(rig)
    rig.board.play("headset", bounce_patterns.PLUG_IN)
    rig.terminal.clock.advance(ms=1_000)
    wait_until(lambda: rig.peripherals.key_queue.pending_count, what="the headset")
    text = "Odotin kauan. " * 40  # takes longer to say than the test waits
    rig.peripherals.speaker.say((Phrase(text, "fi", private=True),), rate=140, volume=0.5)
    wait_until(player.calls_file.exists, what="the voice")
    rig.board.play("headset", [(at, 1 - level) for at, level in bounce_patterns.PLUG_IN])
    rig.terminal.clock.advance(ms=1_000)
    wait_until(lambda: not rig.peripherals.speaker.is_busy, timeout=10, what="silence")


def fault_codes(lobby: HeadlessTerminal) -> tuple[str, ...]:
    return lobby.terminal.device_faults.current_codes()[0]


def test_a_terminal_that_is_mute_says_so_until_it_is_heard_again(
    terminal_at_night: HeadlessTerminal, server: FakeServer, tmp_path: Path, player: FakePlayer
) -> None:
    one = PeripheralsTestRig(terminal_at_night, tmp_path / "machine", {"keys": True})
    one.peripherals.start()
    wait_until(lambda: one.peripherals.say("Hei", "fi"), what="the voice")
    player.set_command("exit 1")
    assert one.peripherals.say("Hei", "fi") is None
    one.peripherals.on_touch()
    wait_until(lambda: fault_codes(terminal_at_night) == ("sound_unusable",), what="a terminal that knows it")
    Sync(terminal_at_night.store, terminal_at_night.clock, device_faults=terminal_at_night.terminal.device_faults).exchange()
    assert server.heartbeats[-1].notes == ("sound_unusable",)
    assert terminal_at_night.terminal.inspect().faults == (OverviewFault("sound", "unheard", detail="Headset"),)
    player.set_command(RECORD_SOUND)
    assert one.peripherals.say("Hei", "fi") == "Plain Headset"
    wait_until(lambda: fault_codes(terminal_at_night) == (), what="a terminal that is well")
    one.close()


def test_a_terminal_without_a_player_says_so(
    terminal_at_night: HeadlessTerminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("kiosk.speech.speech_system.APLAY", "no-such-player")
    one = PeripheralsTestRig(terminal_at_night, tmp_path / "machine", {"headset": "closes"})
    one.peripherals.start()
    wait_until(lambda: fault_codes(terminal_at_night) == ("sound_unusable",), what="a terminal that knows it")
    assert terminal_at_night.terminal.inspect().faults == (OverviewFault("sound", "no_player"),)
    assert [line for line in caplog.messages if line.startswith("sound: ")] == [f"sound: {DeviceFault('sound', 'no_player').message}"]
    one.close()


def test_a_terminal_with_nothing_to_hear_it_through_says_so(terminal_at_night: HeadlessTerminal, tmp_path: Path) -> None:
    one = PeripheralsTestRig(terminal_at_night, tmp_path / "machine", {"headset": "closes"})
    one.cards_file.write_text("")
    one.peripherals.start()
    wait_until(lambda: fault_codes(terminal_at_night) == ("sound_unusable",), what="a terminal that knows it")
    assert terminal_at_night.terminal.inspect().faults == (OverviewFault("sound", "no_output"),)
    one.close()


@pytest.mark.parametrize(("brought", "faults"), [(True, ()), (False, (DeviceFault("sound", "no_output"),))])
def test_where_people_bring_their_own_card_none_is_missed(
    tmp_path: Path, player: FakePlayer, brought: bool, faults: tuple[DeviceFault, ...]
) -> None:
    player.set_command("exit 1")
    mouth = SpeechOutput(tmp_path, tmp_path, root=tmp_path / "machine", has_own_headset_card=brought)
    mouth.open()
    mouth.select_output()
    mouth.speaker.say((), rate=140, volume=0.5, chime=True)
    wait_until(lambda: not mouth.speaker.is_busy, what="the end of a chime that nobody hears")
    assert mouth.faults == faults


def test_a_place_whose_own_language_nothing_speaks_says_so(
    unenrolled_terminal: HeadlessTerminal, server: FakeServer, code: str, tmp_path: Path
) -> None:
    given = configuration()
    server.configuration = replace(given, languages=("smn", "fi"), texts=(*given.texts, replace(given.texts[0], language="smn")))
    assert unenrolled_terminal.enrol(server, code).is_enrolled
    one = PeripheralsTestRig(unenrolled_terminal, tmp_path / "machine", {"keys": True})
    one.peripherals.start()
    wait_until(lambda: fault_codes(unenrolled_terminal) == ("speech_unusable",), what="a terminal that knows it")
    assert unenrolled_terminal.terminal.inspect().faults == (OverviewFault("speech", "no_voice", detail="smn"),)
    one.close()


def test_where_nobody_can_turn_speech_on_it_may_be_mute(
    terminal_at_night: HeadlessTerminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.speech.speech_system.APLAY", "no-such-player")
    one = PeripheralsTestRig(terminal_at_night, tmp_path / "machine", {"light": True, "keys": False})
    start_rig(one)
    assert fault_codes(terminal_at_night) == ()
    one.close()


def test_staff_read_what_cannot_be_used(terminal_at_night: HeadlessTerminal, tmp_path: Path) -> None:
    one = PeripheralsTestRig(terminal_at_night, tmp_path / "machine", ALL_PARTS)
    assert terminal_at_night.terminal.inspect().faults == ()
    other = LED(pins.by_name("choose").bcm, pin_factory=one.board)
    start_with_fault(one)
    assert terminal_at_night.terminal.inspect().faults == (OverviewFault("choose", "taken", (13, 33)),)
    other.close()
    one.close()


def test_staff_see_every_key_they_press_and_nothing_comes_of_it(
    unenrolled_terminal: HeadlessTerminal, server: FakeServer, code: str, tmp_path: Path
) -> None:
    server.configuration = with_pin(configuration())
    assert unenrolled_terminal.enrol(server, code).is_enrolled
    one, staff = PeripheralsTestRig(unenrolled_terminal, tmp_path / "machine", ALL_PARTS), StaffAtTerminal(unenrolled_terminal)
    staff.enter()
    staff.choose("tests", "keys-test")
    one.peripherals.start()
    wait_until(lambda: unenrolled_terminal.terminal.device_faults.current_codes()[0], what="the parts")
    one.board.play("choose", bounce_patterns.WORN_KEY)
    assert wait_until(lambda: staff.session.key_events, what="the key") == ("choose press",)
    one.close()


def test_at_the_end_the_light_is_dark_and_every_pin_is_let_go(rig: PeripheralsTestRig) -> None:
    start_rig(rig)
    rig.peripherals.stop()
    assert all(not holders for holders in rig.board._reservations.values())


def test_a_terminal_with_nothing_wired_to_it_begins_and_ends_all_the_same(enrolled_terminal: HeadlessTerminal, tmp_path: Path) -> None:
    senses = Peripherals(
        enrolled_terminal.runtime,
        enrolled_terminal.store,
        enrolled_terminal.clock,
        enrolled_terminal.terminal.device_faults,
        hardware={},
        clips=tmp_path,
    )
    senses.on_touch()
    senses.start()
    senses.start()
    enrolled_terminal.make_visit()
    senses.stop()
    assert len(enrolled_terminal.unsent_responses()) == 1


@pytest.mark.parametrize(("kinds", "card"), [((), None), (("hdmi",), "c0"), (("hdmi", "socket"), "c1"), (("socket", "hdmi", "usb"), "c2")])
def test_what_somebody_plugs_in_is_spoken_through(kinds: tuple[str, ...], card: str | None) -> None:
    outputs = tuple(AudioOutput(kind, number, f"c{number}", kind) for number, kind in enumerate(kinds))  # type: ignore[arg-type]
    assert preferred_card(outputs) == card
