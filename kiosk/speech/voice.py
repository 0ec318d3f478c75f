"""Provides the terminal's voice: a recorded clip, a prompt that was rendered in advance, or the engine, whichever comes first."""

from __future__ import annotations

from typing import Protocol

from kiosk.speech.clips import Clips
from kiosk.speech.engines import SpeechEngine, SpeechEngineError
from kiosk.speech.prompt_cache import PromptCache
from kiosk.speech.utterances import Phrase


class SoundSource(Protocol):
    """Defines the interface of what turns phrases into sound."""

    def phrase_wav(self, piece: Phrase, rate: int) -> bytes | None:
        """Return a phrase as a WAV file, or None if it cannot be said. `rate` is the speed in words per minute."""
        ...


class Voice:
    """Returns the sound of a phrase from the clips, else from the cache, else from the engine."""

    def __init__(self, engine: SpeechEngine, clips: Clips | None = None, cache: PromptCache | None = None) -> None:
        self._engine = engine
        self._clips = clips
        self._cache = cache

    def can_speak(self, language: str) -> bool:
        """Return whether the engine has a voice for the language or anything has been recorded in it."""
        return self._engine.can_speak(language) or (self._clips is not None and self._clips.can_speak(language))

    def phrase_wav(self, piece: Phrase, rate: int) -> bytes | None:
        """Return a phrase as a WAV file, or None if it cannot be said.

        No other language's voice is used than that of the phrase and its fallback language.

        Args:
            piece: the phrase. If it is private, only the engine is used.
            rate: the speed in words per minute.
        """
        for language in (piece.language, *((piece.fallback_language,) if piece.fallback_language else ())):
            found = self._in(Phrase(piece.text, language, private=piece.private), rate)
            if found is not None:
                return found
        return None

    def _in(self, piece: Phrase, rate: int) -> bytes | None:
        if piece.private:
            return self._now(piece, rate)  # nothing that a person typed may cause a look-up on the disk
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
