"""Tests the whole program from bouncing edges on its pins to stored answers and played sounds."""

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
from survey.sealing import unseal_comment
from tests.bench.enrolled_state import write_enrolled_state
from tests.fixtures.byte_search import find_bytes
from tests.fixtures.waiting import wait_until
from tests.hardware import bounce_patterns
from tests.kiosk.sample_configuration import SEALING_PAIR, configuration
from tests.project import ROOT

PRESS_INTERVAL_US = 450_000
"""Sets the time from the beginning of one press to the beginning of the next, in microseconds. It is longer than the intervals within which
the program ignores a second press, and about as fast as a person who takes their time."""
APLAY_SCRIPT = """#!/bin/sh
exec cat > "$(mktemp "$HEARD/XXXXXXXX")"
"""
RECORDING_WRAPPER = """#!/bin/sh
echo "${0##*/} $*" >> "$RAN"
env >> "$ENVIRONMENTS"
"""
"""Holds the script that records the arguments and the environment of a program before it runs. Other users of the machine can read
arguments, so they must contain nothing that was typed."""
EXPECTED_COMMANDS = re.compile(r"aplay --quiet( --device \S+)? -|espeak-ng (--version|--voices|-v [a-z-]+ -s \d+ -b 1 --stdin --stdout)")
TYPED = "wertyu"
"""Holds letters whose keys are next to each other."""


