"""Where the letters come from: Noto Sans, which has every Sámi letter, from the system's fonts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FONT_FOLDERS = (Path("/usr/share/fonts/truetype/noto"), Path("/usr/share/fonts/noto"), Path("/usr/local/share/fonts/noto"))
FONT_PACKAGE = "fonts-noto-core"


class FontMissing(RuntimeError):
    """The terminal's font is not installed."""


@dataclass(frozen=True)
class FontFiles:
    """Files of the two weights."""

    regular: str
    bold: str


def find_noto_sans(folders: tuple[Path, ...] = FONT_FOLDERS) -> FontFiles:
    """Noto Sans.

    Raises:
        FontMissing: it is not there, with the package that brings it.
    """
    for folder in folders:
        regular, bold = folder / "NotoSans-Regular.ttf", folder / "NotoSans-Bold.ttf"
        if regular.is_file() and bold.is_file():
            return FontFiles(str(regular), str(bold))
    raise FontMissing(f"Noto Sans is not installed: apt-get install {FONT_PACKAGE}")
