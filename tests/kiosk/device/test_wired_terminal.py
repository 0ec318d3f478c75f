"""The whole way, by the program's own joining: from the edges on a pin, with all their bounces, to a stored answer; and to a sound."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.speech.wav import rms
from kiosk.store import outbox
from kiosk.store.store import Store
from survey import wire
from survey.sealing import open_sealed
from tests.bench.enrolled import enrol
from tests.fixtures.byte_search import find_bytes
from tests.fixtures.waiting import wait_until
from tests.hardware import bounces
from tests.kiosk.sample_configuration import SEALING, configuration
from tests.project import ROOT

REST_US = 450_000
"""From the beginning of a press to that of the next: slower than any echo, as fast as an unhurried hand."""
APLAY = """#!/bin/sh
exec cat > "$(mktemp "$HEARD/XXXXXXXX")"
"""
RECORDED = """#!/bin/sh
echo "${0##*/} $*" >> "$RAN"
env >> "$ENVIRONMENTS"
"""
"""What goes before a program whose arguments and environment are to be looked at: other users of the machine can read the first."""
USUAL = re.compile(r"aplay --quiet( --device \S+)? -|espeak-ng (--version|--voices|-v [a-z-]+ -s \d+ -b 1 --stdin --stdout)")
TYPED = "wertyu"
"""Letters that lie side by side."""


class Wired:
    """A terminal with five keys and a socket for a headset, on mock pins, with nothing to see."""

    def __init__(self, folder: Path, given: wire.Configuration | None = None) -> None:
        self.state, self._described, self._log = folder / "state", folder / "screen.json", folder / "log"
        self.heard, self.temporary, self._ran = folder / "heard", folder / "temporary", folder / "ran"
        for each in (self.heard, self.temporary, folder / "bin"):
            each.mkdir()
        enrol(self.state, given)
        speech = shutil.which("espeak-ng")
        for name, does in (("aplay", APLAY), ("espeak-ng", f'#!/bin/sh\nexec {speech} "$@"\n')):
            (folder / "bin" / name).write_text(RECORDED + does.partition("\n")[2])
            (folder / "bin" / name).chmod(0o755)
        pipe = folder / "wires"
        os.mkfifo(pipe)
        settings = {
            "AULA_KIOSK_STATE": str(self.state),
            "AULA_KIOSK_DEVELOPER": "1",
            "AULA_KIOSK_HARDWARE": json.dumps({"keys": True, "headset": "closes"}),
            "AULA_KIOSK_TIMEOUT_SECONDS": "15",
            "HEARD": str(self.heard),
            "RAN": str(self._ran),
            "ENVIRONMENTS": str(folder / "environments"),
            "TMPDIR": str(self.temporary),
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
            "SDL_VIDEODRIVER": "offscreen",
        }
        command = [
            sys.executable,
            "-m",
            "tests.kiosk.programs.wired_terminal",
            str(pipe),
            "run",
            "--windowed",
            "--describe",
            str(self._described),
        ]
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

    def shown(self) -> dict[str, Any]:
        return dict(json.loads(self._described.read_bytes())) if self._described.exists() and self.log is not None else {}

    def until(self, **wanted: object) -> None:
        wait_until(lambda: all(self.shown().get(name) == value for name, value in wanted.items()) and self.shown(), what=str(wanted))

    def names(self) -> list[str]:
        """Of the targets, in the order in which keys go through them."""
        return [target["name"] for target in self.shown()["targets"]]

    @property
    def ran(self) -> list[str]:
        """Every program that it had say something, with its arguments."""
        return self._ran.read_text(encoding="utf-8").splitlines()

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


def looks(*folders: Path) -> list[tuple[object, ...]]:
    """Every file with its size and all its times."""
    files = {path: path.stat() for folder in folders for path in folder.rglob("*") if path.is_file()}
    return sorted((path, seen.st_size, seen.st_atime_ns, seen.st_mtime_ns, seen.st_ctime_ns) for path, seen in files.items())


def test_what_somebody_types_by_ear_is_in_no_file_no_arguments_and_no_log(tmp_path: Path) -> None:
    """Each letter is said back to them, and the whole, at another speed than prompts are kept at; nothing outlives that."""
    terminal = Wired(tmp_path, replace(configuration(), languages=("fi",)))
    try:
        type_by_ear(terminal, tmp_path)
    finally:
        terminal.close()


def type_by_ear(wired: Wired, folder: Path) -> None:
    wired.until(screen="nps")
    wait_until(lambda: "prompts rendered" in wired.log, timeout=120, what="the prompts")
    kept, told, ran = looks(wired.state / "speech", wired.temporary), len(wired.log), len(wired.ran)
    assert len(kept) > 100
    wired.play("headset", bounces.PLUG_IN)
    wired.press("help", "next", "next", "choose", "help")
    wired.press("next", "choose")
    wired.until(screen="comment")
    wired.press("next", "choose")
    wait_until(lambda: f"key-{TYPED[0]}" in wired.names(), what="the keyboard")
    names = wired.names()
    assert [name.removeprefix("key-") for name in names[names.index(f"key-{TYPED[0]}") :][: len(TYPED)]] == list(TYPED)
    pressed(wired, *["next"] * names.index(f"key-{TYPED[0]}"))
    for _ in TYPED:
        pressed(wired, "next", "choose")
    go(wired, f"key-{TYPED[-1]}", "field")
    typed = len(wired.ran)
    wired.press("choose")
    wait_until(lambda: sum(" -s 170 " in line for line in wired.ran[typed:]) >= 2, what="the field and the text in it")
    go(wired, "field", "send")
    wired.press("choose")
    wired.until(screen="statement")
    wired.until(screen="nps")
    said = wired.ran[ran:]
    assert sum(" -s 170 " in line for line in said) >= len(TYPED), "letters were rendered as they were said"
    assert [line for line in wired.ran if not USUAL.fullmatch(line)] == []
    assert looks(wired.state / "speech", wired.temporary) == kept
    assert [line for line in wired.log[told:].splitlines() if "aula.terminal: exchange:" not in line] == []
    assert wired.stop() == 0
    (response,) = wired.responses()
    (comment,) = response.comments
    assert open_sealed(comment, SEALING.secret) == TYPED.capitalize(), "it was typed, and only its key opens it"
    assert find_bytes(folder, TYPED[1:]) == []
    assert [path for path in folder.rglob("*") if TYPED[1:] in path.name] == []


def pressed(wired: Wired, *keys: str) -> None:
    """Each key once something was said to the one before, as somebody presses them who goes by ear: a busy machine lags behind a hand."""
    for key in keys:
        _press_and_hear(wired, key)


def _press_and_hear(wired: Wired, key: str) -> None:
    before = _words(wired)
    wired.press(key)
    wait_until(lambda: _words(wired) > before, what=f"a word to {key}")


def _words(wired: Wired) -> int:
    """How often anything was spoken so far."""
    return sum(" -s 170 " in line for line in wired.ran)


def go(wired: Wired, here: str, there: str) -> None:
    """By keys from one target to another."""
    names = wired.names()
    apart = names.index(there) - names.index(here)
    pressed(wired, *["next" if apart > 0 else "previous"] * abs(apart))


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
