"""Keys, headset, sensors and lights at a whole terminal without its window: runtime, store, and a board of mock pins."""

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
from hardware.audio_outputs import Output
from hardware.faults import Fault
from hardware.status_light import PinLight
from kiosk.device.peripherals import SOUND_EVERY, Senses
from kiosk.device.speech_output import Mouth, card_of
from kiosk.exchange.sync import Sync
from kiosk.service.overview import PartFault
from kiosk.speech.guide import Guide
from kiosk.speech.key_queue import Inbox
from kiosk.speech.utterances import Piece
from kiosk.speech.wav import rms
from tests.fixtures.waiting import wait_until
from tests.hardware import bounces
from tests.hardware.mock_board import Wires
from tests.kiosk.fake_server import SmallServer
from tests.kiosk.sample_configuration import configuration
from tests.kiosk.service.test_service import Staffed, with_pin
from tests.kiosk.speech.listener import Ears
from tests.kiosk.terminal_without_window import Lobby

ALL: dict[str, object] = {"keys": True, "headset": "closes", "presence": True, "tamper": True, "light": True, "backlight": "kernel"}
HOURS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-16:00")
NIGHT = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
HEADSET = " 1 [Headset        ]: USB-Audio - Plain Headset\n                      Plain Headset at usb-1\n"
TAKES_ALL = 'cat > "$HEARD"'


class Body:
    """A terminal's senses, and the files and wires around them. A card is there to speak through."""

    def __init__(self, lobby: Lobby, root: Path, hardware: dict[str, object], *, sound_card: str | None = None) -> None:
        self.lobby, self.wires = lobby, Wires()
        (root / "proc/asound/card1/pcm0p").mkdir(parents=True)
        self.cards = root / "proc/asound/cards"
        self.cards.write_text(HEADSET)
        self.panel = root / "sys/class/backlight/panel/brightness"
        self.panel.parent.mkdir(parents=True)
        self.panel.write_text("100\n")
        (self.panel.parent / "max_brightness").write_text("100\n")
        self.arrived = 0
        self.senses = Senses(
            lobby.runtime, lobby.store, lobby.clock, lobby.terminal.symptoms,
            hardware=hardware, clips=root / "clips", sound_card=sound_card, root=root, pin_factory=self.wires,
        )  # fmt: skip
        self.senses.inbox.arrived = self._arrive

    def _arrive(self) -> None:
        self.arrived += 1

    def led(self) -> int:
        return int(self.wires.pin(pins.of("light").bcm).state)

    def brightness(self) -> int:
        return int(self.panel.read_text() or 0)  # a file is empty for a moment while it is written

    def close(self) -> None:
        self.senses.end()
        self.wires.close()


class Player:
    """A real program in aplay's place, in front of what else is installed."""

    def __init__(self, folder: Path) -> None:
        self.program, self.heard, self.tries = folder / "bin/aplay", folder / "heard", folder / "tries"
        self.program.parent.mkdir(parents=True)
        self.does(TAKES_ALL)

    def does(self, command: str) -> None:
        """From its next sound on."""
        beside = self.program.with_suffix(".new")
        beside.write_text(f'#!/bin/sh\necho "$*" >> {self.tries}\n{command}\n')
        beside.chmod(0o755)
        beside.replace(self.program)


