"""How often the loop comes round: at full rate while somebody touches the screen, less often while they read, least while nobody is there.
A screen on which nothing changes is drawn every two or three seconds.

A frame is counted only when it was really drawn and shown; that is what the watchdog hears, so a program that
runs but shows nothing is one that has stopped.

Where a processor does the graphics' work, a frame in which nothing changed is drawn in one corner only (the rest of the
picture stands in the buffer since the frames before) and in full every fourth time. On a graphics chip each is drawn in full.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics import opengl

BUSY_RATE = 60
READING_RATE = 20
"""Times a second at which a touch is looked for while somebody is in the middle of a visit and still."""
IDLE_RATE = 8
"""The same while nobody is: the first touch of a visit waits an eighth of a second at most."""
BUSY_SECONDS = 2.0
"""How long after a touch or a change the full rate is kept."""
UNCHANGED_FRAME_SECONDS = 2.4
"""From frame to frame while nothing changes: three for each time that systemd wants to hear of one, and little work."""
FULL_FRAME_EVERY = 4
FULL_FRAMES_AFTER_CHANGE = 4
"""So many full frames after a change, and every buffer that a display turns over holds the same picture."""
CORNER_PIXELS = 16
SOFTWARE_RENDERERS = (b"llvmpipe", b"softpipe", b"swrast")


class FrameScheduler:
    """The rate of the loop, and the frames that came of it."""

    def __init__(self, on_frame: Callable[[], None]) -> None:
        """`drawn()` is called after each frame that was drawn and shown."""
        self._drawn = on_frame
        self._busy_until = 0.0
        self._still_frames = 0
        self._corner_only = False
        self.is_visit_active = False
        """Whether somebody is in the middle of a visit."""
        renderer = opengl.glGetString(opengl.GL_RENDERER) or b""
        self._software = any(name in renderer.lower() for name in SOFTWARE_RENDERERS)
        Window.bind(on_draw=self._draw, on_flip=self._flip)
        self._still: Any = Clock.schedule_interval(self._stand_still, UNCHANGED_FRAME_SECONDS)
        self._calm: Any = Clock.create_trigger(self._rest, BUSY_SECONDS)
        self.use_full_rate()

    def use_full_rate(self) -> None:
        """Somebody is there, or something changed: full rate for a while."""
        _come_round(BUSY_RATE)
        self._busy_until = time.monotonic() + BUSY_SECONDS
        self._still_frames = 0
        self._calm()

    def invalidate(self) -> None:
        """What is painted changed: the next frames are whole ones."""
        self._still_frames = 0
        self._corner_only = False

    def stop(self) -> None:
        Window.unbind(on_draw=self._draw, on_flip=self._flip)
        self._still.cancel()
        self._calm.cancel()

    def _stand_still(self, _: float) -> None:
        """Draw a frame though nothing changed."""
        if not Window.canvas.needs_redraw:
            self._still_frames += 1
            whole = self._still_frames <= FULL_FRAMES_AFTER_CHANGE or self._still_frames % FULL_FRAME_EVERY == 0
            self._corner_only = self._software and not whole
        Window.canvas.ask_update()

    def _rest(self, _: float) -> None:
        if time.monotonic() + 0.05 < self._busy_until:
            self._calm()
        else:
            _come_round(READING_RATE if self.is_visit_active else IDLE_RATE)

    def _draw(self, window: Any) -> bool:
        """In the place of Kivy's own drawing, which knows no part of a window."""
        if self._corner_only:
            opengl.glEnable(opengl.GL_SCISSOR_TEST)
            opengl.glScissor(0, 0, CORNER_PIXELS, CORNER_PIXELS)
        try:
            window.clear()
            window.render_context.draw()
        finally:  # or whatever broke while it was drawn would leave all later frames in that corner
            if self._corner_only:
                opengl.glDisable(opengl.GL_SCISSOR_TEST)
                self._corner_only = False
        return True

    def _flip(self, window: Any) -> bool:
        """In the place of Kivy's own flip, so that what follows comes after it."""
        window.flip()
        self._drawn()
        return True


def _come_round(rate: int) -> None:
    """So many times a second from now on.

    Kivy reads the rate anew before each round, but offers no public way to change it once it runs; and since it sleeps
    4/15 of a round less than it is told to, it is told less.
    """
    Clock._max_fps = rate * 11 / 15  # noqa: SLF001
