"""Hear what the wires say, before the lid closes: `python -m hardware.listen` on the terminal, with the terminal's program stopped.

    python -m hardware.listen                  every part there can be
    python -m hardware.listen kiosk.toml       the parts that this file names: the terminal's settings, or the parts alone

Prints what could not be opened and why, then every event as it comes, until Ctrl-C.
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
    """See the module's docstring. `rest` waits between two looks; a KeyboardInterrupt from it ends the listening."""
    parser = argparse.ArgumentParser(prog="python -m hardware.listen", description="Print what the wired parts tell.")
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        help="TOML with the parts, or the terminal's settings with a table [hardware]; every part there can be without it",
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
    """The parts in a file: those of its table `hardware`, as the terminal's settings have them, or the file itself where it has none."""
    table = settings.get("hardware")
    return table if isinstance(table, Mapping) else settings


def format_event(event: HardwareEvent) -> str:
    """An event as a line."""
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
