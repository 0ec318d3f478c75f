"""Runs `aula-kiosk` on a board of mock pins whose levels are set through a pipe.

Usage: `python -m tests.kiosk.programs.wired_terminal PIPE run …`. Each line of the pipe is a JSON array: the name of a wire, and its edges
as pairs of the microseconds since the line was read and the level. The edges are played in real time, one line after the other.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

from gpiozero import Device
from gpiozero.pins.mock import MockFactory

from hardware import pins


def play_edges(factory: MockFactory, pipe: Path) -> None:
    """Play the edges that arrive through the pipe. This never returns."""
    while True:
        with pipe.open(encoding="utf-8") as lines:
            for line in lines:
                name, edges = json.loads(line)
                began = time.monotonic()
                for at_us, level in edges:
                    time.sleep(max(0.0, began + at_us / 1_000_000 - time.monotonic()))
                    drive_edge(factory.pin(pins.by_name(name).bcm), level, began + at_us / 1_000_000)


def drive_edge(pin: Any, level: int, at: float) -> None:
    """Set the level of a pin and report the change with the time `at`.

    The kernel of a board also gives an edge the time at which it happened, even if the program handles it later.
    """
    if pin._change_state(bool(level)):
        pin._last_change = at
        pin._call_when_changed()


def main() -> None:
    factory = Device.pin_factory = MockFactory()
    threading.Thread(target=play_edges, args=(factory, Path(sys.argv.pop(1))), daemon=True).start()
    from kiosk.commands import main as aula_kiosk

    aula_kiosk(prog_name="aula-kiosk")


if __name__ == "__main__":
    main()
