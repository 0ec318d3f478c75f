"""espeak-ng really speaks."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import pytest

from kiosk.speech.engines import Espeak, NoVoice
from kiosk.speech.utterances import of_page
from kiosk.speech.wav import frames, rms, seconds
from tests.kiosk.speech.listener import after, shown

ESPEAK = Espeak()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_screen_is_rendered_to_a_file_that_is_not_silent(language: str) -> None:
    for piece in of_page(shown(after("nps-9", "skip", language=language))):
        wav = ESPEAK.render(piece.text, piece.language, 150)
        with wave.open(io.BytesIO(wav)) as file:
            assert (file.getsampwidth(), file.getnchannels()) == (2, 1)
            assert file.getnframes() == len(frames(wav)[1]), "the header says the true length"
        assert rms(wav) > 0.02
        assert 0.3 < seconds(wav) < 20


def test_each_language_has_a_voice_of_its_own() -> None:
    said = {ESPEAK.render("1 2 3", language, 150) for language in ("fi", "sv", "en")}
    assert len(said) == 3


def test_faster_is_shorter() -> None:
    text = "Kuinka todennäköisesti suosittelisit saamaasi palvelua läheisellesi?"
    assert seconds(ESPEAK.render(text, "fi", 300)) < 0.7 * seconds(ESPEAK.render(text, "fi", 120))


def test_a_language_that_is_added_needs_no_line_of_code() -> None:
    assert all(ESPEAK.speaks(language) for language in ("et", "uk", "fi", "sv-FI", "en"))
    assert rms(ESPEAK.render("Tere päevast", "et", 150)) > 0.02


def test_plain_finnish_is_said_by_the_finnish_voice() -> None:
    assert ESPEAK.speaks("fi-x-plain")
    assert ESPEAK.render("Hyvää päivää", "fi-x-plain", 150) == ESPEAK.render("Hyvää päivää", "fi", 150)


@pytest.mark.parametrize("language", ["smn", "sms", "zz"])
def test_a_language_it_does_not_know_gets_no_other_languages_voice(language: str) -> None:
    assert not ESPEAK.speaks(language)
    with pytest.raises(NoVoice):
        ESPEAK.render("Buorre beaivi", language, 150)


def test_what_looks_like_an_option_or_a_command_is_only_said() -> None:
    assert rms(ESPEAK.render("--version; touch /tmp/x `id` $(id)", "en", 150)) > 0.02


def test_where_nothing_speaks_it_is_told() -> None:
    missing = Espeak("no-such-program-speaks")
    assert not missing.speaks("fi")
    assert missing.name == "no-such-program-speaks"
    for engine in (missing, Espeak("false")):
        with pytest.raises(NoVoice):
            engine.render("Hei", "fi", 150)


def test_a_program_that_failed_once_is_asked_again(tmp_path: Path) -> None:
    moody, calm = tmp_path / "espeak-ng", tmp_path / "calm"
    moody.write_text(f'#!/bin/sh\n[ -e {calm} ] || exit 1\nexec espeak-ng "$@"\n')
    moody.chmod(0o755)
    engine = Espeak(str(moody))
    assert not engine.speaks("fi")
    with pytest.raises(NoVoice):
        _ = engine.name
    calm.touch()
    assert engine.speaks("fi")
    assert engine.name == ESPEAK.name, "what was rendered before it failed is still its own"


def test_what_an_error_says_holds_no_text() -> None:
    with pytest.raises(NoVoice) as caught:
        ESPEAK.render("Hyvin salaista", "zz", 150)
    assert "salaista" not in str(caught.value)
