"""Screens that break, for programs that tests start: as they are laid out, or when half of them is painted.

Which one is said by its name; `writing` is the keyboard once so many letters stand in its field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from kiosk.ui import environment

if TYPE_CHECKING:
    from kiosk.ui.page_drawing import PageDrawing

BREAK_AFTER_LETTERS = 6
SECRET = "kuiskattu"


def fail(typed: str) -> NoReturn:
    """A fault whose message quotes what nobody may read."""
    raise ValueError(f"{SECRET} {typed}")


class UnpaintableRun:
    """In the place of a run of text."""

    is_private = True
    size = 10

    def __init__(self, typed: str) -> None:
        self._typed = typed

    @property
    def lines(self) -> Any:
        fail(self._typed)


def break_screen(screen: str, *, while_painting: bool = False, after_letters: int = BREAK_AFTER_LETTERS) -> None:
    """From now on this screen cannot be laid out, or not be painted to its end. Before there is a window."""
    environment.prepare_kivy()
    from kiosk.ui import screens
    from kiosk.ui.rect import Rect
    from kiosk.ui.scene import PlacedText

    laid = screens._lay_out

    def broken(drawing: PageDrawing) -> PageDrawing:
        if screen == "writing" and not (drawing.page.keyboard and len(drawing.field_content.text) >= after_letters):
            return laid(drawing)
        if screen not in ("writing", drawing.page.screen):
            return laid(drawing)
        if not while_painting:
            fail(drawing.field_content.text)
        marks = laid(drawing).scene.items
        marks.insert(len(marks) // 2, PlacedText(Rect(0, 0, 1, 1), UnpaintableRun(drawing.field_content.text), "ink"))  # type: ignore[arg-type]
        return drawing

    screens._lay_out = broken
