"""Tests that recorded clips take precedence over the speech engine, and that the check lists the texts that are not recorded."""

from __future__ import annotations

import json
import os
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from kiosk.speech.clips import ClipIndexError, Clips, main, read_index
from kiosk.speech.prompts import all_prompts
from kiosk.speech.utterances import Phrase
from kiosk.speech.voice import Voice
from kiosk.speech.wav import chime_wav
from tests.kiosk.speech.speech_doubles import CONFIGURATION, RecordingEngine

RECORDED = chime_wav(11_025)


def record_clip(folder: Path, language: str, content: str) -> Path:
    there = folder / language
    there.mkdir(parents=True)
    (there / "index.toml").write_text(content, encoding="utf-8")
    (there / "one.wav").write_bytes(RECORDED)
    return folder


def test_a_clip_goes_before_the_engine(tmp_path: Path) -> None:
    engine = RecordingEngine()
    voice = Voice(engine, Clips(record_clip(tmp_path, "fi", '[texts]\n"Hei" = "one.wav"\n')))
    assert voice.phrase_wav(Phrase("Hei", "fi"), 150) == RECORDED
    assert engine.render_calls == []
    assert voice.phrase_wav(Phrase("Moi", "fi"), 150) != RECORDED
    assert voice.phrase_wav(Phrase("Hei", "sv"), 150) != RECORDED


def test_a_clip_does_not_tell_when_it_was_last_heard(tmp_path: Path) -> None:
    clips = Clips(record_clip(tmp_path, "fi", '[texts]\n"Hei" = "one.wav"\n'))
    file = tmp_path / "fi/one.wav"
    os.utime(file, (0, 0))
    assert clips.find("Hei", "fi") == RECORDED
    assert file.stat().st_atime == 0


def test_a_message_is_found_by_its_msgid_in_the_language_it_is_said_in(tmp_path: Path) -> None:
    clips = Clips(record_clip(tmp_path, "fi", '[messages]\n"Speech is on." = "one.wav"\n'))
    assert clips.find("Puhe on päällä.", "fi") == RECORDED
    assert clips.find("Speech is on.", "fi") is None


def test_a_language_without_voice_speaks_by_its_clips_and_is_silent_where_there_is_none(tmp_path: Path) -> None:
    voice = Voice(RecordingEngine(), Clips(record_clip(tmp_path, "se", '[texts]\n"Buorre beaivi" = "one.wav"\n')))
    assert voice.can_speak("se")
    assert not voice.can_speak("sms")
    assert voice.phrase_wav(Phrase("Buorre beaivi", "se"), 150) == RECORDED
    assert voice.phrase_wav(Phrase("Giitu", "se"), 150) is None


def test_a_variety_of_a_language_is_said_by_its_own_clips_and_then_by_those_of_the_language(tmp_path: Path) -> None:
    clips = Clips(record_clip(tmp_path, "fi", '[messages]\n"Speech is on." = "one.wav"\n[texts]\n"Hei" = "one.wav"\n'))
    own = chime_wav(22_050)
    record_clip(tmp_path, "fi-x-plain", '[texts]\n"Hei" = "one.wav"\n')
    (tmp_path / "fi-x-plain" / "one.wav").write_bytes(own)
    assert clips.find("Hei", "fi-x-plain") == own
    assert clips.find("Puhe on päällä.", "fi-x-plain") == RECORDED == clips.find("Hei", "fi")
    assert clips.can_speak("fi-x-plain")
    assert not clips.can_speak("sv-x-plain")


def test_a_languages_name_is_said_by_the_page_where_the_language_has_no_voice() -> None:
    mouth = RecordingEngine()
    assert Voice(mouth).phrase_wav(Phrase("Davvisámegiella", "se", "fi"), 150)
    assert mouth.render_calls[-1] == ("Davvisámegiella", "fi", 150)


def test_a_clip_that_cannot_be_played_is_none(tmp_path: Path) -> None:
    clips = Clips(record_clip(tmp_path, "fi", '[texts]\n"Hei" = "one.wav"\n"Moi" = "gone.wav"\n'))
    (tmp_path / "fi" / "one.wav").write_bytes(b"RIFF")
    assert clips.missing(["Hei", "Moi"], "fi") == ["Hei", "Moi"]


@pytest.mark.parametrize("content", ["[texts", '[texts]\n"Hei" = 3\n', '[texts]\n"Hei" = "../other.wav"\n', "texts = 1\n"])
def test_a_faulty_index_is_told_and_keeps_no_terminal_silent(tmp_path: Path, content: str) -> None:
    record_clip(tmp_path, "fi", content)
    with pytest.raises(ClipIndexError):
        read_index(tmp_path / "fi", "fi")
    assert Voice(RecordingEngine(), Clips(tmp_path)).phrase_wav(Phrase("Hei", "fi"), 150)


def test_the_check_lists_what_is_missing_ready_for_the_index(tmp_path: Path) -> None:
    record_clip(tmp_path, "se", '[messages]\n"Louder" = "one.wav"\n')
    result = CliRunner().invoke(main, ["--check", "se", "--clips", str(tmp_path)])
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert len(lines) > 100
    assert all(line.endswith(' = ""') for line in lines)
    assert json.loads(lines[0].removesuffix(' = ""'))
    assert f"{len(lines)} of {len(lines) + 1} missing in se" in result.stderr


def test_the_check_is_silent_when_all_of_a_terminals_texts_are_recorded(tmp_path: Path) -> None:
    said = [piece.text for piece in all_prompts(CONFIGURATION, "sv") if piece.language == "sv"]
    lines = [f'{json.dumps(text, ensure_ascii=False)} = "one.wav"' for text in said]
    record_clip(tmp_path / "clips", "sv", "\n".join(["[texts]", *lines]) + "\n")
    (tmp_path / "configuration.json").write_bytes(msgspec.json.encode(CONFIGURATION))
    words = ["--check", "sv", "--clips", str(tmp_path / "clips"), "--configuration", str(tmp_path / "configuration.json")]
    result = CliRunner().invoke(main, words)
    assert (result.exit_code, result.stdout) == (0, "")
    (tmp_path / "configuration.json").write_text("{}")
    assert CliRunner().invoke(main, words).exit_code == 1
