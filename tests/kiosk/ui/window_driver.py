"""The screens in a real window on a display of its own, looked at through the description and touched by a real pointer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from kiosk.visit.view import View
from tests.fixtures.screen import Pointer, VirtualDisplay
from tests.fixtures.waiting import wait_until
from tests.project import ROOT

LARGE = ("1280x800", "217x136")
SMALL = ("800x480", "154x86")
PANELS = {"10inch": LARGE, "7inch": SMALL}
"""The two that whole visits are made on."""
EVERY_PANEL = {
    **PANELS,
    "7inch-portrait": ("480x800", "86x154"),
    "10inch-portrait": ("800x1280", "136x217"),
    "15inch": ("1920x1080", "344x194"),
    "21inch": ("1920x1080", "476x268"),
    "21inch-portrait": ("1080x1920", "268x476"),
}
"""Pixels and millimetres of every kind of panel that a terminal may have."""
Seen = dict[str, Any]


class Shown:
    """A running small program (`small_program.py`, or another of this folder). A context manager."""

    def __init__(
        self,
        folder: Path,
        panel: tuple[str, str] = LARGE,
        *,
        standing: bool = False,
        dark: bool = False,
        program: str = "sample_window",
        **options: object,
    ) -> None:
        """`standing`: it shows what it is told to (`show`), and no time passes. `dark`: nothing of it can be seen or touched, on no
        display at all. `options` are the program's own."""
        self._program = program
        self._dark = dark
        self.window, self.panel = panel
        width, height = self.window.split("x")
        self.size = (int(width), int(height))
        self._file = folder / f"screen-{self.window}.json"
        self._log = folder / f"log-{self.window}.txt"
        self._options = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
        self._options += ["--standing"] if standing else []
        across, down = self.panel.split("x")
        self.millimetres = (int(across), int(down))
        self._display = VirtualDisplay(*self.size)
        self.ended: int | None = None

    def __enter__(self) -> Shown:
        self._file.unlink(missing_ok=True)
        self._display.__enter__()
        self.display = self._display.name
        self.pointer = Pointer(self.display)
        command = [sys.executable, "-m", f"tests.kiosk.ui.{self._program}", "--window", self.window, "--panel", self.panel]
        self._out = self._log.open("w")
        self.program = subprocess.Popen(
            [*command, "--describe", str(self._file), *self._options],
            cwd=ROOT,
            env={**os.environ, **({"SDL_VIDEODRIVER": "offscreen"} if self._dark else {"DISPLAY": self.display})},
            stdin=subprocess.PIPE,
            stdout=self._out,
            stderr=subprocess.STDOUT,
        )
        assert self.program.stdin is not None
        self._orders = self.program.stdin
        self.until("the first screen", lambda seen: True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
        self._display.__exit__(kind, error, trace)

    def stop(self) -> int:
        """Ask the program to end, as its service would; its exit status."""
        if self.ended is None:
            self.program.send_signal(signal.SIGTERM)
            try:
                self.ended = self.program.wait(timeout=20)
            finally:
                self.program.kill()
                self._orders.close()
                self._out.close()
        return self.ended

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    @property
    def told(self) -> Seen:
        """What the program says of itself at its end."""
        told: Seen = json.loads(self.log.strip().splitlines()[-1])
        return told

    def raw(self) -> bytes:
        """The description's bytes."""
        return self._file.read_bytes()

    def seen(self) -> Seen:
        """What the description says now; nothing before the first screen."""
        if self.program.poll() is not None:
            raise AssertionError(f"the program ended with {self.program.returncode}:\n{self.log}")
        return json.loads(self.raw()) if self._file.exists() else {}

    def until(self, what: str, holds: Callable[[Seen], bool]) -> Seen:
        """Wait until the description fits."""

        def fitting() -> Seen | None:
            seen = self.seen()
            return seen if seen and holds(seen) else None

        return wait_until(fitting, what=what)

    def show(self, view: View) -> None:
        """Have a standing program show this, and wait for nothing."""
        self._orders.write(msgspec.json.encode(view) + b"\n")
        self._orders.flush()

    def until_screen(self, screen: str) -> Seen:
        return self.until(f"the screen {screen}", lambda seen: bool(seen["screen"] == screen))

    def point(self, name: str) -> tuple[float, float]:
        """The middle of a target."""
        seen = self.seen()
        for target in seen["targets"]:
            if target["name"] == name:
                x, y, width, height = target["rect"]
                return x + width / 2, y + height / 2
        raise AssertionError(f"{seen['screen']} has no {name}, but {[target['name'] for target in seen['targets']]}")

    def touch(self, name: str) -> None:
        """Touch a target, and wait for nothing."""
        self.pointer.click(*self.point(name))

    def turn(self, way: str) -> Seen:
        """To the part after (`more`) or before (`less`) the one that is shown."""
        before = lies(self.seen())
        self.touch(way)
        return self.until("another part", lambda seen: lies(seen) != before)

    def parts(self) -> list[Seen]:
        """Every part of the screen, from the first one, at which it is left; one where all of it is shown at once."""
        while has(self.seen(), "less"):
            self.turn("less")
        parts = [self.seen()]
        while has(parts[-1], "more"):
            parts.append(self.turn("more"))
        for _ in parts[1:]:
            self.turn("less")
        return parts

    def texts(self) -> str:
        """All that is written on the screen, on every part of it."""
        return " ".join(text["text"] for part in self.parts() for text in part["texts"])

    def find(self, name: str) -> None:
        """Turn to the part of the screen on which a target lies."""
        if has(self.seen(), name):
            return
        self.parts()
        while not has(self.seen(), name) and has(self.seen(), "more"):
            self.turn("more")

    def see_so(self, *wished: str) -> None:
        """Choose how the screen looks, where "Aa" is open; on whichever of its parts each choice lies."""
        for name in wished:
            self.find(name)
            self.touch(name)
            self.until(name, partial(_is_seen_so, name))

    def choose(self, name: str) -> Seen:
        """Touch a target, on whichever part of the screen it lies, and wait until another screen is there."""
        self.find(name)
        before = shape(self.seen())
        self.touch(name)
        return self.until(f"what follows {name}", lambda seen: shape(seen) != before)


def has(seen: Seen, name: str) -> bool:
    return any(target["name"] == name for target in seen["targets"])


def _is_seen_so(choice: str, seen: Seen) -> bool:
    part, _, value = choice.partition("-")
    return bool(seen["sight"][part] == value)


def lies(seen: Seen) -> object:
    """What tells one part from the next."""
    return [text["text"] for text in seen["texts"]], [(target["name"], target["rect"]) for target in seen["targets"]]


def shape(seen: Seen) -> tuple[object, ...]:
    """What tells one screen from the next; the seconds of a countdown do not."""
    return seen["screen"], seen["language"], seen["statement"], seen["position"], tuple(target["name"] for target in seen["targets"])
