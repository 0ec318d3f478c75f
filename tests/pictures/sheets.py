"""One sheet of a language's pictures: a row for each screen, a column for each theme, a caption under each picture."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from kiosk.ui.fonts import noto_sans

AREA = 70_000
"""Pixels of a picture on the sheet."""
GAP, CAPTION = 12, 26
GROUND, INK = (225, 225, 222), (20, 35, 43)


def sheet(folder: Path, themes: list[str], window: str) -> Path | None:
    """Lay out the pictures `SCREEN-THEME-WINDOW.png` of a folder as its `sheet-WINDOW.png`; None where there are none."""
    names = {file.stem for file in folder.glob(f"*-{window}.png")} - {f"sheet-{window}"}
    first = [name.removesuffix(f"-{themes[0]}-{window}") for name in names if name.endswith(f"-{themes[0]}-{window}")]
    rows = sorted(first, key=lambda screen: (folder / f"{screen}-{themes[0]}-{window}.png").stat().st_mtime_ns)
    if not rows:
        return None
    width, height = (int(part) for part in window.split("x"))
    scale = (AREA / (width * height)) ** 0.5
    small = (round(width * scale), round(height * scale))
    step = (small[0] + GAP, small[1] + GAP + CAPTION)
    page = Image.new("RGB", (len(themes) * step[0] + GAP, len(rows) * step[1] + GAP), GROUND)
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(noto_sans().regular, 15)
    for down, screen in enumerate(rows):
        for across, theme in enumerate(themes):
            file = folder / f"{screen}-{theme}-{window}.png"
            if not file.exists():
                continue
            x, y = GAP + across * step[0], GAP + down * step[1]
            with Image.open(file) as picture:
                page.paste(picture.convert("RGB").resize(small, Image.Resampling.LANCZOS), (x, y))
            pen.text((x, y + small[1] + 3), f"{screen} · {theme}", fill=INK, font=font)
    kept = folder / f"sheet-{window}.png"
    page.save(kept)
    return kept
