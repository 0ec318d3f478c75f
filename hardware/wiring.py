"""The wiring as people and programs read it, made from `hardware.pins`: `python -m hardware.wiring`.

python -m hardware.wiring            the table in Markdown, as it stands in README.md
python -m hardware.wiring --header   a drawing of the 40-pin header
python -m hardware.wiring --json     the same for programs
python -m hardware.wiring --write    puts table and drawing into the documents of this folder
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from hardware.pins import FIVE_VOLTS, GROUNDS, HEADER_NUMBERS, KEPT_FREE, THREE_VOLTS, WIRING, Pin

FOLDER = Path(__file__).parent
DOCUMENTS = {"README.md": ("table",), "WIRING.md": ("table", "header")}
"""Which document holds what, between `<!-- wiring: NAME -->` and `<!-- end -->`."""


def render_table() -> str:
    """Every wire as a table in Markdown."""
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
    """The header as one looks at it with the board's USB sockets below, pin 1 at the upper left."""
    names = _names()
    lines = [f"{names[left]:>24}  ({left:>2}) ({left + 1:>2})  {names[left + 1]}".rstrip() for left in range(1, 40, 2)]
    return "\n".join(["```text", *lines, "```"])


def wiring_data() -> list[dict[str, object]]:
    """Every wire as plain data."""
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
    """A document with its table and drawing as they are now."""

    def made(found: re.Match[str]) -> str:
        return f"<!-- wiring: {found[1]} -->\n{_MADE[found[1]]()}\n<!-- end -->"

    return re.sub(r"<!-- wiring: (\w+) -->\n.*?<!-- end -->", made, document, flags=re.DOTALL)


def main(arguments: Sequence[str] | None = None) -> int:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(prog="python -m hardware.wiring", description="The wiring, from hardware/pins.py.")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--header", action="store_true", help="a drawing of the 40-pin header")
    how.add_argument("--json", action="store_true", help="for programs")
    how.add_argument("--write", action="store_true", help="put table and drawing into the documents of hardware/")
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
    """What each number on the header is for."""
    names = dict.fromkeys(GROUNDS, "ground") | dict.fromkeys(FIVE_VOLTS, "5 V") | dict.fromkeys(THREE_VOLTS, "3.3 V")
    names |= {number: f"BCM {bcm}, kept free" if bcm in KEPT_FREE else f"BCM {bcm}" for bcm, number in HEADER_NUMBERS.items()}
    return names | {pin.header_number: f"BCM {pin.bcm} {pin.name.upper()}" for pin in WIRING}


if __name__ == "__main__":
    sys.exit(main())
