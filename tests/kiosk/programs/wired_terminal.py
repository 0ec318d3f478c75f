"""`aula-kiosk` on a board of mock pins whose wires are driven through a pipe: `python -m tests.kiosk.programs.wired_terminal PIPE run …`.

A line of the pipe is the name of a wire and its edges, (microseconds since the line came, level) as a logic analyser writes them
down. They are played in real time, bounces and all, one line after the other.
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
    """Drive the wires as the pipe says, for ever."""
    while True:
        with pipe.open(encoding="utf-8") as lines:
            for line in lines:
                name, edges = json.loads(line)
                began = time.monotonic()
                for at_us, level in edges:
                    time.sleep(max(0.0, began + at_us / 1_000_000 - time.monotonic()))
                    drive_edge(factory.pin(pins.by_name(name).bcm), level, began + at_us / 1_000_000)


def drive_edge(pin: Any, level: int, at: float) -> None:
    """A wire changes, dated as a board's kernel dates it: by when it did, however late whoever is told gets to it."""
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
