"""Tracks one finger on the screen: which target it presses, and which one it chooses when it is lifted.

A target is chosen on release, so that a person can slide off a target pressed by mistake. A finger under which the screen changed chooses
nothing. A second finger is ignored, unless the first one rests where there is no target, such as a hand on the glass. This module is pure:
it does not import Kivy, and receives the time in seconds.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.ui.scene import PlacedTarget, Scene

LONG_PRESS_SECONDS = 0.5
"""How long a finger stays on a key until the key counts as held."""
STALE_TOUCH_SECONDS = 10.0
"""How long a finger can be down. After that, its release is assumed to have been lost, for example because the panel was reset."""


class TouchTracker:
    """Follows the first finger that touches the screen."""

    def __init__(self, touch_slop: int) -> None:
        """Start without a finger; `touch_slop` is the distance in pixels at which a finger still counts as on a target."""
        self._slip = touch_slop
        self._touch: PlacedTarget | None = None
        self._id: object = None
        self._since = 0.0
        self._inside = False
        self._offered: tuple[PlacedTarget, ...] = ()

    @property
    def pressed_target(self) -> str | None:
        """The name of the target that is shown as pressed, or None."""
        return self._touch.name if self._touch is not None and self._inside else None

    def press(self, touch_id: object, x: float, y: float, scene: Scene, now: float) -> bool:
        """Handle a finger going down at a point in pixels from the top left, and return whether it is the tracked finger."""
        if self._touch is not None and now - self._since < STALE_TOUCH_SECONDS:
            return False
        self._id, self._since = touch_id, now
        self._offered = ()
        self._touch = self._meant(x, y, scene)
        self._inside = self._touch is not None
        return True

    def _meant(self, x: float, y: float, scene: Scene) -> PlacedTarget | None:
        """Return the target at a point, or the only target within the touch slop of it, or None."""
        at = next((touch for touch in scene.targets() if touch.rect.contains(x, y)), None)
        if at is not None:
            return at
        near = [touch for touch in scene.targets() if touch.rect.expand(self._slip).contains(x, y)]
        return near[0] if len(near) == 1 else None

    def offer_slide_targets(self, targets: Sequence[PlacedTarget]) -> None:
        """Let the finger slide from the target that it holds onto one of the given targets and choose it by its release, or slide back."""
        if self._touch is not None:
            self._offered = (*targets, self._touch)

    def move(self, touch_id: object, x: float, y: float) -> None:
        """Handle a finger that moves to a point."""
        if touch_id == self._id and self._touch is not None:
            self._touch = next((touch for touch in self._offered if touch.rect.contains(x, y)), self._touch)
            self._inside = self._touch.rect.expand(self._slip).contains(x, y)

    def release(self, touch_id: object, x: float, y: float) -> tuple[bool, PlacedTarget | None]:
        """Handle a finger that is lifted, and return whether it was the tracked one, and the target that it chose or None."""
        if touch_id != self._id:
            return False, None
        self.move(touch_id, x, y)
        touch = self._touch if self._inside else None
        self.reset()
        return True, touch if touch is not None and touch.enabled else None

    def cancel_press(self) -> None:
        """Forget the pressed target, because the screen has changed under the finger. The finger is still tracked."""
        self._touch = None
        self._inside = False

    def reset(self) -> None:
        """Forget the finger."""
        self._touch = None
        self._id = None
        self._inside = False
