"""Tests the prompts that are kept on the disk, and that the disk does not reveal who listened to what."""

from __future__ import annotations

from pathlib import Path

from kiosk.speech.prompt_cache import PromptCache
from kiosk.speech.prompts import all_prompts
from kiosk.speech.utterances import Phrase
from kiosk.speech.voice import Voice
from tests.kiosk.speech.speech_doubles import CONFIGURATION, RecordingEngine

PIECES = (Phrase("Hei", "fi"), Phrase("Hej", "sv"), Phrase("Hello", "en"))


def file_listing(folder: Path) -> list[tuple[str, float, int]]:
    return sorted((path.name, path.stat().st_mtime, path.stat().st_size) for path in folder.iterdir())


def file_times(folder: Path) -> list[tuple[str, int, int, int]]:
    seen = {path.name: path.stat() for path in folder.iterdir()}
    return sorted((name, found.st_atime_ns, found.st_mtime_ns, found.st_ctime_ns) for name, found in seen.items())


def test_a_hit_does_not_ask_the_engine(tmp_path: Path) -> None:
    mouth = RecordingEngine()
    cache = PromptCache(tmp_path / "speech", mouth)
    assert cache.fill(PIECES, 150) == (3, 0)
    mouth.render_calls.clear()
    voice = Voice(mouth, cache=cache)
    assert all(voice.phrase_wav(piece, 150) for piece in PIECES)
    assert mouth.render_calls == []
    assert cache.fill(PIECES, 150) == (0, 0)


def test_another_rate_text_or_language_is_another_prompt(tmp_path: Path) -> None:
    mouth = RecordingEngine()
    voice = Voice(mouth, cache=(cache := PromptCache(tmp_path, mouth)))
    cache.fill(PIECES, 150)
    mouth.render_calls.clear()
    for piece, rate in ((PIECES[0], 200), (Phrase("Moi", "fi"), 150), (Phrase("Hei", "sv"), 150)):
        assert voice.phrase_wav(piece, rate)
    assert len(mouth.render_calls) == 3


def test_another_engine_sounds_otherwise(tmp_path: Path) -> None:
    mouth, other = RecordingEngine(), RecordingEngine()
    other.name = "mouth 2"
    PromptCache(tmp_path, mouth).fill(PIECES, 150)
    assert PromptCache(tmp_path, other).find(PIECES[0], 150) is None


def test_the_disk_looks_the_same_whoever_listened_to_what(tmp_path: Path) -> None:
    mouth = RecordingEngine()
    cache = PromptCache(tmp_path, mouth)
    cache.fill(PIECES, 150)
    before, when = file_listing(tmp_path), file_times(tmp_path)
    voice = Voice(mouth, cache=cache)
    for piece in (PIECES[1], PIECES[1], Phrase("Lääkäri oli hyvä", "fi")):
        voice.phrase_wav(piece, 150)
    voice.phrase_wav(PIECES[0], 320)
    assert file_listing(tmp_path) == before
    assert file_times(tmp_path) == when, "nor is it told when a prompt was last read"
    assert {when for _, when, _ in before} == {0}


def test_what_is_no_longer_said_goes_and_what_is_half_written_too(tmp_path: Path) -> None:
    cache = PromptCache(tmp_path, RecordingEngine())
    cache.fill(PIECES, 150)
    (tmp_path / "half.new").write_bytes(b"x")
    assert cache.fill(PIECES[:1], 150) == (0, 0)
    assert len(file_listing(tmp_path)) == 1


def test_it_is_bounded(tmp_path: Path) -> None:
    cache = PromptCache(tmp_path, RecordingEngine(), limit_bytes=20_000)
    assert cache.fill((Phrase(str(number), "fi") for number in range(50)), 150).rendered < 5
    assert sum(size for _, _, size in file_listing(tmp_path)) <= 20_000


def test_a_language_without_voice_is_left_out(tmp_path: Path) -> None:
    assert PromptCache(tmp_path, RecordingEngine(["fi"])).fill(PIECES, 150) == (1, 2)


def test_the_names_of_files_tell_no_text(tmp_path: Path) -> None:
    PromptCache(tmp_path, RecordingEngine()).fill(all_prompts(CONFIGURATION, "en")[:20], 150)
    assert all(len(name) == 36 for name, _, _ in file_listing(tmp_path))
