"""Sets the rate of Kivy's event loop and reports the frames that were shown.

The rate is highest while a person touches the screen, lower while they read, and lowest while nobody is present. A screen on which nothing
changes is drawn every two or three seconds.

A frame is reported only after it was really drawn and shown. The watchdog depends on these reports, so that it restarts a program that runs
but shows nothing.

With software rendering, only one corner of a frame without changes is drawn, because the buffer still holds the rest of the picture. Every
fourth such frame is drawn completely. With a graphics processor, all frames are drawn completely.
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
"""The number of loops per second during a visit while nothing is touched."""
IDLE_RATE = 8
"""The number of loops per second outside a visit. The first touch of a visit waits for at most an eighth of a second."""
BUSY_SECONDS = 2.0
"""How long the full rate is kept after a touch or a change."""
UNCHANGED_FRAME_SECONDS = 2.4
"""The seconds between frames while nothing changes. This gives three frames per watchdog interval at little cost."""
FULL_FRAME_EVERY = 4
FULL_FRAMES_AFTER_CHANGE = 4
"""The number of complete frames after a change. After these, all buffers of the display hold the same picture."""
CORNER_PIXELS = 16
SOFTWARE_RENDERERS = (b"llvmpipe", b"softpipe", b"swrast")


class FrameScheduler:
    """Controls the rate of the loop and draws its frames."""

    def __init__(self, on_frame: Callable[[], None]) -> None:
        """Start at the full rate; `on_frame()` is called after each frame that was drawn and shown."""
        self._drawn = on_frame
        self._busy_until = 0.0
        self._still_frames = 0
        self._corner_only = False
        self.is_visit_active = False
        """Whether a visit is in progress."""
        renderer = opengl.glGetString(opengl.GL_RENDERER) or b""
        self._software = any(name in renderer.lower() for name in SOFTWARE_RENDERERS)
        Window.bind(on_draw=self._draw, on_flip=self._flip)
        self._still: Any = Clock.schedule_interval(self._stand_still, UNCHANGED_FRAME_SECONDS)
        self._calm: Any = Clock.create_trigger(self._rest, BUSY_SECONDS)
        self.use_full_rate()

    def use_full_rate(self) -> None:
        """Use the full rate for a while, because of a touch or a change."""
        _come_round(BUSY_RATE)
        self._busy_until = time.monotonic() + BUSY_SECONDS
        self._still_frames = 0
        self._calm()

    def invalidate(self) -> None:
        """Draw the next frames completely, because the painted content has changed."""
        self._still_frames = 0
        self._corner_only = False

    def stop(self) -> None:
        """Return drawing to Kivy and stop the timers."""
        Window.unbind(on_draw=self._draw, on_flip=self._flip)
        self._still.cancel()
        self._calm.cancel()

    def _stand_still(self, _: float) -> None:
        """Draw a frame although nothing has changed."""
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
        """Draw the window in place of Kivy's own method, which cannot draw only a part of it."""
        if self._corner_only:
            opengl.glEnable(opengl.GL_SCISSOR_TEST)
            opengl.glScissor(0, 0, CORNER_PIXELS, CORNER_PIXELS)
        try:
            window.clear()
            window.render_context.draw()
        finally:  # an exception must not limit later frames to that corner
            if self._corner_only:
                opengl.glDisable(opengl.GL_SCISSOR_TEST)
                self._corner_only = False
        return True

    def _flip(self, window: Any) -> bool:
        """Show the frame in place of Kivy's own method, and report it afterwards."""
        window.flip()
        self._drawn()
        return True


def _come_round(rate: int) -> None:
    """Set the number of loops per second.

    Kivy reads the rate before each loop, but has no public way to change it while running. It sleeps 4/15 of a loop less than the rate
    requires. Therefore a lower rate is set.
    """
    Clock._max_fps = rate * 11 / 15  # noqa: SLF001
