"""Makes screens fail in programs that tests start: while they are laid out, or when half of them is painted.

A screen is chosen by its name; `writing` is the keyboard once its field contains a number of letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from kiosk.ui import environment

if TYPE_CHECKING:
    from kiosk.ui.page_drawing import PageDrawing

BREAK_AFTER_LETTERS = 6
SECRET = "kuiskattu"


def fail(typed: str) -> NoReturn:
    """Raise the exception of a failing screen, whose message quotes private text."""
    raise ValueError(f"{SECRET} {typed}")


class UnpaintableRun:
    """Replaces a text run and fails when it is painted."""

    is_private = True
    size = 10

    def __init__(self, typed: str) -> None:
        self._typed = typed

    @property
    def lines(self) -> Any:
        fail(self._typed)


def break_screen(screen: str, *, while_painting: bool = False, after_letters: int = BREAK_AFTER_LETTERS) -> None:
    """Make a screen fail from now on, while it is laid out or painted. Call it before the window is opened."""
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
