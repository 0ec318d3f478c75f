"""Combines the pictures of one language into a sheet: a row for each screen, a column for each theme, and a caption under each picture."""

from __future__ import annotations

import re
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from kiosk.ui.fonts import find_noto_sans

PICTURE_AREA = 70_000
"""Sets the number of pixels of each picture on the sheet."""
GAP, CAPTION_HEIGHT = 12, 44
GROUND, INK = (225, 225, 222), (20, 35, 43)


def make_sheet(folder: Path, themes: list[str], window: str) -> Path | None:
    """Combine the pictures `SCREEN-THEME-WINDOW.png` of a folder into `sheet-WINDOW.png` in the same folder.

    Args:
        folder: the folder of a language.
        themes: the names of the themes, in the order of the columns.
        window: the size of the window in pixels, as in the file names, such as `1280x800`.

    Returns:
        the path of the sheet, or None if there are no pictures.
    """
    rows = _rows(folder, themes, window)
    if not rows:
        return None
    width, height = (int(part) for part in window.split("x"))
    scale = (PICTURE_AREA / (width * height)) ** 0.5
    small = (round(width * scale), round(height * scale))
    step = (small[0] + GAP, small[1] + GAP + CAPTION_HEIGHT)
    page = Image.new("RGB", (len(themes) * step[0] + GAP, len(rows) * step[1] + GAP), GROUND)
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(find_noto_sans().regular, 15)
    for down, screen in enumerate(rows):
        for across, theme in enumerate(themes):
            file = folder / f"{screen}-{theme}-{window}.png"
            if not file.exists():
                continue
            x, y = GAP + across * step[0], GAP + down * step[1]
            with Image.open(file) as picture:
                page.paste(picture.convert("RGB").resize(small, Image.Resampling.LANCZOS), (x, y))
            pen.multiline_text((x, y + small[1] + 1), f"{screen}\n{theme}", fill=INK, font=font, spacing=1)
    kept = folder / f"sheet-{window}.png"
    page.save(kept)
    return kept


def _rows(folder: Path, themes: list[str], window: str) -> list[str]:
    """Return the names of the screens and parts that have a picture in any theme, in the order in which the screens were taken."""
    name = re.compile(rf"(?P<screen>.+?)(-part-(?P<part>\d+))?-({'|'.join(themes)})-{window}")
    taken: dict[str, int] = {}
    parts: dict[str, set[int]] = {}
    for file in folder.glob(f"*-{window}.png"):
        if found := name.fullmatch(file.stem):
            screen = found["screen"]
            taken[screen] = min(file.stat().st_mtime_ns, taken.get(screen, file.stat().st_mtime_ns))
            parts.setdefault(screen, set()).add(int(found["part"] or 1))
    return [
        screen if part == 1 else f"{screen}-part-{part}"
        for screen in sorted(taken, key=lambda screen: taken[screen])
        for part in sorted(parts[screen])
    ]
