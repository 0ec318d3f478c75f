"""OpenSCAD, asked to draw one part of one variant; any word of warning from it is an error."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parent
MODEL = FOLDER / "case.scad"
VARIANTS = FOLDER / "variants.json"
PICTURES = ("assembly", "exploded")
SOLIDS = ("front", "body", "bracket")
FRONT_SHEET = "front_sheet"
CAMERA_ANGLES = {"assembly": "350,25,0", "exploded": "345,55,0"}
"""From where each picture is seen: turned about x, y and z, in degrees."""
TIMEOUT_S = 900
_TROUBLE = re.compile(r"^(WARNING|ERROR|DEPRECATED|TRACE).*", re.MULTILINE)


class DrawingError(Exception):
    """A part could not be drawn without a warning; the message is OpenSCAD's own."""


def load_variants() -> Mapping[str, Mapping[str, str]]:
    """The numbers of each variant, by name, as they are written."""
    sets: dict[str, dict[str, str]] = json.loads(VARIANTS.read_text(encoding="utf-8"))["parameterSets"]
    return sets


def draw(variant: str, part: str, file: Path, *, program: Path | None = None, overrides: Mapping[str, str] | None = None) -> str:
    """Draw a part into a file; its ending says the format (png, stl, svg, dxf). Returns what OpenSCAD said.

    Args:
        variant: one of `variants()`.
        part: one of `PICTURES`, `SOLIDS` or `SHEET`.
        file: overwritten.
        program: OpenSCAD; the one in the search path without it.
        overrides: numbers in place of the variant's.

    Raises:
        DrawingError: OpenSCAD is missing, refuses, or has a warning.
    """
    numbers = {**load_variants()[variant], **(overrides or {}), "part": part}
    command = [str(program or _found("openscad")), "-o", str(file)]
    command += [
        word for name, value in numbers.items() for word in ("-D", f"{name}={_literal(value)}")
    ]  # with -P, -D would count for nothing
    if file.suffix == ".png":
        command += [
            "--imgsize=1000,750",
            "--projection=o",
            f"--camera=0,0,0,{CAMERA_ANGLES[part]},0",
            "--viewall",
            "--autocenter",
            "--colorscheme=Tomorrow",
        ]
        if not os.environ.get("DISPLAY"):
            command = [_found("xvfb-run"), "-a", *command]
    command.append(str(MODEL))
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired:
        raise DrawingError(f"{variant} {part}: not drawn in {TIMEOUT_S} s") from None
    trouble = _TROUBLE.findall(done.stderr)
    if done.returncode or trouble:
        raise DrawingError(f"{variant} {part}: {done.stderr.strip() or 'OpenSCAD failed without a word'}")
    return done.stderr


def _literal(value: str) -> str:
    """A number, a list or a truth as it is, a word in quotes; a set of parameters holds them all without."""
    return value if re.fullmatch(r"\[.*\]|-?[\d.]+|true|false", value) else json.dumps(value)


def _found(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise DrawingError(f"{name} is missing: on Debian, apt-get install openscad xvfb xauth")
    return path
