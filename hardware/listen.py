"""Prints the events of the wired parts, to test the wiring before the case is closed. Stop the terminal's program first.

    python -m hardware.listen                  every possible part
    python -m hardware.listen kiosk.toml       the parts that this file names: the terminal's settings, or the parts alone

The program prints which parts could not be opened and why, then every event as it comes, until Ctrl-C.
"""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from hardware.devices import open_devices
from hardware.events import HardwareEvent, KeyEvent

ALL_PARTS: Mapping[str, object] = {"keys": True, "headset": "closes", "presence": True, "tamper": True, "light": True}
POLL_INTERVAL_S = 0.5


def main(arguments: Sequence[str] | None = None, *, sleep: Callable[[float], None] = time.sleep, pin_factory: object | None = None) -> int:
    """Run the program that the module's docstring describes and return its exit status.

    `sleep` waits between two polls; a KeyboardInterrupt from it ends the program.
    """
    parser = argparse.ArgumentParser(prog="python -m hardware.listen", description="Print the events of the wired parts.")
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        help="TOML file with the parts, or the terminal's settings with a table [hardware]; without it, every possible part",
    )
    file = parser.parse_args(arguments).file
    try:
        mapping = ALL_PARTS if file is None else parts_in_settings(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{file} cannot be read as TOML: {error}\n")
        return 1
    parts = open_devices(mapping, lambda event: _say(format_event(event)), pin_factory=pin_factory)
    for fault in parts.faults:
        _say(f"fault     {fault.part}: {fault.message}")
    parts.status_light.show("ready")
    _say(
        f"listening headset {_word(parts.is_headset_connected)}, somebody {_word(parts.is_somebody_present)}, "
        f"case open {_word(parts.tamper.check_opened()[0])}"
    )
    try:
        while True:
            sleep(POLL_INTERVAL_S)
            parts.poll()
    except KeyboardInterrupt:
        return 0
    finally:
        parts.close()


def parts_in_settings(settings: Mapping[str, object]) -> Mapping[str, object]:
    """Return the parts in a file: its table `hardware`, as in the terminal's settings, or the whole file if it has no such table."""
    table = settings.get("hardware")
    return table if isinstance(table, Mapping) else settings


def format_event(event: HardwareEvent) -> str:
    """Return the line that describes an event."""
    if isinstance(event, KeyEvent):
        return f"{event.kind:9} {event.name}" + (f" after {event.duration_ms} ms" if event.duration_ms else "")
    return f"{'on' if event.is_on else 'off':9} {event.name}"


def _word(known: bool | None) -> str:
    return "unknown" if known is None else "yes" if known else "no"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
