"""The voice of the terminal: a recorded clip where there is one, a prompt rendered beforehand, or the engine now."""

from __future__ import annotations

from typing import Protocol

from kiosk.speech.clips import Clips
from kiosk.speech.engines import SpeechEngine, SpeechEngineError
from kiosk.speech.prompt_cache import PromptCache
from kiosk.speech.utterances import Phrase


class SoundSource(Protocol):
    """Gives the sound of a piece."""

    def sound(self, piece: Phrase, rate: int) -> bytes | None: ...


class Voice:
    """Clips before cache before engine."""

    def __init__(self, engine: SpeechEngine, clips: Clips | None = None, cache: PromptCache | None = None) -> None:
        self._engine = engine
        self._clips = clips
        self._cache = cache

    def can_speak(self, language: str) -> bool:
        """Whether there is any voice for the language."""
        return self._engine.can_speak(language) or (self._clips is not None and self._clips.can_speak(language))

    def sound(self, piece: Phrase, rate: int) -> bytes | None:
        """A WAV file, `rate` in words a minute; None where nothing can say it, which is silence and never another language's voice."""
        for language in (piece.language, *((piece.fallback_language,) if piece.fallback_language else ())):
            found = self._in(Phrase(piece.text, language, private=piece.private), rate)
            if found is not None:
                return found
        return None

    def _in(self, piece: Phrase, rate: int) -> bytes | None:
        if piece.private:
            return self._now(piece, rate)  # what lies on the disk is not even asked for it
        if self._clips is not None and (clip := self._clips.find(piece.text, piece.language)) is not None:
            return clip
        if self._cache is not None and (kept := self._cache.find(piece, rate)) is not None:
            return kept
        return self._now(piece, rate)

    def _now(self, piece: Phrase, rate: int) -> bytes | None:
        try:
            return self._engine.render(piece.text, piece.language, rate)
        except SpeechEngineError:
            return None
