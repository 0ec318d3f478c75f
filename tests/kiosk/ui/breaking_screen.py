"""Screens that break, for programs that tests start: as they are laid out, or when half of them is painted.

Which one is said by its name; `writing` is the keyboard once so many letters stand in its field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from kiosk.ui import environment

if TYPE_CHECKING:
    from kiosk.ui.page_drawing import Drawing

LETTERS = 6
SECRET = "kuiskattu"


def fail(typed: str) -> NoReturn:
    """A fault whose message quotes what nobody may read."""
    raise ValueError(f"{SECRET} {typed}")


class Unpaintable:
    """In the place of a run of text."""

    private = True
    size = 10

    def __init__(self, typed: str) -> None:
        self._typed = typed

    @property
    def lines(self) -> Any:
        fail(self._typed)


def break_screen(where: str, *, painting: bool = False, letters: int = LETTERS) -> None:
    """From now on this screen cannot be laid out, or not be painted to its end. Before there is a window."""
    environment.prepare()
    from kiosk.ui import screens
    from kiosk.ui.rect import Rect
    from kiosk.ui.scene import Words

    laid = screens._laid

    def broken(drawing: Drawing) -> Drawing:
        if where == "writing" and not (drawing.page.keyboard and len(drawing.typed.text) >= letters):
            return laid(drawing)
        if where not in ("writing", drawing.page.screen):
            return laid(drawing)
        if not painting:
            fail(drawing.typed.text)
        marks = laid(drawing).scene.marks
        marks.insert(len(marks) // 2, Words(Rect(0, 0, 1, 1), Unpaintable(drawing.typed.text), "ink"))  # type: ignore[arg-type]
        return drawing

    screens._laid = broken
