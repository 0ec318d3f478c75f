"""A scale: equal tiles in a row, all of one colour, and its two ends in words under them. The scale never leads."""

from __future__ import annotations

from kiosk.ui.drawing import Drawing
from kiosk.ui.letters import Run
from kiosk.ui.rect import Rect


def ends(drawing: Drawing, width: int, size: int) -> tuple[Run, Run]:
    """The words for the two ends, each at most nearly half as wide as the scale."""
    room = width // 2 - drawing.measures.unit
    low, high = drawing.page.said("low") or "", drawing.page.said("high") or ""
    least = drawing.measures.small_least
    return drawing.run(low, size, room, least=least), drawing.run(high, size, room, least=least)


def tiles(drawing: Drawing, row: Rect, names: tuple[str, ...], gap: int, size: int) -> None:
    for name, rect in zip(names, row.columns(len(names), gap), strict=True):
        drawing.touch(name, rect, "tile", size=size)


def labels(drawing: Drawing, row: Rect, low: Run, high: Run) -> None:
    half = row.width // 2
    drawing.words(Rect(row.x, row.y, half, row.height), low, "soft")
    drawing.words(Rect(row.x + half, row.y, row.width - half, row.height), high, "soft", "right")
