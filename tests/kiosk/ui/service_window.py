"""Runs the whole terminal with its screens but without its schedule on a state folder, to test the service screen. See `--help`.

Each line `key NAME` on standard input reports the press of a key, as the hardware would.
"""

from __future__ import annotations

import argparse
import logging
import sys
import threading
from pathlib import Path

from hardware.faults import DeviceFault
from kiosk.clock import SystemClock
from kiosk.service.session import KeyEventReceived
from kiosk.store.store import Store
from kiosk.terminal import KioskTerminal
from kiosk.ui.app import run


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--window", default="1280x800")
    parser.add_argument("--panel", default="217x136")
    parser.add_argument("--describe", type=Path)
    parser.add_argument("--state", type=Path)
    asked = parser.parse_args()
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    store = Store(asked.state)
    terminal = KioskTerminal(store, SystemClock())
    terminal.device_faults.set_other_faults([DeviceFault("help", "stuck")])
    terminal.say = lambda sentence, language: f"{len(sentence)} letters of {language}"
    terminal.runtime.start()
    threading.Thread(target=read_key_presses, args=(terminal,), daemon=True).start()
    width, height = asked.window.split("x")
    across, down = asked.panel.split("x")
    try:
        run(
            terminal.runtime, window=(int(width), int(height)), panel_mm=(int(across), int(down)), fullscreen=False,
            description_path=asked.describe, on_frame=lambda: None,
        )  # fmt: skip
    finally:
        terminal.runtime.stop()
        store.close()
    return 0


def read_key_presses(terminal: KioskTerminal) -> None:
    for line in sys.stdin:
        terminal.runtime.post_service_event(KeyEventReceived(line.split()[1], "press"))


if __name__ == "__main__":
    sys.exit(main())
