"""The whole way, by the program's own joining: from the edges on a pin, with all their bounces, to a stored answer; and to a sound."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.speech.sound import rms
from kiosk.store import outbox
from kiosk.store.store import Store
from survey import wire
from tests.bench.enrolled import enrol
from tests.hardware import bounces
from tests.parts.waiting import wait_until

ROOT = Path(__file__).parents[2]
REST_US = 450_000
"""From the beginning of a press to that of the next: slower than any echo, as fast as an unhurried hand."""
APLAY = """#!/bin/sh
exec cat > "$(mktemp "$HEARD/XXXXXXXX")"
"""


class Wired:
    """A terminal with five keys and a socket for a headset, on mock pins, with nothing to see."""

    def __init__(self, folder: Path) -> None:
        self.state, self._described, self._log = folder / "state", folder / "screen.json", folder / "log"
        self.heard = folder / "heard"
        self.heard.mkdir()
        enrol(self.state)
        player = folder / "bin/aplay"
        player.parent.mkdir()
        player.write_text(APLAY)
        player.chmod(0o755)
        pipe = folder / "wires"
        os.mkfifo(pipe)
        settings = {
            "AULA_KIOSK_STATE": str(self.state),
            "AULA_KIOSK_DEVELOPER": "1",
            "AULA_KIOSK_HARDWARE": json.dumps({"keys": True, "headset": "closes"}),
            "HEARD": str(self.heard),
            "PATH": f"{player.parent}:{os.environ['PATH']}",
            "SDL_VIDEODRIVER": "offscreen",
        }
        command = [sys.executable, "-m", "tests.kiosk.wired_program", str(pipe), "run", "--windowed", "--describe", str(self._described)]
        with self._log.open("w") as log:
            self._program = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=log, stderr=log)
        self._wires = pipe.open("w", buffering=1)
        wait_until(lambda: "joined: headset, keys" in self.log, what="the parts")

    @property
    def log(self) -> str:
        assert self._program.poll() is None, self._log.read_text(encoding="utf-8")
        return self._log.read_text(encoding="utf-8")

    def play(self, wire: str, edges: Iterable[tuple[int, int]]) -> None:
        """These edges on that wire, and a rest after them."""
        played = list(edges)
        self._wires.write(json.dumps([wire, [*played, (max(REST_US, played[-1][0] + 100_000), played[-1][1])]]) + "\n")

    def press(self, *keys: str, pattern: Iterable[tuple[int, int]] = bounces.WORN_KEY) -> None:
        for key in keys:
            self.play(key, pattern)

    def until(self, **wanted: object) -> None:
        def shown() -> dict[str, Any]:
            return dict(json.loads(self._described.read_bytes())) if self._described.exists() and self.log is not None else {}

        wait_until(lambda: all(shown().get(name) == value for name, value in wanted.items()) and shown(), what=str(wanted))

    def stop(self) -> int:
        self._program.terminate()
        return self._program.wait(timeout=30)

    def close(self) -> None:
        self._wires.close()
        if self._program.poll() is None:
            self._program.kill()
            self._program.wait()

    def responses(self) -> list[wire.Response]:
        """What is stored, once the program has ended."""
        store = Store(self.state)
        try:
            with store.reading() as db:
                items = outbox.batch(db, after=0, until=2**53, responses=100, size=10**6)
        finally:
            store.close()
        return [msgspec.json.decode(item.bytes, type=wire.Response) for item in items]


@pytest.fixture
def wired(tmp_path: Path) -> Iterator[Wired]:
    terminal = Wired(tmp_path)
    yield terminal
    terminal.close()


def test_from_bouncing_wires_to_a_stored_answer_and_a_voice_without_anything_to_see(wired: Wired) -> None:
    wired.until(screen="nps")
    wired.play("headset", bounces.PLUG_IN)
    wait_until(lambda: any(sound.stat().st_size > 1_000 for sound in wired.heard.iterdir()), what="the first words")
    wired.press(*["next"] * 8)
    wired.press("next", "next", pattern=bounces.ROLLED_FINGER)
    wired.press("choose")
    wired.until(screen="comment")
    wired.press("next", "next", pattern=bounces.TREMOR)
    wired.press("choose", pattern=bounces.NEW_KEY)
    for position, times in ((1, 5), (2, 1), (3, 3)):
        wired.until(screen="statement", position=position)
        wired.press(*["next"] * times, "choose")
    wired.until(screen="thanks")
    assert wired.stop() == 0
    (response,) = wired.responses()
    assert (response.nps, response.input, response.ended) == (9, "keys", "completed")
    assert [statement.value for statement in response.statements] == [5, 1, 3]
    whole = [sound.read_bytes() for sound in wired.heard.iterdir()]
    assert max(rms(sound) for sound in whole if len(sound) > 20_000) > 0.005, "a voice was heard"
