"""Shows a page that does not fit on the screen in parts, one at a time. This module does not import Kivy."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from kiosk.pages.page import Page
from kiosk.ui.scene import Scene


class Pager:
    """Holds which part of the page is shown. Most pages have only one part."""

    def __init__(self, lay_out_part: Callable[[Page, int], Scene]) -> None:
        """Show nothing; `lay_out_part` lays out the part of a page with an index from 0."""
        self._lay = lay_out_part
        self._left: tuple[Page, int] | None = None
        """Holds the previous page and its part, or None if no person is present."""
        self.scene = Scene()
        """The layout of the part that is shown."""
        self.part_index = 0
        """The index of the part that is shown, from 0."""

    def reset(self) -> None:
        """Show nothing."""
        self.scene, self.part_index, self._left = Scene(), 0, None

    def open_page(self, previous: Page | None, page: Page, *, person_present: bool) -> None:
        """Prepare to show another page: from its first part or, when a person returns from the inactivity prompt, from the part they left.

        Args:
            previous: the page that was shown, if any.
            page: the page that `show` will show.
            person_present: whether a person is present, who may come back to the previous page.
        """
        left = (previous, self.part_index) if previous is not None and person_present else None
        back = (
            previous is not None
            and previous.screen == "still_there"
            and self._left is not None
            and not is_different_screen(self._left[0], page)
        )
        self.part_index, self._left = self._left[1] if back and self._left is not None else 0, left

    def show(self, page: Page) -> None:
        """Lay out the current part of the page."""
        self.scene = self._lay(page, self.part_index)

    def turn(self, page: Page, step: int) -> None:
        """Turn to the next part (1) or to the previous one (-1), if it exists."""
        self.part_index = max(0, min(self.scene.part_count - 1, self.part_index + step))
        self.show(page)

    def show_first(self, page: Page) -> None:
        """Return to the first part."""
        self.part_index = 0
        self.show(page)

    def has_target(self, name: str) -> bool:
        """Return whether a target is on the part that is shown."""
        return _is_on(self.scene, name)

    def turn_to_target(self, page: Page, name: str) -> bool:
        """Turn to the part with a target and return True. Return False if it is on the part that is shown, or on no part."""
        if self.has_target(name):
            return False
        for part in range(self.scene.part_count):
            if part != self.part_index and _is_on(scene := self._lay(page, part), name):
                self.part_index, self.scene = part, scene
                return True
        return False

    def reachable_page(self, page: Page) -> Page:
        """Return the page with only those targets that are on one of its parts, so that keys reach the same targets as fingers."""
        names = {touch.name for touch in self.scene.targets()}
        for part in range(self.scene.part_count):
            if part != self.part_index:
                names |= {touch.name for touch in self._lay(page, part).targets()}
        return dataclasses.replace(page, targets=tuple(target for target in page.targets if target.name in names))


def _is_on(scene: Scene, name: str) -> bool:
    return any(touch.name == name for touch in scene.targets())


def is_different_screen(before: Page, after: Page) -> bool:
    """Return whether two pages differ so much that a person has to look again. The next second of a countdown is no such difference."""

    def seen(page: Page) -> tuple[object, ...]:
        problems = page.texts_of("problem")
        return (
            page.screen,
            page.language,
            page.statement,
            page.heading,
            page.keyboard != (),
            page.covered_page is None,
            problems,
            page.display_preferences,
        )

    return seen(before) != seen(after)
