"""Whether a touch may count: never on a screen that its person has not seen. Pure: time comes in as seconds.

After a choice that moves the visit the gate is closed until the screen that follows was drawn, and a moment longer:
nobody answers within that moment what they have not read, but a trembling finger touches twice.
"""

from __future__ import annotations

SETTLE_SECONDS = 0.15
"""From the first frame of a new screen until it takes touches."""
CHOICE_TIMEOUT_SECONDS = 10.0
"""From a choice that nothing came of (a disk that takes nothing more) until touches count again."""


class TouchGate:
    """Open or closed."""

    def __init__(self) -> None:
        self._opens: float | None = None

    def is_open(self, now: float) -> bool:
        return self._opens is not None and now >= self._opens

    @property
    def is_waiting_for_frame(self) -> bool:
        """A new screen was painted and not yet shown."""
        return self._opens is None

    def close_after_choice(self, now: float) -> None:
        """A choice was posted that leads to another screen."""
        self._opens = now + CHOICE_TIMEOUT_SECONDS

    def close_until_frame(self) -> None:
        """Another screen is about to be drawn."""
        self._opens = None

    def on_frame(self, now: float) -> None:
        """A frame was shown."""
        if self._opens is None:
            self._opens = now + SETTLE_SECONDS
