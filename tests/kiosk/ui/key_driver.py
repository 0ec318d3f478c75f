"""Connects a test with the keys and speech of a program: key events come through a pipe, and utterances are written to a file.

A line of the pipe is `press next`, `hold choose`, `release choose`, `headset in`, `headset out` or `somebody`.
A line of the file is an utterance as JSON. What each visit leaves is written to another file, one line per visit.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import cast

from kiosk.speech.audio_guide import KeyEventKind
from kiosk.speech.key_queue import KeyEventQueue
from kiosk.speech.utterances import Utterance
from survey.visit import Visit
from survey.wire import Input


def start_key_reader(pipe: Path, key_queue: KeyEventQueue, now: Callable[[], int]) -> None:
    """Pass on the events from the pipe, in a thread like that of the hardware."""

    def listen() -> None:
        while True:
            with pipe.open(encoding="utf-8") as lines:
                for line in lines:
                    _take(key_queue, now(), *line.split())

    threading.Thread(target=listen, name="hands", daemon=True).start()


def _take(inbox: KeyEventQueue, at: int, what: str, which: str = "") -> None:
    if what == "headset":
        inbox.put_headset_event(which == "in", at)
    elif what == "somebody":
        inbox.notify_presence()
    else:
        inbox.put_key_event(which, cast("KeyEventKind", what), at)


class VisitResultWriter:
    """Writes to a file the result of each visit and the input that was used."""

    def __init__(self, file: Path, sent: list[str]) -> None:
        """`sent` lists the texts that have been sent so far."""
        self._file = file
        self._sent = sent

    def __call__(self, visit: Visit, by: Input) -> None:
        replies = {code: reply.outcome if reply.value is None else reply.value for code, reply in visit.replies.items()}
        left = {
            "nps": visit.nps, "replies": replies, "comment": self._sent[-1] if visit.comment is not None else None, "ended": visit.ended,
            "language": visit.language, "form": visit.script.form, "input": by,
        }  # fmt: skip
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(left) + "\n")


class UtteranceFileWriter:
    """Replaces the speaker: writes each utterance to a file and completes it at once."""

    def __init__(self, file: Path, breaks: Path | None = None) -> None:
        """Write to `file`. Whenever the file `breaks` exists, fail once and delete it."""
        self._file = file.open("a", encoding="utf-8")
        self._breaks = breaks

    @property
    def is_busy(self) -> bool:
        if self._breaks is not None and self._breaks.exists():
            self._breaks.unlink()
            raise RuntimeError("no voice")
        return False

    def say(self, phrases: Utterance, *, rate: int, volume: float, chime: bool = False) -> None:
        uttered = {"said": [piece.text for piece in phrases], "rate": rate, "share": volume, "chime": chime}
        self._file.write(json.dumps(uttered, ensure_ascii=False) + "\n")
        self._file.flush()

    def stop(self) -> None:
        pass
