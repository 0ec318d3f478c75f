"""One thing at a time, and nobody waits for it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.speech.player import NoPlayer, PipePlayer
from kiosk.speech.speaker import Speaker
from kiosk.speech.utterances import Piece
from kiosk.speech.wav import chime, rms
from tests.fixtures.waiting import wait_until
from tests.kiosk.speech.listener import Mouth, Room

ONE, TWO = (Piece("Hei", "fi"), Piece("sinä", "fi")), (Piece("Hello", "en"),)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.005)


@pytest.fixture
def mouth() -> Mouth:
    return Mouth()


@pytest.fixture
def room() -> Room:
    return Room(lasts=True)


@pytest.fixture
def speaker(mouth: Mouth, room: Room) -> Iterator[Speaker]:
    speaker = Speaker(mouth, room)
    yield speaker
    speaker.close()


def test_pieces_are_said_one_after_the_other(mouth: Mouth) -> None:
    room = Room()
    speaker = Speaker(mouth, room)
    speaker.say(ONE, rate=150, share=0.5)
    until(lambda: len(room.played) == 2 and not speaker.busy)
    assert [text for text, _, _ in mouth.asked] == ["Hei", "sinä"]
    assert rms(room.played[0]) == pytest.approx(rms(chime(8_000)) / 2, rel=0.02)
    speaker.close()


def test_what_comes_later_stops_what_is_being_said(speaker: Speaker, mouth: Mouth, room: Room) -> None:
    speaker.say(ONE, rate=150, share=1)
    until(lambda: len(room.played) == 1)
    speaker.say(TWO, rate=150, share=1)
    until(lambda: len(room.played) == 2)
    assert room.cut == 1
    assert [text for text, _, _ in mouth.asked] == ["Hei", "Hello"], "the rest of the first is never said"


def test_hush_is_silence_at_once(speaker: Speaker, room: Room) -> None:
    speaker.say(ONE, rate=150, share=1)
    until(lambda: len(room.played) == 1)
    speaker.hush()
    until(lambda: not speaker.busy)
    assert len(room.played) == 1


def test_nobody_waits(speaker: Speaker) -> None:
    began = time.monotonic()
    for _ in range(50):
        speaker.say(ONE, rate=150, share=1)
    assert time.monotonic() - began < 1
    assert speaker.busy


def test_a_chime_comes_first(mouth: Mouth) -> None:
    room = Room()
    speaker = Speaker(mouth, room)
    speaker.say((), rate=150, share=1, chime=True)
    until(lambda: len(room.played) == 1)
    assert room.played == [chime()]
    speaker.close()


def test_what_nothing_can_say_is_passed_over(speaker: Speaker) -> None:
    class Mute:
        def sound(self, piece: Piece, rate: int) -> bytes | None:
            return None if piece.text == "Hei" else chime(8_000)

    room = Room()
    other = Speaker(Mute(), room)
    other.say(ONE, rate=150, share=1)
    until(lambda: len(room.played) == 1)
    other.close()


def test_a_voice_that_fails_keeps_the_speaker_alive_and_its_text_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def __init__(self) -> None:
            self.broken = True

        def sound(self, piece: Piece, rate: int) -> bytes | None:
            if self.broken:
                raise RuntimeError(piece.text)
            return chime(8_000)

    voice, room = Broken(), Room()
    speaker = Speaker(voice, room)
    with caplog.at_level(logging.DEBUG):
        speaker.say(ONE, rate=150, share=1)
        until(lambda: not speaker.busy)
    voice.broken = False
    speaker.say(ONE, rate=150, share=1)
    until(lambda: len(room.played) == 2)
    assert "RuntimeError" in caplog.text
    assert "Hei" not in caplog.text
    speaker.close()


def test_a_program_gets_the_whole_sound_and_is_stopped_in_the_middle() -> None:
    player = PipePlayer(("sh", "-c", "cat >/dev/null"))
    player.play(chime(), lambda: True)
    player.play(chime(), lambda: False)
    slow = PipePlayer(("sleep", "30"))
    speaker = Speaker(Mouth(), slow)
    speaker.say(ONE, rate=150, share=1)
    time.sleep(0.2)
    began = time.monotonic()
    speaker.close()
    assert time.monotonic() - began < 5


def test_what_a_player_played_is_told_from_what_it_did_not() -> None:
    assert PipePlayer(("sh", "-c", "cat >/dev/null")).play(chime(), lambda: True)
    assert not PipePlayer(("sh", "-c", "cat >/dev/null; exit 1")).play(chime(), lambda: True)
    assert PipePlayer(("false",)).play(chime(), lambda: False), "nothing was to be heard"


def test_a_player_that_hangs_is_ended(tmp_path: Path) -> None:
    began = tmp_path / "began"
    player = PipePlayer(("sh", "-c", f"echo $$ > {began}; exec sleep 86400"), spare_seconds=0.1)
    assert not player.play(chime(), lambda: True)
    assert not Path(f"/proc/{began.read_text().strip()}").exists(), "nor is anything of it left behind"


def test_a_mute_player_is_given_up_at_the_first_piece_and_remembered_until_something_is_heard(
    tmp_path: Path, mouth: Mouth, caplog: pytest.LogCaptureFixture
) -> None:
    tries = tmp_path / "tries"
    player = PipePlayer(("sh", "-c", f"cat >/dev/null; echo >> {tries}; exit 1"))
    speaker = Speaker(mouth, player)
    for number in (1, 2):
        assert not speaker.heard(ONE, rate=150, share=1, seconds=30)
        assert speaker.failed
        assert len(tries.read_text()) == number, "of two pieces one was tried"
    assert caplog.messages == ["speech failed: the player did not play it to its end"]
    player.command = ("sh", "-c", "cat >/dev/null")
    assert speaker.heard(ONE, rate=150, share=1, seconds=30)
    assert not speaker.failed
    speaker.close()


def test_sound_that_goes_another_way_has_not_failed_yet(mouth: Mouth) -> None:
    speaker = Speaker(mouth, PipePlayer(("no-such-player",)))
    assert not speaker.heard(ONE, rate=150, share=1, seconds=30)
    assert speaker.failed
    speaker.turned()
    assert not speaker.failed
    speaker.close()


def test_what_somebody_stops_was_not_heard_and_tells_nothing_of_the_player(tmp_path: Path, mouth: Mouth) -> None:
    began = tmp_path / "began"
    speaker = Speaker(mouth, PipePlayer(("sh", "-c", f"touch {began}; exec sleep 86400")))
    with ThreadPoolExecutor() as other:
        heard = other.submit(speaker.heard, ONE, rate=150, share=1, seconds=30)
        wait_until(began.exists, what="the player")
        speaker.hush()
        assert not heard.result()
    assert not speaker.failed
    speaker.close()


def test_where_nothing_can_be_said_nothing_was_heard() -> None:
    class Mute:
        def sound(self, piece: Piece, rate: int) -> bytes | None:
            return None

    speaker = Speaker(Mute(), Room())
    assert not speaker.heard(ONE, rate=150, share=1, seconds=30)
    assert not speaker.failed
    speaker.close()


def test_a_terminal_without_sound_is_silent() -> None:
    assert NoPlayer().play(chime(), lambda: True)
    NoPlayer().stop()
    with pytest.raises(OSError, match="no-such-player"):
        PipePlayer(("no-such-player",)).play(chime(), lambda: True)
