"""What a scene tells of its texts and pictures: where each stands and how large it is. What a person typed is private, and left out."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.pages.screen_description import Box, PictureSeen, TextSeen
from kiosk.ui.rect import Rect
from kiosk.ui.scene import Align, Scene, Touch, Words
from kiosk.ui.text_layout import Run


def texts(scene: Scene) -> Iterator[TextSeen]:
    """Every piece of the terminal's own text that is not dimmed, in the order in which it was drawn."""
    for mark in scene.marks:
        match mark:
            case Words(rect, run, _, align) if not run.private:
                yield _seen(run, rect, _letters(rect, run, align), None)
            case Touch() if mark.run is not None and not mark.run.private:
                rect, run = mark.room or mark.rect, mark.run
                middle = Rect(rect.x, rect.y + (rect.height - run.height) // 2, rect.width, run.height)
                yield _seen(run, rect, _letters(middle, run, mark.align), mark.name)
            case _:
                continue


def pictures(scene: Scene) -> dict[str, PictureSeen]:
    """The pictures that were drawn, by the targets on which they stand."""
    return {touch.name: PictureSeen(touch.picture.name, touch.picture.rect) for touch in scene.touches() if touch.picture}


def _seen(run: Run, rect: Rect, letters: Box, target: str | None) -> TextSeen:
    return TextSeen(run.text, rect, (run.width, run.height), letters, run.size, run.bold, target)


def _letters(rect: Rect, run: Run, align: Align) -> Box:
    free = rect.width - run.width
    x = rect.x + (0 if align == "left" else free if align == "right" else free // 2)
    return x, rect.y, run.width, run.height
