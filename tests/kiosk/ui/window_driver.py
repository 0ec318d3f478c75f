"""Drives the screens in a real window on a display of its own, through the description and a real pointer."""

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
from tests.fixtures.display import Pointer, VirtualDisplay
from tests.fixtures.waiting import wait_until
from tests.project import ROOT

TEN_INCH_PANEL = ("1280x800", "217x136")
SEVEN_INCH_PANEL = ("800x480", "154x86")
VISIT_PANELS = {"10inch": TEN_INCH_PANEL, "7inch": SEVEN_INCH_PANEL}
"""The two panels used for whole visits."""
ALL_PANELS = {
    **VISIT_PANELS,
    "7inch-portrait": ("480x800", "86x154"),
    "10inch-portrait": ("800x1280", "136x217"),
    "15inch": ("1920x1080", "344x194"),
    "21inch": ("1920x1080", "476x268"),
    "21inch-portrait": ("1080x1920", "268x476"),
}
"""Holds all kinds of panels in pixels and millimetres."""
DescriptionDict = dict[str, Any]


class WindowDriver:
    """Runs a window program of this folder as a context manager, by default `sample_runtime_window.py`."""

    def __init__(
        self,
        folder: Path,
        panel: tuple[str, str] = TEN_INCH_PANEL,
        *,
        frozen: bool = False,
        offscreen: bool = False,
        module: str = "sample_runtime_window",
        **options: object,
    ) -> None:
        """Prepare the program.

        With `frozen`, its clock is stopped and it shows the views that `show` sends. With `offscreen`, it has no display, so that nothing
        can be seen or touched. `options` are further options of the program.
        """
        self._program = module
        self._dark = offscreen
        self.window_size, self.panel_size = panel
        width, height = self.window_size.split("x")
        self.window_pixels = (int(width), int(height))
        self._file = folder / f"screen-{self.window_size}.json"
        self._log = folder / f"log-{self.window_size}.txt"
        self._options = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
        self._options += ["--standing"] if frozen else []
        across, down = self.panel_size.split("x")
        self.panel_mm = (int(across), int(down))
        self._display = VirtualDisplay(*self.window_pixels)
        self.exit_status: int | None = None

    def __enter__(self) -> WindowDriver:
        self._file.unlink(missing_ok=True)
        self._display.__enter__()
        self.display_name = self._display.name
        self.pointer = Pointer(self.display_name)
        command = [sys.executable, "-m", f"tests.kiosk.ui.{self._program}", "--window", self.window_size, "--panel", self.panel_size]
        self._out = self._log.open("w")
        self.process = subprocess.Popen(
            [*command, "--describe", str(self._file), *self._options],
            cwd=ROOT,
            env={**os.environ, **({"SDL_VIDEODRIVER": "offscreen"} if self._dark else {"DISPLAY": self.display_name})},
            stdin=subprocess.PIPE,
            stdout=self._out,
            stderr=subprocess.STDOUT,
        )
        assert self.process.stdin is not None
        self._orders = self.process.stdin
        self.wait_for("the first screen", lambda seen: True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
        self._display.__exit__(kind, error, trace)

    def stop(self) -> int:
        """End the program with SIGTERM and return its exit status."""
        if self.exit_status is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.exit_status = self.process.wait(timeout=20)
            finally:
                self.process.kill()
                self._orders.close()
                self._out.close()
        return self.exit_status

    @property
    def log_text(self) -> str:
        return self._log.read_text(encoding="utf-8")

    @property
    def final_report(self) -> DescriptionDict:
        """Return what the program prints at its end."""
        told: DescriptionDict = json.loads(self.log_text.strip().splitlines()[-1])
        return told

    def description_bytes(self) -> bytes:
        """Return the bytes of the description."""
        return self._file.read_bytes()

    def description(self) -> DescriptionDict:
        """Return the current description, which is empty before the first screen."""
        if self.process.poll() is not None:
            raise AssertionError(f"the program ended with {self.process.returncode}:\n{self.log_text}")
        return json.loads(self.description_bytes()) if self._file.exists() else {}

    def wait_for(self, what: str, condition: Callable[[DescriptionDict], bool]) -> DescriptionDict:
        """Wait until the description satisfies a condition, and return it."""

        def fitting() -> DescriptionDict | None:
            seen = self.description()
            return seen if seen and condition(seen) else None

        return wait_until(fitting, what=what)

    def show(self, view: View) -> None:
        """Send a view to a standing program without waiting."""
        self._orders.write(msgspec.json.encode(view) + b"\n")
        self._orders.flush()

    def wait_for_screen(self, screen: str) -> DescriptionDict:
        return self.wait_for(f"the screen {screen}", lambda seen: bool(seen["screen"] == screen))

    def target_centre(self, name: str) -> tuple[float, float]:
        """Return the centre of a target."""
        seen = self.description()
        for target in seen["targets"]:
            if target["name"] == name:
                x, y, width, height = target["rect"]
                return x + width / 2, y + height / 2
        raise AssertionError(f"{seen['screen']} has no {name}, but {[target['name'] for target in seen['targets']]}")

    def tap(self, name: str) -> None:
        """Touch a target without waiting."""
        self.pointer.click(*self.target_centre(name))

    def turn_part(self, target: str) -> DescriptionDict:
        """Turn to the next part (`more`) or to the previous one (`less`)."""
        before = part_layout(self.description())
        self.tap(target)
        return self.wait_for("another part", lambda seen: part_layout(seen) != before)

    def part_descriptions(self) -> list[DescriptionDict]:
        """Return all parts of the screen, and turn back to the first one."""
        while has_target(self.description(), "less"):
            self.turn_part("less")
        parts = [self.description()]
        while has_target(parts[-1], "more"):
            parts.append(self.turn_part("more"))
        for _ in parts[1:]:
            self.turn_part("less")
        return parts

    def all_text(self) -> str:
        """Return all texts on all parts of the screen."""
        return " ".join(text["text"] for part in self.part_descriptions() for text in part["texts"])

    def turn_to_target(self, name: str) -> None:
        """Turn to the part of the screen with a target."""
        if has_target(self.description(), name):
            return
        self.part_descriptions()
        while not has_target(self.description(), name) and has_target(self.description(), "more"):
            self.turn_part("more")

    def choose_display_settings(self, *targets: str) -> None:
        """Choose display settings on the screen opened by "Aa"."""
        for name in targets:
            self.turn_to_target(name)
            self.tap(name)
            self.wait_for(name, partial(_is_seen_so, name))

    def choose(self, name: str) -> DescriptionDict:
        """Touch a target on any part of the screen, and wait until another screen is shown."""
        self.turn_to_target(name)
        before = screen_identity(self.description())
        self.tap(name)
        return self.wait_for(f"what follows {name}", lambda seen: screen_identity(seen) != before)


def has_target(description: DescriptionDict, name: str) -> bool:
    return any(target["name"] == name for target in description["targets"])


def _is_seen_so(choice: str, seen: DescriptionDict) -> bool:
    part, _, value = choice.partition("-")
    return bool(seen["sight"][part] == value)


def part_layout(description: DescriptionDict) -> object:
    """Return what distinguishes one part from the next."""
    return [text["text"] for text in description["texts"]], [(target["name"], target["rect"]) for target in description["targets"]]


def screen_identity(description: DescriptionDict) -> tuple[object, ...]:
    """Return what distinguishes one screen from the next, without the seconds of a countdown."""
    return (
        description["screen"],
        description["language"],
        description["statement"],
        description["position"],
        tuple(target["name"] for target in description["targets"]),
    )
