"""Measures the time from a key to the first sample of speech, from the cache of rendered prompts."""

import os
import queue
import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from kiosk.pages.page import Page
from kiosk.pages.page_builder import build_page
from kiosk.pages.text_input import TextInput
from kiosk.speech.audio_guide import AudioGuide
from kiosk.speech.engines import Espeak
from kiosk.speech.player import PipePlayer
from kiosk.speech.prompt_cache import PromptCache
from kiosk.speech.prompts import all_prompts, configuration_without_service_point
from kiosk.speech.speaker import Speaker
from kiosk.speech.speech_levels import DEFAULT_RATE_STEP, RATES
from kiosk.speech.voice import Voice
from kiosk.visit.script import build_script
from kiosk.visit.view import View
from survey.visit import idle_visit
from tests.bench.figures import Figure, at_most
from tests.bench.registry import measure

KEYS = 60
HEADER_BYTES = 44
"""Is the length of the header of a WAV file. The first sample follows it."""
PAUSE_SECONDS = 0.02
LANGUAGE = "fi"


@measure("speech_start_ms")
def speech_start(folder: Path) -> Iterator[Figure]:
    """Measure the slowest of sixty keys, one after the other, in comparison with rendering each prompt with espeak-ng when it is needed."""
    configuration = configuration_without_service_point(LANGUAGE)
    engine = Espeak()
    cache = PromptCache(folder / "speech", engine)
    cache.fill(all_prompts(configuration, LANGUAGE), RATES[DEFAULT_RATE_STEP])
    shown = build_page(View(mode="visit", configuration=configuration, visit=idle_visit(build_script(configuration))), TextInput(), 0)
    kept = _starts(folder / "kept", Voice(engine, cache=cache), shown)
    fresh = _starts(folder / "fresh", Voice(engine), shown)
    yield Figure(
        "speech_start_ms",
        max(kept) * 1000,
        "ms",
        "the same, each prompt rendered when it is asked for",
        max(fresh) * 1000,
        at_most(300),
        {"median_ms": statistics.median(kept) * 1000, "median_against_ms": statistics.median(fresh) * 1000},
    )


def _starts(pipe: Path, voice: Voice, shown: Page) -> list[float]:
    """Return the seconds from each key until a program in place of the loudspeaker passes on the first sample."""
    os.mkfifo(pipe)
    first: queue.Queue[float] = queue.Queue()
    threading.Thread(target=_listen, args=(pipe, first), daemon=True).start()
    speaker = Speaker(voice, PipePlayer(("tee", str(pipe))))
    guide = AudioGuide(speaker, lambda _: None, lambda _: None)
    guide.on_page_shown(shown, visit_began_at=None, now=0)
    guide.on_headset(True, 0)
    first.get(timeout=10)
    took = []
    for number in range(KEYS):
        while speaker.is_busy:
            time.sleep(PAUSE_SECONDS)
        while not first.empty():
            first.get_nowait()
        began = time.perf_counter()
        guide.on_key("next", "press", number)
        took.append(first.get(timeout=10) - began)
    speaker.close()
    return took


def _listen(pipe: Path, first: "queue.Queue[float]") -> None:
    """Put the time at which the first sample of each sound has arrived into a queue."""
    while True:
        with pipe.open("rb", buffering=0) as sound:
            held = 0
            while held <= HEADER_BYTES and (got := sound.read(4096)):
                held += len(got)
            if held > HEADER_BYTES:
                first.put(time.perf_counter())
            while sound.read(65_536):
                pass
