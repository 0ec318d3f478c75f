"""Speech and keys at a whole terminal: runtime, store and espeak-ng, with no screen at all."""

from __future__ import annotations

import time
from pathlib import Path

from kiosk.pages.page_builder import page
from kiosk.pages.text_input import Typing
from kiosk.speech.assembly import Speech
from kiosk.speech.guide import Guide
from kiosk.speech.player import PipePlayer
from kiosk.speech.wav import rms
from kiosk.visit.view import View
from survey.visit import Chose, Stirred
from tests.kiosk.speech.listener import Ears, Room
from tests.kiosk.terminal_without_window import Lobby


def joined(lobby: Lobby, ears: Ears) -> Guide:
    """A guide at a terminal, joined as the window does it."""
    guide = Guide(
        ears,
        lambda name: lobby.runtime.take(Chose(name), by="keys").result(),
        lambda by_key: lobby.runtime.take(Stirred(), by="keys" if by_key else "touch").result(),
    )

    def show(view: View) -> None:
        person = view.visit.began_at if view.visit else None
        guide.shown(page(view, Typing(), view.now), person=person, now=view.now)

    lobby.runtime.watch(show)
    show(lobby.runtime.view)
    return guide


def press(lobby: Lobby, guide: Guide, *names: str) -> None:
    for name in names:
        lobby.clock.pass_(ms=1_500)
        guide.key(name, "press", lobby.clock.steady())


def test_a_whole_visit_by_keys_and_ear_alone_leaves_a_response_that_says_so(lobby: Lobby) -> None:
    ears = Ears()
    guide = joined(lobby, ears)
    guide.headset(True, lobby.clock.steady())
    press(lobby, guide, *["next"] * 11, "choose")
    press(lobby, guide, "next", "next", "choose")
    for _ in range(3):
        press(lobby, guide, *["next"] * 4, "choose")
    assert ears.last[0] == "Kiitos vastauksestasi."
    (response,) = lobby.waiting()
    assert (response.nps, response.input, response.ended, response.flags) == (10, "keys", "completed", ())
    assert [one.value for one in response.statements] == [4, 4, 4]


def test_mixed_with_touches_it_follows_and_says_so(lobby: Lobby) -> None:
    guide = joined(lobby, Ears())
    press(lobby, guide, "next", "choose")
    lobby.choose("skip")
    press(lobby, guide, "next", "choose")
    lobby.choose("finish")
    (response,) = lobby.waiting()
    assert (response.nps, response.input) == (0, "mixed")


def test_a_terminal_speaks_with_what_is_installed(tmp_path: Path, lobby: Lobby) -> None:
    room = Room()
    speech = Speech(tmp_path, tmp_path / "clips", player=room)
    guide = Guide(speech.speaker, lambda _: None, lambda _: None)
    guide.shown(page(lobby.runtime.view, Typing(), 0), person=None, now=0)
    guide.headset(True, 0)
    end = time.monotonic() + 20
    while (speech.speaker.busy or not room.played) and time.monotonic() < end:
        time.sleep(0.01)
    speech.close()
    assert len(room.played) == 6
    assert all(rms(wav) > 0.005 for wav in room.played)
    assert not (tmp_path / "speech").exists(), "nothing is kept of what somebody listened to"


def test_sound_goes_where_the_headset_is(tmp_path: Path) -> None:
    speech = Speech(tmp_path, tmp_path, player=PipePlayer(("true",)))
    assert isinstance(speech.player, PipePlayer)
    commands = []
    for card in ("Headset", None):
        speech.through(card)
        commands.append(speech.player.command)
    speech.close()
    # On HDMI `plughw` plays nothing: the driver takes frames that only the card's own configuration in ALSA makes.
    assert commands == [("aplay", "--quiet", "--device", "sysdefault:CARD=Headset", "-"), ("aplay", "--quiet", "-")]
