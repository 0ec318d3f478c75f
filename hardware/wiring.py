"""Prints the wiring that `hardware.pins` defines, for people and programs.

    python -m hardware.wiring            prints the table in Markdown, as README.md contains it
    python -m hardware.wiring --header   prints a drawing of the 40-pin header
    python -m hardware.wiring --json     prints the table as JSON
    python -m hardware.wiring --write    updates the table and the drawing in the documents of this folder

Only `--write` changes files.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from hardware.pins import (
    FIVE_VOLT_HEADER_NUMBERS,
    GROUND_HEADER_NUMBERS,
    HEADER_NUMBERS,
    RESERVED_BCM,
    THREE_VOLT_HEADER_NUMBERS,
    WIRING,
    Pin,
)

FOLDER = Path(__file__).parent
DOCUMENTS = {"README.md": ("table",), "WIRING.md": ("table", "header")}
"""The documents and the generated sections in each, which stand between `<!-- wiring: NAME -->` and `<!-- end -->`."""


def render_table() -> str:
    """Return a Markdown table of every wire."""
    rows = [
        "| part | wire | pin (BCM) | on the header | its other wires | pull | what is soldered |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    rows += [
        f"| {pin.part} | {pin.name} | {pin.bcm} | {pin.header_number} | {_others(pin)} | {pin.pull or ''} | {pin.connection} |"
        for pin in WIRING
    ]
    return "\n".join(rows)


def render_header() -> str:
    """Return a drawing of the header as it looks with the board's USB sockets at the bottom, so that pin 1 is at the upper left."""
    names = _names()
    lines = [f"{names[left]:>24}  ({left:>2}) ({left + 1:>2})  {names[left + 1]}".rstrip() for left in range(1, 40, 2)]
    return "\n".join(["```text", *lines, "```"])


def wiring_data() -> list[dict[str, object]]:
    """Return every wire as plain data, for JSON."""
    return [
        {
            "name": pin.name,
            "part": pin.part,
            "bcm": pin.bcm,
            "header": pin.header_number,
            "direction": "out" if pin.pull is None else "in",
            "pull": pin.pull,
            "ground": pin.ground,
            "supply": pin.supply,
            "wire": pin.connection,
        }
        for pin in WIRING
    ]


def fill_document(document: str) -> str:
    """Return a document with its generated sections replaced by the current table and drawing."""

    def made(found: re.Match[str]) -> str:
        return f"<!-- wiring: {found[1]} -->\n{_MADE[found[1]]()}\n<!-- end -->"

    return re.sub(r"<!-- wiring: (\w+) -->\n.*?<!-- end -->", made, document, flags=re.DOTALL)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program that the module's docstring describes and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m hardware.wiring", description="Print the wiring that hardware/pins.py defines.")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--header", action="store_true", help="print a drawing of the 40-pin header")
    how.add_argument("--json", action="store_true", help="print JSON")
    how.add_argument("--write", action="store_true", help="update the table and the drawing in the documents of hardware/")
    chosen = parser.parse_args(arguments)
    if chosen.write:
        for name in DOCUMENTS:
            file = FOLDER / name
            file.write_text(fill_document(file.read_text(encoding="utf-8")), encoding="utf-8")
        return 0
    said = json.dumps(wiring_data(), indent=2, ensure_ascii=False) if chosen.json else render_header() if chosen.header else render_table()
    sys.stdout.write(said + "\n")
    return 0


_MADE = {"table": render_table, "header": render_header}


def _others(pin: Pin) -> str:
    ground = f"{pin.ground} (ground)"
    return ground if pin.supply is None else f"{ground}, {pin.supply} (5 V)"


def _names() -> dict[int, str]:
    """Return the text for each number on the header."""
    names = (
        dict.fromkeys(GROUND_HEADER_NUMBERS, "ground")
        | dict.fromkeys(FIVE_VOLT_HEADER_NUMBERS, "5 V")
        | dict.fromkeys(THREE_VOLT_HEADER_NUMBERS, "3.3 V")
    )
    names |= {number: f"BCM {bcm}, kept free" if bcm in RESERVED_BCM else f"BCM {bcm}" for bcm, number in HEADER_NUMBERS.items()}
    return names | {pin.header_number: f"BCM {pin.bcm} {pin.name.upper()}" for pin in WIRING}


if __name__ == "__main__":
    sys.exit(main())
