"""Draws the case in some or all variants.

    python -m hardware.enclosure [VARIANT …] [--solids] [--into DIRECTORY]
    python -m hardware.enclosure --pictures-of-the-page

The program always draws pictures. With `--solids` it also writes an STL file of each part, and the front as SVG and DXF for cutting it
from sheet material.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from hardware.enclosure import drawing
from hardware.enclosure.drawing import DrawingError

DEFAULT_OUTPUT = Path("build/enclosure")
PICTURES_FOLDER = Path(__file__).parent.parent / "pictures"
PAGE_VARIANTS = ("ten-inch-pi4", "fifteen-inch-pi5")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program that the module's docstring describes and return its exit status."""
    known = drawing.load_variants()
    parser = argparse.ArgumentParser(prog="python -m hardware.enclosure", description="Draw the case.")
    parser.add_argument("variant", nargs="*", metavar="VARIANT", help=f"one or more of {', '.join(known)} (default: all)")
    parser.add_argument("--solids", action="store_true", help="also write STL files of the parts, and the front as SVG and DXF")
    parser.add_argument("--into", type=Path, default=DEFAULT_OUTPUT, help=f"the output folder (default: {DEFAULT_OUTPUT})")
    parser.add_argument("--pictures-of-the-page", action="store_true", help="redraw the pictures of ENCLOSURE.md")
    chosen = parser.parse_args(arguments)
    unknown = [name for name in chosen.variant if name not in known]
    if unknown:
        parser.error(f"there is no variant {unknown[0]}; there are {', '.join(known)}")
    try:
        if chosen.pictures_of_the_page:
            _draw(PAGE_VARIANTS, drawing.PICTURES, "png", PICTURES_FOLDER)
            return 0
        names = chosen.variant or list(known)
        _draw(names, drawing.PICTURES, "png", chosen.into)
        if chosen.solids:
            _draw(names, drawing.SOLIDS, "stl", chosen.into)
            for kind in ("svg", "dxf"):
                _draw(names, (drawing.FRONT_SHEET,), kind, chosen.into)
    except DrawingError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _draw(names: Sequence[str], parts: Sequence[str], kind: str, into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    for name in names:
        for part in parts:
            file = into / f"{name}-{part}.{kind}"
            drawing.draw(name, part, file)
            sys.stdout.write(f"{file}\n")


if __name__ == "__main__":
    sys.exit(main())
