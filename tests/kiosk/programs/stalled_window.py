"""Runs `aula-kiosk` so that the thread of its window can be stopped while all its other threads go on.

Usage: `python -m tests.kiosk.programs.stalled_window PIPE run …`. The line `stand` in the pipe stops the window's thread, and `go` lets it
continue. While it is stopped, another thread prints `alive` twice a second.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path


def follow_commands(pipe: Path) -> None:
    """Carry out the commands that arrive through the pipe until it is closed."""
    go = threading.Event()
    with pipe.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip() == "go":
                go.set()
                continue
            from kivy.clock import Clock

            go.clear()
            stands = threading.Event()
            Clock.schedule_once(lambda _, stands=stands: (stands.set(), go.wait()))
            stands.wait()
            threading.Thread(target=print_alive, args=(go,), daemon=True).start()


def print_alive(go: threading.Event) -> None:
    while not go.wait(0.5):
        sys.stdout.write("alive\n")
        sys.stdout.flush()


def main() -> None:
    threading.Thread(target=follow_commands, args=(Path(sys.argv.pop(1)),), daemon=True).start()
    from kiosk.commands import main as aula_kiosk

    aula_kiosk(prog_name="aula-kiosk")


if __name__ == "__main__":
    main()
