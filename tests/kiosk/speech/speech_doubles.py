"""Provides pages of real visits, and a speaker, a speech engine and a player that record how they were called, for tests of speech."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.pages.page import Page
from kiosk.pages.page_builder import build_page
from kiosk.pages.text_input import TextInput
from kiosk.speech.engines import SpeechEngineError
from kiosk.speech.utterances import Phrase, Utterance
from kiosk.speech.wav import chime_wav
from kiosk.visit.view import View
from survey.visit import (
    ActivitySeen,
    CommentSubmitted,
    DrawCompleted,
    DrawnStatements,
    Event,
    NeedsDraw,
    TargetChosen,
    Ticked,
    Visit,
    VisitScript,
    allowed_targets,
    idle_visit,
    step,
)
from survey.wire import DrawRef, SealedComment
from tests.kiosk.ui.sample_runtime import CORE_STATEMENTS, make_configuration

CONFIGURATION = make_configuration()
SCRIPT = VisitScript(form="general-1", languages=("fi", "sv", "en"))
COMMENT = SealedComment("reason", "k1", "c2VhbGVk")


def page_for(visit: Visit, now: int = 0, text_input: TextInput | None = None) -> Page:
    return build_page(View(mode="visit", configuration=CONFIGURATION, visit=visit, decided_at=now), text_input or TextInput(), now)


def visit_after(*names: str, language: str = "en", codes: tuple[str, ...] = CORE_STATEMENTS[:3]) -> Visit:
    """Return the visit of a person who has chosen these targets, with two seconds between them.

    Args:
        names: the targets in their order.
        language: the language of the visit.
        codes: the statements that are drawn when they are needed.
    """
    visit = replace(idle_visit(SCRIPT), language=language)
    for at, name in enumerate(names, start=1):
        visit = _step(visit, TargetChosen(name), at * 2_000, codes)
    return visit


def phrase_texts(said: Utterance) -> list[str]:
    return [piece.text for piece in said]


@st.composite
def visits(draw: st.DrawFn) -> tuple[Visit, int]:
    """Generate a visit that a person can reach by choosing allowed targets, and a time in milliseconds at which its page is built."""
    language = draw(st.sampled_from(("fi", "sv", "en")))
    visit, now = replace(idle_visit(SCRIPT), language=language), 1_000
    codes = tuple(draw(st.permutations(CORE_STATEMENTS))[: draw(st.integers(1, 3))])
    for _ in range(draw(st.integers(0, 12))):
        now += draw(st.sampled_from((10, 400, 26_000)))
        events: list[Event] = [
            *(TargetChosen(name) for name in allowed_targets(visit)),
            CommentSubmitted(COMMENT),
            CommentSubmitted(None),
            ActivitySeen(),
            Ticked(),
        ]
        visit = _step(visit, draw(st.sampled_from(events)), now, codes)
    return visit, now + draw(st.integers(0, 20_000))


def _step(visit: Visit, event: Event, now: int, codes: tuple[str, ...]) -> Visit:
    visit, effects = step(visit, event, now)
    if any(isinstance(effect, NeedsDraw) for effect in effects):
        visit, _ = step(visit, DrawCompleted(DrawnStatements(DrawRef(1, 0, 0), codes)), now)
    return visit


class RecordingSpeaker:
    """Records what it is asked to say, at which rate and volume, instead of speaking."""

    def __init__(self) -> None:
        self.utterances: list[list[str]] = []
        self.rates_and_volumes: list[tuple[int, float]] = []
        self.chime_count = 0
        self.is_busy = False

    def say(self, phrases: Utterance, *, rate: int, volume: float, chime: bool = False) -> None:
        self.utterances.append(phrase_texts(phrases))
        self.rates_and_volumes.append((rate, volume))
        self.chime_count += chime
        self.is_busy = True

    def stop(self) -> None:
        self.is_busy = False

    @property
    def last_utterance(self) -> list[str]:
        return self.utterances[-1] if self.utterances else []


class RecordingEngine:
    """Records each call and returns a short tone, instead of a speech engine. It speaks only the given languages."""

    name = "mouth 1"

    def __init__(self, languages: Iterable[str] = ("fi", "sv", "en")) -> None:
        self.languages = frozenset(languages)
        self.render_calls: list[tuple[str, str, int]] = []

    def can_speak(self, language: str) -> bool:
        return language in self.languages

    def render(self, text: str, language: str, rate: int) -> bytes:
        self.render_calls.append((text, language, rate))
        if not self.can_speak(language):
            raise SpeechEngineError(language)
        return chime_wav(8_000)

    def phrase_wav(self, piece: Phrase, rate: int) -> bytes | None:
        return self.render(piece.text, piece.language, rate)


class RecordingPlayer:
    """Records the sounds that it is asked to play. A sound ends at once, or if `plays_until_stopped`, when `stop` is called."""

    def __init__(self, *, plays_until_stopped: bool = False) -> None:
        self.played: list[bytes] = []
        self.stopped_count = 0
        self._lasts = plays_until_stopped
        self._stop = threading.Event()
        self._one = threading.Lock()

    def play(self, wav: bytes, still_wanted: Callable[[], bool]) -> bool:
        with self._one:
            if not still_wanted():
                return True
            self._stop.clear()
            self.played.append(wav)
        if self._lasts and self._stop.wait(20):
            self.stopped_count += 1
        return True

    def stop(self) -> None:
        with self._one:
            self._stop.set()
