"""Tests that the speaker says one thing at a time and that its callers do not wait."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.speech.player import NullPlayer, PipePlayer
from kiosk.speech.speaker import Speaker
from kiosk.speech.utterances import Phrase
from kiosk.speech.wav import chime_wav, rms
from tests.fixtures.waiting import wait_until
from tests.kiosk.speech.speech_doubles import RecordingEngine, RecordingPlayer

FIRST_UTTERANCE, SECOND_UTTERANCE = (Phrase("Hei", "fi"), Phrase("sinä", "fi")), (Phrase("Hello", "en"),)


def poll_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.005)


@pytest.fixture
def engine() -> RecordingEngine:
    return RecordingEngine()


@pytest.fixture
def audio_player() -> RecordingPlayer:
    return RecordingPlayer(plays_until_stopped=True)


@pytest.fixture
def speaker(engine: RecordingEngine, audio_player: RecordingPlayer) -> Iterator[Speaker]:
    speaker = Speaker(engine, audio_player)
    yield speaker
    speaker.close()


def test_pieces_are_said_one_after_the_other(engine: RecordingEngine) -> None:
    room = RecordingPlayer()
    speaker = Speaker(engine, room)
    speaker.say(FIRST_UTTERANCE, rate=150, volume=0.5)
    poll_until(lambda: len(room.played) == 2 and not speaker.is_busy)
    assert [text for text, _, _ in engine.render_calls] == ["Hei", "sinä"]
    assert rms(room.played[0]) == pytest.approx(rms(chime_wav(8_000)) / 2, rel=0.02)
    speaker.close()


def test_what_comes_later_stops_what_is_being_said(speaker: Speaker, engine: RecordingEngine, audio_player: RecordingPlayer) -> None:
    speaker.say(FIRST_UTTERANCE, rate=150, volume=1)
    poll_until(lambda: len(audio_player.played) == 1)
    speaker.say(SECOND_UTTERANCE, rate=150, volume=1)
    poll_until(lambda: len(audio_player.played) == 2)
    assert audio_player.stopped_count == 1
    assert [text for text, _, _ in engine.render_calls] == ["Hei", "Hello"], "the rest of the first is never said"


def test_hush_is_silence_at_once(speaker: Speaker, audio_player: RecordingPlayer) -> None:
    speaker.say(FIRST_UTTERANCE, rate=150, volume=1)
    poll_until(lambda: len(audio_player.played) == 1)
    speaker.stop()
    poll_until(lambda: not speaker.is_busy)
    assert len(audio_player.played) == 1


def test_nobody_waits(speaker: Speaker) -> None:
    began = time.monotonic()
    for _ in range(50):
        speaker.say(FIRST_UTTERANCE, rate=150, volume=1)
    assert time.monotonic() - began < 1
    assert speaker.is_busy


def test_a_chime_comes_first(engine: RecordingEngine) -> None:
    room = RecordingPlayer()
    speaker = Speaker(engine, room)
    speaker.say((), rate=150, volume=1, chime=True)
    poll_until(lambda: len(room.played) == 1)
    assert room.played == [chime_wav()]
    speaker.close()


def test_what_nothing_can_say_is_passed_over(speaker: Speaker) -> None:
    class Mute:
        def phrase_wav(self, piece: Phrase, rate: int) -> bytes | None:
            return None if piece.text == "Hei" else chime_wav(8_000)

    room = RecordingPlayer()
    other = Speaker(Mute(), room)
    other.say(FIRST_UTTERANCE, rate=150, volume=1)
    poll_until(lambda: len(room.played) == 1)
    other.close()


def test_a_voice_that_fails_keeps_the_speaker_alive_and_its_text_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def __init__(self) -> None:
            self.broken = True

        def phrase_wav(self, piece: Phrase, rate: int) -> bytes | None:
            if self.broken:
                raise RuntimeError(piece.text)
            return chime_wav(8_000)

    voice, room = Broken(), RecordingPlayer()
    speaker = Speaker(voice, room)
    with caplog.at_level(logging.DEBUG):
        speaker.say(FIRST_UTTERANCE, rate=150, volume=1)
        poll_until(lambda: not speaker.is_busy)
    voice.broken = False
    speaker.say(FIRST_UTTERANCE, rate=150, volume=1)
    poll_until(lambda: len(room.played) == 2)
    assert "RuntimeError" in caplog.text
    assert "Hei" not in caplog.text
    speaker.close()


def test_a_program_gets_the_whole_sound_and_is_stopped_in_the_middle() -> None:
    player = PipePlayer(("sh", "-c", "cat >/dev/null"))
    player.play(chime_wav(), lambda: True)
    player.play(chime_wav(), lambda: False)
    slow = PipePlayer(("sleep", "30"))
    speaker = Speaker(RecordingEngine(), slow)
    speaker.say(FIRST_UTTERANCE, rate=150, volume=1)
    time.sleep(0.2)
    began = time.monotonic()
    speaker.close()
    assert time.monotonic() - began < 5


def test_what_a_player_played_is_told_from_what_it_did_not() -> None:
    assert PipePlayer(("sh", "-c", "cat >/dev/null")).play(chime_wav(), lambda: True)
    assert not PipePlayer(("sh", "-c", "cat >/dev/null; exit 1")).play(chime_wav(), lambda: True)
    assert PipePlayer(("false",)).play(chime_wav(), lambda: False), "nothing was to be heard"


def test_a_player_that_hangs_is_ended(tmp_path: Path) -> None:
    began = tmp_path / "began"
    player = PipePlayer(("sh", "-c", f"echo $$ > {began}; exec sleep 86400"), grace_seconds=0.1)
    assert not player.play(chime_wav(), lambda: True)
    assert not Path(f"/proc/{began.read_text().strip()}").exists(), "nor is anything of it left behind"


def test_a_mute_player_is_given_up_at_the_first_piece_and_remembered_until_something_is_heard(
    tmp_path: Path, engine: RecordingEngine, caplog: pytest.LogCaptureFixture
) -> None:
    tries = tmp_path / "tries"
    player = PipePlayer(("sh", "-c", f"cat >/dev/null; echo >> {tries}; exit 1"))
    speaker = Speaker(engine, player)
    for number in (1, 2):
        assert not speaker.say_and_wait(FIRST_UTTERANCE, rate=150, volume=1, seconds=30)
        assert speaker.has_failed
        assert len(tries.read_text()) == number, "of two pieces one was tried"
    assert caplog.messages == ["speech failed: the player did not play it to its end"]
    player.command = ("sh", "-c", "cat >/dev/null")
    assert speaker.say_and_wait(FIRST_UTTERANCE, rate=150, volume=1, seconds=30)
    assert not speaker.has_failed
    speaker.close()


def test_sound_that_goes_another_way_has_not_failed_yet(engine: RecordingEngine) -> None:
    speaker = Speaker(engine, PipePlayer(("no-such-player",)))
    assert not speaker.say_and_wait(FIRST_UTTERANCE, rate=150, volume=1, seconds=30)
    assert speaker.has_failed
    speaker.on_output_changed()
    assert not speaker.has_failed
    speaker.close()


def test_what_somebody_stops_was_not_heard_and_tells_nothing_of_the_player(tmp_path: Path, engine: RecordingEngine) -> None:
    began = tmp_path / "began"
    speaker = Speaker(engine, PipePlayer(("sh", "-c", f"touch {began}; exec sleep 86400")))
    with ThreadPoolExecutor() as other:
        heard = other.submit(speaker.say_and_wait, FIRST_UTTERANCE, rate=150, volume=1, seconds=30)
        wait_until(began.exists, what="the player")
        speaker.stop()
        assert not heard.result()
    assert not speaker.has_failed
    speaker.close()


def test_where_nothing_can_be_said_nothing_was_heard() -> None:
    class Mute:
        def phrase_wav(self, piece: Phrase, rate: int) -> bytes | None:
            return None

    speaker = Speaker(Mute(), RecordingPlayer())
    assert not speaker.say_and_wait(FIRST_UTTERANCE, rate=150, volume=1, seconds=30)
    assert not speaker.has_failed
    speaker.close()


def test_a_terminal_without_sound_is_silent() -> None:
    assert NullPlayer().play(chime_wav(), lambda: True)
    NullPlayer().stop()
    with pytest.raises(OSError, match="no-such-player"):
        PipePlayer(("no-such-player",)).play(chime_wav(), lambda: True)
