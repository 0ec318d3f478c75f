"""Tests that prompts are rendered before anybody listens to them, and what happens if that fails."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.speech.engines import Espeak, SpeechEngineError
from kiosk.speech.prerender import NICENESS, PromptPrerenderer
from kiosk.speech.prompt_cache import PromptCache
from kiosk.speech.prompts import all_prompts
from kiosk.speech.speech_levels import DEFAULT_RATE_STEP, RATES
from survey.wire import Named
from tests.fixtures.waiting import wait_until
from tests.kiosk.speech.speech_doubles import CONFIGURATION, RecordingEngine


def prerenderer_retrying_at_once(cache: PromptCache, can_speak: Callable[[str], bool] = lambda _: True) -> PromptPrerenderer:
    """Return a prerenderer that repeats an incomplete attempt after 10 ms."""
    return PromptPrerenderer(cache, can_speak, retry_seconds=0.01, niceness=0)


def test_all_prompts_of_every_language_are_rendered_once(tmp_path: Path) -> None:
    mouth = RecordingEngine()
    cache = PromptCache(tmp_path / "speech", mouth)
    ahead = PromptPrerenderer(cache, mouth.can_speak, niceness=0)
    for _ in range(3):
        ahead.set_configuration(CONFIGURATION)
    assert ahead.wait(60)
    assert all(
        cache.find(piece, RATES[DEFAULT_RATE_STEP]) for language in ("fi", "sv", "en") for piece in all_prompts(CONFIGURATION, language)
    )
    assert len(mouth.render_calls) == len(set(mouth.render_calls))


def test_a_new_configuration_renders_what_is_new_and_drops_what_is_not_said_any_more(tmp_path: Path) -> None:
    mouth = RecordingEngine()
    ahead = PromptPrerenderer(PromptCache(tmp_path, mouth), mouth.can_speak, niceness=0)
    ahead.set_configuration(CONFIGURATION)
    assert ahead.wait(60)
    mouth.render_calls.clear()
    files = len(list(tmp_path.iterdir()))
    ahead.set_configuration(replace(CONFIGURATION, service_point=Named("x", {"fi": "Uusi asema", "sv": "Ny station", "en": "New Station"})))
    ahead.set_configuration(None)
    assert ahead.wait(60)
    assert sorted(text for text, _, _ in mouth.render_calls) == ["New Station", "Ny station", "Uusi asema"]
    assert len(list(tmp_path.iterdir())) == files


def test_a_disk_that_does_not_take_it_is_tried_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "speech").write_bytes(b"a file where a folder should be")
    ahead = prerenderer_retrying_at_once(PromptCache(tmp_path / "speech", RecordingEngine()))
    ahead.set_configuration(CONFIGURATION)
    wait_until(lambda: caplog.messages, what="a line in the log")
    (tmp_path / "speech").unlink()
    assert ahead.wait(60)
    assert len(list((tmp_path / "speech").iterdir())) > 100
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(told) == 1, "a fault is told once"
    assert told[0].startswith("prompts are not kept: FileExistsError < mkdir")


def test_a_voice_that_could_not_be_asked_once_is_asked_again(tmp_path: Path) -> None:
    """The prerenderer asks espeak-ng again if it failed once, as it may do at the start, when the machine is short of resources."""
    calm, asked = tmp_path / "calm", tmp_path / "asked"
    moody = tmp_path / "espeak-ng"
    moody.write_text(f'#!/bin/sh\n[ -e {calm} ] && exec espeak-ng "$@"\necho >> {asked}\nexit 1\n')
    moody.chmod(0o755)
    engine = Espeak(str(moody))
    ahead = prerenderer_retrying_at_once(PromptCache(tmp_path / "speech", engine), engine.can_speak)
    ahead.set_configuration(replace(CONFIGURATION, languages=("fi",)))
    wait_until(asked.exists, what="the first try")
    wait_until(lambda: ahead.language_without_voice == "fi", what="a language that nothing speaks")
    calm.touch()
    assert ahead.wait(120)
    assert ahead.language_without_voice is None
    assert PromptCache(tmp_path / "speech", Espeak()).find(all_prompts(CONFIGURATION, "fi")[0], RATES[DEFAULT_RATE_STEP])


def test_a_prompt_that_failed_is_rendered_at_the_next_try_and_the_others_once(tmp_path: Path) -> None:
    class Stumbles(RecordingEngine):
        def render(self, text: str, language: str, rate: int) -> bytes:
            wav = super().render(text, language, rate)
            if len(self.render_calls) == 3:
                raise SpeechEngineError("just now")
            return wav

    mouth = Stumbles()
    ahead = prerenderer_retrying_at_once(PromptCache(tmp_path, mouth), mouth.can_speak)
    ahead.set_configuration(CONFIGURATION)
    assert ahead.wait(60)
    assert mouth.render_calls[-1] == mouth.render_calls[2]
    assert len(mouth.render_calls) == len(set(mouth.render_calls)) + 1


def test_however_many_screens_are_shown_a_failed_try_is_repeated_in_its_own_time(tmp_path: Path) -> None:
    tries: list[str] = []

    def fails(tag: str) -> bool:
        tries.append(tag)
        raise RuntimeError(tag)

    ahead = PromptPrerenderer(PromptCache(tmp_path, RecordingEngine()), fails, niceness=0)
    ahead.set_configuration(CONFIGURATION)
    wait_until(lambda: tries, what="the first try")
    for _ in range(50):
        ahead.set_configuration(CONFIGURATION)
    another = replace(CONFIGURATION, languages=("sv",))
    ahead.set_configuration(another)
    wait_until(lambda: len(tries) == 2, what="another configuration, which is tried at once")
    assert tries == ["fi", "sv"]
    ahead.stop()
    assert ahead.wait(60), "a terminal that ends does not wait for the next try"


def test_where_nobody_can_hear_it_nothing_is_kept_and_it_is_told_what_has_no_voice(tmp_path: Path) -> None:
    ahead = PromptPrerenderer(None, lambda tag: tag == "sv", retry_seconds=0.01, niceness=0)
    ahead.set_configuration(CONFIGURATION)
    wait_until(lambda: ahead.language_without_voice == "fi", what="a language that nothing speaks")
    ahead.set_configuration(replace(CONFIGURATION, languages=("sv", "fi")))
    assert ahead.wait(60)
    assert ahead.language_without_voice is None


def test_a_terminal_that_ends_renders_no_more(tmp_path: Path) -> None:
    class Ends(RecordingEngine):
        def render(self, text: str, language: str, rate: int) -> bytes:
            ahead.stop()
            return super().render(text, language, rate)

    mouth = Ends()
    ahead = PromptPrerenderer(PromptCache(tmp_path, mouth), mouth.can_speak, niceness=0)
    ahead.set_configuration(CONFIGURATION)
    assert ahead.wait(60)
    ahead.set_configuration(replace(CONFIGURATION, etag="another"))
    assert ahead.wait(60)
    assert len(mouth.render_calls) == 1


def test_it_runs_at_low_priority(tmp_path: Path) -> None:
    seen: list[int] = []

    def can_speak(_: str) -> bool:
        seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        return True

    prerenderer = PromptPrerenderer(None, can_speak)
    prerenderer.set_configuration(CONFIGURATION)
    assert prerenderer.wait(60)
    assert seen == [NICENESS]
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == 0, "only that thread"
