"""Sends real pointer events to a display through xdotool, so that the window receives the same events as from a finger."""

from __future__ import annotations

import os
import shutil
import subprocess

from provisioning.demo.errors import DemoError


class Pointer:
    """Controls the pointer of one display.

    Raises:
        DemoError: xdotool is not installed.
    """

    def __init__(self, display: str) -> None:
        program = shutil.which("xdotool")
        if program is None:
            raise DemoError("xdotool is missing: apt-get install xdotool")
        self._program = program
        self._environment = {**os.environ, "DISPLAY": display}

    def click(self, x: float, y: float) -> None:
        """Press and release at a position in pixels from the top left of the display."""
        self._do(x, y, "click", "--delay", "0", "1")

    def press_and_hold(self, x: float, y: float, seconds: float) -> None:
        """Press at a position, and release after some seconds."""
        self._do(x, y, "mousedown", "1", "sleep", str(seconds), "mouseup", "1")

    def _do(self, x: float, y: float, *act: str) -> None:
        move = ["mousemove", str(round(x)), str(round(y))]
        subprocess.run([self._program, *move, *act], env=self._environment, check=True, timeout=20)
