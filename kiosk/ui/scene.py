"""What is drawn, as plain data between a screen's layout and the surface: blocks, words and things to touch, back to front."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from kiosk.ui.rect import Rect
from kiosk.ui.text_layout import TextRun
from kiosk.ui.theme import ColourToken

TargetStyle = Literal["tile", "key", "tool", "primary", "quiet", "link", "none"]
"""How a target stands out: an answer, a key, a key that types nothing, the way on, an outlined aside, words alone, or nothing at all."""
Align = Literal["left", "centre", "right"]


@dataclass(frozen=True, slots=True)
class Block:
    """A filled rectangle, its corners rounded by so many pixels; with `edge` the border's colour."""

    rect: Rect
    fill: ColourToken
    radius: int = 0
    border: ColourToken | None = None
    alpha: float = 1.0


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A run of text in its box, from the top."""

    rect: Rect
    run: TextRun
    colour: ColourToken
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Picture:
    """A line drawing by its name (`kiosk.ui.faces`), in a square box, in the colour of the words beside it."""

    rect: Rect
    name: str


@dataclass(frozen=True, slots=True)
class PlacedTarget:
    """A target with what stands on it: its words in the middle of its box, or of the room they have beside its picture."""

    name: str
    rect: Rect
    style: TargetStyle
    run: TextRun | None
    enabled: bool = True
    selected: bool = False
    picture: Picture | None = None
    text_rect: Rect | None = None
    """Where its words stand; None where the whole box is theirs."""
    align: Align = "centre"


SceneItem = Block | PlacedText | PlacedTarget


@dataclass
class Scene:
    """Everything on screen at one moment. What lies `beneath` is dimmed by a veil and cannot be reached."""

    items: list[SceneItem] = field(default_factory=list)
    dimmed_items: list[SceneItem] = field(default_factory=list)
    part_count: int = 1
    """In how many parts the screen is shown; one where all of it fits."""
    has_room: bool = True
    """Whether each part has room for all that is in it."""

    def add(self, *items: SceneItem) -> None:
        self.items.extend(items)

    def targets(self) -> Iterator[PlacedTarget]:
        """What can be reached."""
        return (mark for mark in self.items if isinstance(mark, PlacedTarget))