class WiredTerminal:
    """Runs a terminal with five keys and a headset socket on mock pins, and with a window that is drawn off screen."""

    def __init__(self, folder: Path, given: wire.Configuration | None = None) -> None:
        self.state, self._described, self._log = folder / "state", folder / "screen.json", folder / "log"
        self.played_folder, self.temporary_folder, self._ran = folder / "heard", folder / "temporary", folder / "ran"
        for each in (self.played_folder, self.temporary_folder, folder / "bin"):
            each.mkdir()
        write_enrolled_state(self.state, given)
        speech = shutil.which("espeak-ng")
        for name, does in (("aplay", APLAY_SCRIPT), ("espeak-ng", f'#!/bin/sh\nexec {speech} "$@"\n')):
            (folder / "bin" / name).write_text(RECORDING_WRAPPER + does.partition("\n")[2])
            (folder / "bin" / name).chmod(0o755)
        pipe = folder / "wires"
        os.mkfifo(pipe)
        settings = {
            "AULA_KIOSK_STATE": str(self.state),
            "AULA_KIOSK_DEVELOPER": "1",
            "AULA_KIOSK_HARDWARE": json.dumps({"keys": True, "headset": "closes"}),
            "AULA_KIOSK_TIMEOUT_SECONDS": "15",
            "HEARD": str(self.played_folder),
            "RAN": str(self._ran),
            "ENVIRONMENTS": str(folder / "environments"),
            "TMPDIR": str(self.temporary_folder),
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
        wait_until(lambda: "hardware opened: headset, keys" in self.log, what="the parts")

    @property
    def log(self) -> str:
        assert self._program.poll() is None, self._log.read_text(encoding="utf-8")
        return self._log.read_text(encoding="utf-8")

    def play(self, wire: str, edges: Iterable[tuple[int, int]]) -> None:
        """Play the edges on the wire and keep its last level for a while.

        Args:
            wire: the name of the wire.
            edges: pairs of microseconds since the start and level.
        """
        played = list(edges)
        self._wires.write(json.dumps([wire, [*played, (max(PRESS_INTERVAL_US, played[-1][0] + 100_000), played[-1][1])]]) + "\n")

    def press(self, *keys: str, pattern: Iterable[tuple[int, int]] = bounce_patterns.WORN_KEY) -> None:
        for key in keys:
            self.play(key, pattern)

    def described_screen(self) -> dict[str, Any]:
        return dict(json.loads(self._described.read_bytes())) if self._described.exists() and self.log is not None else {}

    def wait_for_screen(self, **wanted: object) -> None:
        wait_until(
            lambda: all(self.described_screen().get(name) == value for name, value in wanted.items()) and self.described_screen(),
            what=str(wanted),
        )

    def target_names(self) -> list[str]:
        """Return the names of the targets, in the order in which keys move through them."""
        return [target["name"] for target in self.described_screen()["targets"]]

    @property
    def commands_run(self) -> list[str]:
        """Return every call of `aplay` and `espeak-ng`, each as one line with its arguments."""
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
        """Return the responses in the outbox. Call it after the program has ended."""
        store = Store(self.state)
        try:
            with store.reading() as db:
                items = outbox.next_batch(db, after=0, until=2**53, max_responses=100, max_bytes=10**6)
        finally:
            store.close()
        return [msgspec.json.decode(item.raw, type=wire.Response) for item in items]


@pytest.fixture
def wired_terminal(tmp_path: Path) -> Iterator[WiredTerminal]:
    terminal = WiredTerminal(tmp_path)
    yield terminal
    terminal.close()


def file_stats(*folders: Path) -> list[tuple[object, ...]]:
    """Return the path, the size and all three times of every file below the folders."""
    files = {path: path.stat() for folder in folders for path in folder.rglob("*") if path.is_file()}
    return sorted((path, seen.st_size, seen.st_atime_ns, seen.st_mtime_ns, seen.st_ctime_ns) for path, seen in files.items())


def test_what_somebody_types_by_ear_is_in_no_file_no_arguments_and_no_log(tmp_path: Path) -> None:
    """A text that is typed with speech is in no file, no arguments and no log afterwards.

    Each letter and then the whole text are spoken, at another rate than the one at which prompts are kept on the disk.
    """
    terminal = WiredTerminal(tmp_path, replace(configuration(), languages=("fi",)))
    try:
        type_with_speech(terminal, tmp_path)
    finally:
        terminal.close()


def type_with_speech(wired: WiredTerminal, folder: Path) -> None:
    wired.wait_for_screen(screen="nps")
    wait_until(lambda: "prompts rendered" in wired.log, timeout=120, what="the prompts")
    kept, told, ran = file_stats(wired.state / "speech", wired.temporary_folder), len(wired.log), len(wired.commands_run)
    assert len(kept) > 100
    wired.play("headset", bounce_patterns.PLUG_IN)
    wired.press("help", "next", "next", "choose", "help")
    wired.press("next", "choose")
    wired.wait_for_screen(screen="comment")
    wired.press("next", "choose")
    wait_until(lambda: f"key-{TYPED[0]}" in wired.target_names(), what="the keyboard")
    names = wired.target_names()
    assert [name.removeprefix("key-") for name in names[names.index(f"key-{TYPED[0]}") :][: len(TYPED)]] == list(TYPED)
    press_and_wait_for_speech(wired, *["next"] * names.index(f"key-{TYPED[0]}"))
    for _ in TYPED:
        press_and_wait_for_speech(wired, "next", "choose")
    move_focus(wired, f"key-{TYPED[-1]}", "field")
    typed = len(wired.commands_run)
    wired.press("choose")
    wait_until(lambda: sum(" -s 170 " in line for line in wired.commands_run[typed:]) >= 2, what="the field and the text in it")
    move_focus(wired, "field", "send")
    wired.press("choose")
    wired.wait_for_screen(screen="statement")
    wired.wait_for_screen(screen="nps")
    said = wired.commands_run[ran:]
    assert sum(" -s 170 " in line for line in said) >= len(TYPED), "letters were rendered as they were said"
    assert [line for line in wired.commands_run if not EXPECTED_COMMANDS.fullmatch(line)] == []
    assert file_stats(wired.state / "speech", wired.temporary_folder) == kept
    assert [line for line in wired.log[told:].splitlines() if "aula.terminal: exchange" not in line] == []
    assert wired.stop() == 0
    (response,) = wired.responses()
    (comment,) = response.comments
    assert unseal_comment(comment, SEALING_PAIR.secret) == TYPED.capitalize(), "it was typed, and only its key opens it"
    assert find_bytes(folder, TYPED[1:]) == []
    assert [path for path in folder.rglob("*") if TYPED[1:] in path.name] == []


def press_and_wait_for_speech(wired: WiredTerminal, *keys: str) -> None:
    """Press the keys, each after speech for the previous one has begun, because a busy machine may be slower than the presses."""
    for key in keys:
        _press_and_hear(wired, key)


def _press_and_hear(wired: WiredTerminal, key: str) -> None:
    before = _spoken_count(wired)
    wired.press(key)
    wait_until(lambda: _spoken_count(wired) > before, what=f"a word to {key}")


def _spoken_count(wired: WiredTerminal) -> int:
    """Return how many pieces of speech were rendered so far at the rate that the visit has set."""
    return sum(" -s 170 " in line for line in wired.commands_run)


def move_focus(wired: WiredTerminal, here: str, there: str) -> None:
    """Move the focus from one target to another with the keys `next` or `previous`."""
    names = wired.target_names()
    apart = names.index(there) - names.index(here)
    press_and_wait_for_speech(wired, *["next" if apart > 0 else "previous"] * abs(apart))


def test_from_bouncing_wires_to_a_stored_answer_and_a_voice_without_anything_to_see(wired_terminal: WiredTerminal) -> None:
    wired_terminal.wait_for_screen(screen="nps")
    wired_terminal.play("headset", bounce_patterns.PLUG_IN)
    wait_until(lambda: any(sound.stat().st_size > 1_000 for sound in wired_terminal.played_folder.iterdir()), what="the first words")
    wired_terminal.press(*["next"] * 8)
    wired_terminal.press("next", "next", pattern=bounce_patterns.ROLLED_FINGER)
    wired_terminal.press("choose")
    wired_terminal.wait_for_screen(screen="comment")
    wired_terminal.press("next", "next", pattern=bounce_patterns.TREMOR)
    wired_terminal.press("choose", pattern=bounce_patterns.NEW_KEY)
    for position, times in ((1, 5), (2, 1), (3, 3)):
        wired_terminal.wait_for_screen(screen="statement", position=position)
        wired_terminal.press(*["next"] * times, "choose")
    wired_terminal.wait_for_screen(screen="thanks")
    assert wired_terminal.stop() == 0
    (response,) = wired_terminal.responses()
    assert (response.nps, response.input, response.ended) == (9, "keys", "completed")
    assert [statement.value for statement in response.statements] == [5, 1, 3]
    whole = [sound.read_bytes() for sound in wired_terminal.played_folder.iterdir()]
    assert max(rms(sound) for sound in whole if len(sound) > 20_000) > 0.005, "a voice was heard"
