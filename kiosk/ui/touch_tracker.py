"""One finger on the screen: which target it presses, and which it chose when it left. Pure: no Kivy; time comes in as seconds.

A target is chosen on release, so that a slip can be taken back by sliding away. A finger under which the screen
changed chooses nothing; a second finger is nobody, unless the first one rests on nothing that can be chosen (a hand on the glass).
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.ui.scene import Scene, Touch

HOLD_SECONDS = 0.5
"""A finger that stays on a key for so long holds it."""
LOST_SECONDS = 10.0
"""A finger that is down for longer was lifted without a word (a cable pulled, a panel reset)."""


class Finger:
    """What the first finger does."""

    def __init__(self, slip: int) -> None:
        """`slip`: pixels a finger may be off a target and still mean it, from the start or by sliding."""
        self._slip = slip
        self._touch: Touch | None = None
        self._id: object = None
        self._since = 0.0
        self._inside = False
        self._offered: tuple[Touch, ...] = ()

    @property
    def pressed(self) -> str | None:
        """Name of the target that shows as pressed."""
        return self._touch.name if self._touch is not None and self._inside else None

    def press(self, finger: object, x: float, y: float, scene: Scene, now: float) -> bool:
        """A finger goes down at a point (pixels from the top left); whether it is the one that counts."""
        if self._touch is not None and now - self._since < LOST_SECONDS:
            return False
        self._id, self._since = finger, now
        self._offered = ()
        self._touch = self._meant(x, y, scene)
        self._inside = self._touch is not None
        return True

    def _meant(self, x: float, y: float, scene: Scene) -> Touch | None:
        """The target at a point; beside them all the one that alone is so near that a finger would still hold it."""
        at = next((touch for touch in scene.touches() if touch.rect.holds(x, y)), None)
        if at is not None:
            return at
        near = [touch for touch in scene.touches() if touch.rect.grown(self._slip).holds(x, y)]
        return near[0] if len(near) == 1 else None

    def slide_onto(self, offered: Sequence[Touch]) -> None:
        """What the finger holds offers these: from now on it may slide onto one of them and choose it by leaving it, or slide back."""
        if self._touch is not None:
            self._offered = (*offered, self._touch)

    def move(self, finger: object, x: float, y: float) -> None:
        if finger == self._id and self._touch is not None:
            self._touch = next((touch for touch in self._offered if touch.rect.holds(x, y)), self._touch)
            self._inside = self._touch.rect.grown(self._slip).holds(x, y)

    def lift(self, finger: object, x: float, y: float) -> tuple[bool, Touch | None]:
        """Whether this was the finger that counts, and the target it chose, None where it chose none."""
        if finger != self._id:
            return False, None
        self.move(finger, x, y)
        touch = self._touch if self._inside else None
        self.forget()
        return True, touch if touch is not None and touch.enabled else None

    def let_go(self) -> None:
        """The screen changed under the finger: what it pressed is gone, but it is still down."""
        self._touch = None
        self._inside = False

    def forget(self) -> None:
        """Nobody touches."""
        self._touch = None
        self._id = None
        self._inside = False
