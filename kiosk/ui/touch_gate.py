"""Decides whether a touch counts, so that nobody answers a screen that they have not seen.

After a choice that leads to another screen, the gate is closed until that screen has been drawn, and a moment longer. Nobody can have read
the screen in that moment, but a trembling finger may touch twice. This module is pure and receives the time in seconds.
"""

from __future__ import annotations

SETTLE_SECONDS = 0.15
"""How long after its first frame a new screen accepts touches."""
CHOICE_TIMEOUT_SECONDS = 10.0
"""How long after a choice that had no effect, for example because the disk is full, touches count again."""


class TouchGate:
    """Holds whether touches count, and from when."""

    def __init__(self) -> None:
        self._opens: float | None = None

    def is_open(self, now: float) -> bool:
        """Return whether touches count now."""
        return self._opens is not None and now >= self._opens

    @property
    def is_waiting_for_frame(self) -> bool:
        """Whether a new screen has been painted and not shown yet."""
        return self._opens is None

    def close_after_choice(self, now: float) -> None:
        """Close the gate because a choice was posted that leads to another screen."""
        self._opens = now + CHOICE_TIMEOUT_SECONDS

    def close_until_frame(self) -> None:
        """Close the gate until the next frame, because another screen is about to be drawn."""
        self._opens = None

    def on_frame(self, now: float) -> None:
        """Note that a frame was shown. If the gate waited for it, it opens after `SETTLE_SECONDS`."""
        if self._opens is None:
            self._opens = now + SETTLE_SECONDS
