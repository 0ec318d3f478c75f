"""Defines a scene, which a layout produces and the painter draws: blocks, texts and targets as plain data, from back to front."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from kiosk.ui.rect import Rect
from kiosk.ui.text_layout import TextRun
from kiosk.ui.theme import ColourToken

TargetStyle = Literal["tile", "key", "tool", "primary", "quiet", "link", "none"]
"""Names the look of a target: `tile` for an answer, `key` for a key, `tool` for a key that types nothing or for a section, `primary` for
the main button, `quiet` for an outlined button, `link` for text alone, and `none` for a target that is not drawn."""
Align = Literal["left", "centre", "right"]


@dataclass(frozen=True, slots=True)
class Block:
    """Represents a filled rectangle with corners of a radius in pixels. `border` is the colour of its border, or None for no border."""

    rect: Rect
    fill: ColourToken
    radius: int = 0
    border: ColourToken | None = None
    alpha: float = 1.0


@dataclass(frozen=True, slots=True)
class PlacedText:
    """Represents a run of text, placed in a box from the top."""

    rect: Rect
    run: TextRun
    colour: ColourToken
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Picture:
    """Represents a line drawing, identified by its name (`kiosk.ui.faces`), in a square box and in the colour of the text beside it."""

    rect: Rect
    name: str


@dataclass(frozen=True, slots=True)
class PlacedTarget:
    """Represents a placed target with its text and picture. The text is centred vertically in `text_rect`."""

    name: str
    rect: Rect
    style: TargetStyle
    run: TextRun | None
    enabled: bool = True
    selected: bool = False
    picture: Picture | None = None
    text_rect: Rect | None = None
    """The box of the text. None means the whole box of the target."""
    align: Align = "centre"


SceneItem = Block | PlacedText | PlacedTarget


@dataclass
class Scene:
    """Holds everything on the screen. Dimmed items are drawn under a veil and cannot be touched."""

    items: list[SceneItem] = field(default_factory=list)
    dimmed_items: list[SceneItem] = field(default_factory=list)
    part_count: int = 1
    """The number of parts in which the screen is shown, 1 if all of it fits."""
    has_room: bool = True
    """Whether the content of each part fits."""

    def add(self, *items: SceneItem) -> None:
        """Add items in front of the others."""
        self.items.extend(items)

    def targets(self) -> Iterator[PlacedTarget]:
        """Yield the targets that can be touched."""
        return (mark for mark in self.items if isinstance(mark, PlacedTarget))
