"""Describes the position and size of the texts and pictures of a scene. Text that a person typed is private and left out."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.pages.screen_description import Box, PictureDescription, TextDescription
from kiosk.ui.rect import Rect
from kiosk.ui.scene import Align, PlacedTarget, PlacedText, Scene
from kiosk.ui.text_layout import TextRun


def describe_texts(scene: Scene) -> Iterator[TextDescription]:
    """Yield each of the terminal's own texts that is not dimmed, in drawing order."""
    for mark in scene.items:
        match mark:
            case PlacedText(rect, run, _, align) if not run.is_private:
                yield _seen(run, rect, _letters(rect, run, align), None)
            case PlacedTarget() if mark.run is not None and not mark.run.is_private:
                rect, run = mark.text_rect or mark.rect, mark.run
                middle = Rect(rect.x, rect.y + (rect.height - run.height) // 2, rect.width, run.height)
                yield _seen(run, rect, _letters(middle, run, mark.align), mark.name)
            case _:
                continue


def describe_pictures(scene: Scene) -> dict[str, PictureDescription]:
    """Return the pictures by the name of the target on which they are."""
    return {touch.name: PictureDescription(touch.picture.name, touch.picture.rect) for touch in scene.targets() if touch.picture}


def _seen(run: TextRun, rect: Rect, letters: Box, target: str | None) -> TextDescription:
    return TextDescription(run.text, rect, (run.width, run.height), letters, run.size, run.bold, target)


def _letters(rect: Rect, run: TextRun, align: Align) -> Box:
    free = rect.width - run.width
    x = rect.x + (0 if align == "left" else free if align == "right" else free // 2)
    return x, rect.y, run.width, run.height