@pytest.fixture(autouse=True)
def player(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Player:
    one = Player(tmp_path / "player")
    monkeypatch.setenv("PATH", f"{one.program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("HEARD", str(one.heard))
    return one


@pytest.fixture
def hall(lobby: Lobby, server: SmallServer) -> Lobby:
    """A place with opening hours, at night, whose clock can be believed."""
    server.configuration = replace(server.configuration, etag="hours", opening_hours=HOURS)
    lobby.clock.set_wall(NIGHT)
    server.clock.set_wall(NIGHT)
    lobby.clock.is_synchronised = True
    lobby.sync()
    return lobby


@pytest.fixture
def body(hall: Lobby, tmp_path: Path) -> Iterator[Body]:
    one = Body(hall, tmp_path / "machine", ALL)
    yield one
    one.close()


def begun(body: Body) -> Body:
    body.senses.begin()
    wait_until(lambda: body.led() == 1, what="the status light")
    return body


def begun_dark(body: Body) -> None:
    """Begun with a fault, so that the light is not steady."""
    body.senses.begin()
    wait_until(lambda: body.lobby.terminal.symptoms.faulty, what="the parts")


def test_nothing_is_opened_before_the_first_picture(body: Body) -> None:
    assert not body.wires._reservations
    assert body.brightness() == 100


def test_whoever_comes_near_has_light_at_once_and_the_screens_are_awake(body: Body) -> None:
    begun(body)
    wait_until(lambda: body.brightness() == 10, what="a dim panel at night")
    body.wires.drive("presence", 1)
    wait_until(lambda: body.brightness() == 100, what="full light")
    assert body.arrived >= 1


def test_a_touch_wakes_the_panel_too(body: Body) -> None:
    begun(body)
    wait_until(lambda: body.brightness() == 10, what="a dim panel at night")
    body.senses.touched()
    wait_until(lambda: body.brightness() == 100, what="full light")


def test_a_bouncing_key_reaches_the_guide_once(body: Body) -> None:
    begun(body)
    body.wires.play("next", bounces.WORN_KEY)
    body.lobby.clock.pass_(ms=1_000)
    told: list[str] = []
    inbox: Inbox = body.senses.inbox
    wait_until(lambda: inbox.waiting >= 2, what="press and release")

    class Hears(Guide):
        def key(self, name: str, kind: str, now: int) -> None:
            told.append(f"{kind} {name}")

    inbox.hand_to(Hears(Ears(), lambda _: None, lambda _: None))
    assert told == ["press next", "release next"]


def test_the_light_asks_for_staff_where_the_terminal_needs_them(body: Body, server: SmallServer) -> None:
    begun(body)
    server.faults.append("revoked")
    body.lobby.sync()
    assert body.lobby.mode == "out_of_use"
    wait_until(lambda: body.led() == 0, what="a light that blinks")


def test_an_opened_case_and_a_part_that_is_missing_are_in_the_heartbeat(hall: Lobby, server: SmallServer, tmp_path: Path) -> None:
    one = Body(hall, tmp_path / "machine", ALL)
    other = LED(pins.of("choose").bcm, pin_factory=one.wires)
    begun_dark(one)
    Sync(hall.store, hall.clock, symptoms=hall.terminal.symptoms).step()
    assert server.heartbeats[-1].notes == ("case_opened", "keys_unusable"), "the lid's wire is open, and somebody else has the key's pin"
    other.close()
    one.close()


def test_what_cannot_be_opened_takes_nothing_else_down(
    hall: Lobby, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no such card")

    monkeypatch.setattr("kiosk.speech.assembly.Speech", broken)
    one = Body(hall, tmp_path / "machine", ALL)
    with caplog.at_level(logging.ERROR, logger="aula.senses"):
        begun_dark(one)
    assert "speech_unusable" in hall.terminal.symptoms.now()[0]
    one.senses.speaker.say((), rate=140, share=0.5, chime=True)
    hall.visit_once()
    assert len(hall.waiting()) == 1
    one.close()


def test_a_light_that_fails_stops_no_other_part_of_a_look(body: Body, server: SmallServer, caplog: pytest.LogCaptureFixture) -> None:
    begun(body)
    wait_until(lambda: body.brightness() == 10, what="a dim panel at night")
    light = body.senses._parts.light if body.senses._parts else None
    assert isinstance(light, PinLight)
    server.faults.append("revoked")
    body.lobby.sync()
    wait_until(lambda: light._shows == "attention", what="a light that blinks")
    light._led.close()
    with caplog.at_level(logging.ERROR, logger="aula.senses"):
        body.lobby.sync()  # the server takes it back: from now on the light has another word to show, at every look
        body.senses.touched()
        wait_until(lambda: body.brightness() == 100, what="the panel's light, which comes after it")
        for _ in range(3):
            body.senses._until_sound = 0
            body.senses._nudge()
            wait_until(lambda: body.senses._until_sound == SOUND_EVERY, what="another look")
    (told,) = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert told.startswith("a look at the lights failed: GPIODeviceClosed"), "once, until it works again"


def test_staff_hear_a_sentence_on_the_output_that_speech_comes_from(body: Body, player: Player) -> None:
    begun(body)
    body.cards.write_text("")
    assert body.senses.say("Hei", "fi") is None, "there is no output"
    body.cards.write_text(HEADSET)
    assert body.senses.say("Hei", "fi") == "Plain Headset"
    assert rms(player.heard.read_bytes()) > 0.005
    assert body.senses.say("Hei", "se") is None, "nothing speaks it"


def test_staff_are_not_told_that_a_sentence_was_played_which_nobody_heard(body: Body, player: Player) -> None:
    begun(body)
    player.does("cat >/dev/null; exit 1")
    assert body.senses.say("Hei", "fi") is None


def test_a_card_that_was_set_is_spoken_through_without_being_listed(hall: Lobby, tmp_path: Path, player: Player) -> None:
    one = Body(hall, tmp_path / "machine", {}, sound_card="Line")
    one.cards.write_text("")
    one.senses.begin()
    wait_until(lambda: one.senses.say("Hei", "fi") == "Line", what="the voice")
    assert player.tries.read_text().splitlines()[-1] == "--quiet --device sysdefault:CARD=Line -"
    assert hall.terminal.symptoms.now()[0] == ()
    one.close()


def test_what_was_said_into_a_headset_ends_with_it_whether_or_not_a_screen_follows(body: Body, player: Player) -> None:
    player.does("exec sleep 86400")
    begun(body)
    body.wires.play("headset", bounces.PLUG_IN)
    body.lobby.clock.pass_(ms=1_000)
    wait_until(lambda: body.senses.inbox.waiting, what="the headset")
    text = "Odotin kauan. " * 40  # which takes longer than the test waits
    body.senses.speaker.say((Piece(text, "fi", private=True),), rate=140, share=0.5)
    wait_until(player.tries.exists, what="the voice")
    body.wires.play("headset", [(at, 1 - level) for at, level in bounces.PLUG_IN])
    body.lobby.clock.pass_(ms=1_000)
    wait_until(lambda: not body.senses.speaker.busy, timeout=10, what="silence")


def codes(lobby: Lobby) -> tuple[str, ...]:
    return lobby.terminal.symptoms.now()[0]


def test_a_terminal_that_is_mute_says_so_until_it_is_heard_again(hall: Lobby, server: SmallServer, tmp_path: Path, player: Player) -> None:
    one = Body(hall, tmp_path / "machine", {"keys": True})
    one.senses.begin()
    wait_until(lambda: one.senses.say("Hei", "fi"), what="the voice")
    player.does("exit 1")
    assert one.senses.say("Hei", "fi") is None
    one.senses.touched()
    wait_until(lambda: codes(hall) == ("sound_unusable",), what="a terminal that knows it")
    Sync(hall.store, hall.clock, symptoms=hall.terminal.symptoms).step()
    assert server.heartbeats[-1].notes == ("sound_unusable",)
    assert hall.terminal.look().faults == (PartFault("sound", "unheard", detail="Headset"),)
    player.does(TAKES_ALL)
    assert one.senses.say("Hei", "fi") == "Plain Headset"
    wait_until(lambda: codes(hall) == (), what="a terminal that is well")
    one.close()


def test_a_terminal_without_a_player_says_so(
    hall: Lobby, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("kiosk.speech.assembly.APLAY", "no-such-player")
    one = Body(hall, tmp_path / "machine", {"headset": "closes"})
    one.senses.begin()
    wait_until(lambda: codes(hall) == ("sound_unusable",), what="a terminal that knows it")
    assert hall.terminal.look().faults == (PartFault("sound", "no_player"),)
    assert [line for line in caplog.messages if line.startswith("sound: ")] == [f"sound: {Fault('sound', 'no_player').words}"]
    one.close()


def test_a_terminal_with_nothing_to_hear_it_through_says_so(hall: Lobby, tmp_path: Path) -> None:
    one = Body(hall, tmp_path / "machine", {"headset": "closes"})
    one.cards.write_text("")
    one.senses.begin()
    wait_until(lambda: codes(hall) == ("sound_unusable",), what="a terminal that knows it")
    assert hall.terminal.look().faults == (PartFault("sound", "no_output"),)
    one.close()


@pytest.mark.parametrize(("brought", "faults"), [(True, ()), (False, (Fault("sound", "no_output"),))])
def test_where_people_bring_their_own_card_none_is_missed(tmp_path: Path, player: Player, brought: bool, faults: tuple[Fault, ...]) -> None:
    player.does("exit 1")
    mouth = Mouth(tmp_path, tmp_path, root=tmp_path / "machine", brought=brought)
    mouth.open()
    mouth.turn()
    mouth.speaker.say((), rate=140, share=0.5, chime=True)
    wait_until(lambda: not mouth.speaker.busy, what="the end of a chime that nobody hears")
    assert mouth.faults == faults


def test_a_place_whose_own_language_nothing_speaks_says_so(bare: Lobby, server: SmallServer, code: str, tmp_path: Path) -> None:
    given = configuration()
    server.configuration = replace(given, languages=("smn", "fi"), texts=(*given.texts, replace(given.texts[0], language="smn")))
    assert bare.enrol(server, code).enrolled
    one = Body(bare, tmp_path / "machine", {"keys": True})
    one.senses.begin()
    wait_until(lambda: codes(bare) == ("speech_unusable",), what="a terminal that knows it")
    assert bare.terminal.look().faults == (PartFault("speech", "no_voice", detail="smn"),)
    one.close()


def test_where_nobody_can_turn_speech_on_it_may_be_mute(hall: Lobby, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.speech.assembly.APLAY", "no-such-player")
    one = Body(hall, tmp_path / "machine", {"light": True, "keys": False})
    begun(one)
    assert codes(hall) == ()
    one.close()


def test_staff_read_what_cannot_be_used(hall: Lobby, tmp_path: Path) -> None:
    one = Body(hall, tmp_path / "machine", ALL)
    assert hall.terminal.look().faults == ()
    other = LED(pins.of("choose").bcm, pin_factory=one.wires)
    begun_dark(one)
    assert hall.terminal.look().faults == (PartFault("choose", "taken", (13, 33)),)
    other.close()
    one.close()


def test_staff_see_every_key_they_press_and_nothing_comes_of_it(bare: Lobby, server: SmallServer, code: str, tmp_path: Path) -> None:
    server.configuration = with_pin(configuration())
    assert bare.enrol(server, code).enrolled
    one, staff = Body(bare, tmp_path / "machine", ALL), Staffed(bare)
    staff.enter()
    staff.choose("tests", "keys-test")
    one.senses.begin()
    wait_until(lambda: bare.terminal.symptoms.now()[0], what="the parts")
    one.wires.play("choose", bounces.WORN_KEY)
    assert wait_until(lambda: staff.session.heard, what="the key") == ("choose press",)
    one.close()


def test_at_the_end_the_light_is_dark_and_every_pin_is_let_go(body: Body) -> None:
    begun(body)
    body.senses.end()
    assert all(not holders for holders in body.wires._reservations.values())


def test_a_terminal_with_nothing_wired_to_it_begins_and_ends_all_the_same(lobby: Lobby, tmp_path: Path) -> None:
    senses = Senses(lobby.runtime, lobby.store, lobby.clock, lobby.terminal.symptoms, hardware={}, clips=tmp_path)
    senses.touched()
    senses.begin()
    senses.begin()
    lobby.visit_once()
    senses.end()
    assert len(lobby.waiting()) == 1


@pytest.mark.parametrize(("kinds", "card"), [((), None), (("hdmi",), "c0"), (("hdmi", "socket"), "c1"), (("socket", "hdmi", "usb"), "c2")])
def test_what_somebody_plugs_in_is_spoken_through(kinds: tuple[str, ...], card: str | None) -> None:
    outputs = tuple(Output(kind, number, f"c{number}", kind) for number, kind in enumerate(kinds))  # type: ignore[arg-type]
    assert card_of(outputs) == card
