"""Prompts rendered beforehand, on the disk, so that speech begins at once on a slow board.

A file here must tell nothing of anybody. So it is filled only ahead of people, with all that the terminal can say (see
`kiosk.speech.prompts`), in one order; a hit changes nothing, not even a file's time; and what is said once and is not in it is
rendered, played and forgotten. The folder looks the same whether nobody or everybody has listened.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from kiosk.speech.engines import SpeechEngine, SpeechEngineError
from kiosk.speech.untraced_read import read_untraced
from kiosk.speech.utterances import Phrase

LIMIT_BYTES = 256 * 2**20
"""All prompts of three languages, some nine hundred, take about 80 MB."""


class PromptFillResult(NamedTuple):
    """What came of it."""

    rendered: int
    skipped: int
    """How many are wanted and could not be said, just now or at all."""


class PromptCache:
    """A folder of rendered prompts of one engine."""

    def __init__(self, folder: Path, engine: SpeechEngine, *, limit_bytes: int = LIMIT_BYTES) -> None:
        self._folder = folder
        self._engine = engine
        self._limit = limit_bytes

    def find(self, piece: Phrase, rate: int) -> bytes | None:
        """The prompt as it was rendered, None where it was not."""
        try:
            return read_untraced(self._path(piece, rate))
        except (OSError, SpeechEngineError):
            return None

    def fill(self, pieces: Iterable[Phrase], rate: int, *, still_wanted: Callable[[], bool] = lambda: True) -> PromptFillResult:
        """Render what is missing of these, and throw away all else.

        Stops where the limit is reached, or where it is `still` wanted no more. What no voice can say is left out.

        Raises:
            OSError: the disk does not take it.
            NoVoice: the engine does not say what it is.
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
