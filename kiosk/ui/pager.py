"""A page in the parts that a screen of this size shows one after another, and which of them is shown. No Kivy."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from kiosk.pages.page import Page
from kiosk.ui.scene import Scene


class Pager:
    """Where a person is in the page that is shown; most pages are of one part."""

    def __init__(self, lay_out_part: Callable[[Page, int], Scene]) -> None:
        """`lay`: one part of a page, by its number from 0, as it lies on the window."""
        self._lay = lay_out_part
        self._left: tuple[Page, int] | None = None
        """The page before the one that is shown, and its part; None where nobody is there."""
        self.scene = Scene()
        """The part that is shown."""
        self.part_index = 0
        """Its number, from 0."""

    def reset(self) -> None:
        """Show nothing."""
        self.scene, self.part_index, self._left = Scene(), 0, None

    def open_page(self, previous: Page | None, page: Page, *, person_present: bool) -> None:
        """Another page is shown next: from its first part, but from where it was for who comes back to it from the countdown.

        Args:
            previous: the page that was shown, if any.
            page: the one to show; `show` does.
            person_present: whether a person is there who may come back.
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
        """Lay the part of the page that one is at."""
        self.scene = self._lay(page, self.part_index)

    def turn(self, page: Page, step: int) -> None:
        """To the next part (1) or the one before (-1), where there is one."""
        self.part_index = max(0, min(self.scene.part_count - 1, self.part_index + step))
        self.show(page)

    def show_first(self, page: Page) -> None:
        """Back to the first part."""
        self.part_index = 0
        self.show(page)

    def has_target(self, name: str) -> bool:
        """Whether a target is on the part that is shown."""
        return _is_on(self.scene, name)

    def turn_to_target(self, page: Page, name: str) -> bool:
        """To the part that a target lies on; False, and nothing is turned, where it is shown already or lies on none."""
        if self.has_target(name):
            return False
        for part in range(self.scene.part_count):
            if part != self.part_index and _is_on(scene := self._lay(page, part), name):
                self.part_index, self.scene = part, scene
                return True
        return False

    def reachable_page(self, page: Page) -> Page:
        """The page with the targets that lie on some part of it: keys and ears go through what eyes and fingers find, no more."""
        names = {touch.name for touch in self.scene.targets()}
        for part in range(self.scene.part_count):
            if part != self.part_index:
                names |= {touch.name for touch in self._lay(page, part).targets()}
        return dataclasses.replace(page, targets=tuple(target for target in page.targets if target.name in names))


def _is_on(scene: Scene, name: str) -> bool:
    return any(touch.name == name for touch in scene.targets())


def is_different_screen(before: Page, after: Page) -> bool:
    """Whether a person has to look anew: another screen, statement, keyboard, fault or look of it; not a countdown's next second."""

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
