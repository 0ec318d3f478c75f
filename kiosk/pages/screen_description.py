"""The description of what is on screen, for tests, keys and speech: a page and where its targets lie, as a file.

It is rewritten atomically at each change. It never holds what a person typed: pages do not, and nothing else comes in.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec
from msgspec import Struct

from kiosk.pages.page import Page
from survey.visit import DisplayPreferences

Box = tuple[int, int, int, int]
"""x, y, width, height in pixels from the window's top left."""


class PictureDescription(Struct, frozen=True):
    """A picture on a target, by its name, and the square it fills."""

    name: str
    rect: Box


class TargetDescription(Struct, frozen=True):
    """A target and where it lies."""

    name: str
    role: str
    text: str
    rect: Box
    enabled: bool
    selected: bool
    spoken: str
    picture: PictureDescription | None = None
    """What is drawn beside the text."""


class TextDescription(Struct, frozen=True):
    """A piece of text: the box it may fill, and the pixels that its letters take (width, height)."""

    text: str
    rect: Box
    drawn: tuple[int, int]
    letters: Box = (0, 0, 0, 0)
    """Where its lines stand: from the widest line's first letter to its last, from the first line's top to the last one's bottom."""
    size: int = 0
    """Of its type, in pixels."""
    bold: bool = False
    target: str | None = None
    """Name of the target that it stands on; None where it stands by itself."""


class ScreenDescription(Struct, frozen=True, rename={"statement_count": "of", "display_preferences": "sight"}):
    """What a terminal shows."""

    screen: str
    language: str
    statement: str | None
    position: int | None
    statement_count: int | None
    seconds_left: int | None
    window: tuple[int, int]
    heading: str
    targets: tuple[TargetDescription, ...]
    texts: tuple[TextDescription, ...]
    display_preferences: DisplayPreferences = DisplayPreferences()
    """How this person wants to see it."""


def describe_page(
    page: Page,
    window: tuple[int, int],
    boxes: Mapping[str, Box],
    texts: tuple[TextDescription, ...] = (),
    pictures: Mapping[str, PictureDescription] = MappingProxyType({}),
) -> ScreenDescription:
    """The page as it lies on the window; a target that was given no place is not there, nor is a picture. Both go by the target's name."""
    targets = tuple(
        TargetDescription(
            target.name,
            target.role,
            target.text,
            boxes[target.name],
            target.enabled,
            target.selected,
            target.spoken,
            pictures.get(target.name),
        )
        for target in (*page.targets, *page.pager_targets)
        if target.name in boxes
    )
    return ScreenDescription(
        page.screen, page.language, page.statement, page.position, page.statement_count, page.seconds_left, window, page.heading, targets,
        texts,
        page.display_preferences,
    )  # fmt: skip


class DescriptionFile:
    """Where the description goes. Written only when something differs."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written = b""

    def write(self, seen: ScreenDescription) -> None:
        """Put the description in place whole: a reader sees the one before or this one."""
        content = msgspec.json.encode(seen)
        if content == self._written:
            return
        beside = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        beside.write_bytes(content)
        beside.replace(self._path)
        self._written = content
