"""Somebody who hears: pages by way of real visits, and a speaker, an engine and a player that remember what they were asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.pages.page import Page
from kiosk.pages.page_builder import page
from kiosk.pages.text_input import Typing
from kiosk.speech.engines import NoVoice
from kiosk.speech.utterances import Piece, Said
from kiosk.speech.wav import chime
from kiosk.visit.view import View
from survey.visit import Chose, Drawn, Drew, Event, NeedsDraw, Script, Sent, Stirred, Ticked, Visit, idle, step, targets
from survey.wire import DrawRef, SealedComment
from tests.kiosk.ui.sample_stage import CORE, configuration

CONFIGURATION = configuration()
SCRIPT = Script(form="general-1", languages=("fi", "sv", "en"))
COMMENT = SealedComment("reason", "k1", "c2VhbGVk")


def shown(visit: Visit, now: int = 0, typing: Typing | None = None) -> Page:
    return page(View(mode="visit", configuration=CONFIGURATION, visit=visit, now=now), typing or Typing(), now)


def after(*names: str, language: str = "en", codes: tuple[str, ...] = CORE[:3]) -> Visit:
    """Where somebody stands who chose these, two seconds apart."""
    visit = replace(idle(SCRIPT), language=language)
    for at, name in enumerate(names, start=1):
        visit = _step(visit, Chose(name), at * 2_000, codes)
    return visit


def texts(said: Said) -> list[str]:
    return [piece.text for piece in said]


@st.composite
def visits(draw: st.DrawFn) -> tuple[Visit, int]:
    """A visit that somebody came to by what was offered, and when it is looked at."""
    language = draw(st.sampled_from(("fi", "sv", "en")))
    visit, now = replace(idle(SCRIPT), language=language), 1_000
    codes = tuple(draw(st.permutations(CORE))[: draw(st.integers(1, 3))])
    for _ in range(draw(st.integers(0, 12))):
        now += draw(st.sampled_from((10, 400, 26_000)))
        events: list[Event] = [*(Chose(name) for name in targets(visit)), Sent(COMMENT), Sent(None), Stirred(), Ticked()]
        visit = _step(visit, draw(st.sampled_from(events)), now, codes)
    return visit, now + draw(st.integers(0, 20_000))


def _step(visit: Visit, event: Event, now: int, codes: tuple[str, ...]) -> Visit:
    visit, effects = step(visit, event, now)
    if any(isinstance(effect, NeedsDraw) for effect in effects):
        visit, _ = step(visit, Drew(Drawn(DrawRef(1, 0, 0), codes)), now)
    return visit


class Ears:
    """In place of a speaker: what was said, and how."""

    def __init__(self) -> None:
        self.heard: list[list[str]] = []
        self.ways: list[tuple[int, float]] = []
        self.chimes = 0
        self.busy = False

    def say(self, said: Said, *, rate: int, share: float, chime: bool = False) -> None:
        self.heard.append(texts(said))
        self.ways.append((rate, share))
        self.chimes += chime
        self.busy = True

    def hush(self) -> None:
        self.busy = False

    @property
    def last(self) -> list[str]:
        return self.heard[-1] if self.heard else []


class Mouth:
    """In place of an engine: counts what it is asked, and knows a few languages."""

    name = "mouth 1"

    def __init__(self, languages: Iterable[str] = ("fi", "sv", "en")) -> None:
        self.languages = frozenset(languages)
        self.asked: list[tuple[str, str, int]] = []

    def speaks(self, language: str) -> bool:
        return language in self.languages

    def render(self, text: str, language: str, rate: int) -> bytes:
        self.asked.append((text, language, rate))
        if not self.speaks(language):
            raise NoVoice(language)
        return chime(8_000)

    def sound(self, piece: Piece, rate: int) -> bytes | None:
        return self.render(piece.text, piece.language, rate)


class Room:
    """In place of a loudspeaker: a sound lasts until somebody stops it, or at once."""

    def __init__(self, *, lasts: bool = False) -> None:
        self.played: list[bytes] = []
        self.cut = 0
        self._lasts = lasts
        self._stop = threading.Event()
        self._one = threading.Lock()

    def play(self, wav: bytes, still: Callable[[], bool]) -> bool:
        with self._one:
            if not still():
                return True
            self._stop.clear()
            self.played.append(wav)
        if self._lasts and self._stop.wait(20):
            self.cut += 1
        return True

    def stop(self) -> None:
        with self._one:
            self._stop.set()
