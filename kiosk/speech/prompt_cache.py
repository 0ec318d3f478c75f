"""Stores prompts that were rendered in advance on the disk, so that speech begins at once on a slow board.

The files must not reveal what anybody has listened to. The cache is therefore filled only in advance, always with everything that the
terminal can say (`kiosk.speech.prompts`) and in the same order. A hit changes nothing, not even the access time of a file. What is not in
the cache is rendered, played and discarded. The folder looks the same whether or not anybody has listened.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from kiosk.speech.engines import SpeechEngine, SpeechEngineError
from kiosk.speech.read_noatime import read_noatime
from kiosk.speech.utterances import Phrase

LIMIT_BYTES = 256 * 2**20
"""Limits the size of the cache. All prompts of three languages, about nine hundred, take about 80 MB."""


class PromptFillResult(NamedTuple):
    """Reports how many prompts `PromptCache.fill` rendered and skipped."""

    rendered: int
    skipped: int
    """Counts the prompts that could not be rendered, because the engine failed or lacks the language."""


class PromptCache:
    """Stores the rendered prompts of one engine in a folder."""

    def __init__(self, folder: Path, engine: SpeechEngine, *, limit_bytes: int = LIMIT_BYTES) -> None:
        self._folder = folder
        self._engine = engine
        self._limit = limit_bytes

    def find(self, piece: Phrase, rate: int) -> bytes | None:
        """Return a prompt as a WAV file, or None if it is not in the cache.

        Args:
            piece: the phrase that is said.
            rate: the speed in words per minute.
        """
        try:
            return read_noatime(self._path(piece, rate))
        except (OSError, SpeechEngineError):
            return None

    def fill(self, pieces: Iterable[Phrase], rate: int, *, still_wanted: Callable[[], bool] = lambda: True) -> PromptFillResult:
        """Render the prompts that are missing, and delete all files of other prompts.

        Prompts that the engine cannot say are skipped. Filling ends early when the limit of size is reached.

        Args:
            pieces: the phrases that the cache should contain.
            rate: the speed in words per minute.
            still_wanted: is called before each prompt; filling ends when it returns False.

        Raises:
            OSError: the disk cannot be written.
            SpeechEngineError: the engine does not report its name.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        wanted = {self._path(piece, rate): piece for piece in pieces}
        held = 0
        for path in self._folder.iterdir():
            if path in wanted:
                held += path.stat().st_size
            else:
                path.unlink(missing_ok=True)
        spoken = {language for language in {piece.language for piece in wanted.values()} if self._engine.can_speak(language)}
        rendered = left_out = 0
        for path, piece in wanted.items():
            if not still_wanted():
                break
            if path.exists():
                continue
            try:
                wav = self._engine.render(piece.text, piece.language, rate) if piece.language in spoken else None
            except SpeechEngineError:
                wav = None
            if wav is None:
                left_out += 1
                continue
            held += len(wav)
            if held > self._limit:
                break
            beside = path.with_suffix(".new")
            beside.write_bytes(wav)
            os.utime(beside, (0, 0))
            beside.replace(path)
            rendered += 1
        return PromptFillResult(rendered, left_out)

    def _path(self, piece: Phrase, rate: int) -> Path:
        key = "\0".join((self._engine.name, piece.language, str(rate), piece.text))
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.wav"
