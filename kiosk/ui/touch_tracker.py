"""One finger on the screen: which target it presses, and which it chose when it left. Pure: no Kivy; time comes in as seconds.

A target is chosen on release, so that a slip can be taken back by sliding away. A finger under which the screen
changed chooses nothing; a second finger is nobody, unless the first one rests on nothing that can be chosen (a hand on the glass).
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.ui.scene import PlacedTarget, Scene

LONG_PRESS_SECONDS = 0.5
"""A finger that stays on a key for so long holds it."""
STALE_TOUCH_SECONDS = 10.0
"""A finger that is down for longer was lifted without a word (a cable pulled, a panel reset)."""


class TouchTracker:
    """What the first finger does."""

    def __init__(self, touch_slop: int) -> None:
        """`slip`: pixels a finger may be off a target and still mean it, from the start or by sliding."""
        self._slip = touch_slop
        self._touch: PlacedTarget | None = None
        self._id: object = None
        self._since = 0.0
        self._inside = False
        self._offered: tuple[PlacedTarget, ...] = ()

    @property
    def pressed_target(self) -> str | None:
        """Name of the target that shows as pressed."""
        return self._touch.name if self._touch is not None and self._inside else None

    def press(self, touch_id: object, x: float, y: float, scene: Scene, now: float) -> bool:
        """A finger goes down at a point (pixels from the top left); whether it is the one that counts."""
        if self._touch is not None and now - self._since < STALE_TOUCH_SECONDS:
            return False
        self._id, self._since = touch_id, now
        self._offered = ()
        self._touch = self._meant(x, y, scene)
        self._inside = self._touch is not None
        return True

    def _meant(self, x: float, y: float, scene: Scene) -> PlacedTarget | None:
        """The target at a point; beside them all the one that alone is so near that a finger would still hold it."""
        at = next((touch for touch in scene.targets() if touch.rect.contains(x, y)), None)
        if at is not None:
            return at
        near = [touch for touch in scene.targets() if touch.rect.expand(self._slip).contains(x, y)]
        return near[0] if len(near) == 1 else None

    def offer_slide_targets(self, targets: Sequence[PlacedTarget]) -> None:
        """What the finger holds offers these: from now on it may slide onto one of them and choose it by leaving it, or slide back."""
        if self._touch is not None:
            self._offered = (*targets, self._touch)

    def move(self, touch_id: object, x: float, y: float) -> None:
        if touch_id == self._id and self._touch is not None:
            self._touch = next((touch for touch in self._offered if touch.rect.contains(x, y)), self._touch)
            self._inside = self._touch.rect.expand(self._slip).contains(x, y)

    def release(self, touch_id: object, x: float, y: float) -> tuple[bool, PlacedTarget | None]:
        """Whether this was the finger that counts, and the target it chose, None where it chose none."""
        if touch_id != self._id:
            return False, None
        self.move(touch_id, x, y)
        touch = self._touch if self._inside else None
        self.reset()
        return True, touch if touch is not None and touch.enabled else None

    def cancel_press(self) -> None:
        """The screen changed under the finger: what it pressed is gone, but it is still down."""
        self._touch = None
        self._inside = False

    def reset(self) -> None:
        """Nobody touches."""
        self._touch = None
        self._id = None
        self._inside = False
