"""Tests the speech engine with the installed espeak-ng."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import pytest

from kiosk.speech.engines import Espeak, SpeechEngineError
from kiosk.speech.utterances import page_utterance
from kiosk.speech.wav import duration_seconds, read_samples, rms
from tests.kiosk.speech.speech_doubles import page_for, visit_after

ESPEAK = Espeak()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_screen_is_rendered_to_a_file_that_is_not_silent(language: str) -> None:
    for piece in page_utterance(page_for(visit_after("nps-9", "skip", language=language))):
        wav = ESPEAK.render(piece.text, piece.language, 150)
        with wave.open(io.BytesIO(wav)) as file:
            assert (file.getsampwidth(), file.getnchannels()) == (2, 1)
            assert file.getnframes() == len(read_samples(wav)[1]), "the header says the true length"
        assert rms(wav) > 0.02
        assert 0.3 < duration_seconds(wav) < 20


def test_each_language_has_a_voice_of_its_own() -> None:
    said = {ESPEAK.render("1 2 3", language, 150) for language in ("fi", "sv", "en")}
    assert len(said) == 3


def test_faster_is_shorter() -> None:
    text = "Kuinka todennäköisesti suosittelisit saamaasi palvelua läheisellesi?"
    assert duration_seconds(ESPEAK.render(text, "fi", 300)) < 0.7 * duration_seconds(ESPEAK.render(text, "fi", 120))


def test_a_language_that_is_added_needs_no_line_of_code() -> None:
    assert all(ESPEAK.can_speak(language) for language in ("et", "uk", "fi", "sv-FI", "en"))
    assert rms(ESPEAK.render("Tere päevast", "et", 150)) > 0.02


def test_plain_finnish_is_said_by_the_finnish_voice() -> None:
    assert ESPEAK.can_speak("fi-x-plain")
    assert ESPEAK.render("Hyvää päivää", "fi-x-plain", 150) == ESPEAK.render("Hyvää päivää", "fi", 150)


@pytest.mark.parametrize("language", ["smn", "sms", "zz"])
def test_a_language_it_does_not_know_gets_no_other_languages_voice(language: str) -> None:
    assert not ESPEAK.can_speak(language)
    with pytest.raises(SpeechEngineError):
        ESPEAK.render("Buorre beaivi", language, 150)


def test_what_looks_like_an_option_or_a_command_is_only_said() -> None:
    assert rms(ESPEAK.render("--version; touch /tmp/x `id` $(id)", "en", 150)) > 0.02


def test_where_nothing_speaks_it_is_told() -> None:
    missing = Espeak("no-such-program-speaks")
    assert not missing.can_speak("fi")
    assert missing.name == "no-such-program-speaks"
    for engine in (missing, Espeak("false")):
        with pytest.raises(SpeechEngineError):
            engine.render("Hei", "fi", 150)


def test_a_program_that_failed_once_is_asked_again(tmp_path: Path) -> None:
    moody, calm = tmp_path / "espeak-ng", tmp_path / "calm"
    moody.write_text(f'#!/bin/sh\n[ -e {calm} ] || exit 1\nexec espeak-ng "$@"\n')
    moody.chmod(0o755)
    engine = Espeak(str(moody))
    assert not engine.can_speak("fi")
    with pytest.raises(SpeechEngineError):
        _ = engine.name
    calm.touch()
    assert engine.can_speak("fi")
    assert engine.name == ESPEAK.name, "what was rendered before it failed is still its own"


def test_what_an_error_says_holds_no_text() -> None:
    with pytest.raises(SpeechEngineError) as caught:
        ESPEAK.render("Hyvin salaista", "zz", 150)
    assert "salaista" not in str(caught.value)
