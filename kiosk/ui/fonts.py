"""Finds the font files of Noto Sans, which has every Sámi letter, among the system's fonts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FONT_FOLDERS = (Path("/usr/share/fonts/truetype/noto"), Path("/usr/share/fonts/noto"), Path("/usr/local/share/fonts/noto"))
"""The folders in which distributions install Noto Sans, in the order of search."""
FONT_PACKAGE = "fonts-noto-core"
"""The Debian package that contains Noto Sans."""


class FontMissing(RuntimeError):
    """Raised when Noto Sans is not installed."""


@dataclass(frozen=True)
class FontFiles:
    """The paths of the font files of both weights."""

    regular: str
    """The path of the regular weight."""
    bold: str
    """The path of the bold weight."""


def find_noto_sans(folders: tuple[Path, ...] = FONT_FOLDERS) -> FontFiles:
    """Return the font files of Noto Sans from the first folder that has both weights.

    Raises:
        FontMissing: no folder has both; the message names the package to install.
    """
    for folder in folders:
        regular, bold = folder / "NotoSans-Regular.ttf", folder / "NotoSans-Bold.ttf"
        if regular.is_file() and bold.is_file():
            return FontFiles(str(regular), str(bold))
    raise FontMissing(f"Noto Sans is not installed: apt-get install {FONT_PACKAGE}")
