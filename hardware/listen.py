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

from hardware.devices import find
from hardware.events import Event, KeyEvent

EVERYTHING: Mapping[str, object] = {"keys": True, "headset": "closes", "presence": True, "tamper": True, "light": True}
LOOK_S = 0.5


def main(arguments: Sequence[str] | None = None, *, rest: Callable[[float], None] = time.sleep, pin_factory: object | None = None) -> int:
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
        mapping = EVERYTHING if file is None else named(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{file} cannot be read as TOML: {error}\n")
        return 1
    parts = find(mapping, lambda event: _say(in_line(event)), pin_factory=pin_factory)
    for fault in parts.faults:
        _say(f"fault     {fault.part}: {fault.words}")
    parts.light.show("ready")
    _say(f"listening headset {_word(parts.headset)}, somebody {_word(parts.somebody)}, case open {_word(parts.case.opened()[0])}")
    try:
        while True:
            rest(LOOK_S)
            parts.look()
    except KeyboardInterrupt:
        return 0
    finally:
        parts.close()


def named(settings: Mapping[str, object]) -> Mapping[str, object]:
    """The parts in a file: those of its table `hardware`, as the terminal's settings have them, or the file itself where it has none."""
    table = settings.get("hardware")
    return table if isinstance(table, Mapping) else settings


def in_line(event: Event) -> str:
    """An event as a line."""
    if isinstance(event, KeyEvent):
        return f"{event.kind:9} {event.name}" + (f" after {event.duration_ms} ms" if event.duration_ms else "")
    return f"{'on' if event.on else 'off':9} {event.name}"


def _word(known: bool | None) -> str:
    return "unknown" if known is None else "yes" if known else "no"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
