"""`aula-kiosk` whose window can be made to stand still while all its other threads go on.

`python -m tests.kiosk.programs.stalled_window PIPE run …`: a line `stand` through the pipe stops the window's thread, `go` lets it go on.
While
it stands, another thread prints `alive` twice a second.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path


def follow_commands(pipe: Path) -> None:
    """Do what the pipe says, for ever."""
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
