"""Describes what is on screen in a file, for tests and other programs: the page, and where its targets lie.

The file is rewritten atomically at each change. It never contains what a person typed, because pages do not contain it either.
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
"""Holds x, y, width and height in pixels, from the top left corner of the window."""


class PictureDescription(Struct, frozen=True):
    """Describes a picture on a target by its name and the square that it fills."""

    name: str
    rect: Box


class TargetDescription(Struct, frozen=True):
    """Describes a target and where it lies."""

    name: str
    role: str
    text: str
    rect: Box
    enabled: bool
    selected: bool
    spoken: str
    picture: PictureDescription | None = None
    """Holds the picture beside the text, or None if there is none."""


class TextDescription(Struct, frozen=True):
    """Describes a piece of text: the box that it may fill, and the width and height in pixels that it takes as drawn."""

    text: str
    rect: Box
    drawn: tuple[int, int]
    letters: Box = (0, 0, 0, 0)
    """Holds the box around its lines: as wide as the widest line, from the top of the first line to the bottom of the last one."""
    size: int = 0
    """Holds the font size in pixels."""
    bold: bool = False
    target: str | None = None
    """Holds the name of the target that it is on, or None if it is on no target."""


class ScreenDescription(Struct, frozen=True, rename={"statement_count": "of", "display_preferences": "sight"}):
    """Describes what a terminal shows. `Page` documents the fields that have the same names there."""

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


def describe_page(
    page: Page,
    window: tuple[int, int],
    boxes: Mapping[str, Box],
    texts: tuple[TextDescription, ...] = (),
    pictures: Mapping[str, PictureDescription] = MappingProxyType({}),
) -> ScreenDescription:
    """Return the description of a page.

    Args:
        page: the page that is shown.
        window: width and height of the window in pixels.
        boxes: the box of each target by its name. A target without a box is not on screen and is left out.
        texts: the texts as they were drawn.
        pictures: the pictures as they were drawn, by the name of the target.
    """
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
    """Writes descriptions to a file, and only when the description has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written = b""

    def write(self, seen: ScreenDescription) -> None:
        """Replace the file atomically, so that a reader sees either the previous description or this one.

        Raises:
            OSError: the file cannot be written.
        """
        content = msgspec.json.encode(seen)
        if content == self._written:
            return
        beside = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        beside.write_bytes(content)
        beside.replace(self._path)
        self._written = content
