"""Paints a scene with Kivy's canvas instructions. It converts coordinates from the top left to OpenGL's bottom left."""

from __future__ import annotations

from typing import Any

from kivy.graphics import BorderImage, Color, Rectangle

from kiosk.ui.line_drawing import draw_picture
from kiosk.ui.rect import Rect
from kiosk.ui.rounded_box import RoundedBoxTextures, patch_width
from kiosk.ui.scene import Block, PlacedTarget, PlacedText, Scene, SceneItem
from kiosk.ui.text_layout import TextRun, Typesetter
from kiosk.ui.theme import DIM_ALPHA, LIGHT, ColourToken, Measures, Theme

CAPITALS_OFFSET = 0.03
"""The distance of the centre of capitals below the centre of their line, in type sizes."""


class ScenePainter:
    """Paints scenes on one canvas, which is cleared each time, so that nothing of the previous scene remains."""

    def __init__(self, canvas: Any, typesetter: Typesetter, measures: Measures) -> None:
        self._canvas = canvas
        self._letters = typesetter
        self._measures = measures
        self._theme = LIGHT
        self._corners = RoundedBoxTextures()

    def paint(self, scene: Scene, theme: Theme, pressed: str | None = None, focus: str | None = None) -> None:
        """Paint a scene. The target named `pressed` is shown as pressed, and the one named `focus` has a ring."""
        self._theme = theme
        self._canvas.clear()
        with self._canvas:
            if scene.dimmed_items:
                for mark in scene.dimmed_items:
                    self._mark(mark, None)
                self._fill(Rect(0, 0, *self._measures.window), "ground", alpha=DIM_ALPHA)
            for mark in scene.items:
                self._mark(mark, pressed)
            for touch in scene.targets():
                if touch.name == focus:
                    self._ring(touch.rect)

    def _mark(self, mark: SceneItem, pressed: str | None) -> None:
        match mark:
            case Block(rect, fill, radius, edge, alpha):
                self._box(rect, fill, edge, radius, alpha)
            case PlacedText(rect, run, colour, align):
                self._words(rect, run, colour, align)
            case PlacedTarget():
                self._touch(mark, mark.name == pressed and mark.enabled)

    def _touch(self, touch: PlacedTarget, pressed: bool) -> None:
        corner, lit = self._measures.corner_radius, pressed or (touch.selected and touch.style in ("tile", "quiet"))
        ink: ColourToken = "ink"
        match touch.style:
            case "none":
                return
            case "link":
                if pressed:
                    self._box(touch.rect, "accent", None, corner)
                ink = "accent"
            case "primary" if touch.enabled:
                self._box(touch.rect, "accent", "ink" if pressed else None, corner)
                lit = True
            case "primary":  # an outline, because in high contrast a filled box would look enabled
                self._box(touch.rect, "ground", "line", corner)
            case "tool":
                self._box(touch.rect, "accent" if lit else "ground", "accent" if lit or touch.selected else "line", corner)
                ink = "accent" if touch.selected else "ink"
            case "quiet":
                self._box(touch.rect, "accent" if lit else "ground", "accent" if lit else "line", corner)
                ink = "accent"
            case _:
                self._box(touch.rect, "accent" if lit else "tile", "accent" if lit or touch.selected else "line", corner)
        self._label(touch, pressed, "on_accent" if lit else ink, alpha=1.0 if touch.enabled or lit else 0.45)

    def _label(self, touch: PlacedTarget, pressed: bool, colour: ColourToken, alpha: float) -> None:
        """Paint the picture and text of a target, and the line under the text of a selected link."""
        if touch.picture is not None:
            draw_picture(touch.picture.name, self._place(touch.picture.rect), touch.picture.rect.width, self._theme[colour])
        if touch.run is None:
            return
        run, room = touch.run, touch.text_rect or touch.rect
        box = Rect(room.x, room.y + (room.height - run.height) // 2, room.width, run.height)
        self._words(box, run, colour, touch.align, alpha=alpha)
        if touch.selected and touch.style == "link" and not pressed:
            line = Rect(box.x + (box.width - run.width) // 2, box.bottom, run.width, self._measures.border_width)
            self._fill(line, "accent")

    def _box(self, rect: Rect, fill: ColourToken, edge: ColourToken | None, radius: int, alpha: float = 1.0) -> None:
        if not radius or not rect.width or not rect.height:
            self._fill(rect, fill, alpha)
            return
        texture = self._corners.texture(self._theme[fill], self._theme[edge or fill], radius, self._measures.border_width if edge else 0)
        Color(1, 1, 1, alpha)
        BorderImage(texture=texture, border=[patch_width(radius)] * 4, pos=self._place(rect), size=(rect.width, rect.height))

    def _ring(self, rect: Rect) -> None:
        """Paint the focus ring around a target at a small distance, because it would not be visible on a filled one."""
        width, apart = self._measures.focus_ring_width, self._measures.hairline
        for side in _frame(rect.expand(apart), apart):
            self._fill(side, "ground")
        for side in _frame(rect.expand(apart + width), width):
            self._fill(side, "accent")

    def _fill(self, rect: Rect, token: ColourToken, alpha: float = 1.0) -> None:
        red, green, blue, _ = self._theme[token]
        Color(red, green, blue, alpha)
        Rectangle(pos=self._place(rect), size=(rect.width, rect.height))

    def _words(self, rect: Rect, run: TextRun, colour: ColourToken, align: str, alpha: float = 1.0) -> None:
        red, green, blue, _ = self._theme[colour]
        Color(red, green, blue, alpha)
        for number, line in enumerate(run.lines):
            texture = self._letters.line_texture(line, run)
            if texture is None:
                continue
            free = rect.width - texture.width
            x = rect.x + (0 if align == "left" else free if align == "right" else free // 2)
            y = rect.y + number * run.line_height + (run.line_height - texture.height) // 2 - round(run.size * CAPITALS_OFFSET)
            Rectangle(texture=texture, pos=self._place(Rect(x, y, texture.width, texture.height)), size=texture.size)

    def _place(self, rect: Rect) -> tuple[int, int]:
        return rect.x, self._measures.window[1] - rect.bottom


def _frame(rect: Rect, width: int) -> tuple[Rect, Rect, Rect, Rect]:
    """Return the four sides of a rectangle as strips of a width."""
    top, rest = rect.split_top(width)
    foot, middle = rest.split_bottom(width)
    left, right = middle.split_left(width)[0], middle.split_right(width)[0]
    return top, foot, left, right
