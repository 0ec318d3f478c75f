"""Tests speech and keys with the runtime, the store and espeak-ng together, without a screen."""

from __future__ import annotations

import time
from pathlib import Path

from kiosk.pages.page_builder import build_page
from kiosk.pages.text_input import TextInput
from kiosk.speech.audio_guide import AudioGuide
from kiosk.speech.player import PipePlayer
from kiosk.speech.speech_system import SpeechSystem
from kiosk.speech.wav import rms
from kiosk.visit.view import View
from survey.visit import ActivitySeen, TargetChosen
from tests.kiosk.headless_terminal import HeadlessTerminal
from tests.kiosk.speech.speech_doubles import RecordingPlayer, RecordingSpeaker


def join_guide(lobby: HeadlessTerminal, ears: RecordingSpeaker) -> AudioGuide:
    """Connect an audio guide to the runtime in the same way as the window does."""
    guide = AudioGuide(
        ears,
        lambda name: lobby.runtime.submit(TargetChosen(name), by="keys").result(),
        lambda by_key: lobby.runtime.submit(ActivitySeen(), by="keys" if by_key else "touch").result(),
    )

    def show(view: View) -> None:
        person = view.visit.began_at if view.visit else None
        guide.on_page_shown(build_page(view, TextInput(), view.decided_at), visit_began_at=person, now=view.decided_at)

    lobby.runtime.add_view_listener(show)
    show(lobby.runtime.view)
    return guide


def press_keys(lobby: HeadlessTerminal, guide: AudioGuide, *names: str) -> None:
    for name in names:
        lobby.clock.advance(ms=1_500)
        guide.on_key(name, "press", lobby.clock.steady_ms())


def test_a_whole_visit_by_keys_and_ear_alone_leaves_a_response_that_says_so(enrolled_terminal: HeadlessTerminal) -> None:
    ears = RecordingSpeaker()
    guide = join_guide(enrolled_terminal, ears)
    guide.on_headset(True, enrolled_terminal.clock.steady_ms())
    press_keys(enrolled_terminal, guide, *["next"] * 11, "choose")
    press_keys(enrolled_terminal, guide, "next", "next", "choose")
    for _ in range(3):
        press_keys(enrolled_terminal, guide, *["next"] * 4, "choose")
    assert ears.last_utterance[0] == "Kiitos vastauksestasi."
    (response,) = enrolled_terminal.unsent_responses()
    assert (response.nps, response.input, response.ended, response.flags) == (10, "keys", "completed", ())
    assert [one.value for one in response.statements] == [4, 4, 4]


def test_mixed_with_touches_it_follows_and_says_so(enrolled_terminal: HeadlessTerminal) -> None:
    guide = join_guide(enrolled_terminal, RecordingSpeaker())
    press_keys(enrolled_terminal, guide, "next", "choose")
    enrolled_terminal.choose("skip")
    press_keys(enrolled_terminal, guide, "next", "choose")
    enrolled_terminal.choose("finish")
    (response,) = enrolled_terminal.unsent_responses()
    assert (response.nps, response.input) == (0, "mixed")


def test_a_terminal_speaks_with_what_is_installed(tmp_path: Path, enrolled_terminal: HeadlessTerminal) -> None:
    room = RecordingPlayer()
    speech = SpeechSystem(tmp_path, tmp_path / "clips", player=room)
    guide = AudioGuide(speech.speaker, lambda _: None, lambda _: None)
    guide.on_page_shown(build_page(enrolled_terminal.runtime.view, TextInput(), 0), visit_began_at=None, now=0)
    guide.on_headset(True, 0)
    end = time.monotonic() + 20
    while (speech.speaker.is_busy or not room.played) and time.monotonic() < end:
        time.sleep(0.01)
    speech.close()
    assert len(room.played) == 6
    assert all(rms(wav) > 0.005 for wav in room.played)
    assert not (tmp_path / "speech").exists(), "nothing is kept of what somebody listened to"


def test_sound_goes_where_the_headset_is(tmp_path: Path) -> None:
    speech = SpeechSystem(tmp_path, tmp_path, player=PipePlayer(("true",)))
    assert isinstance(speech.player, PipePlayer)
    commands = []
    for card in ("Headset", None):
        speech.use_card(card)
        commands.append(speech.player.command)
    speech.close()
    # `plughw` plays nothing on HDMI, because only the card's own ALSA configuration makes the frames that the driver accepts.
    assert commands == [("aplay", "--quiet", "--device", "sysdefault:CARD=Headset", "-"), ("aplay", "--quiet", "-")]
