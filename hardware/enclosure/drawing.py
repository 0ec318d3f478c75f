"""Draws one part of one variant of the case with OpenSCAD, and treats every warning of OpenSCAD as an error."""

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
"""The camera's rotation about x, y and z for each picture, in degrees."""
TIMEOUT_S = 900
_TROUBLE = re.compile(r"^(WARNING|ERROR|DEPRECATED|TRACE).*", re.MULTILINE)


class DrawingError(Exception):
    """Raised when a part cannot be drawn without a warning. The message contains the output of OpenSCAD, or what is missing."""


def load_variants() -> Mapping[str, Mapping[str, str]]:
    """Return the parameters of each variant by its name, as the file contains them."""
    sets: dict[str, dict[str, str]] = json.loads(VARIANTS.read_text(encoding="utf-8"))["parameterSets"]
    return sets


def draw(variant: str, part: str, file: Path, *, program: Path | None = None, overrides: Mapping[str, str] | None = None) -> str:
    """Draw a part into a file and return the messages of OpenSCAD.

    Args:
        variant: a name in `load_variants()`.
        part: one of `PICTURES` or `SOLIDS`, or `FRONT_SHEET`.
        file: the output file, which is overwritten. Its suffix (png, stl, svg, dxf) sets the format.
        program: the OpenSCAD program. None means the one in the search path.
        overrides: parameters that replace those of the variant.

    Raises:
        DrawingError: OpenSCAD is missing, fails, warns, or takes longer than `TIMEOUT_S`.
    """
    numbers = {**load_variants()[variant], **(overrides or {}), "part": part}
    command = [str(program or _found("openscad")), "-o", str(file)]
    command += [
        word for name, value in numbers.items() for word in ("-D", f"{name}={_literal(value)}")
    ]  # OpenSCAD ignores -D when -P selects a parameter set
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
        raise DrawingError(f"{variant} {part}: {done.stderr.strip() or 'OpenSCAD failed without a message'}")
    return done.stderr


def _literal(value: str) -> str:
    """Return a parameter as OpenSCAD source. A number, list or Boolean stays as it is, and a word gets quotes, which the file omits."""
    return value if re.fullmatch(r"\[.*\]|-?[\d.]+|true|false", value) else json.dumps(value)


def _found(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise DrawingError(f"{name} is missing: on Debian, apt-get install openscad xvfb xauth")
    return path
